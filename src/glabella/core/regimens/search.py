"""Response tables: what each dose of an area does at each interval, once settled."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from math import ceil, floor

import numpy as np

from glabella.core.arrays import FloatArray
from glabella.core.case import Case
from glabella.core.knowledge import Knowledge
from glabella.core.planner.ceilings import DAYS_PER_MONTH, ceilings_for, given_before
from glabella.core.planner.model import Line
from glabella.core.products import Ceiling
from glabella.core.regimens.cohort import Cohort, occasions
from glabella.core.regimens.model import WEEKS_A_YEAR
from glabella.core.regimens.outcome import Target, weeks_of
from glabella.core.regimens.rhythms import step_of
from glabella.core.regimens.stepping import follow

__all__ = ["Cap", "Ladder", "caps", "ladder", "response"]

_RUNGS = 40
"""Most doses that are tried in one area."""

_EVERY = 5
"""Every fifth of the people settles the table: means need fewer than bands."""

_HALVES = 2.0
"""Weeks a year are told apart by halves: less is noise of the people drawn."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The doses of one area that are tried, rising, and which count as low."""

    area: str
    units: tuple[float, ...]
    low_up_to: float
    lines: tuple[Line, ...]


def ladder(standard: Line, low: Line | None, step_units: float) -> Ladder:
    """From the bottom of the low dose to the top of the standard range.

    Steps are whole steps of the product that keep mirror sites alike; of a long
    ladder every second, third, ... one is tried.
    """
    step = step_of(standard, step_units)
    bottom = min(standard.low, low.low) if low else standard.low
    bottom = max(bottom, len(standard.sites) * step_units)
    lowest = ceil(Fraction(str(bottom)) / step)
    highest = floor(Fraction(str(standard.high)) / step)
    stride = 1 + (highest - lowest) // _RUNGS
    units = tuple(float(n * step) for n in range(lowest, highest + 1, stride))
    lines = (standard, low) if low else (standard,)
    return Ladder(standard.area, units, low.high if low else 0.0, lines)


def response(
    cohort: Cohort, rungs: Ladder, weeks: int, target: Target
) -> tuple[FloatArray, FloatArray]:
    """Weeks a year above target and with too little movement, by dose.

    Means over people of the last whole cycle that ends a year or more after the
    first visit, in halves of a week.
    """
    index = cohort.areas.index(rungs.area)
    some = slice(None, None, _EVERY)
    rows = cohort.rows.area(index, some)
    doses = np.array([cohort.exposure(rungs.area, u)[some] for u in rungs.units])
    cycles = -(-WEEKS_A_YEAR // weeks)

    def due(week: int, _severity: FloatArray) -> FloatArray:
        visit, rest = divmod(week, weeks)
        if rest:
            return np.zeros(1)
        return doses * occasions(doses.shape[1], visit, cohort.occasion_spread)

    track = follow(rows, cohort.tempo, cycles * weeks, doses.shape, due)
    own = replace(target, highest=target.highest[index : index + 1, some])
    found = weeks_of(track, own, first=(cycles - 1) * weeks + 1)
    return _rounded(found.above_target), _rounded(found.too_little_movement)


def _rounded(weeks: FloatArray) -> FloatArray:
    mean: FloatArray = np.round(weeks.mean(axis=1) * _HALVES) / _HALVES
    return mean


@dataclass(frozen=True, slots=True)
class Cap:
    """Most units of ``areas`` (empty: all) in one visit, at one interval."""

    units: float
    areas: tuple[str, ...]
    sources: tuple[str, ...]

    def load(self, area: str, units: float) -> float:
        """What ``units`` in ``area`` add toward the cap."""
        return units if not self.areas or area in self.areas else 0.0


def caps(case: Case, knowledge: Knowledge, weeks: int) -> tuple[Cap, ...]:
    """Every ceiling of the product as units of one visit, repeated each ``weeks``.

    ``case.on`` is the first visit. A ceiling of a period is shared by all visits
    that fall into it, and by the earlier treatments that still do.
    """
    return tuple(
        Cap(_room(ceiling, case, knowledge, weeks), ceiling.areas, ceiling.sources)
        for ceiling in ceilings_for(knowledge, case)
    )


def _room(ceiling: Ceiling, case: Case, knowledge: Knowledge, weeks: int) -> float:
    """Units that each visit may have, so that no visit passes the ceiling."""
    rooms = []
    for number in range(_visits_in(ceiling, weeks)):
        then = replace(case, on=case.on + timedelta(weeks=weeks * number))
        before = given_before(then, knowledge, ceiling).units
        rooms.append((ceiling.units - before) / (number + 1))
    return max(0.0, min(rooms))


def _visits_in(ceiling: Ceiling, weeks: int) -> int:
    """Visits, ``weeks`` apart, that fall into the ceiling's period."""
    days = (ceiling.months or 0) * DAYS_PER_MONTH + 7 * (ceiling.weeks or 0)
    return 1 + days // (7 * weeks)


def intervals(shortest: int, longest: int) -> Sequence[int]:
    """The intervals that are tried: the shortest, then every second week."""
    even = range(shortest + 1 + (shortest + 1) % 2, longest + 1, 2)
    return (shortest, *even)
