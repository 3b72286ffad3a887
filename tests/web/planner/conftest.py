"""The planner's form as a browser sends it."""

import pytest
from django.http import QueryDict
from django.test import Client

from glabella.clinic.plans.asking.answers import Answers
from glabella.clinic.plans.asking.case_table import LISTS
from glabella.clinic.practice.models import Practice
from tests.clinic.people import make_staff

PLANNED_ON = "2026-11-20"


@pytest.fixture
def client(client: Client, db: None) -> Client:
    """Somebody of the staff: the planner is closed to strangers."""
    Practice.objects.create(
        id=1, name="A clinic", jurisdiction="UK", mfa_required=False
    )
    client.force_login(make_staff("injector", "injector"))
    return client


@pytest.fixture
def fields() -> dict[str, list[str]]:
    """A woman of 45, first treatment, nothing in her history, the label's upper face."""
    areas = ["glabella", "forehead", "crows_feet"]
    return {
        "jurisdiction": ["US"],
        "product": ["botox-cosmetic"],
        "on": [PLANNED_ON],
        "age_years": ["45"],
        "sex": ["female"],
        "first_treatment": ["yes"],
        "pregnant": ["no"],
        "breastfeeding": ["no"],
        "infection_at_site": ["no"],
        **{name: ["no"] for name in LISTS},
        "previous": ["no"],
        "recent_procedures": ["no"],
        "technique": ["standard"],
        "movement": ["natural"],
        "area": areas,
        **{f"rest.{area}": ["1"] for area in areas},
        **{f"contraction.{area}": ["2"] for area in areas},
    }


@pytest.fixture
def answers():
    """Make answers of fields, through what Django makes of a request."""

    def make(fields: dict[str, list[str]]) -> Answers:
        data = QueryDict(mutable=True)
        for name, values in fields.items():
            data.setlist(name, values)
        return Answers.of(data.lists())

    return make
