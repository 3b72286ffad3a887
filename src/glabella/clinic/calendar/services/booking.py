"""Booking, moving and cancelling by staff; the database refuses what is taken."""

from collections.abc import Sequence
from datetime import datetime
from typing import NotRequired, TypedDict, Unpack
from uuid import UUID

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.calendar.services import offers, rows, telling
from glabella.clinic.calendar.services.rows import Purpose, Taken, Wanted
from glabella.clinic.patients import services as patients
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.errors import Invalid

__all__ = ["NEXT", "Taken", "Wanted", "book", "cancel", "move", "set_status"]

NEXT: dict[str, tuple[str, ...]] = {
    "booked": ("confirmed", "arrived", "no_show"),
    "confirmed": ("arrived", "no_show", "booked"),
    "arrived": ("done", "confirmed"),
    "done": ("arrived",),
    "no_show": ("arrived", "confirmed"),
    "cancelled": (),
}
"""What a status may become, the usual step first; cancelling is a service apart."""


class About(TypedDict):
    """What a visit is for: its kind, and perhaps areas, technique and a note."""

    kind: str
    areas: NotRequired[Sequence[str]]
    technique: NotRequired[str]
    note: NotRequired[str]


@transaction.atomic
def book(
    *,
    actor: User,
    at: datetime,
    patient: Patient,
    wanted: Wanted,
    **about: Unpack[About],
) -> Appointment:
    """Keep a time for a patient, who is told by e-mail.

    Raises
    ------
    NotAllowed, Invalid
        Without the right; or where the time cannot be.
    Taken
        If the injector or the room has another visit then.
    """
    rights.require(actor, "calendar.book", at=at)
    appointment = rows.make(actor.as_actor, at, patient, wanted, Purpose(**about))
    telling.booked(actor.as_actor, at, appointment)
    return appointment


@transaction.atomic
def move(
    *, actor: User, at: datetime, appointment_id: UUID, version: int, wanted: Wanted
) -> Appointment:
    """Move an appointment to another time, person or room; its length stays.

    Raises
    ------
    Stale
        If somebody changed it meanwhile.
    Taken
        If the new time is not free; the old one then stays.
    """
    rights.require(actor, "calendar.book", at=at)
    appointment = rows.locked(appointment_id, version)
    return offers.shift(actor.as_actor, at, appointment, wanted)


@transaction.atomic
def cancel(
    *, actor: User, at: datetime, appointment_id: UUID, version: int, reason: str
) -> Appointment:
    """Cancel an appointment and free its time; the record stays.

    The patient is told, and the time is offered to the first who waits for one.
    """
    rights.require(actor, "calendar.book", at=at)
    if not reason.strip():
        raise Invalid.field("reason", "Say why the visit is cancelled.")
    appointment = rows.locked(appointment_id, version)
    if appointment.status == Appointment.Status.CANCELLED:
        return appointment
    if appointment.status == Appointment.Status.DONE:
        message = "This visit is done. Set it back to arrived first if that is wrong."
        raise Invalid.field("status", message)
    return offers.free(actor.as_actor, at, appointment, reason.strip())


@transaction.atomic
def set_status(
    *, actor: User, at: datetime, appointment_id: UUID, version: int, status: str
) -> Appointment:
    """Note that the patient confirmed, arrived, was seen or did not come."""
    rights.require(actor, "calendar.book", at=at)
    appointment = rows.locked(appointment_id, version)
    if status == appointment.status:
        return appointment
    if status not in NEXT[appointment.status]:
        message = (
            f"A visit that is {appointment.get_status_display()} cannot become that."
        )
        raise Invalid.field("status", message)
    before = rows.facts(appointment)
    appointment.status = status
    appointment.version += 1
    appointment.save(update_fields=["status", "version"])
    rows.audit_change(actor.as_actor, at, appointment, before)
    if status == Appointment.Status.DONE:
        who, day = appointment.patient, day_of(appointment.starts_at)
        patients.seen(actor=actor.as_actor, at=at, patient=who, day=day)
    return appointment
