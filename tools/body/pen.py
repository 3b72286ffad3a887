"""Smooth curves through points, as SVG path data in cm (x to the right, y down)."""

from collections.abc import Sequence
from math import cos, hypot, pi, sin

Spot = tuple[float, float]

_TENSION = 6.0
"""Divisor that makes a Catmull-Rom spline from cubic Bezier handles."""


def smooth(*points: Spot) -> str:
    """An open curve through every point."""
    ends = (points[0], *points, points[-1])
    return _start(points[0]) + _curves(ends)


def loop(*points: Spot) -> str:
    """A closed curve through every point, without corners."""
    ends = (points[-1], *points, points[0], points[1])
    return _start(points[0]) + _curves(ends) + "Z"


def joined(*runs: Sequence[Spot]) -> str:
    """A closed outline of smooth runs that meet in corners or straight lines."""
    text = ""
    for run in runs:
        first = run[0]
        text += _start(first) if not text else f"L{_pair(first)}"
        text += _curves((first, *run, run[-1]))
    return text + "Z"


def broken(*runs: Sequence[Spot]) -> str:
    """Several open curves in one path."""
    return "".join(smooth(*run) for run in runs)


def ellipse(centre: Spot, across: float, down: float, turn: float = 0) -> list[Spot]:
    """Twenty-four points of an ellipse of these half axes, turned by degrees."""
    angle = turn * pi / 180
    points = []
    for step in range(24):
        x, y = across * cos(step * pi / 12), down * sin(step * pi / 12)
        points.append(
            (
                centre[0] + x * cos(angle) - y * sin(angle),
                centre[1] + x * sin(angle) + y * cos(angle),
            )
        )
    return points


def mirrored(points: Sequence[Spot], width: float) -> list[Spot]:
    """The same points on the other half of a map ``width`` cm wide."""
    return [(width - x, y) for x, y in points]


def both(points: Sequence[Spot], width: float) -> tuple[list[Spot], list[Spot]]:
    """A run and its mirror image."""
    return list(points), mirrored(points, width)


def pairs(runs: Sequence[Sequence[Spot]], width: float) -> list[list[Spot]]:
    """Every run and its mirror image."""
    return [each for run in runs for each in both(run, width)]


def across(half: Sequence[Spot], width: float) -> list[Spot]:
    """A run that ends on the midline, carried on over the other half."""
    return [*half, *reversed(mirrored(half[:-1], width))]


def digit(base: Spot, tip: Spot, widths: Sequence[tuple[float, float]]) -> list[Spot]:
    """The outline of a finger or toe from one side of its base to the other.

    ``widths`` holds (share of the way from base to tip, half width in cm); from
    the last of them on the end is rounded. The first side is the left one.
    """
    length = hypot(tip[0] - base[0], tip[1] - base[1])
    along = ((tip[0] - base[0]) / length, (tip[1] - base[1]) / length)

    def at(share: float, off: float) -> Spot:
        return (
            base[0] + along[0] * length * share + along[1] * off,
            base[1] + along[1] * length * share - along[0] * off,
        )

    last, round_cm = widths[-1]
    left = [at(share, half) for share, half in widths]
    right = [at(share, -half) for share, half in reversed(widths)]
    cap = [
        at(last + (1 - last) * sin(angle), round_cm * cos(angle))
        for angle in (pi * step / 8 for step in range(1, 8))
    ]
    return [*left, *cap, *right]


def _start(point: Spot) -> str:
    return f"M{_pair(point)}"


def _curves(points: Sequence[Spot]) -> str:
    parts = []
    for before, here, there, after in zip(
        points, points[1:], points[2:], points[3:], strict=False
    ):
        one = _handle(here, before, there, 1)
        two = _handle(there, here, after, -1)
        parts.append(f"C{_pair(one)} {_pair(two)} {_pair(there)}")
    return "".join(parts)


def _handle(point: Spot, before: Spot, after: Spot, sign: int) -> Spot:
    return (
        point[0] + sign * (after[0] - before[0]) / _TENSION,
        point[1] + sign * (after[1] - before[1]) / _TENSION,
    )


def _pair(point: Spot) -> str:
    return f"{_short(point[0])} {_short(point[1])}"


def _short(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
