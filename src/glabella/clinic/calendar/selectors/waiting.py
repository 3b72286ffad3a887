"""The waiting list, and times that suit somebody on it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.calendar.availability import Free, Span, free_times
from glabella.clinic.calendar.models import WaitingEntry
from glabella.clinic.calendar.selectors.days import bookable
from glabella.clinic.calendar.services.offers import suits
from glabella.clinic.practice.selectors import clinic_zone
from glabella.clinic.shared.errors import NotFound

__all__ = ["get_waiting", "times_for", "waiting"]

OPEN = (WaitingEntry.Status.WAITING, WaitingEntry.Status.OFFERED)
LOOK_DAYS = 28


def waiting(*, viewer: User, at: datetime) -> QuerySet[WaitingEntry]:
    """Everybody on the list, who waits longest first."""
    return _rows(viewer, at).filter(status__in=OPEN).order_by("created_at", "pk")


def get_waiting(*, viewer: User, at: datetime, entry_id: UUID) -> WaitingEntry:
    """One entry of the list."""
    found = _rows(viewer, at).filter(pk=entry_id).first()
    if found is None:
        raise NotFound
    return found


def times_for(
    *, viewer: User, at: datetime, entry: WaitingEntry, limit: int = 12
) -> list[Free]:
    """The next free times that suit this person."""
    if not rights.may(viewer, "calendar.read", at=at):
        raise NotFound
    people = [one for one in bookable() if entry.injector_id in {None, one.pk}]
    first = max(entry.from_day, at.astimezone(clinic_zone()).date())
    days = LOOK_DAYS
    if entry.until_day is not None:
        days = min(days, (entry.until_day - first) // timedelta(days=1) + 1)
    if days < 1:
        return []
    found = []
    for one in free_times(people, entry.minutes, (first, days), clinic_zone(), at):
        if suits(entry, one.injector, Span(one.starts_at, one.ends_at)):
            found.append(one)
        if len(found) == limit:
            break
    return found


def _rows(viewer: User, at: datetime) -> QuerySet[WaitingEntry]:
    if not rights.may(viewer, "calendar.read", at=at):
        raise NotFound
    return WaitingEntry.objects.select_related(
        "key", "patient__key", "injector", "appointment", "offered_injector"
    )
