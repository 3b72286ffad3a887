"""People who sign in."""

import pytest
from django.test import Client

from glabella.clinic.practice.models import Practice
from tests.clinic.people import (
    front_desk,
    injector,
    owner,
    patient,
    practice,
    prescriber,
    stranger,
)

__all__ = [
    "front_desk",
    "injector",
    "owner",
    "patient",
    "practice",
    "prescriber",
    "stranger",
]

PASSWORD = "a long pass phrase of the tests"  # noqa: S105


@pytest.fixture
def strict(practice: Practice, settings) -> Practice:
    """The clinic asks clinicians and owners for a second factor."""
    settings.DEMO = False
    practice.mfa_required = True
    practice.save()
    return practice


@pytest.fixture
def log_in(client: Client):
    def go(user, password: str = PASSWORD, **others):
        data = {"login": user.email, "password": password, **others}
        return client.post("/accounts/login/", data)

    return go
