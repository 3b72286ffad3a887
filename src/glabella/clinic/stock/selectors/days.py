"""Places, their temperatures, and former counts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.shared.errors import NotFound
from glabella.clinic.stock.models import StockCount, StoragePlace, TemperatureReading

__all__ = ["Count", "counts", "get_place", "places", "readings"]

MOST_READINGS = 60
MOST_COUNTS = 12


def places(*, viewer: User, at: datetime) -> list[StoragePlace]:
    """The places in use, by name."""
    rights.require(viewer, "stock.read", at=at)
    return list(StoragePlace.objects.filter(in_use=True))


def get_place(*, viewer: User, at: datetime, place_id: int) -> StoragePlace:
    """One place."""
    rights.require(viewer, "stock.read", at=at)
    found = StoragePlace.objects.filter(pk=place_id).first()
    if found is None:
        raise NotFound
    return found


def readings(
    *, viewer: User, at: datetime, place: StoragePlace
) -> list[TemperatureReading]:
    """The last readings of a place, newest first."""
    rights.require(viewer, "stock.read", at=at)
    found = TemperatureReading.objects.filter(place=place).select_related("by", "place")
    return list(found.order_by("-at", "-pk")[:MOST_READINGS])


@dataclass(frozen=True, slots=True)
class Count:
    """A former count and the rows in which it differed from the books."""

    record: StockCount
    vials: int
    differences: tuple[dict[str, Any], ...]


def counts(*, viewer: User, at: datetime) -> list[Count]:
    """The last counts, newest first."""
    rights.require(viewer, "stock.read", at=at)
    return [
        Count(one, len(one.content), tuple(row for row in one.content if row["reason"]))
        for one in StockCount.objects.select_related("by")[:MOST_COUNTS]
    ]
