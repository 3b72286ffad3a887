"""The waiting list, as staff keep it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NotRequired, TypedDict, Unpack
from uuid import UUID

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.calendar.availability import Span
from glabella.clinic.calendar.grid import check_span
from glabella.clinic.calendar.models import Appointment, WaitingEntry
from glabella.clinic.calendar.services import offers
from glabella.clinic.links import services as links
from glabella.clinic.links.models import SignedLink
from glabella.clinic.patients.models import Patient
from glabella.clinic.shared.errors import Blocked, Invalid, NotFound, Stale

__all__ = ["end_waiting", "offer_time", "wait_for"]

STATUS = WaitingEntry.Status
OPEN = (STATUS.WAITING, STATUS.OFFERED)


class Wish(TypedDict):
    """What somebody waits for; ``times`` are weekdays and parts of the day."""

    kind: str
    minutes: int
    from_day: date
    until_day: NotRequired[date | None]
    times: NotRequired[Sequence[str]]
    injector: NotRequired[User | None]
    appointment: NotRequired[Appointment | None]


@transaction.atomic
def wait_for(
    *, actor: User, at: datetime, patient: Patient, **wish: Unpack[Wish]
) -> WaitingEntry:
    """Put a patient on the list; ``appointment`` is the later visit to be given up."""
    rights.require(actor, "calendar.book", at=at)
    _check(wish)
    entry = WaitingEntry.objects.create(
        key=patient.key,
        patient=patient,
        injector=wish.get("injector"),
        appointment=wish.get("appointment"),
        kind=wish["kind"],
        minutes=wish["minutes"],
        times=list(wish.get("times", ())),
        from_day=wish["from_day"],
        until_day=wish.get("until_day"),
        created_at=at,
    )
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="create",
        record=entry,
        subject=patient.key,
        after={
            "minutes": entry.minutes,
            "times": entry.times,
            "from_day": entry.from_day,
        },
    )
    return entry


def _check(wish: Wish) -> None:
    """Refuse a wish that no time could meet."""
    check_span(_ON_THE_GRID, _ON_THE_GRID + timedelta(minutes=wish["minutes"]))
    if wish["kind"] not in Appointment.Kind.values:
        raise Invalid.field("kind", "Choose what the visit is for.")
    until_day = wish.get("until_day")
    if until_day is not None and until_day < wish["from_day"]:
        message = "Choose a last day that is not before the first."
        raise Invalid.field("until_day", message)
    if unknown := set(wish.get("times", ())) - {*offers.WEEKDAYS, *offers.PARTS}:
        message = f"There is no such time: {', '.join(sorted(unknown))}."
        raise Invalid.field("times", message)


@transaction.atomic
def offer_time(
    *,
    actor: User,
    at: datetime,
    entry_id: UUID,
    version: int,
    injector: User,
    starts_at: datetime,
) -> WaitingEntry:
    """Offer one free time by hand.

    Raises
    ------
    Blocked
        If there is no way to tell the patient: telephone, and book.
    """
    rights.require(actor, "calendar.book", at=at)
    entry = _open_entry(entry_id, version)
    if entry.status == STATUS.OFFERED:
        message = "Another time is on offer already: wait for its end, or end it first."
        raise Stale(message)
    span = Span(starts_at, starts_at + timedelta(minutes=entry.minutes))
    check_span(span.starts_at, span.ends_at)
    if starts_at <= at:
        raise Invalid.field("starts_at", "This time has passed; choose a later one.")
    offers.require_free(injector, span)
    if not offers.make_offer(actor.as_actor, at, entry, injector, starts_at):
        message = (
            "This patient cannot be written to: no e-mail address is known, or this "
            "installation has no address for its links. Telephone, and book the time."
        )
        raise Blocked(message)
    return entry


@transaction.atomic
def end_waiting(
    *, actor: User, at: datetime, entry_id: UUID, version: int
) -> WaitingEntry:
    """Take somebody off the list; an open offer ends with it."""
    rights.require(actor, "calendar.book", at=at)
    entry = _open_entry(entry_id, version)
    offers.write(actor.as_actor, at, entry, STATUS.ENDED)
    links.end_all(
        actor=actor, at=at, purpose=SignedLink.Purpose.OFFER, record_id=entry.pk
    )
    return entry


_ON_THE_GRID = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


def _open_entry(entry_id: UUID, version: int) -> WaitingEntry:
    entry = next(iter(offers.locked_entries(pk=entry_id)), None)
    if entry is None:
        raise NotFound
    if entry.version != version or entry.status not in OPEN:
        raise Stale
    return entry
