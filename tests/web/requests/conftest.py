"""People who sign in, and two steps of the public page as a browser takes them."""

import re
from collections.abc import Callable
from datetime import time

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from glabella.clinic.practice.models import OpeningHours, Practice
from tests.clinic.people import (
    AT,
    front_desk,
    injector,
    owner,
    patient,
    practice,
    prescriber,
    room,
    stranger,
)

__all__ = [
    "front_desk",
    "injector",
    "owner",
    "patient",
    "practice",
    "prescriber",
    "room",
    "stranger",
]

ADULT = {"day": "8", "month": "3", "year": "1990"}
WHOLE = {
    "concerns": ["brow_lines"],
    "goals": "To look less tired",
    "treated_before": "no",
    "times": ["morning"],
    "given_name": "Anna",
    "family_name": "Made-Up",
    "email": "anna@mail.test",
    "phone": "020 7946 0018",
    "consent": "on",
}
NOTE = re.compile(r'name="note" value="([^"]*)"')


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def opened(practice: Practice) -> Practice:
    """A clinic that is open on weekdays, and signs people in by password alone."""
    practice.mfa_required = False
    practice.save()
    for weekday in range(5):
        OpeningHours.objects.create(weekday=weekday, opens=time(8), closes=time(18))
    return practice


@pytest.fixture
def note(client: Client, practice: Practice) -> str:
    """What the first step hands to the second."""
    return note_of(client.post("/request/", ADULT))


@pytest.fixture
def send(client: Client, note: str) -> Callable[..., HttpResponse]:
    """Send the second step with these changes."""

    def go(**changed: object) -> HttpResponse:
        return client.post("/request/", {**WHOLE, "note": note, **changed})

    return go


def note_of(answer: HttpResponse) -> str:
    """The signed note of a page."""
    found = NOTE.search(answer.text)
    assert found is not None
    return found[1]
