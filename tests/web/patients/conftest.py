"""The people of the clinic, and a clock that stands still."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from glabella.clinic.treatments import services
from glabella.clinic.treatments.entries import Effect, Entry, Given, Graded, Seen
from glabella.clinic.treatments.models import Treatment
from tests.clinic.people import (
    AT,
    TODAY,
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
    "PASSWORD",
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

PASSWORD = "a long pass phrase of the tests"  # noqa: S105 - of a made-up person


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def without_second_factor(practice):
    practice.mfa_required = False
    practice.save()


@pytest.fixture
def enter(client: Client):
    """Sign in as somebody."""

    def as_(user) -> Client:
        client.force_login(user)
        return client

    return as_


@pytest.fixture
def treated(patient, injector) -> Treatment:
    treatment = services.start(
        actor=injector,
        at=AT,
        patient=patient,
        entry=Entry(
            day=TODAY - timedelta(days=90),
            product="botox-cosmetic",
            technique="standard",
            injector=injector,
            given=(Given("glabella", Decimal(20), lot="C1234"),),
        ),
    )
    signed = services.sign(
        actor=injector, at=AT, treatment=treatment, version=1, password=PASSWORD
    )
    services.add_follow_up(
        actor=injector,
        at=AT,
        treatment=signed,
        seen=Seen(
            day=TODAY - timedelta(days=76),
            result="as_wished",
            grades=(Graded("glabella", at_contraction=1),),
            effects=(Effect("headache", severity="mild"),),
        ),
    )
    return signed
