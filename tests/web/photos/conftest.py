"""A clinic at nine on a Monday, and somebody who is signed in."""

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from glabella.clinic.accounts.models import User
from glabella.clinic.practice.models import Practice
from tests.clinic.people import (
    AT,
    front_desk,
    injector,
    owner,
    patient,
    practice,
    prescriber,
)
from tests.clinic.plans.conftest import draft, ready
from tests.web.patients.conftest import treated

__all__ = [
    "draft",
    "front_desk",
    "injector",
    "owner",
    "patient",
    "practice",
    "prescriber",
    "ready",
    "treated",
]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def without_second_factor(practice: Practice) -> None:
    practice.mfa_required = False
    practice.save()


@pytest.fixture
def enter() -> Callable[..., Client]:
    """A browser in which somebody is signed in."""

    def open_as(user: User, **more: object) -> Client:
        client = Client(**more)
        client.force_login(user)
        return client

    return open_as
