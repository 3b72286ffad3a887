"""The people of the clinic, opening hours, and a clock that stands still."""

import pytest
import time_machine
from django.test import Client

from tests.clinic.calendar.conftest import opening_hours
from tests.clinic.people import (
    AT,
    front_desk,
    injector,
    owner,
    patient,
    practice,
    prescriber,
)

__all__ = [
    "front_desk",
    "injector",
    "opening_hours",
    "owner",
    "patient",
    "practice",
    "prescriber",
]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def without_second_factor(practice, settings):
    settings.DEMO = False
    practice.mfa_required = False
    practice.save(update_fields=["mfa_required"])


@pytest.fixture
def enter():
    """Return a function that signs somebody in."""

    def make(user) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make
