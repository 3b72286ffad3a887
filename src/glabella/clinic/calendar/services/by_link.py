"""What a patient does by a signed link: confirm, change, cancel, take an offer.

The link is the right. Who holds it acts as the patient, and for this visit only.
"""

from datetime import date, datetime

from django.db import transaction

from glabella.clinic.calendar.availability import Free, free_times
from glabella.clinic.calendar.models import Appointment, WaitingEntry
from glabella.clinic.calendar.services import offers, rows, telling
from glabella.clinic.calendar.services.rows import Purpose, Taken, Wanted
from glabella.clinic.links import services as links
from glabella.clinic.links.models import SignedLink
from glabella.clinic.practice.selectors import clinic_zone
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import Blocked, NotFound, Stale

__all__ = [
    "BY_LINK",
    "cancel_by_link",
    "confirm_by_link",
    "decline_offer",
    "move_by_link",
    "take_offer",
]

BY_LINK = "Cancelled by the patient, by link"
PURPOSES = SignedLink.Purpose
OVER = "This visit has begun or is over: please call the clinic."
GONE = "This time is no longer free. You stay on the list."


@transaction.atomic
def confirm_by_link(*, at: datetime, token: str, version: int) -> Appointment:
    """Say that one will come."""
    actor, appointment = _visit(at, token, version)
    if appointment.status == Appointment.Status.CONFIRMED:
        return appointment
    before = rows.facts(appointment)
    appointment.status = Appointment.Status.CONFIRMED
    appointment.version += 1
    appointment.save(update_fields=["status", "version"])
    rows.audit_change(actor, at, appointment, before)
    return appointment


@transaction.atomic
def cancel_by_link(*, at: datetime, token: str, version: int) -> Appointment:
    """Give the visit up; the time goes to others, and the link ends."""
    actor, appointment = _visit(at, token, version)
    return offers.free(actor, at, appointment, BY_LINK)


@transaction.atomic
def move_by_link(
    *, at: datetime, token: str, version: int, starts_at: datetime
) -> Appointment:
    """Take one of the free times with the same person instead.

    Raises
    ------
    Taken
        If somebody was faster: the old time stays.
    """
    actor, appointment = _visit(at, token, version)
    day = starts_at.astimezone(clinic_zone()).date()
    if starts_at not in {free.starts_at for free in _times_on(at, appointment, day, 1)}:
        message = "This time is no longer free. Your visit stays as it is."
        raise Taken(message)
    wanted = Wanted(
        injector=appointment.injector,
        starts_at=starts_at,
        room=appointment.room,
        any_room=True,
    )
    return offers.shift(actor, at, appointment, wanted)


@transaction.atomic
def take_offer(*, at: datetime, token: str) -> Appointment:
    """Take the time that was offered; a later visit is given up for it.

    Raises
    ------
    Taken
        If it was booked meanwhile: the patient stays on the list.
    """
    actor, entry = _offer(at, token)
    start, injector = entry.offered_starts_at, entry.offered_injector
    if start is None or injector is None:
        raise Taken(GONE)
    wanted = Wanted(
        injector=injector, starts_at=start, minutes=entry.minutes, any_room=True
    )
    later = entry.appointment
    if later is not None and later.status in rows.MOVABLE and later.starts_at > at:
        appointment = offers.shift(actor, at, rows.locked(later.pk), wanted)
    else:
        appointment = rows.make(actor, at, entry.patient, wanted, Purpose(entry.kind))
        telling.booked(actor, at, appointment)
    offers.write(actor, at, entry, WaitingEntry.Status.TAKEN)
    links.end_all(actor=actor, at=at, purpose=PURPOSES.OFFER, record_id=entry.pk)
    return appointment


@transaction.atomic
def decline_offer(*, at: datetime, token: str) -> None:
    """Leave the time to the next; one stays on the list."""
    actor, entry = _offer(at, token)
    offers.lapse(actor, at, entry)


def _times_on(
    at: datetime, appointment: Appointment, day: date, days: int
) -> list[Free]:
    """Free times with the same person, as long as the visit is."""
    length = appointment.ends_at - appointment.starts_at
    minutes = int(length.total_seconds() // 60)
    return list(
        free_times([appointment.injector], minutes, (day, days), clinic_zone(), at)
    )


def _visit(at: datetime, token: str, version: int) -> tuple[Actor, Appointment]:
    link = _opened(at, token, PURPOSES.APPOINTMENT)
    appointment = rows.locked(link.record_id, version)
    if appointment.starts_at <= at or appointment.status not in rows.MOVABLE:
        raise Blocked(OVER)
    return Actor.patient(appointment.patient_id), appointment


def _offer(at: datetime, token: str) -> tuple[Actor, WaitingEntry]:
    link = _opened(at, token, PURPOSES.OFFER)
    entry = next(iter(offers.locked_entries(pk=link.record_id)), None)
    if entry is None:
        raise NotFound
    ends = entry.offer_ends_at
    if entry.status != WaitingEntry.Status.OFFERED or ends is None or ends <= at:
        message = "This time is no longer to be had. You stay on the list."
        raise Stale(message)
    return Actor.patient(entry.patient_id), entry


def _opened(at: datetime, token: str, purpose: str) -> SignedLink:
    link = links.open_link(token, at)
    if link.purpose != purpose:
        raise NotFound
    return link
