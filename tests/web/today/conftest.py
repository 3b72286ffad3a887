"""A Monday morning in the clinic, with something for everybody."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest

from glabella.clinic.accounts.models import User
from glabella.clinic.alerts.services import raise_alert
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.models import Practice, Room
from glabella.clinic.shared.actor import SYSTEM
from glabella.clinic.treatments.models import Treatment
from tests.clinic.people import (
    AT,
    front_desk,
    injector,
    make_patient,
    other_injector,
    owner,
    patient,
    prescriber,
    room,
    stranger,
)
from tests.clinic.plans.conftest import draft, ready, submitted
from tests.clinic.requests.asked import ask
from tests.web.shared.conftest import practice

__all__ = [
    "draft",
    "front_desk",
    "injector",
    "other_injector",
    "owner",
    "patient",
    "practice",
    "prescriber",
    "ready",
    "room",
    "stranger",
    "submitted",
]


def keep_time(
    who: Patient, injector: User, starts_at: datetime, **fields: object
) -> Appointment:
    """An appointment of half an hour."""
    return Appointment.objects.create(
        **{
            "key": who.key,
            "patient": who,
            "injector": injector,
            "kind": "treatment",
            "areas": ["glabella", "forehead"],
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=30),
            "created_at": AT - timedelta(days=3),
            **fields,
        }
    )


@pytest.fixture
def morning(
    practice: Practice, injector: User, other_injector: User, room: Room, owner: User
) -> SimpleNamespace:
    """Two visits with one injector, one with another, two requests, one alert."""
    known = make_patient(
        101,
        given_name="Carla",
        family_name="Made-Up",
        identity_document="passport",
        identity_checked_at=AT - timedelta(days=200),
        identity_checked_by=injector,
    )
    new = make_patient(102, given_name="Dora", family_name="Invented")
    third = make_patient(103, given_name="Erik", family_name="Fictitious")
    hour = timedelta(hours=1)
    keep_time(known, injector, AT - hour, status="done")
    keep_time(new, injector, AT, kind="consultation", areas=[], room=room)
    keep_time(third, other_injector, AT + hour, status="confirmed")
    keep_time(third, injector, AT + 24 * hour)
    ask(at=AT - timedelta(days=3))
    ask(at=AT - hour, given_name="Berta", email="berta@mail.test", phone="")
    raise_alert(
        actor=SYSTEM,
        at=AT - 2 * hour,
        kind="registration",
        text="A registration ends within a month.",
        link="/settings/",
    )
    Treatment.objects.create(
        key=known.key,
        patient=known,
        day=date(2026, 11, 5),
        injector=injector,
        entered_by=injector,
        product="botox-cosmetic",
        status="signed",
        created_at=AT - timedelta(days=18),
        signed_at=AT - timedelta(days=18),
        signed_by=injector,
        signed_hash="0" * 64,
    )
    return SimpleNamespace(known=known, new=new, third=third)
