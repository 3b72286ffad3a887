"""The skin as triangles: dropping a point onto it from the front or the side."""

from dataclasses import dataclass
from functools import cached_property

from glabella.core.face.geometry import Point, distance, nearest_on_triangle

__all__ = ["Surface"]

_EDGE = -1e-9
Corners = tuple[Point, Point, Point]


@dataclass(frozen=True)
class Surface:
    """Vertices in cm and triangles over them (indices)."""

    vertices: tuple[Point, ...]
    triangles: tuple[tuple[int, int, int], ...]

    def from_front(self, x: float, y: float) -> Point | None:
        """The foremost point of the skin at (x, y) in cm; None beside the face."""
        best: float | None = None
        for left, right, low, high, corners in self._boxed:
            if not (left <= x <= right and low <= y <= high):
                continue
            z = _height(*corners, x, y)
            if z is not None and (best is None or z > best):
                best = z
        return None if best is None else Point(x, y, best)

    @cached_property
    def _boxed(self) -> tuple[tuple[float, float, float, float, Corners], ...]:
        """Each triangle behind its bounding box, so that most are passed over."""
        boxed = []
        for i, j, k in self.triangles:
            corners = (self.vertices[i], self.vertices[j], self.vertices[k])
            xs, ys = [p.x for p in corners], [p.y for p in corners]
            boxed.append((min(xs), max(xs), min(ys), max(ys), corners))
        return tuple(boxed)

    def nearest(self, point: Point) -> Point:
        """The point of the skin nearest to ``point`` (straight distance)."""
        candidates = (
            nearest_on_triangle(point, *(self.vertices[n] for n in triangle))
            for triangle in self.triangles
        )
        return min(candidates, key=lambda candidate: distance(candidate, point))


def _height(a: Point, b: Point, c: Point, x: float, y: float) -> float | None:
    """Height z of the plane ``abc`` above (x, y), if (x, y) lies in the triangle."""
    area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)
    if area == 0:
        return None
    v = ((x - a.x) * (c.y - a.y) - (c.x - a.x) * (y - a.y)) / area
    w = ((b.x - a.x) * (y - a.y) - (x - a.x) * (b.y - a.y)) / area
    if min(v, w, 1 - v - w) < _EDGE:
        return None
    return a.z + v * (b.z - a.z) + w * (c.z - a.z)
