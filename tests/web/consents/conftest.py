"""The clinic's people with a plan and its paper, and a clock that stands still."""

import pytest
import time_machine

from tests.clinic.consents.conftest import agree, paper, signed
from tests.clinic.people import (
    AT,
    front_desk,
    injector,
    owner,
    patient,
    practice,
    prescriber,
    stranger,
)
from tests.clinic.plans.conftest import draft, ready

__all__ = [
    "agree",
    "draft",
    "front_desk",
    "injector",
    "owner",
    "paper",
    "patient",
    "practice",
    "prescriber",
    "ready",
    "signed",
    "stranger",
]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def outside_the_demo(settings):
    settings.DEMO = False
