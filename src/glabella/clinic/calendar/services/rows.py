"""An appointment and its slots, made, moved and given up as one; by whomever.

Who may do it is asked one floor up: by a right (:mod:`.booking`) or by a signed link
(:mod:`.by_link`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from glabella.clinic.accounts.models import Role, User
from glabella.clinic.audit import services as audit
from glabella.clinic.calendar.availability import Span, free_room, why_not_open
from glabella.clinic.calendar.grid import check_span, slot_starts
from glabella.clinic.calendar.length import minutes_for
from glabella.clinic.calendar.models import Appointment, Slot
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.models import Room
from glabella.clinic.practice.selectors import clinic_zone, practice, rooms
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import ClinicError, Invalid, NotFound, Stale

__all__ = [
    "MOVABLE",
    "Purpose",
    "Taken",
    "Wanted",
    "audit_change",
    "facts",
    "free",
    "locked",
    "make",
    "shift",
    "span_of",
]

MOVABLE = (Appointment.Status.BOOKED, Appointment.Status.CONFIRMED)


class Taken(ClinicError):  # noqa: N818 - the names say what happened
    """Somebody else has this time; choose another."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The time that is wanted: with whom, when, where and for how long."""

    injector: User
    starts_at: datetime
    minutes: int | None = None
    room: Room | None = None
    outside_hours: bool = False
    """Taken on purpose outside working hours; never over an absence or a visit."""
    any_room: bool = False
    """Whichever room is free, ``room`` if it is; refused if none of them is."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a visit is for."""

    kind: str
    areas: Sequence[str] = field(default_factory=tuple)
    technique: str = ""
    note: str = ""


def make(
    actor: Actor, at: datetime, patient: Patient, wanted: Wanted, purpose: Purpose
) -> Appointment:
    """Keep a time for a patient, and write the audit."""
    if purpose.kind not in Appointment.Kind.values:
        raise Invalid.field("kind", "Choose what the visit is for.")
    minutes = wanted.minutes or minutes_for(
        practice(), purpose.kind, purpose.areas, purpose.technique
    )
    ends_at = wanted.starts_at + timedelta(minutes=minutes)
    wanted = _checked(wanted, ends_at, at)
    appointment = Appointment(
        key=patient.key,
        patient=patient,
        injector=wanted.injector,
        room=wanted.room,
        kind=purpose.kind,
        areas=list(purpose.areas),
        technique=purpose.technique,
        starts_at=wanted.starts_at,
        ends_at=ends_at,
        note=purpose.note,
        created_at=at,
    )
    _keep_somewhere(appointment, any_room=wanted.any_room, created=True)
    audit.record(
        actor=actor,
        at=at,
        action="create",
        record=appointment,
        subject=patient.key,
        after=facts(appointment),
    )
    return appointment


def shift(
    actor: Actor, at: datetime, appointment: Appointment, wanted: Wanted
) -> Appointment:
    """Move a locked appointment; its length stays unless minutes are given."""
    if appointment.status not in MOVABLE:
        message = f"This visit is {appointment.get_status_display()}: book a new one."
        raise Invalid.field("status", message)
    before = facts(appointment)
    length = appointment.ends_at - appointment.starts_at
    if wanted.minutes is not None:
        length = timedelta(minutes=wanted.minutes)
    ends_at = wanted.starts_at + length
    wanted = _checked(wanted, ends_at, at, but=appointment.pk)
    if appointment.starts_at != wanted.starts_at:
        appointment.status = Appointment.Status.BOOKED
    appointment.injector = wanted.injector
    appointment.room = wanted.room
    appointment.starts_at, appointment.ends_at = wanted.starts_at, ends_at
    appointment.sequence += 1
    appointment.version += 1
    _keep_somewhere(appointment, any_room=wanted.any_room, created=False)
    audit_change(actor, at, appointment, before)
    return appointment


def free(
    actor: Actor, at: datetime, appointment: Appointment, reason: str
) -> Appointment:
    """Cancel a locked appointment and free its time; the record stays."""
    before = facts(appointment)
    appointment.status = Appointment.Status.CANCELLED
    appointment.cancel_reason = reason
    appointment.sequence += 1
    appointment.version += 1
    appointment.save()
    appointment.slots.all().delete()
    audit_change(actor, at, appointment, before, reason=reason)
    return appointment


def locked(appointment_id: UUID | str, version: int | None = None) -> Appointment:
    """The appointment, kept from others until the transaction ends."""
    appointment = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("key", "patient__key", "injector", "room")
        .filter(pk=appointment_id)
        .first()
    )
    if appointment is None:
        raise NotFound
    if version is not None and appointment.version != version:
        raise Stale
    return appointment


