"""What a patient sees by a signed link, and a program by the address of a feed."""

from datetime import date, datetime, timedelta
from itertools import groupby

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.calendar import ics
from glabella.clinic.calendar.availability import Free, free_times
from glabella.clinic.calendar.models import Appointment, WaitingEntry
from glabella.clinic.links.models import SignedLink
from glabella.clinic.links.services import open_link
from glabella.clinic.practice.selectors import clinic_zone, practice
from glabella.clinic.shared.errors import NotFound
from glabella.clinic.shared.signing import token_digest

__all__ = [
    "feed_of",
    "invitation_of",
    "offer_of",
    "purpose_of",
    "times_instead",
    "visit_of",
]

BACK = timedelta(days=30)
AHEAD = timedelta(days=365)
INSTEAD_DAYS = 21
INSTEAD = 16
INSTEAD_A_DAY = 4


def purpose_of(*, at: datetime, token: str) -> str:
    """What a link is for; NotFound if it opens nothing."""
    return open_link(token, at).purpose


def visit_of(*, at: datetime, token: str) -> Appointment:
    """The visit of a link."""
    link = _link(at, token, SignedLink.Purpose.APPOINTMENT)
    rows = Appointment.objects.select_related("patient__key", "key", "injector", "room")
    found = rows.filter(pk=link.record_id).first()
    if found is None:
        raise NotFound
    return found


def offer_of(*, at: datetime, token: str) -> WaitingEntry:
    """The place on the waiting list whose offer a link opens."""
    link = _link(at, token, SignedLink.Purpose.OFFER)
    rows = WaitingEntry.objects.select_related(
        "patient__key", "key", "offered_injector", "appointment"
    )
    found = rows.filter(pk=link.record_id).first()
    if found is None:
        raise NotFound
    return found


def times_instead(
    *, at: datetime, appointment: Appointment, from_day: date
) -> list[Free]:
    """Free times with the same person from a day on: a few of each day."""
    minutes = (appointment.ends_at - appointment.starts_at) // timedelta(minutes=1)
    where = clinic_zone()
    today = at.astimezone(where).date()
    first = min(max(from_day, today), today + AHEAD)
    days = (first, INSTEAD_DAYS)
    found = free_times([appointment.injector], minutes, days, where, at)
    chosen: list[Free] = []
    for _, of_day in groupby(
        found, key=lambda one: one.starts_at.astimezone(where).date()
    ):
        chosen.extend(_spread(list(of_day)))
        if len(chosen) >= INSTEAD:
            break
    return chosen[:INSTEAD]


def _spread(times: list[Free]) -> list[Free]:
    """Some times over a day, from its first to its last."""
    if len(times) <= INSTEAD_A_DAY:
        return times
    last = len(times) - 1
    return [times[last * n // (INSTEAD_A_DAY - 1)] for n in range(INSTEAD_A_DAY)]


def invitation_of(*, at: datetime, token: str) -> str:
    """The visit of a link as an iCalendar file."""
    return ics.invitation(visit_of(at=at, token=token), practice(), at)


def feed_of(*, at: datetime, token: str) -> str:
    """The visits of the person whose feed this is; NotFound for anything else."""
    known = User.objects.filter(calendar_digest=token_digest(token), is_active=True)
    person = known.first()
    if person is None or not rights.may(person, "calendar.read", at=at):
        raise NotFound
    visits = (
        Appointment.objects.select_related("patient__key", "room")
        .filter(injector=person, starts_at__gte=at - BACK, starts_at__lt=at + AHEAD)
        .order_by("starts_at")
    )
    return ics.feed(person, visits, practice(), at)


def _link(at: datetime, token: str, purpose: str) -> SignedLink:
    link = open_link(token, at)
    if link.purpose != purpose:
        raise NotFound
    return link
