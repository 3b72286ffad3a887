"""A clinic with a plan in each state, and somebody signed in."""

import pytest
from django.test import Client

from glabella.clinic.practice.models import Practice
from tests.clinic.people import (
    AT,
    front_desk,
    injector,
    make_staff,
    owner,
    patient,
    prescriber,
)
from tests.clinic.plans.conftest import approved, draft, ready, submitted

__all__ = [
    "approved",
    "draft",
    "front_desk",
    "injector",
    "owner",
    "patient",
    "prescriber",
    "ready",
    "submitted",
]


@pytest.fixture
def practice(db: None, settings) -> Practice:
    """The clinic, in the United Kingdom; without the second factor."""
    settings.DEMO = False
    return Practice.objects.create(
        id=1,
        name="A clinic",
        jurisdiction="UK",
        time_zone="Europe/London",
        currency="GBP",
        mfa_required=False,
    )


@pytest.fixture(autouse=True)
def fixed_clock(time_machine):
    """The clock of the clinic's tests."""

    time_machine.move_to(AT, tick=False)


@pytest.fixture
def as_injector(client: Client, injector) -> Client:
    client.force_login(injector)
    return client


@pytest.fixture
def as_prescriber(prescriber) -> Client:
    client = Client()
    client.force_login(prescriber)
    return client


@pytest.fixture
def second_injector(practice):
    return make_staff("second-injector", "injector")
