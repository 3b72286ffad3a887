"""What a patient does by the link of an invitation: choose a time.

The link is the right. Who holds it acts as the patient, and for this visit only; the
page tells a time and a name, and nothing of what was done.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

from django.db import transaction

from glabella.clinic.accounts.models import User
from glabella.clinic.calendar.availability import Free, free_times
from glabella.clinic.calendar.length import minutes_for
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.calendar.selectors import bookable
from glabella.clinic.calendar.services import rows as visits, telling
from glabella.clinic.calendar.services.rows import Purpose, Taken, Wanted
from glabella.clinic.followups.learning.dates import label_end_of
from glabella.clinic.followups.learning.wishes import newest_wish, told_in
from glabella.clinic.followups.models import Recall
from glabella.clinic.followups.recalls import rows
from glabella.clinic.followups.tables import OPEN_RECALLS
from glabella.clinic.links import services as links
from glabella.clinic.links.models import SignedLink
from glabella.clinic.practice.selectors import clinic_zone, day_of, practice
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import NotFound

__all__ = ["book_by_link", "recall_by_link", "times_by_link"]

KIND: Final = Appointment.Kind.CONSULTATION_AND_TREATMENT
LOOK_DAYS: Final = 28
A_DAY: Final = 4
MOST: Final = 24
FURTHEST: Final = timedelta(days=180)
GONE: Final = "This time is no longer free: choose another."


def recall_by_link(*, at: datetime, token: str) -> Recall:
    """The open recall of a link; NotFound where it opens nothing any more."""
    link = links.open_link(token, at)
    if link.purpose != SignedLink.Purpose.RECALL:
        raise NotFound
    found = (
        Recall.objects.select_related("patient__key", "key", "treatment__injector")
        .filter(pk=link.record_id, patient__erased_at=None, status__in=OPEN_RECALLS)
        .exclude(status=Recall.Status.BOOKED)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def times_by_link(
    *, at: datetime, recall: Recall, from_day: date | None = None
) -> list[Free]:
    """Some free times of each day, never before the label interval ends.

    With whoever treated last, if they still see patients; else with anybody.
    """
    first = max(_earliest(recall, at), from_day or day_of(at))
    first = min(first, day_of(at) + FURTHEST)
    found = _free(recall, (first, LOOK_DAYS), at)
    chosen: list[Free] = []
    zone = clinic_zone()
    found.sort(key=lambda one: one.starts_at)
    for _, group in groupby(
        found, key=lambda one: one.starts_at.astimezone(zone).date()
    ):
        chosen.extend(_spread(list(group)))
        if len(chosen) >= MOST:
            break
    return chosen[:MOST]


@transaction.atomic
def book_by_link(
    *, at: datetime, token: str, injector: User, starts_at: datetime
) -> Appointment:
    """Take one of the times that are free; the link and the recall are done with.

    Raises
    ------
    Taken
        If somebody was faster, or the time was never offered.
    """
    recall = rows.locked(recall_by_link(at=at, token=token).pk)
    day = starts_at.astimezone(clinic_zone()).date()
    if day < _earliest(recall, at):
        raise Taken(GONE)
    offered = _free(recall, (day, 1), at)
    if (injector.pk, starts_at) not in {(f.injector.pk, f.starts_at) for f in offered}:
        raise Taken(GONE)
    actor = Actor.patient(recall.patient_id)
    wanted = Wanted(
        injector=injector, starts_at=starts_at, minutes=_minutes(), any_room=True
    )
    made = visits.make(actor, at, recall.patient, wanted, Purpose(KIND))
    telling.booked(actor, at, made)
    rows.write(
        actor, at, recall, status=Recall.Status.BOOKED, appointment=made, decision=""
    )
    links.end_all(
        actor=actor, at=at, purpose=SignedLink.Purpose.RECALL, record_id=recall.pk
    )
    return made


def _earliest(recall: Recall, at: datetime) -> date:
    """The day after today, or the end of the label interval.

    An earlier day stands on somebody's recorded decision.
    """
    tomorrow = day_of(at) + timedelta(days=1)
    end = label_end_of(recall.patient)
    wish = told_in(newest_wish(recall.patient))
    if end is not None and wish.before_label and wish.on is not None:
        end = min(end, wish.on)
    return max(tomorrow, end) if end else tomorrow


def _free(recall: Recall, days: tuple[date, int], at: datetime) -> list[Free]:
    return list(free_times(_people(recall), _minutes(), days, clinic_zone(), at))


def _people(recall: Recall) -> Sequence[User]:
    known = bookable()
    last = recall.treatment.injector if recall.treatment else None
    return [one for one in known if last and one.pk == last.pk] or known


def _minutes() -> int:
    return minutes_for(practice(), KIND)


def _spread(times: list[Free]) -> list[Free]:
    if len(times) <= A_DAY:
        return times
    last = len(times) - 1
    return [times[last * n // (A_DAY - 1)] for n in range(A_DAY)]
