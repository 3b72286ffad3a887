"""Opening hours and closures."""

from collections.abc import Iterable
from datetime import date, datetime, time
from itertools import pairwise
from typing import NamedTuple, override

from django.db import transaction

from glabella.clinic.accounts.models import User
from glabella.clinic.practice.models import Closure, OpeningHours
from glabella.clinic.practice.services.common import (
    checked,
    opened,
    plain,
    write_down,
)
from glabella.clinic.shared.errors import Invalid, NotFound

__all__ = ["Span", "add_closure", "change_hours", "remove_closure"]


class Span(NamedTuple):
    """From when to when the clinic is open on a weekday (0 is Monday)."""

    weekday: int
    opens: time
    closes: time

    @override
    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}-{self.closes:%H:%M}"


@transaction.atomic
def change_hours(
    *, actor: User, at: datetime, version: int, week: Iterable[Span]
) -> list[OpeningHours]:
    """Replace the opening hours of the whole week."""
    practice = opened(actor, at=at, version=version)
    spans = sorted(week)
    _no_overlap(spans)
    before = [str(_span(one)) for one in OpeningHours.objects.all()]
    records = [checked(OpeningHours(**span._asdict())) for span in spans]
    OpeningHours.objects.all().delete()
    OpeningHours.objects.bulk_create(records)
    write_down(
        actor=actor,
        at=at,
        practice=practice,
        part="hours",
        before={"week": before},
        after={"week": [str(span) for span in spans]},
    )
    return records


@transaction.atomic
def add_closure(
    *,
    actor: User,
    at: datetime,
    version: int,
    first_day: date,
    last_day: date,
    reason: str = "",
) -> Closure:
    """Close the whole clinic on some days, both ends included."""
    practice = opened(actor, at=at, version=version)
    if last_day < first_day:
        raise Invalid.field("last_day", "The last day comes before the first.")
    closure = checked(Closure(first_day=first_day, last_day=last_day, reason=reason))
    closure.save()
    write_down(
        actor=actor, at=at, practice=practice, part="closure", after=plain(closure)
    )
    return closure


@transaction.atomic
def remove_closure(*, actor: User, at: datetime, version: int, closure_id: int) -> None:
    """Open again on days that were closed."""
    practice = opened(actor, at=at, version=version)
    closure = Closure.objects.filter(pk=closure_id).first()
    if closure is None:
        raise NotFound
    before = plain(closure)
    closure.delete()
    write_down(actor=actor, at=at, practice=practice, part="closure", before=before)


def _span(record: OpeningHours) -> Span:
    return Span(record.weekday, record.opens, record.closes)


def _no_overlap(spans: list[Span]) -> None:
    for span in spans:
        if span.closes <= span.opens:
            raise _at(span, "Closing time must come after opening time.")
    for one, following in pairwise(spans):
        if one.weekday == following.weekday and following.opens < one.closes:
            raise _at(one, "These hours overlap.")


def _at(span: Span, message: str) -> Invalid:
    return Invalid.field(f"day_{span.weekday}", message)
