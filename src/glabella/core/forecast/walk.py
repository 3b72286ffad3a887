"""People walking through the days: one step for many of them, in single precision.

The equations are those of ``core.response``; ``mechanics`` lets people walk and
keeps what is asked for. Arrays are (areas, people).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast

import numpy as np

from glabella.core.arrays import FloatArray, IntArray
from glabella.core.response.activity import unit_activity
from glabella.core.response.parameters import Constants

__all__ = [
    "Crowd",
    "Doses",
    "Dosing",
    "Some",
    "Standing",
    "Walk",
    "blank",
    "set_out",
    "single",
]

Some = slice | IntArray
"""People: a run of them, or by number, as often as named."""

_FLOOR = np.float32(1e-30)
"""Keeps logarithms finite where there is no activity yet."""

_CEILING = np.float32(80.0)
"""Largest power of e that is formed: beyond it a block is complete."""

_ONE = np.float32(1.0)


@dataclass(frozen=True, slots=True)
class Crowd:
    """What people bring along, each (people,); rates per day, times in days."""

    entry_rate: FloatArray
    half_life_days: FloatArray
    hill: FloatArray
    strain_exponent: FloatArray
    mass_loss: FloatArray | None = None
    """(areas, people); None: the share that holds for every area."""


@dataclass(frozen=True, slots=True)
class Dosing:
    """A visit: its day and its exposure by area and person, sensitivity included."""

    day: float
    exposure: FloatArray


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a course stands after ``passed`` days, to go on from; (areas, people)."""

    passed: float
    mass: FloatArray
    target: FloatArray
    moved: FloatArray
    fast: FloatArray
    slow: FloatArray

    def part(self, areas: slice, people: Some) -> "Standing":
        """Only these areas and people, as copies that may be walked on."""
        return Standing(
            self.passed,
            *(
                array[areas, people].copy()
                for array in (self.mass, self.target, self.moved, self.fast, self.slow)
            ),
        )


def blank(shape: tuple[int, ...]) -> FloatArray:
    """An empty array of single precision, which the type checker need not know."""
    return cast("FloatArray", np.empty(shape, dtype=np.float32))


def single(array: FloatArray) -> FloatArray:
    """The array in single precision, one piece of memory."""
    return cast("FloatArray", np.ascontiguousarray(array, dtype=np.float32))


@dataclass(frozen=True)
class Doses:
    """Visits on a grid of days that rise from an untreated day.

    For each visit: the first row on which it works, its course since then (days,
    people), and its exposure (areas, people).
    """

    days: FloatArray
    shape: tuple[int, int]
    visits: tuple[tuple[int, FloatArray, FloatArray], ...]

    @classmethod
    def of(cls, crowd: Crowd, visits: Sequence[Dosing], days: FloatArray) -> "Doses":
        """Work out the time course that all areas of a person share."""
        areas, people = visits[0].exposure.shape
        found = []
        for visit in visits:
            start = int(np.searchsorted(days, visit.day, side="right"))
            course = unit_activity(
                days[start:] - visit.day,
                entry_rate=crowd.entry_rate,
                half_life_days=crowd.half_life_days,
            )
            found.append((start, single(course.T), single(visit.exposure)))
        return cls(days, (areas, people), tuple(found))

    def part(self, areas: slice, people: Some) -> "Doses":
        """Only these areas and people."""
        visits = tuple(
            (start, course[:, people], exposed[areas, people])
            for start, course, exposed in self.visits
        )
        count, size = np.broadcast_to(0.0, self.shape)[areas, people].shape
        return Doses(self.days, (count, size), visits)

    def activity(self, step: int) -> FloatArray:
        """Activity over the person's half-effect activity on one row."""
        total = blank(self.shape)
        total.fill(_FLOOR)
        for start, course, exposed in self.visits:
            if step >= start:
                total += course[step - start] * exposed
        return total


def set_out(
    crowd: Crowd,
    doses: Doses,
    part: tuple[slice, Some],
    fixed: Constants,
    start: Standing | None,
) -> "Walk":
    """Some areas of some people, setting out untreated or from ``start``."""
    people = part[1]
    mine = doses.part(*part)
    loss = np.array([[fixed.mass_loss_fraction]])
    return Walk(
        doses=mine,
        hill=single(crowd.hill[people]),
        exponent=single(crowd.strain_exponent[people]),
        loss=single(loss if crowd.mass_loss is None else crowd.mass_loss[part]),
        fixed=fixed,
        now=_untreated(mine.shape) if start is None else start.part(*part),
    )


