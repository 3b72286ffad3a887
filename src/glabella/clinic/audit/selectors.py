"""Read the audit: newest first, filtered, a page at a time."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, override
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.shared.actor import Viewer
from glabella.clinic.shared.errors import NotFound

__all__ = ["AUDIT_READ", "PAGE", "Filters", "Page", "Place", "page", "record_types"]

_TABLE = AuditEntry._meta.db_table  # noqa: SLF001 - Django's documented way
_RECORD_TYPES = f"""
WITH RECURSIVE kind(name) AS (
  SELECT MIN(record_type) FROM {_TABLE} WHERE record_type > ''
  UNION ALL
  SELECT (SELECT MIN(record_type) FROM {_TABLE} WHERE record_type > kind.name)
  FROM kind WHERE kind.name IS NOT NULL
)
SELECT name FROM kind WHERE name IS NOT NULL ORDER BY name
"""  # noqa: S608 - nothing of it comes from anywhere else
AUDIT_READ = "audit.read"
PAGE = 50
"""Entries on a page."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What to show; the empty filter shows everything."""

    actor_id: str = ""
    action: str = ""
    record_type: str = ""
    record_id: str = ""
    subject: UUID | None = None
    from_on: date | None = None
    to_on: date | None = None
    """The last day that is still shown."""

    def as_query(self) -> Q:
        """The condition on the entries."""
        equal = {
            "actor_id": self.actor_id,
            "action": self.action,
            "record_type": self.record_type,
            "record_id": self.record_id,
            "subject_id": self.subject,
        }
        query = Q(**{name: value for name, value in equal.items() if value})
        if self.from_on:
            query &= Q(at__gte=_midnight(self.from_on))
        if self.to_on:
            query &= Q(at__lt=_midnight(self.to_on + timedelta(days=1)))
        return query

    def in_words(self) -> dict[str, str]:
        """The filters that are set, for the audit of reading the audit."""
        return {name: str(value) for name, value in asdict(self).items() if value}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ends; the next one starts after it."""

    at: datetime
    number: int

    @override
    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.number}"

    @classmethod
    def parse(cls, text: str) -> "Place | None":
        """The place that an address carries; ``None`` for anything else."""
        instant, _, number = text.partition("~")
        try:
            found = cls(datetime.fromisoformat(instant), int(number))
        except ValueError:
            return None
        return found if timezone.is_aware(found.at) and found.number > 0 else None


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, newest first, and where older ones start."""

    entries: tuple[AuditEntry, ...]
    older: Place | None


def page(
    *,
    viewer: Viewer,
    at: datetime,
    filters: Filters,
    after: Place | None = None,
    size: int = PAGE,
) -> Page:
    """A page of the audit; without the right there is none.

    Pages by the last entry's place and not by a count, so that a page far back
    costs what the first one costs.
    """
    if not viewer.may(AUDIT_READ, at=at):
        raise NotFound
    found = list(_older_than(after, filters)[: size + 1])
    entries = tuple(found[:size])
    last = entries[-1] if len(found) > size else None
    return Page(entries, Place(last.at, last.number) if last else None)


def _older_than(after: Place | None, filters: Filters) -> QuerySet[AuditEntry, Any]:
    rows = AuditEntry.objects.filter(filters.as_query())
    if after is not None:
        # The plain comparison lets the index start at the place.
        rows = rows.filter(at__lte=after.at).exclude(
            at=after.at, number__gte=after.number
        )
    return rows.select_related("key").order_by("-at", "-number")


def record_types(*, viewer: Viewer, at: datetime) -> tuple[str, ...]:
    """The kinds of record that the audit speaks of, for the filter.

    Jumps from one to the next through the index, however many entries there are.
    """
    if not viewer.may(AUDIT_READ, at=at):
        raise NotFound
    with connection.cursor() as cursor:
        cursor.execute(_RECORD_TYPES)
        return tuple(record_type for (record_type,) in cursor.fetchall())


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
