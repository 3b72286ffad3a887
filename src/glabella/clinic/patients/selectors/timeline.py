"""What happened with a patient, newest first, a page at a time.

One question finds the newest of all parts of the record, one for each kind reads what
is shown. The parts stand above this one, so that they are reached from the patient.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import groupby
from typing import Any, Final, Literal, cast
from zoneinfo import ZoneInfo

from django.db.models import (
    CharField,
    Model,
    QuerySet,
    Value,
    prefetch_related_objects,
)
from django.db.models.functions import Cast

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
    "consent",
    "photos",
    "session",
    "procedure",
    "report",
    "recall",
    "doubt",
    "note",
]
type _Order = tuple[datetime, Kind, str]
PAGE: Final = 20
NOON: Final = time(12)


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
        return f"{self.at.isoformat()}~{self.kind}~{_plain(str(self.row.pk))}"


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
    "consent": _Part(lambda patient, _: patient.consents.all(), "made_at"),
    "photos": _Part(
        lambda patient, _: patient.photo_sets.all(),
        "day",
        by_day=True,
        more=("photos",),
    ),
    # One that was signed is a treatment, and stands as that.
    "session": _Part(
        lambda patient, _: patient.sessions.exclude(status="signed").select_related(
            "started_by"
        ),
        "started_at",
    ),
    "procedure": _Part(
        lambda patient, _: patient.other_procedures.all(), "day", by_day=True
    ),
    "report": _Part(
        lambda patient, _: patient.reports.select_related("created_by"), "created_at"
    ),
    "recall": _Part(
        lambda patient, _: patient.recalls.all(), "created_at", clinical=False
    ),
    "doubt": _Part(
        lambda patient, _: patient.non_response_reviews.select_related("by"),
        "created_at",
    ),
    "note": _Part(
        lambda patient, _: patient.portal_messages.select_related("by"),
        "sent_at",
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
    kinds = [kind for kind, part in _PARTS.items() if clinical or not part.clinical]
    found = _candidates(kinds, (patient, viewer), start)
    found.sort(reverse=True)
    if start is not None:
        found = [one for one in found if one < _order_of(before, start)]
    shown = _read(found[:PAGE], (patient, viewer))
    _complete(shown, patient)
    older = shown[-1].mark if len(found) > PAGE else None
    return TimelinePage(tuple(shown), older, is_first=start is None)


def _candidates(
    kinds: Sequence[Kind], of: tuple[Patient, User], start: datetime | None
) -> list[_Order]:
    """The newest rows of all parts in one question: instant, kind, key.

    Days and instants are put side by side as text, which sorts them by the day; the
    exact order is made here. Some more are read than a page shows, for those of a day.
    """
    first, *others = (_marks(kind, _PARTS[kind], of, start) for kind in kinds)
    rows = first.union(*others, all=True).order_by("-told_when")[: PAGE * 3]
    zone = clinic_zone()
    return [(_moment(when, zone), kind, _plain(key)) for kind, key, when in rows]


def _marks(
    kind: Kind, part: _Part, of: tuple[Patient, User], start: datetime | None
) -> QuerySet[Any]:
    rows = part.rows(*of).order_by()
    if start is not None:
        # A day more, for rows that share the instant of the mark and for time zones.
        until = start.astimezone(clinic_zone()).date() if part.by_day else start
        rows = rows.filter(**{f"{part.field}__lte": until})
    marks: QuerySet[Any] = rows.annotate(
        told_kind=Value(kind, CharField()),
        told_key=Cast("pk", CharField()),
        told_when=Cast(part.field, CharField()),
    ).values_list("told_kind", "told_key", "told_when")
    return marks


def _moment(when: str, zone: ZoneInfo) -> datetime:
    """From a database's text: a day counts at noon, an instant without zone is UTC."""
    if len(when) == len("2026-01-31"):
        return datetime.combine(date.fromisoformat(when), NOON, zone)
    found = datetime.fromisoformat(when)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _read(found: Sequence[_Order], of: tuple[Patient, User]) -> list[Happening]:
    """The records themselves, one question for each kind that is shown."""
    rows: dict[tuple[str, str], Any] = {}
    for kind in dict.fromkeys(kind for _, kind, _ in found):
        part = _PARTS[kind]
        keys = [key for _, one, key in found if one == kind]
        for row in part.rows(*of).filter(pk__in=keys):
            rows[kind, _plain(str(row.pk))] = row
    return [
        Happening(when, kind, row, whole_day=_PARTS[kind].by_day)
        for when, kind, key in found
        if (row := rows.get((kind, _plain(key)))) is not None
    ]


def _plain(key: str) -> str:
    """A key in one spelling: databases write those of records with dashes, or not."""
    return key.replace("-", "")


def _order_of(mark: str, start: datetime) -> _Order:
    _, kind, key = (*mark.split("~"), "", "")[:3]
    return start, cast("Kind", kind), key


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