def _untreated(shape: tuple[int, int]) -> Standing:
    """Full mass, full movement, nothing recalled."""
    ones = [blank(shape) for _ in range(5)]
    for array in ones:
        array.fill(_ONE)
    return Standing(0.0, *ones)


@dataclass(slots=True)
class Walk:
    """Some people on their way through the days; every array is (areas, people)."""

    doses: Doses
    hill: FloatArray
    exponent: FloatArray
    loss: FloatArray
    fixed: Constants
    now: Standing
    force: FloatArray = field(init=False)
    decay: np.float32 = _ONE

    def leave(self, end: Standing, people: slice) -> None:
        """Write down where these people stand."""
        end.mass[:, people] = self.now.mass
        end.target[:, people] = self.now.target
        end.moved[:, people] = self.now.moved
        end.fast[:, people] = self.now.fast
        end.slow[:, people] = self.now.slow

    def memory(self) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """Movement, what the skin recalls of it, and growth of the slow part."""
        # The slow part relaxes towards (slow + reach) E, so its growth is the
        # same relaxation started at 0.
        reach = np.float32(self.fixed.slow_growth_per_day * self.fixed.slow_days)
        now = self.now
        return now.moved, now.fast, now.slow, (now.slow - self.decay) * reach

    def advance(self, step: int) -> None:
        """One row: contraction left, mass, force, movement, what skin recalls."""
        days, now = self.doses.days, self.now
        width = float(days[step] - days[step - 1]) if step else 0.0
        left = _residual(self.doses.activity(step), self.hill)
        target = left - _ONE
        target *= self.loss
        target += _ONE
        self._grow(target, width)
        left *= now.mass
        self.force = left
        moved = np.maximum(left, _FLOOR)
        np.log(moved, out=moved)
        moved *= self.exponent
        np.exp(moved, out=moved)
        _relax(now.fast, now.moved, moved, width / self.fixed.fast_days)
        _relax(now.slow, now.moved, moved, width / self.fixed.slow_days)
        now.target[...] = target
        now.moved[...] = moved
        since = now.passed + float(days[step] - days[0])
        self.decay = np.float32(np.exp(-since / self.fixed.slow_days))

    def _grow(self, target: FloatArray, width: float) -> None:
        """``M' = (target - M) / tau``: tau of loss below the mass, else recovery."""
        # The middle of the target stands for its course: muscle takes far longer than
        # a step, and the mass is off by at most 0.003 on the days of a forecast.
        if not width:
            return
        mass = self.now.mass
        gap = self.now.target + target
        gap -= mass
        gap -= mass
        loss, recovery = (
            -0.5 * np.expm1(-width / days)
            for days in (self.fixed.mass_loss_days, self.fixed.mass_recovery_days)
        )
        # One share where the gap is below 0, the other above: without a choice.
        size = np.abs(gap)
        gap *= np.float32(0.5 * (recovery + loss))
        size *= np.float32(0.5 * (recovery - loss))
        mass += gap
        mass += size


def _residual(activity_ratio: FloatArray, hill: FloatArray) -> FloatArray:
    """``D = 1 / (1 + (L/ED)^h)``, in place."""
    np.log(activity_ratio, out=activity_ratio)
    activity_ratio *= hill
    np.minimum(activity_ratio, _CEILING, out=activity_ratio)
    np.exp(activity_ratio, out=activity_ratio)
    activity_ratio += _ONE
    return np.reciprocal(activity_ratio, out=activity_ratio)


def _relax(
    course: FloatArray, before: FloatArray, after: FloatArray, ratio: float
) -> None:
    """``y' = (moved - y) / tau`` in place, exactly for a target linear in the step."""
    kept, first, second = _weights(ratio)
    course *= kept
    course += before * first
    course += after * second


@lru_cache(maxsize=1024)
def _weights(ratio: float) -> tuple[np.float32, np.float32, np.float32]:
    """Weights of the old value and of the target at both ends of a step."""
    if ratio == 0.0:
        return _ONE, np.float32(0.0), np.float32(0.0)
    kept = float(np.exp(-ratio))
    mean = float(-np.expm1(-ratio)) / ratio
    return np.float32(kept), np.float32(mean - kept), np.float32(1.0 - mean)
