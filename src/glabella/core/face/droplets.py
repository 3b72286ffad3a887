"""Laying a given number of droplets evenly over an outline."""

from collections.abc import Sequence
from math import hypot, sqrt

from glabella.core.face.zones import inside

__all__ = ["area_of", "inset", "lay_droplets"]

Flat = tuple[float, float]
ROUNDS = 40


def area_of(outline: Sequence[Flat]) -> float:
    """Area of a polygon, in the square of its unit (shoelace formula)."""
    pairs = zip(outline, (*outline[1:], outline[0]), strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def inset(outline: Sequence[Flat], by: float) -> tuple[Flat, ...]:
    """The outline drawn toward its middle by about ``by``, to stay off its border."""
    cx = sum(x for x, _ in outline) / len(outline)
    cy = sum(y for _, y in outline) / len(outline)
    moved = []
    for x, y in outline:
        far = hypot(x - cx, y - cy)
        keep = max(0.0, 1 - by / far) if far else 0.0
        moved.append((cx + (x - cx) * keep, cy + (y - cy) * keep))
    return tuple(moved)


def lay_droplets(outline: Sequence[Flat], count: int) -> tuple[Flat, ...]:
    """``count`` points on a staggered lattice inside ``outline``.

    The spacing is searched so that the lattice holds at least ``count`` points;
    those farthest from the middle are left out.
    """
    spacing = sqrt(2 * area_of(outline) / (sqrt(3) * count))
    points: list[Flat] = []
    for _ in range(ROUNDS):
        points = _lattice(outline, spacing)
        if len(points) >= count:
            break
        spacing *= 0.97
    if len(points) < count:
        msg = f"{count} droplets do not fit into the outline"
        raise ValueError(msg)
    cx = sum(x for x, _ in outline) / len(outline)
    cy = sum(y for _, y in outline) / len(outline)
    points.sort(key=lambda p: (round(hypot(p[0] - cx, p[1] - cy), 6), p))
    return tuple(sorted(points[:count], key=lambda p: (-p[1], p[0])))


def _lattice(outline: Sequence[Flat], spacing: float) -> list[Flat]:
    """Staggered rows, symmetric about the middle of the outline."""
    cx = (min(x for x, _ in outline) + max(x for x, _ in outline)) / 2
    ys = [y for _, y in outline]
    reach = max(abs(x - cx) for x, _ in outline)
    points = []
    row, y = 0, min(ys) + spacing / 4
    while y < max(ys):
        offset = spacing / 2 if row % 2 else 0.0
        steps = int(reach / spacing) + 1
        for n in range(-steps, steps + 1):
            point = (round(cx + n * spacing + offset, 4), round(y, 4))
            if inside(point, outline):
                points.append(point)
        row, y = row + 1, y + spacing * sqrt(3) / 2
    return points
