"""The people of the clinic, a treatment two weeks ago, and a clock that stands still."""

import pytest
import time_machine
from django.test import Client

from tests.clinic.followups.given import give
from tests.clinic.people import (
    AT,
    front_desk,
    injector,
    owner,
    patient,
    practice,
    prescriber,
)

__all__ = ["front_desk", "injector", "owner", "patient", "practice", "prescriber"]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def reachable(settings):
    settings.SITE_ADDRESS = "https://clinic.test"


@pytest.fixture
def enter(client: Client):
    """Sign in as somebody."""

    def as_(user) -> Client:
        client.force_login(user)
        return client

    return as_


@pytest.fixture
def treated(injector, patient):
    return give(injector, patient)