def span_of(appointment: Appointment) -> Span:
    """The time that it takes."""
    return Span(appointment.starts_at, appointment.ends_at)


def facts(appointment: Appointment) -> dict[str, object]:
    """What the audit keeps of an appointment."""
    return {
        "starts_at": appointment.starts_at.isoformat(),
        "ends_at": appointment.ends_at.isoformat(),
        "injector": appointment.injector.name,
        "room": appointment.room.name if appointment.room else "",
        "kind": appointment.kind,
        "areas": appointment.areas,
        "technique": appointment.technique,
        "status": appointment.status,
    }


def audit_change(
    actor: Actor,
    at: datetime,
    appointment: Appointment,
    before: dict[str, object],
    reason: str = "",
) -> None:
    """Write down what became of an appointment."""
    audit.record(
        actor=actor,
        at=at,
        action="change",
        record=appointment,
        subject=appointment.key,
        before=before,
        after=facts(appointment),
        reason=reason,
    )


def _checked(
    wanted: Wanted, ends_at: datetime, at: datetime, but: UUID | None = None
) -> Wanted:
    """The time that is wanted, with its room; refused if it cannot be."""
    check_span(wanted.starts_at, ends_at)
    if not wanted.injector.is_active or not wanted.injector.has_role(
        Role.INJECTOR, Role.PRESCRIBER
    ):
        raise Invalid.field("injector", "Choose an injector or a prescriber.")
    if wanted.room is not None and not wanted.room.in_use and not wanted.any_room:
        raise Invalid.field("room", "This room is no longer in use; choose another.")
    where = clinic_zone()
    # A visit of earlier today may still be entered; one of another day may not.
    if wanted.starts_at.astimezone(where).date() < at.astimezone(where).date():
        raise Invalid.field("starts_at", "This day has passed; choose a later one.")
    span = Span(wanted.starts_at, ends_at)
    reason = why_not_open(wanted.injector, span, where)
    if reason and not (wanted.outside_hours and " is away " not in reason):
        raise Invalid.field("starts_at", reason)
    return _with_room(wanted, span, but) if wanted.any_room else wanted


def _with_room(wanted: Wanted, span: Span, but: UUID | None) -> Wanted:
    room = free_room(span, wanted.room, but=but)
    if room is not None or not rooms():
        return replace(wanted, room=room)
    visits = Slot.objects.filter(injector=wanted.injector).exclude(appointment=but)
    start = span.starts_at.astimezone(clinic_zone())
    if visits.filter(starts_at__in=list(span.slots())).exists():
        raise Taken(_taken_words(wanted.injector.name, start))
    message = (
        f"No room is free on {start:%d %B} at {start:%H:%M}. "
        "Nothing was changed; choose another time."
    )
    raise Taken(message)


def _keep_somewhere(appointment: Appointment, *, any_room: bool, created: bool) -> None:
    """Save it; a room that somebody took this moment is exchanged where any will do."""
    for _ in rooms() if any_room else ():
        try:
            return _keep(appointment, created=created)
        except Taken:
            room = free_room(span_of(appointment), but=appointment.pk)
            if room is None or room == appointment.room:
                raise
            appointment.room = room
    return _keep(appointment, created=created)


def _keep(appointment: Appointment, *, created: bool) -> None:
    """Save the appointment and its slots, or nothing."""
    try:
        with transaction.atomic():
            appointment.save(force_insert=created)
            appointment.slots.all().delete()
            Slot.objects.bulk_create(
                Slot(
                    appointment=appointment,
                    injector=appointment.injector,
                    room=appointment.room,
                    starts_at=start,
                )
                for start in slot_starts(appointment.starts_at, appointment.ends_at)
            )
    except IntegrityError as error:
        raise Taken(_who_has_it(appointment)) from error


def _who_has_it(appointment: Appointment) -> str:
    start = appointment.starts_at.astimezone(clinic_zone())
    others = Slot.objects.filter(
        starts_at__gte=appointment.starts_at, starts_at__lt=appointment.ends_at
    ).exclude(appointment=appointment)
    if others.filter(injector=appointment.injector).exists():
        who = appointment.injector.name
    elif appointment.room is not None:
        who = appointment.room.name
    else:
        who = "This time"
    return _taken_words(who, start)


def _taken_words(who: str, start: datetime) -> str:
    return (
        f"{who} is taken on {start:%d %B} at {start:%H:%M}. "
        "Nothing was changed; choose another time."
    )
