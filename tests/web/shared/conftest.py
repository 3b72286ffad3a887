"""The gallery: a site on which every shared part can be seen."""

from copy import deepcopy
from pathlib import Path

import pytest

from glabella.clinic.practice.models import Practice
from tests.clinic.people import front_desk, injector, owner, prescriber

__all__ = ["front_desk", "gallery", "injector", "owner", "practice", "prescriber"]

TEMPLATES = Path(__file__).parent / "templates"
CONTEXT = "glabella.web.shared.context.clinic"
REFUSALS = "glabella.web.shared.refusals.ClinicRefusals"


@pytest.fixture
def practice(db: None) -> Practice:
    """A clinic that asks for no second factor: signing in is not the matter here."""
    return Practice.objects.create(
        id=1,
        name="A clinic",
        jurisdiction="UK",
        time_zone="Europe/London",
        mfa_required=False,
    )


@pytest.fixture
def gallery(settings) -> None:
    """Show the gallery at the clinic's addresses."""
    from tests.web.shared.gallery import saved  # noqa: PLC0415 - after the settings

    saved.clear()
    settings.ROOT_URLCONF = "tests.web.shared.gallery"
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [TEMPLATES, *templates[0]["DIRS"]]
    processors = templates[0]["OPTIONS"]["context_processors"]
    if CONTEXT not in processors:
        processors.append(CONTEXT)
    settings.TEMPLATES = templates
    if REFUSALS not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, REFUSALS]
