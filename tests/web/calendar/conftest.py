"""People who sign in, and a clinic that is open on weekdays."""

from datetime import time

import pytest
import time_machine
from django.test import Client

from glabella.clinic.accounts.models import User
from glabella.clinic.practice.models import OpeningHours, Practice
from tests.clinic.people import (
    AT,
    front_desk,
    injector,
    other_injector,
    owner,
    patient,
    practice,
    prescriber,
    room,
)

__all__ = [
    "front_desk",
    "injector",
    "other_injector",
    "owner",
    "patient",
    "practice",
    "prescriber",
    "room",
]


@pytest.fixture(autouse=True)
def monday_at_nine(practice: Practice, settings):
    """It is Monday, nine o'clock, and the clinic is open until five."""
    settings.SITE_ADDRESS = "https://clinic.test"
    Practice.objects.update(mfa_required=False)
    OpeningHours.objects.bulk_create(
        OpeningHours(weekday=day, opens=time(9), closes=time(17)) for day in range(5)
    )
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def desk(client: Client, front_desk: User) -> Client:
    client.force_login(front_desk)
    return client
