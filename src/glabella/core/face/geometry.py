"""Points, straight distances and the nearest point of a triangle (all in cm)."""

from collections.abc import Sequence
from itertools import pairwise
from math import dist
from typing import NamedTuple

__all__ = [
    "Point",
    "centroid",
    "distance",
    "interpolate_y",
    "mirror",
    "nearest_on_triangle",
    "path_distance",
    "segment_distance",
]


class Point(NamedTuple):
    """A point in cm on or near the canonical face."""

    x: float
    y: float
    z: float


def distance(a: Point, b: Point) -> float:
    """Straight distance in cm."""
    return dist(a, b)


def mirror(point: Point) -> Point:
    """The same point on the other side of the midline."""
    return Point(-point.x if point.x else 0.0, point.y, point.z)


def centroid(points: Sequence[tuple[Point, float]]) -> Point:
    """Weighted mean of points; weights need not add up to 1."""
    total = sum(weight for _, weight in points)
    return Point(
        *(sum(p[axis] * w for p, w in points) / total for axis in range(3)),
    )


def segment_distance(point: Point, a: Point, b: Point) -> float:
    """Straight distance in cm from ``point`` to the segment from ``a`` to ``b``."""
    ab = [b[i] - a[i] for i in range(3)]
    length = sum(c * c for c in ab)
    along = sum((point[i] - a[i]) * ab[i] for i in range(3)) / length if length else 0.0
    along = min(1.0, max(0.0, along))
    return dist(point, [a[i] + along * ab[i] for i in range(3)])


def path_distance(point: Point, path: Sequence[Point]) -> float:
    """Straight distance in cm from ``point`` to a polyline."""
    return min(segment_distance(point, a, b) for a, b in pairwise(path))


def interpolate_y(path: Sequence[Point], x: float) -> float:
    """Height in cm of a polyline at ``x``; beyond its ends, that of the nearer end."""
    points = sorted(path)
    if x <= points[0].x:
        return points[0].y
    for left, right in pairwise(points):
        if x <= right.x:
            share = (x - left.x) / (right.x - left.x) if right.x > left.x else 0.0
            return left.y + share * (right.y - left.y)
    return points[-1].y


def nearest_on_triangle(p: Point, a: Point, b: Point, c: Point) -> Point:
    """Nearest point of triangle ``abc`` to ``p`` (all in cm).

    Voronoi regions of the triangle: Ericson, Real-Time Collision Detection
    (2005), section 5.1.5.
    """
    ab, ac, ap = _minus(b, a), _minus(c, a), _minus(p, a)
    d1, d2 = _dot(ab, ap), _dot(ac, ap)
    bp, cp = _minus(p, b), _minus(p, c)
    d3, d4, d5, d6 = _dot(ab, bp), _dot(ac, bp), _dot(ab, cp), _dot(ac, cp)
    vc, vb, va = d1 * d4 - d3 * d2, d5 * d2 - d1 * d6, d3 * d6 - d5 * d4
    if d1 <= 0 and d2 <= 0:
        return a
    if d3 >= 0 and d4 <= d3:
        return b
    if d6 >= 0 and d5 <= d6:
        return c
    return _on_edge_or_inside((a, b, c), (d1, d2, d3, d4, d5, d6), (va, vb, vc))


def _on_edge_or_inside(
    corners: tuple[Point, Point, Point],
    d: tuple[float, float, float, float, float, float],
    areas: tuple[float, float, float],
) -> Point:
    a, b, c = corners
    d1, d2, d3, d4, d5, d6 = d
    va, vb, vc = areas
    if vc <= 0 <= d1 and d3 <= 0:
        return _along(a, b, d1 / (d1 - d3))
    if vb <= 0 <= d2 and d6 <= 0:
        return _along(a, c, d2 / (d2 - d6))
    if va <= 0 <= d4 - d3 and d5 - d6 >= 0:
        return _along(b, c, (d4 - d3) / ((d4 - d3) + (d5 - d6)))
    total = va + vb + vc
    v, w = vb / total, vc / total
    return Point(*(a[i] + (b[i] - a[i]) * v + (c[i] - a[i]) * w for i in range(3)))


def _minus(a: Point, b: Point) -> tuple[float, float, float]:
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def _dot(a: tuple[float, float, float], b: tuple[float, float, float]) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _along(a: Point, b: Point, share: float) -> Point:
    return Point(*(a[i] + share * (b[i] - a[i]) for i in range(3)))
