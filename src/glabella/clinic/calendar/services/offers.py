"""A time that becomes free goes to the first on the waiting list whom it suits."""

from datetime import datetime, time, timedelta
from typing import Final

from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.calendar.availability import Span, free_room, why_not_open
from glabella.clinic.calendar.models import Appointment, Slot, WaitingEntry
from glabella.clinic.calendar.services import rows, telling
from glabella.clinic.calendar.services.rows import Wanted
from glabella.clinic.links import services as links
from glabella.clinic.links.models import SignedLink
from glabella.clinic.practice.selectors import clinic_zone, rooms
from glabella.clinic.shared.actor import SYSTEM, Actor
from glabella.clinic.shared.errors import Invalid

__all__ = [
    "OFFER_HOURS",
    "PARTS",
    "WEEKDAYS",
    "free",
    "lapse",
    "lapse_due",
    "locked_entries",
    "make_offer",
    "offer_on",
    "require_free",
    "shift",
    "suits",
    "write",
]

OFFER_HOURS: Final = 4
"""So long an offer stands, then the next in the list has it."""
LEAD: Final = timedelta(hours=2)
"""A time that is nearer is for the telephone, not for an e-mail."""
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PARTS: Final = {
    "morning": (time(0), time(12)),
    "afternoon": (time(12), time(17)),
    "evening": (time(17), time(23, 59)),
}
"""Parts of a day on the clinic's clock: from, and up to."""
STATUS = WaitingEntry.Status


def shift(
    actor: Actor, at: datetime, appointment: Appointment, wanted: Wanted
) -> Appointment:
    """Move a visit, tell the patient, and offer what became free."""
    before = (appointment.injector_id, rows.span_of(appointment))
    injector = appointment.injector
    reminder = telling.reminder_of(appointment)
    rows.shift(actor, at, appointment, wanted)
    telling.reminders_off(actor, at, reminder)
    if (appointment.injector_id, rows.span_of(appointment)) != before:
        telling.changed(actor, at, appointment)
        offer_on(at, injector, before[1], but=appointment)
    return appointment


def free(
    actor: Actor, at: datetime, appointment: Appointment, reason: str
) -> Appointment:
    """Cancel a visit, tell the patient, and offer what became free."""
    reminder = telling.reminder_of(appointment)
    rows.free(actor, at, appointment, reason)
    telling.reminders_off(actor, at, reminder)
    telling.cancelled(actor, at, appointment)
    offer_on(at, appointment.injector, rows.span_of(appointment), but=appointment)
    return appointment


def offer_on(
    at: datetime, injector: User, span: Span, *, but: Appointment | None = None
) -> WaitingEntry | None:
    """Offer a time that is free to the first who waits and whom it suits.

    ``but`` is the visit that left it: its patient is passed over.
    """
    if span.starts_at - at < LEAD or not injector.is_active:
        return None
    for entry in locked_entries(status=STATUS.WAITING):
        if but is not None and entry.patient_id == but.patient_id:
            continue
        if entry.offered_starts_at == span.starts_at or not suits(
            entry, injector, span
        ):
            continue
        own = Span(span.starts_at, span.starts_at + timedelta(minutes=entry.minutes))
        if _why_not_free(injector, own):
            continue
        if make_offer(SYSTEM, at, entry, injector, span.starts_at):
            return entry
    return None


def suits(entry: WaitingEntry, injector: User, span: Span) -> bool:
    """Whether a time is one that this person would come at."""
    if entry.injector_id not in {None, injector.pk}:
        return False
    if span.ends_at - span.starts_at < timedelta(minutes=entry.minutes):
        return False
    local = span.starts_at.astimezone(clinic_zone())
    if local.date() < entry.from_day:
        return False
    if entry.until_day is not None and local.date() > entry.until_day:
        return False
    days = [one for one in entry.times if one in WEEKDAYS]
    parts = [one for one in entry.times if one in PARTS]
    return (not days or WEEKDAYS[local.weekday()] in days) and (
        not parts or any(PARTS[one][0] <= local.time() < PARTS[one][1] for one in parts)
    )


def require_free(injector: User, span: Span) -> None:
    """Refuse a time that could not be booked now."""
    reason = _why_not_free(injector, span)
    if reason:
        raise Invalid.field("starts_at", f"{reason} Choose another.")


def make_offer(
    actor: Actor, at: datetime, entry: WaitingEntry, injector: User, starts_at: datetime
) -> bool:
    """Offer a time to a locked entry; whether the patient could be told."""
    entry.offered_starts_at = starts_at
    entry.offered_injector = injector
    entry.offer_ends_at = min(at + timedelta(hours=OFFER_HOURS), starts_at)
    if not telling.offered(actor, at, entry):
        entry.refresh_from_db(
            fields=["offered_starts_at", "offered_injector", "offer_ends_at"]
        )
        return False
    write(actor, at, entry, STATUS.OFFERED)
    return True


def lapse(actor: Actor, at: datetime, entry: WaitingEntry) -> WaitingEntry | None:
    """End the offer of a locked entry and go on to the next; who that is, if anybody.

    The entry waits again, and remembers the time so that it is not offered it twice.
    """
    write(actor, at, entry, STATUS.WAITING)
    links.end_all(
        actor=actor, at=at, purpose=SignedLink.Purpose.OFFER, record_id=entry.pk
    )
    start, injector = entry.offered_starts_at, entry.offered_injector
    if start is None or injector is None:
        return None
    return offer_on(at, injector, Span(start, _free_until(injector, start)))


def lapse_due(at: datetime) -> int:
    """End the offers whose time is over; how many those were."""
    due = locked_entries(status=STATUS.OFFERED, offer_ends_at__lte=at)
    for entry in due:
        lapse(SYSTEM, at, entry)
    return len(due)


def locked_entries(**which: object) -> list[WaitingEntry]:
    """Entries of the list, oldest first, kept from others until the end."""
    found = WaitingEntry.objects.select_for_update(of=("self",)).select_related(
        "key", "patient__key", "injector", "appointment", "offered_injector"
    )
    return list(found.filter(**which).order_by("created_at", "pk"))


def write(actor: Actor, at: datetime, entry: WaitingEntry, status: str) -> None:
    """Save what became of an entry, and its audit."""
    before = {
        "status": str(WaitingEntry.objects.only("status").get(pk=entry.pk).status)
    }
    entry.status = status
    entry.version += 1
    entry.save()
    audit.record(
        actor=actor,
        at=at,
        action="change",
        record=entry,
        subject=entry.key,
        before=before,
        after={
            "status": str(status),
            "offered_starts_at": entry.offered_starts_at,
            "offer_ends_at": entry.offer_ends_at,
        },
    )


LONGEST: Final = timedelta(hours=2)


def _free_until(injector: User, start: datetime) -> datetime:
    """How long somebody is free from ``start``: up to the next visit."""
    after = Slot.objects.filter(
        injector=injector, starts_at__gte=start, starts_at__lt=start + LONGEST
    )
    first = after.order_by("starts_at").values_list("starts_at", flat=True).first()
    return first or start + LONGEST


def _why_not_free(injector: User, span: Span) -> str:
    reason = why_not_open(injector, span, clinic_zone())
    if reason:
        return reason
    if Slot.objects.filter(
        injector=injector, starts_at__in=list(span.slots())
    ).exists():
        return f"{injector.name} is taken at this time."
    if rooms() and free_room(span) is None:
        return "No room is free at this time."
    return ""
