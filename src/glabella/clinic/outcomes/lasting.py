"""How long results lasted, by area, product, technique and protocol version."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.outcomes.courses import MOST, AreaCourse, courses_of
from glabella.clinic.outcomes.filters import Filters, counted
from glabella.clinic.outcomes.names import (
    area_name,
    product_name,
    protocol_name,
    technique_name,
)
from glabella.clinic.treatments.models import Treatment
from glabella.core.outcomes.durations import Duration, lasting
from glabella.core.outcomes.shares import LEAST_FOR_A_SHARE

__all__ = ["Durations", "Lasted", "durations"]


@dataclass(frozen=True, slots=True)
class Lasted:
    """Results with one area and something else in common, and how long they lasted."""

    area: str
    what: str
    treated: int
    duration: Duration

    @property
    def is_enough(self) -> bool:
        """Whether enough of them were seen to the end for a median to be shown."""
        return self.duration.over >= LEAST_FOR_A_SHARE


@dataclass(frozen=True, slots=True)
class Durations:
    """Each area, and each area by product, technique and protocol version.

    ``left_out`` is how many treatments of the filter were not looked at.
    """

    areas: tuple[Lasted, ...]
    cuts: tuple[Lasted, ...]
    left_out: int


def durations(*, viewer: User, at: datetime, filters: Filters) -> Durations:
    """How long results lasted: until the grade of before was seen again."""
    rights.require(viewer, "outcome.read", at=at)
    chosen = counted(filters)
    courses = [one for one in courses_of(chosen) if filters.area in {"", one.area}]
    about = _about(chosen)
    areas: dict[tuple[str, str], list[AreaCourse]] = defaultdict(list)
    cuts: dict[tuple[str, str], list[AreaCourse]] = defaultdict(list)
    for one in courses:
        areas[area_name(one.area), ""].append(one)
        for word in about.get(one.treatment, ()):
            cuts[area_name(one.area), word].append(one)
    return Durations(
        areas=tuple(_all(areas)),
        cuts=tuple(_all(cuts)),
        left_out=max(0, chosen.count() - MOST),
    )


def _all(held: dict[tuple[str, str], list[AreaCourse]]) -> Iterable[Lasted]:
    for (area, what), some in sorted(held.items()):
        yield Lasted(area, what, len(some), _duration(some))


def _duration(courses: Sequence[AreaCourse]) -> Duration:
    return lasting(one.followed for one in courses if one.followed is not None)


def _about(chosen: QuerySet[Treatment]) -> dict[UUID, tuple[str, ...]]:
    rows = chosen.values_list(
        "pk",
        "product",
        "technique",
        "plan_version__protocol_version__protocol__name",
        "plan_version__protocol_version__number",
    )
    return {
        key: (
            product_name(product),
            technique_name(technique),
            protocol_name(protocol, number),
        )
        for key, product, technique, protocol, number in rows
    }
