"""The rows of a session as values: its taps, its plan, what they add up to."""

from collections.abc import Iterable
from datetime import datetime

from glabella.clinic.injections.checklist import Step, steps_for
from glabella.clinic.injections.fold import fold
from glabella.clinic.injections.models import Entry, Session
from glabella.clinic.injections.planned import planned_sites, techniques
from glabella.clinic.injections.values import Checked, State, Tap
from glabella.clinic.photos import selectors as photos
from glabella.clinic.practice.selectors import clinic_zone, day_of

__all__ = [
    "answers_on",
    "entries_of",
    "happened_at",
    "state_of",
    "steps_of",
    "tap_of",
]


def entries_of(session: Session) -> list[Entry]:
    """The entries of a session in order."""
    rows = Entry.objects.select_related("key", "by").filter(session=session)
    return list(rows.order_by("number"))


def tap_of(entry: Entry) -> Tap:
    """One entry as the fold reads it."""
    content = dict(entry.content)
    return Tap(
        id=str(entry.client_id),
        number=entry.number,
        kind=entry.kind,
        site=str(content.pop("site", "")),
        content=content,
        seen=entry.seen,
        device=entry.device,
        by=entry.by.name,
        at=entry.at_client,
        who=str(entry.by_id),
    )


def happened_at(told: datetime | None, session: Session, at: datetime) -> datetime:
    """When a tap was made: the tablet's word where it can be true, else now."""
    if told is None or not session.started_at <= told <= at:
        return at
    return told


def answers_on(state: State, at: datetime) -> dict[str, Checked]:
    """The answers of the preparation that were given on the clinic's day of an instant.

    Who somebody is, and whether she is pregnant, is asked on the day of the needle.
    """
    zone = clinic_zone()
    day = at.astimezone(zone).date()
    return {
        one.step: one for one in state.answers if one.at.astimezone(zone).date() == day
    }


def state_of(session: Session, entries: Iterable[Entry] | None = None) -> State:
    """What the entries of a session add up to."""
    rows = entries_of(session) if entries is None else entries
    planned = planned_sites(session.plan_version.content)
    return fold(planned, (tap_of(row) for row in rows))


def steps_of(session: Session) -> tuple[Step, ...]:
    """The preparation of this session."""
    taken = None
    if session.status == Session.Status.OPEN:
        since = day_of(session.started_at)
        taken = photos.how_many(patient=session.patient, since=since)
    return steps_for(
        sex=session.patient.sex,
        techniques=techniques(session.plan_version),
        photographs=taken,
    )
