"""The course of many areas of many people at once.

The equations are those of ``core.response`` (a test holds the two together),
written for speed: single precision, people side by side while the days pass, and
only the days that are asked for are kept. Arrays are (days, areas, people) unless
said otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast

import numpy as np

from glabella.core.arrays import FloatArray
from glabella.core.response.activity import unit_activity
from glabella.core.response.parameters import Constants

__all__ = [
    "Courses",
    "Crowd",
    "Doses",
    "Dosing",
    "Lines",
    "Mechanics",
    "Standing",
    "courses",
    "lines",
    "mechanics",
]

_FLOOR = np.float32(1e-30)
"""Keeps logarithms finite where there is no activity yet."""

_CEILING = np.float32(80.0)
"""Largest power of e that is formed: beyond it a block is complete."""

_ONE = np.float32(1.0)

_BLOCK = 8192
"""Numbers of one array that are worked on together: 32 KiB."""


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
class Lines:
    """Parts of a line before treatment in grades, each (areas, people)."""

    dynamic: FloatArray
    fast_rest: FloatArray
    slow_rest: FloatArray

    @property
    def depth(self) -> FloatArray:
        """Severity in contraction before treatment, grades."""
        return self.dynamic + self.fast_rest + self.slow_rest


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a course stands after ``passed`` days, to go on from; (areas, people)."""

    passed: float
    mass: FloatArray
    target: FloatArray
    moved: FloatArray
    fast: FloatArray
    slow: FloatArray

    def part(self, areas: slice, people: slice) -> "Standing":
        """Only these areas and people, as copies that may be walked on."""
        return Standing(
            self.passed,
            *(
                array[areas, people].copy()
                for array in (self.mass, self.target, self.moved, self.fast, self.slow)
            ),
        )


@dataclass(frozen=True, slots=True)
class Mechanics:
    """What follows from the doses however deep a line is.

    ``moved`` is the skin's movement ``E``; ``fast`` and ``slow`` relax towards it
    from 1, in weeks and in years; ``grown`` is growth of the slow part, grades.
    """

    moved: FloatArray
    fast: FloatArray
    slow: FloatArray
    grown: FloatArray
    end: Standing


@dataclass(frozen=True, slots=True)
class Courses:
    """One area, (days, people).

    Force and mass relative to before treatment; severity in grades.
    """

    days: FloatArray
    force: FloatArray
    mass: FloatArray
    at_rest: FloatArray
    in_contraction: FloatArray


def mechanics(
    crowd: Crowd,
    doses: "Doses",
    wanted: Sequence[int],
    fixed: Constants,
) -> Mechanics:
    """The course without lines on the ``wanted`` rows of the grid, all areas."""
    areas, people = doses.shape
    kept = [_blank((len(wanted), areas, people)) for _ in range(4)]
    passed = float(doses.days[-1] - doses.days[0])
    end = Standing(passed, *(_blank((areas, people)) for _ in range(5)))
    rows = {row: place for place, row in enumerate(wanted)}
    block = max(_BLOCK // areas, 1)
    for first in range(0, people, block):
        some = slice(first, min(first + block, people))
        walk = _walk(crowd, doses, (slice(None), some), fixed, None)
        for step in range(doses.days.size):
            walk.advance(step)
            if (place := rows.get(step)) is not None:
                for array, now in zip(kept, walk.memory(), strict=True):
                    array[place, :, some] = now
        walk.leave(end, some)
    moved, fast, slow, grown = kept
    return Mechanics(moved, fast, slow, grown, end)


def courses(
    crowd: Crowd,
    doses: "Doses",
    area: int,
    line: Lines,
    fixed: Constants,
    start: Standing | None = None,
) -> Courses:
    """Everything of one area on the days of ``doses``, going on from ``start``.

    One area at a time: its arrays fit into the processor's cache.
    """
    days = doses.days
    kept = [_blank((days.size, doses.shape[1])) for _ in range(4)]
    dynamic, fast_rest, slow_rest = (
        _single(part[area]) for part in (line.dynamic, line.fast_rest, line.slow_rest)
    )
    walk = _walk(crowd, doses, (slice(area, area + 1), slice(None)), fixed, start)
    for step in range(days.size):
        walk.advance(step)
        moved, fast, slow, grown = walk.memory()
        rest = _rest(fast, slow, grown, fast_rest, slow_rest)
        kept[0][step] = walk.force
        kept[1][step] = walk.now.mass
        kept[2][step] = rest
        rest += moved * dynamic
        kept[3][step] = rest
    return Courses(days, *kept)


def lines(course: Mechanics, line: Lines) -> FloatArray:
    """Severity in full contraction, grades."""
    severity = _rest(
        course.fast,
        course.slow,
        course.grown,
        _single(line.fast_rest),
        _single(line.slow_rest),
    )
    severity += course.moved * _single(line.dynamic)
    return severity


def _rest(
    fast: FloatArray,
    slow: FloatArray,
    grown: FloatArray,
    fast_rest: FloatArray,
    slow_rest: FloatArray,
) -> FloatArray:
    """Severity at rest: the parts that follow movement in weeks and in years."""
    rest = fast * fast_rest
    rest += slow * slow_rest
    rest += grown
    return rest


def _blank(shape: tuple[int, ...]) -> FloatArray:
    """An empty array of single precision, which the type checker need not know."""
    return cast("FloatArray", np.empty(shape, dtype=np.float32))


def _single(array: FloatArray) -> FloatArray:
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
            found.append((start, _single(course.T), _single(visit.exposure)))
        return cls(days, (areas, people), tuple(found))

    def part(self, areas: slice, people: slice) -> "Doses":
        """Only these areas and people."""
        visits = tuple(
            (start, course[:, people], exposed[areas, people])
            for start, course, exposed in self.visits
        )
        count, size = (
            len(range(*some.indices(whole)))
            for some, whole in zip((areas, people), self.shape, strict=True)
        )
        return Doses(self.days, (count, size), visits)

    def activity(self, step: int) -> FloatArray:
        """Activity over the person's half-effect activity on one row."""
        total = _blank(self.shape)
        total.fill(_FLOOR)
        for start, course, exposed in self.visits:
            if step >= start:
                total += course[step - start] * exposed
        return total


def _walk(
    crowd: Crowd,
    doses: Doses,
    part: tuple[slice, slice],
    fixed: Constants,
    start: Standing | None,
) -> "_Walk":
    """Some areas of some people, setting out untreated or from ``start``."""
    people = part[1]
    mine = doses.part(*part)
    loss = np.array([[fixed.mass_loss_fraction]])
    return _Walk(
        doses=mine,
        hill=_single(crowd.hill[people]),
        exponent=_single(crowd.strain_exponent[people]),
        loss=_single(loss if crowd.mass_loss is None else crowd.mass_loss[part]),
        fixed=fixed,
        now=_untreated(mine.shape) if start is None else start.part(*part),
    )


def _untreated(shape: tuple[int, int]) -> Standing:
    """Full mass, full movement, nothing recalled."""
    ones = [_blank(shape) for _ in range(5)]
    for array in ones:
        array.fill(_ONE)
    return Standing(0.0, *ones)


@dataclass(slots=True)
class _Walk:
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
        shares = (
            np.float32(-0.5 * np.expm1(-width / days))
            for days in (self.fixed.mass_loss_days, self.fixed.mass_recovery_days)
        )
        gap *= np.where(gap < 0, *shares)
        np.add(mass, gap, out=mass)


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
