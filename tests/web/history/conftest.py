"""The people of the clinic, and a clock that stands still."""

import pytest
import time_machine

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
    stranger,
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
    "stranger",
]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def without_second_factor(practice):
    practice.mfa_required = False
    practice.save()
