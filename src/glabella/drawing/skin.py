"""Which way the skin of the canonical face looks at a point."""

from functools import cache
from math import sqrt

from glabella.core.face import Point
from glabella.drawing.grid import Grid
from glabella.evidence.files import read_json

__all__ = ["normal_at"]

_STEEP = 0.5
"""Below this front component the side table is the better one to ask."""


def normal_at(point: Point) -> Point | None:
    """Unit normal of the skin at ``point`` (cm); None off the face."""
    front, side = _front(), _side()
    nx = front[0].at(abs(point.x), point.y)
    ny = front[1].at(abs(point.x), point.y)
    if nx is not None and ny is not None:
        nz = sqrt(max(0.0, 1 - nx * nx - ny * ny))
        if nz >= _STEEP:
            return _facing(point, nx, ny, nz)
    steep_y = side[0].at(point.z, point.y)
    steep_z = side[1].at(point.z, point.y)
    if steep_y is not None and steep_z is not None:
        across = sqrt(max(0.0, 1 - steep_y * steep_y - steep_z * steep_z))
        return _facing(point, across, steep_y, steep_z)
    if nx is None or ny is None:
        return None
    return _facing(point, nx, ny, sqrt(max(0.0, 1 - nx * nx - ny * ny)))


def _facing(point: Point, nx: float, ny: float, nz: float) -> Point:
    """The tables hold one half of the face; the other is its mirror image."""
    return Point(nx if point.x >= 0 else -nx, ny, nz)


@cache
def _front() -> tuple[Grid, Grid]:
    table = read_json("face/surface.json")["front"]
    nx, ny = (
        Grid(0.0, table["y0"], table["step"], table[name]) for name in ("nx", "ny")
    )
    return nx, ny


@cache
def _side() -> tuple[Grid, Grid]:
    table = read_json("face/surface.json")["side"]
    ny, nz = (
        Grid(table["z0"], table["y0"], table["step"], table[name])
        for name in ("ny", "nz")
    )
    return ny, nz
