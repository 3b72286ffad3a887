"""Curves on the face as SVG path data of one view, without what is turned away."""

from collections.abc import Iterator, Sequence
from math import hypot

from glabella.core.face import Point
from glabella.drawing.skin import normal_at
from glabella.drawing.views import Spot, View

__all__ = ["closed_path", "hole_path", "middle", "open_path", "seen"]

_HEAD_AXIS_Z_CM = -3.0
"""Off the face the head is taken as a column about this axis (cm)."""
_LEAST_SHOWN = 0.4
"""Share of an outline that must show: less is a sliver at the edge of the face."""


def seen(view: View, point: Point) -> bool:
    """Whether a point on or just off the skin shows in this view."""
    normal = normal_at(point)
    if normal is None:
        across, ahead = point.x, point.z - _HEAD_AXIS_Z_CM
        length = hypot(across, ahead) or 1.0
        normal = Point(across / length, 0.0, ahead / length)
    return view.faces(normal) and view.uncovered(point)


def open_path(view: View, points: Sequence[Point]) -> str:
    """Path data of the visible stretches of a line; empty if none shows."""
    return "".join(_drawn(run) for run in _runs(view, points) if len(run) > 1)


def closed_path(view: View, points: Sequence[Point]) -> str:
    """Path data of the visible part of an outline; empty if too little shows."""
    spots = [view.project(point) for point in points if seen(view, point)]
    shown = points and len(spots) >= _LEAST_SHOWN * len(points)
    return f"{_drawn(spots)}Z" if shown else ""


def hole_path(view: View, hole: Sequence[Point], outline: Sequence[Point]) -> str:
    """Path data of a hole in ``outline``, drawn against its direction."""
    inner = [view.project(point) for point in hole]
    outer = [view.project(point) for point in outline]
    same = _turns(inner) * _turns(outer) > 0
    return closed_path(view, tuple(reversed(hole)) if same else hole)


def _turns(spots: Sequence[Spot]) -> float:
    """Twice the signed area: its sign says which way round the outline runs."""
    pairs = zip(spots, (*spots[1:], *spots[:1]), strict=True)
    return sum(a.x * b.y - b.x * a.y for a, b in pairs)


def middle(view: View, points: Sequence[Point]) -> Spot | None:
    """Mean place of the visible points, for a name."""
    spots = [view.project(point) for point in points if seen(view, point)]
    if not spots:
        return None
    count = len(spots)
    return Spot(
        round(sum(spot.x for spot in spots) / count, 3),
        round(sum(spot.y for spot in spots) / count, 3),
    )


def _runs(view: View, points: Sequence[Point]) -> Iterator[list[Spot]]:
    run: list[Spot] = []
    for point in points:
        if seen(view, point):
            run.append(view.project(point))
        else:
            yield run
            run = []
    yield run


def _drawn(spots: Sequence[Spot]) -> str:
    first, *others = (f"{spot.x:.2f} {spot.y:.2f}" for spot in spots)
    return f"M{first}" + "".join(f"L{other}" for other in others)
