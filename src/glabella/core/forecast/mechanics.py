"""The course of many areas of many people at once.

Written for speed: single precision, people side by side while the days pass
(``walk``), and only the days that are asked for are kept. A test holds the
courses to those of ``core.response``. Arrays are (days, areas, people) unless
said otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from glabella.core.arrays import FloatArray
from glabella.core.forecast.walk import (
    Crowd,
    Doses,
    Some,
    Standing,
    blank,
    set_out,
    single,
)
from glabella.core.response.parameters import Constants

__all__ = ["Courses", "Lines", "Mechanics", "courses", "lines", "mechanics"]

_BLOCK = 8192
"""Numbers of one array that are worked on together: 32 KiB."""


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
    doses: Doses,
    wanted: Sequence[int],
    fixed: Constants,
) -> Mechanics:
    """The course without lines on the ``wanted`` rows of the grid, all areas."""
    areas, people = doses.shape
    kept = [blank((len(wanted), areas, people)) for _ in range(4)]
    passed = float(doses.days[-1] - doses.days[0])
    end = Standing(passed, *(blank((areas, people)) for _ in range(5)))
    rows = {row: place for place, row in enumerate(wanted)}
    block = max(_BLOCK // areas, 1)
    for first in range(0, people, block):
        some = slice(first, min(first + block, people))
        walk = set_out(crowd, doses, (slice(None), some), fixed, None)
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
    doses: Doses,
    of: tuple[int, Some],
    line: Lines,
    fixed: Constants,
    start: Standing | None = None,
) -> Courses:
    """Some people of one area on the days of ``doses``, going on from ``start``.

    ``of``: the area and the people, who may be named more than once. One area at a
    time: its arrays fit into the processor's cache.
    """
    area, people = of
    days = doses.days
    dynamic, fast_rest, slow_rest = (
        single(part[area][people])
        for part in (line.dynamic, line.fast_rest, line.slow_rest)
    )
    walk = set_out(crowd, doses, (slice(area, area + 1), people), fixed, start)
    kept = [blank((days.size, walk.doses.shape[1])) for _ in range(4)]
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
        single(line.fast_rest),
        single(line.slow_rest),
    )
    severity += course.moved * single(line.dynamic)
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
