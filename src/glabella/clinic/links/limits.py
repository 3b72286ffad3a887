"""Count how often something was done from one place, over all workers.

Windows are fixed: the first deed of a window opens it for everybody alike. The table
keeps keyed digests, neither addresses nor contacts.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from glabella.clinic.keys import blind
from glabella.clinic.links.models import Tally

__all__ = ["Limit", "forget_old", "passes"]


@dataclass(frozen=True, slots=True)
class Limit:
    """``most`` deeds of one ``name`` from one place within ``window``."""

    name: str
    most: int
    window: timedelta


def passes(limit: Limit, place: str, *, at: datetime) -> bool:
    """Count one deed from ``place``, and say whether it is still within the limit.

    Call it outside of the transaction of the deed: what is refused counts too.
    """
    # The name of the limit is part of the purpose, so that two limits never share.
    digest = blind.index(f"limit {limit.name}", place or "nowhere")
    return _count(digest, _window_end(limit.window, at)) <= limit.most


def forget_old(*, at: datetime) -> int:
    """Drop the tallies of windows that are over; returns how many."""
    return Tally.objects.filter(window_ends_at__lte=at).delete()[0]


@transaction.atomic
def _count(digest: str, ends_at: datetime) -> int:
    rows = Tally.objects.filter(place=digest, window_ends_at=ends_at)
    if not rows.update(count=F("count") + 1):
        try:
            with transaction.atomic():
                rows.create(place=digest, window_ends_at=ends_at, count=1)
        except IntegrityError:  # another worker opened the same window
            rows.update(count=F("count") + 1)
    return rows.values_list("count", flat=True).get()


def _window_end(window: timedelta, at: datetime) -> datetime:
    seconds = int(window.total_seconds())
    begun = int(at.timestamp()) // seconds
    return datetime.fromtimestamp((begun + 1) * seconds, tz=UTC)
