"""A clinic that is open on weekdays, and its messages."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

import pytest

from glabella.clinic.accounts.models import User
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.calendar.services import Wanted, book
from glabella.clinic.outbox.models import Message
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.models import OpeningHours, Practice
from tests.clinic.outbox.conftest import jobs_and_mail
from tests.clinic.people import AT

__all__ = ["jobs_and_mail"]

SITE = "https://clinic.test"


@pytest.fixture(autouse=True)
def opening_hours(practice: Practice, settings) -> None:
    """Open on weekdays from nine to five; patients reach the clinic's own address."""
    settings.SITE_ADDRESS = SITE
    OpeningHours.objects.bulk_create(
        OpeningHours(weekday=day, opens=time(9), closes=time(17)) for day in range(5)
    )


@pytest.fixture
def booked(injector: User) -> Callable[..., Appointment]:
    """Return a function that books a visit of half an hour with the injector."""

    def make(patient: Patient, start: datetime, **wanted: Any) -> Appointment:
        given = {"injector": injector, "starts_at": start, "minutes": 30, **wanted}
        return book(
            actor=injector,
            at=AT,
            patient=patient,
            wanted=Wanted(**given),
            kind="treatment",
            areas=["glabella"],
        )

    return make


@pytest.fixture
def mail() -> Callable[..., list[Message]]:
    """Return a function that gives the messages of a kind, oldest first."""

    def read(kind: str) -> list[Message]:
        found = Message.objects.filter(kind=kind).select_related("key")
        return list(found.order_by("created_at", "pk"))

    return read
