"""What happened with a patient, newest first, a page at a time.

Each part of the record hands over its newest rows; they are merged by their instants.
The parts stand above this one, so that they are reached from the patient.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any, Final, Literal

from django.db.models import Model, QuerySet, prefetch_related_objects

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.outbox.models import Message
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.selectors import clinic_zone
from glabella.clinic.shared.errors import NotFound

__all__ = ["PAGE", "Happening", "Kind", "TimelinePage", "timeline"]

Kind = Literal[
    "visit",
    "treatment",
    "follow_up",
    "consultation",
    "plan",
    "history",
    "request",
    "message",
]
PAGE: Final = 20
NOON: Final = time(12)
A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Happening:
    """One row of one part of the record, and when it happened."""

    at: datetime
    kind: Kind
    row: Any
    """The record itself: an appointment, a treatment, a message ..."""
    whole_day: bool = False

    @property
    def mark(self) -> str:
        """Its place in the order; pages go on from it."""
        return f"{self.at.isoformat()}~{self.kind}~{self.row.pk}"


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Some happenings, and the marks to go on from."""

    happenings: tuple[Happening, ...]
    older: str | None
    is_first: bool


@dataclass(frozen=True, slots=True)
class _Part:
    rows: Callable[[Patient, User], QuerySet[Any]]
    field: str
    clinical: bool = True
    by_day: bool = False
    more: tuple[str, ...] = ()
    """What the page needs beside the rows, read for those that are shown."""


def _drafts_of_others(rows: QuerySet[Any], viewer: User) -> QuerySet[Any]:
    """A draft of a consultation is seen by whoever writes it."""
    return rows.exclude(status="draft") | rows.filter(status="draft", by=viewer)


_PARTS: Final[Mapping[Kind, _Part]] = {
    "visit": _Part(
        lambda patient, _: patient.appointments.select_related("injector"),
        "starts_at",
        clinical=False,
    ),
    "treatment": _Part(
        lambda patient, _: patient.treatments.exclude(
            status="superseded"
        ).select_related("injector"),
        "day",
        by_day=True,
        more=("sites",),
    ),
    "follow_up": _Part(
        lambda patient, _: _follow_ups(patient),
        "day",
        by_day=True,
    ),
    "consultation": _Part(
        lambda patient, viewer: _drafts_of_others(
            patient.consultations.select_related("by"), viewer
        ),
        "started_at",
        more=("grades",),
    ),
    "plan": _Part(
        lambda patient, _: patient.plans.select_related("created_by"), "created_at"
    ),
    "history": _Part(
        lambda patient, _: patient.histories.select_related("taken_by"), "given_at"
    ),
    "request": _Part(
        lambda patient, _: patient.requests.select_related("key"),
        "received_at",
        clinical=False,
    ),
    "message": _Part(
        lambda patient, _: Message.objects.filter(key=patient.key_id),
        "created_at",
        clinical=False,
    ),
}


def _follow_ups(patient: Patient) -> QuerySet[Any]:
    model: Any = patient.treatments.model._meta.get_field("follow_ups").related_model  # noqa: SLF001
    rows: QuerySet[Any] = model.objects.filter(
        treatment__patient=patient.pk, treatment__status="signed"
    )
    return rows.select_related("treatment", "by")


def timeline(
    *, viewer: User, patient: Patient, at: datetime, before: str = ""
) -> TimelinePage:
    """The newest happenings, or those older than the mark ``before``."""
    if not rights.may(viewer, "patient.read", at=at):
        raise NotFound
    clinical = rights.may(viewer, "patient.read_clinical", at=at, patient=patient)
    start = _instant(before)
    found = [
        one
        for kind, part in _PARTS.items()
        if clinical or not part.clinical
        for one in _newest(kind, part, (patient, viewer), start)
    ]
    found.sort(key=_order, reverse=True)
    if start is not None:
        found = [one for one in found if _order(one) < _order_of(before, start)]
    shown = found[:PAGE]
    _complete(shown, patient)
    older = shown[-1].mark if len(found) > PAGE else None
    return TimelinePage(tuple(shown), older, is_first=start is None)


def _newest(
    kind: Kind, part: _Part, of: tuple[Patient, User], start: datetime | None
) -> Iterator[Happening]:
    rows = part.rows(*of).order_by(f"-{part.field}", "-pk")
    zone = clinic_zone()
    if start is not None:
        # A day more, for rows that share the instant of the mark and for time zones.
        until = start.astimezone(zone).date() if part.by_day else start
        rows = rows.filter(**{f"{part.field}__lte": until})
    for row in rows[: PAGE * 2]:
        when: date | datetime = getattr(row, part.field)
        if isinstance(when, datetime):
            yield Happening(when, kind, row)
        else:
            yield Happening(
                datetime.combine(when, NOON, zone), kind, row, whole_day=True
            )


def _order(one: Happening) -> tuple[datetime, str, str]:
    return one.at, one.kind, str(one.row.pk)


def _order_of(mark: str, start: datetime) -> tuple[datetime, str, str]:
    _, kind, key = (*mark.split("~"), "", "")[:3]
    return start, kind, key


def _instant(mark: str) -> datetime | None:
    """The instant of a mark; a mark that is none starts at the top."""
    try:
        found = datetime.fromisoformat(mark.partition("~")[0])
    except ValueError:
        return None
    return found if found.tzinfo else None


def _complete(shown: list[Happening], patient: Patient) -> None:
    """Read what belongs to the shown rows; all but requests open with one key."""
    by_kind = sorted(shown, key=lambda one: one.kind)
    for kind, group in groupby(by_kind, key=lambda one: one.kind):
        rows: list[Model] = [one.row for one in group]
        part = _PARTS[kind]
        if kind != "request":  # it has a key of its own
            for row in rows:
                row.key = patient.key  # type: ignore[attr-defined] # all are keyed
        if part.more:
            prefetch_related_objects(rows, *part.more)
