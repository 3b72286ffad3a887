"""Danger zones on the face: where a site may not lie, and the harm it risks."""

from collections.abc import Sequence
from dataclasses import dataclass

from glabella.core.face.geometry import Point

__all__ = ["DangerZone", "inside"]


@dataclass(frozen=True, slots=True)
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
        xs, zs = [p.x for p in self.outline], [p.z for p in self.outline]
        if max(xs) - min(xs) >= max(zs) - min(zs):
            outline = [(p.x, p.y) for p in self.outline]
            return inside((point.x, point.y), outline)
        same_side = (point.x < 0) == (sum(xs) < 0)
        outline = [(p.z, p.y) for p in self.outline]
        return same_side and inside((point.z, point.y), outline)


def inside(point: tuple[float, float], outline: Sequence[tuple[float, float]]) -> bool:
    """Whether a point lies in a closed polygon (even-odd rule)."""
    x, y = point
    hit = False
    for (x1, y1), (x2, y2) in zip(outline, (*outline[1:], outline[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            hit = not hit
    return hit
