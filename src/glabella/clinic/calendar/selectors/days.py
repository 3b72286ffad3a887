"""Appointments of a day or a week, and the next free times."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import islice
from uuid import UUID

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import Role, User
from glabella.clinic.audit import services as audit
from glabella.clinic.calendar.availability import Free, free_times
from glabella.clinic.calendar.grid import day_span, zone
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.models import Room
from glabella.clinic.practice.selectors import practice
from glabella.clinic.shared.errors import NotFound

__all__ = [
    "appointments_between",
    "bookable",
    "day_list",
    "get_appointment",
    "next_free",
    "open_appointment",
    "visits_to_come",
]

LOOK_DAYS = 28


def bookable() -> list[User]:
    """The people whom a visit can be booked with, by name."""
    # Roles are few and the staff is small: asked in Python, the same on both databases.
    return [
        user
        for user in User.objects.filter(is_active=True)
        if user.has_role(Role.INJECTOR, Role.PRESCRIBER)
    ]


def get_appointment(*, viewer: User, appointment_id: UUID, at: datetime) -> Appointment:
    """One appointment.

    Raises
    ------
    NotFound
        If there is none, or the viewer may not see the calendar.
    """
    if not rights.may(viewer, "calendar.read", at=at):
        raise NotFound
    found = (
        Appointment.objects.select_related("patient__key", "key", "injector", "room")
        .filter(pk=appointment_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def open_appointment(
    *, viewer: User, appointment_id: UUID, at: datetime
) -> Appointment:
    """One appointment for a page that shows it; the audit notes that it was read."""
    found = get_appointment(viewer=viewer, appointment_id=appointment_id, at=at)
    audit.record_read(
        actor=viewer.as_actor,
        at=at,
        subject=found.key,
        what="appointment",
        of=found.patient_id,
    )
    return found


def appointments_between(
    *,
    viewer: User,
    at: datetime,
    start: datetime,
    end: datetime,
    injector: User | None = None,
    room: Room | None = None,
) -> list[Appointment]:
    """Appointments from ``start`` up to ``end``, in their order; none cancelled."""
    if not rights.may(viewer, "calendar.read", at=at):
        raise NotFound
    found = Appointment.objects.filter(starts_at__gte=start, starts_at__lt=end).exclude(
        status=Appointment.Status.CANCELLED
    )
    if injector is not None:
        found = found.filter(injector=injector)
    if room is not None:
        found = found.filter(room=room)
    return list(
        found.select_related("patient__key", "key", "injector", "room").order_by(
            "starts_at", "injector__name"
        )
    )


def day_list(
    *, viewer: User, at: datetime, day: date, injector: User | None = None
) -> list[Appointment]:
    """The appointments of a day on the clinic's clock, for one injector or all."""
    start, end = day_span(day, zone(practice().time_zone))
    return appointments_between(
        viewer=viewer, at=at, start=start, end=end, injector=injector
    )


def visits_to_come(
    *, viewer: User, at: datetime, patient: Patient
) -> list[Appointment]:
    """The visits that a patient still has before them."""
    if not rights.may(viewer, "calendar.read", at=at):
        raise NotFound
    found = Appointment.objects.filter(
        patient=patient, starts_at__gt=at, status__in=("booked", "confirmed")
    )
    return list(found.select_related("injector", "room").order_by("starts_at"))


def next_free(
    *,
    viewer: User,
    at: datetime,
    minutes: int,
    from_day: date,
    injectors: Iterable[User] | None = None,
    limit: int = 6,
) -> list[Free]:
    """The next free times, earliest first, within four weeks of ``from_day``."""
    if not rights.may(viewer, "calendar.read", at=at):
        raise NotFound
    people = bookable() if injectors is None else list(injectors)
    found = free_times(
        people, minutes, (from_day, LOOK_DAYS), zone(practice().time_zone), at
    )
    return list(islice(found, limit))
