"""Strokes that swell and taper, as paths; lengths in cm, y up; written in 0.1 mm."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot, pi, sin
from typing import NamedTuple

__all__ = ["Crop", "Dot", "Shape", "band", "height", "mirrored", "smooth", "through"]

_STEPS_PER_CM = 100
"""Paths are written in whole tenths of a millimetre: short, and fine enough."""


class Dot(NamedTuple):
    """A place on the face seen from the front, in cm; the patient's left is +x."""

    x: float
    y: float


Line = Sequence[Dot]


@dataclass(frozen=True, slots=True)
class Shape:
    """One path of a drawing; ``style`` is its class name: filled or stroked by it."""

    style: str
    data: str


@dataclass(frozen=True, slots=True)
class Crop:
    """The part of the face that a drawing shows, in cm."""

    left: float
    top: float
    width: float
    height: float

    @property
    def view_box(self) -> str:
        """The part as an SVG view box, in tenths of a millimetre."""
        width, height = self.width * _STEPS_PER_CM, self.height * _STEPS_PER_CM
        return f"0 0 {width:g} {height:g}"

    def path(self, line: Line, *, closed: bool) -> str:
        """A smooth path through the dots, as it falls into this picture."""
        spots = [
            (
                round((dot.x - self.left) * _STEPS_PER_CM),
                round((self.top - dot.y) * _STEPS_PER_CM),
            )
            for dot in line
        ]
        count = len(spots)

        def spot(at: int) -> tuple[int, int]:
            return spots[at % count if closed else min(max(at, 0), count - 1)]

        parts = [f"M{spots[0][0]} {spots[0][1]}c"]
        for at in range(count if closed else count - 1):
            before, here, there, after = (spot(at + step) for step in (-1, 0, 1, 2))
            way = (there[0] - here[0], there[1] - here[1])
            leave = _sixth(before, there)
            arrive = _sixth(after, here)
            numbers = (*leave, way[0] + arrive[0], way[1] + arrive[1], *way)
            parts.append(" ".join(str(number) for number in numbers))
        return parts[0] + " ".join(parts[1:]) + ("z" if closed else "")


def _sixth(start: tuple[int, int], end: tuple[int, int]) -> tuple[int, int]:
    """A sixth of the way: the handle of a Catmull-Rom spline."""
    return round((end[0] - start[0]) / 6), round((end[1] - start[1]) / 6)


def smooth(share: float) -> float:
    """Thin at both ends, widest in the middle: 0 to 1 along a stroke."""
    return float(max(sin(pi * share), 0.0) ** 0.55)


def band(
    line: Line, width_cm: float, swell: Callable[[float], float] = smooth
) -> list[Dot]:
    """The outline of a stroke along a line, as wide as ``swell`` says at each place."""
    last = len(line) - 1
    upper, lower = [], []
    for at, dot in enumerate(line):
        before, after = line[max(at - 1, 0)], line[min(at + 1, last)]
        across, up = after.x - before.x, after.y - before.y
        length = hypot(across, up) or 1.0
        half = width_cm / 2 * swell(at / last)
        over = Dot(-up / length * half, across / length * half)
        upper.append(Dot(dot.x + over.x, dot.y + over.y))
        lower.append(Dot(dot.x - over.x, dot.y - over.y))
    return [*upper, *reversed(lower)]


def through(knots: Line, steps: int = 4) -> list[Dot]:
    """A smooth line through the knots, ``steps`` pieces between two of them."""
    found: list[Dot] = []
    last = len(knots) - 1
    for at in range(last):
        before, here = knots[max(at - 1, 0)], knots[at]
        there, after = knots[at + 1], knots[min(at + 2, last)]
        found.extend(
            Dot(
                _between(before.x, here.x, there.x, after.x, step / steps),
                _between(before.y, here.y, there.y, after.y, step / steps),
            )
            for step in range(steps)
        )
    return [*found, knots[last]]


def _between(before: float, here: float, there: float, after: float, t: float) -> float:
    """A Catmull-Rom spline between ``here`` and ``there``, at share ``t``."""
    return 0.5 * (
        2 * here
        + (there - before) * t
        + (2 * before - 5 * here + 4 * there - after) * t**2
        + (3 * here - before - 3 * there + after) * t**3
    )


def mirrored(line: Line) -> list[Dot]:
    """The same line on the other side of the face."""
    return [Dot(-dot.x, dot.y) for dot in line]


def height(line: Line, x: float) -> float:
    """How high a line runs at ``x``; beyond its ends, as high as the end."""
    for here, there in pairwise(line):
        if here.x <= x <= there.x:
            return here.y + (there.y - here.y) * (x - here.x) / (there.x - here.x)
    return line[0].y if x < line[0].x else line[-1].y
