"""Moving apart pins that would cover each other in a small picture."""

from collections.abc import Sequence
from math import hypot

from glabella.drawing.views import Spot

__all__ = ["spread"]

_ROUNDS = 200
_GAP_CM = 0.06
_PULL = 0.04
"""Share of the way back to its own site that a pin takes in each round."""


def spread(spots: Sequence[Spot], radii: Sequence[float]) -> tuple[Spot, ...]:
    """New places (cm) at which discs of these radii do not overlap.

    Pins that already lie free stay where they are; the others move as little
    as their neighbours allow. The order of the pins decides ties.
    """
    places = [list(spot) for spot in spots]
    for _ in range(_ROUNDS):
        if not _pushed(places, radii):
            break
        for place, spot in zip(places, spots, strict=True):
            place[0] += (spot.x - place[0]) * _PULL
            place[1] += (spot.y - place[1]) * _PULL
    _pushed(places, radii)
    return tuple(Spot(round(x, 3), round(y, 3)) for x, y in places)


def _pushed(places: list[list[float]], radii: Sequence[float]) -> bool:
    moved = False
    for i, one in enumerate(places):
        for j in range(i + 1, len(places)):
            moved |= _parted(one, places[j], radii[i] + radii[j] + _GAP_CM)
    return moved


def _parted(one: list[float], other: list[float], apart: float) -> bool:
    """Push two places ``apart`` cm, each by half of what is missing."""
    dx, dy = other[0] - one[0], other[1] - one[1]
    far = hypot(dx, dy)
    if far >= apart - 1e-3:
        return False
    if far == 0:
        dx, dy, far = 1.0, 0.0, 1.0
        missing = apart / 2
    else:
        missing = (apart - far) / 2
    one[0] -= dx / far * missing
    one[1] -= dy / far * missing
    other[0] += dx / far * missing
    other[1] += dy / far * missing
    return True
