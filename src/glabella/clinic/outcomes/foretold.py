"""The forecast of approved plans held against what was seen afterwards."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, pairwise
from typing import Any, Final
from uuid import UUID

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.outcomes.courses import AreaCourse, courses_of
from glabella.clinic.outcomes.filters import Filters, counted
from glabella.clinic.plans.models import PlanVersion
from glabella.clinic.treatments.models import Treatment
from glabella.core.outcomes.calibration import Calibration, Foretold, calibration

__all__ = ["PHASES", "Against", "Phase", "against"]

NONE_OR_MILD: Final = 1
"""The highest grade that counts as none or mild, on the scale of 0 to 3."""
SAME_UNITS: Final = 0.05
"""Units given may differ from the planned by rounding, no more; a share, ours."""
MOST_PLANS: Final = 500
"""So many plans are opened for one page, the newest; the others are told of."""


@dataclass(frozen=True, slots=True)
class Phase:
    """Days after the treatment in which a review counts, the nearest to ``day``."""

    name: str
    first: int
    day: int
    last: int


PHASES: Final = (Phase("at about four weeks", 10, 28, 55), Phase("late", 70, 112, 180))


@dataclass(frozen=True, slots=True)
class Against:
    """One phase: the calibration, and what could not be used."""

    phase: Phase
    found: Calibration
    without_forecast: int
    given_otherwise: int
    not_read: int = 0
    """Of plans beyond those that one page opens."""


def against(*, viewer: User, at: datetime, filters: Filters) -> tuple[Against, ...]:
    """Whether none or mild came as often as the plans had forecast.

    The forecast is the one that was kept with the plan when it was submitted, before
    anything was given. Grades are those of clinicians; one for each treated area and
    phase.
    """
    rights.require(viewer, "outcome.read", at=at)
    chosen = counted(filters)
    courses = [
        one for one in courses_of(chosen) if one.seen and filters.area in {"", one.area}
    ]
    plans = _plans({one.treatment for one in courses})
    read = dict(islice(plans.items(), MOST_PLANS))
    beyond = {key for plan, keys in plans.items() if plan not in read for key in keys}
    kept = _forecasts(read)
    return tuple(_phase(phase, courses, kept, beyond) for phase in PHASES)


Kept = Mapping[UUID, Mapping[str, Mapping[str, Any]]]


def _phase(
    phase: Phase, courses: Sequence[AreaCourse], kept: Kept, beyond: Collection[UUID]
) -> Against:
    rows: list[Foretold] = []
    missing = otherwise = not_read = 0
    for one in courses:
        day = _review(one, phase)
        if day is None:
            continue
        if one.treatment in beyond:
            not_read += 1
            continue
        line = kept.get(one.treatment, {}).get(one.area)
        chance = _chance(line, day[0]) if line else None
        if line is None or chance is None:
            missing += 1
        elif not _as_planned(one, line):
            otherwise += 1
        else:
            rows.append(Foretold(chance, day[1] <= NONE_OR_MILD))
    return Against(phase, calibration(rows), missing, otherwise, not_read)


def _review(one: AreaCourse, phase: Phase) -> tuple[int, int] | None:
    inside = [seen for seen in one.seen if phase.first <= seen[0] <= phase.last]
    return min(inside, key=lambda seen: abs(seen[0] - phase.day), default=None)


def _as_planned(one: AreaCourse, line: Mapping[str, Any]) -> bool:
    planned = line.get("units")
    if planned is None or one.units is None:
        return False
    return bool(abs(one.units - planned) <= SAME_UNITS * planned)


def _chance(line: Mapping[str, Any], day: int) -> float | None:
    """The chance on a day, on the straight line between the days that were kept."""
    forecast = line.get("forecast") or {}
    days, chances = forecast.get("days"), forecast.get("chance_none_or_mild")
    if not days or not chances or not days[0] <= day <= days[-1]:
        return None
    for (first, low), (last, high) in _pairs(days, chances):
        if first <= day <= last and low is not None and high is not None:
            part = (day - first) / (last - first)
            return float(low + (high - low) * part)
    return None


def _pairs(days: Sequence[int], chances: Sequence[float | None]) -> Iterator[Any]:
    points = list(zip(days, chances, strict=True))
    return pairwise(points)


def _plans(treatments: Iterable[UUID]) -> Mapping[UUID, Sequence[UUID]]:
    """The plans behind treatments, the newest first, each with its treatments."""
    plans: dict[UUID, list[UUID]] = defaultdict(list)
    rows = Treatment.objects.filter(pk__in=treatments).exclude(plan_version=None)
    for key, plan in rows.order_by("-day").values_list("pk", "plan_version"):
        plans[plan].append(key)
    return plans


def _forecasts(plans: Mapping[UUID, Sequence[UUID]]) -> Kept:
    """The lines of plans, by treatment and area."""
    found: dict[UUID, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    wanted = list(plans)
    for version in PlanVersion.objects.filter(pk__in=wanted).select_related("key"):
        for line in version.content.get("lines", ()):
            for key in plans[version.pk]:
                found[key][line["area"]] = line
    return found
