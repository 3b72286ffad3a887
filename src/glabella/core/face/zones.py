"""Danger zones on the face: where a site may not lie, and the harm it risks."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from glabella.core.face.geometry import Point

__all__ = ["DangerZone", "inside"]

Flat = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class DangerZone:
    """A closed outline on the skin (cm) and what happens to toxin inside it.

    ``spares`` lists the muscles that are meant to be treated inside the zone.
    """

    id: str
    name: str
    harm: str
    outline: tuple[Point, ...]
    sources: tuple[str, ...]
    spares: tuple[str, ...] = ()
    basis: str = "derived"
    """``background``: drawn after a grade D text alone; shown, never a limit."""

    def holds(self, point: Point) -> bool:
        """Whether ``point`` lies in the zone, seen from the zone's own side."""
        flat, (left, right, low, high) = self._flat
        across = point.x if self._from_front else point.z
        if not (left <= across <= right and low <= point.y <= high):
            return False
        if not self._from_front and (point.x < 0) != self._on_right:
            return False
        return inside((across, point.y), flat)

    @cached_property
    def _from_front(self) -> bool:
        """Whether the zone is wider seen from the front than from the side."""
        xs, zs = [p.x for p in self.outline], [p.z for p in self.outline]
        return max(xs) - min(xs) >= max(zs) - min(zs)

    @cached_property
    def _on_right(self) -> bool:
        return sum(p.x for p in self.outline) < 0

    @cached_property
    def _flat(self) -> tuple[Flat, tuple[float, float, float, float]]:
        """The outline as it is looked at, and its bounding box."""
        flat = tuple((p.x if self._from_front else p.z, p.y) for p in self.outline)
        across, up = [x for x, _ in flat], [y for _, y in flat]
        return flat, (min(across), max(across), min(up), max(up))


def inside(point: tuple[float, float], outline: Sequence[tuple[float, float]]) -> bool:
    """Whether a point lies in a closed polygon (even-odd rule)."""
    x, y = point
    hit = False
    for (x1, y1), (x2, y2) in zip(outline, (*outline[1:], outline[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            hit = not hit
    return hit
