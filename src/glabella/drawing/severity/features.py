"""Brows, eyes, nose, hairline and cheek: the quiet frame around the lines.

Places follow the landmarks of the canonical face (``evidence/data/face``), whose eyes
are half closed: here they are open. ``Pose`` says how far the muscles have moved them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from glabella.drawing.severity.strokes import (
    Dot,
    band,
    height,
    mirrored,
    smooth,
    through,
)

__all__ = [
    "AT_REST",
    "Outline",
    "Pose",
    "both",
    "brow",
    "cheek",
    "eye",
    "hairline",
    "nose",
    "temple",
]

Outline = tuple[str, list[Dot]]
"""Class name and outline of one shape."""

_BROW = (
    (Dot(1.30, 4.36), 0.30),
    (Dot(1.90, 4.58), 0.54),
    (Dot(2.85, 4.84), 0.50),
    (Dot(3.80, 4.90), 0.38),
    (Dot(4.70, 4.62), 0.24),
    (Dot(5.42, 4.12), 0.05),
)
"""Middle of the left brow from its head to its tail, and its thickness there."""

_INNER, _OUTER = Dot(1.84, 2.52), Dot(4.46, 2.72)
"""The two corners of the left eye."""
_LID = (0.0, 0.12, 0.3, 0.5, 0.7, 0.88, 1.0)
_UPPER = (0.0, 0.24, 0.47, 0.55, 0.48, 0.26, 0.0)
_LOWER = (0.0, -0.07, -0.24, -0.34, -0.35, -0.21, 0.0)
_IRIS_CM, _PUPIL_CM = 0.58, 0.24
_IRIS_AT = 0.49
_AROUND = 18


@dataclass(frozen=True, slots=True)
class Pose:
    """How far each part has moved, in cm; for the brow from its head to its tail."""

    inward: Sequence[float] = (0, 0, 0, 0, 0, 0)
    lift: Sequence[float] = (0, 0, 0, 0, 0, 0)
    upper: float = 1.0
    """Height of the upper lid over the line between the corners, as a share."""
    lower: float = 1.0
    cheek: float = 0.0
    """How far the cheek is pushed up."""


AT_REST = Pose()


def brow(pose: Pose) -> Iterator[Outline]:
    """The left brow: a soft body, and a few hairs that give it direction."""
    knots = [
        Dot(dot.x - inward, dot.y + lift)
        for (dot, _), inward, lift in zip(_BROW, pose.inward, pose.lift, strict=True)
    ]
    thick = [thickness for _, thickness in _BROW]
    line = through(knots, 2)

    def swell(share: float) -> float:
        place = share * (len(thick) - 1)
        at = min(int(place), len(thick) - 2)
        return thick[at] + (thick[at + 1] - thick[at]) * (place - at)

    yield "brow", band(line, 1.0, swell)
    last = len(line) - 1
    for at in range(last - 1):
        dot, ahead = line[at], line[at + 1]
        share = at / last
        tall = swell(share) / 2
        up = 1.15 - 1.5 * share
        foot = Dot(dot.x - 0.03, dot.y - tall * (0.75 - 0.5 * share))
        tip = Dot(foot.x + (ahead.x - dot.x) * 1.3, foot.y + tall * 1.6 * max(up, 0.2))
        bend = Dot((foot.x + tip.x) / 2 - 0.04, (foot.y + tip.y) / 2)
        yield "hair", [foot, bend, tip]


def _lids(pose: Pose) -> tuple[list[Dot], list[Dot]]:
    sides = []
    for heights, share in ((_UPPER, pose.upper), (_LOWER, pose.lower)):
        knots = [
            Dot(
                _INNER.x + (_OUTER.x - _INNER.x) * t,
                _INNER.y + (_OUTER.y - _INNER.y) * t + height * share,
            )
            for t, height in zip(_LID, heights, strict=True)
        ]
        sides.append(knots)
    return sides[0], sides[1]


def eye(pose: Pose) -> Iterator[Outline]:
    """The left eye: white, iris and pupil between the lids, lids and crease."""
    upper, lower = _lids(pose)
    yield "white", [*upper, *reversed(lower[1:-1])]
    middle = Dot(
        _INNER.x + (_OUTER.x - _INNER.x) * _IRIS_AT,
        _INNER.y + (_OUTER.y - _INNER.y) * _IRIS_AT + 0.1,
    )
    for style, radius in (("iris", _IRIS_CM), ("pupil", _PUPIL_CM)):
        yield style, _between_lids(middle, radius, through(upper), through(lower))
    yield "lid", band(upper, 0.13, lambda t: 0.3 + 0.7 * smooth(min(t * 0.75, 1)))
    yield "soft", lower
    rise = 0.17 + 0.16 * min(pose.upper, 1.2)
    crease = [Dot(dot.x, dot.y + rise) for dot in upper[1:-1]]
    yield "soft", crease


def _between_lids(
    middle: Dot, radius: float, upper: list[Dot], lower: list[Dot]
) -> list[Dot]:
    """A disc, as far as the lids leave it to be seen."""
    found = []
    for step in range(_AROUND):
        turn = 2 * pi * step / _AROUND
        x, y = middle.x + radius * cos(turn), middle.y + radius * sin(turn)
        found.append(Dot(x, min(max(y, height(lower, x)), height(upper, x))))
    return found


def nose(pose: Pose) -> Iterator[Outline]:
    """The left side of the bridge, from the head of the brow downwards."""
    head, drop = pose.inward[0], pose.lift[0]
    side = [
        Dot(1.02 - 0.6 * head, 3.95 + 0.6 * drop),
        Dot(0.76 - 0.2 * head, 3.35 + 0.2 * drop),
        Dot(0.66, 2.5),
        Dot(0.72, 1.6),
        Dot(0.88, 0.7),
    ]
    yield "soft", side


def hairline() -> Iterator[Outline]:
    """The hair over the forehead, both sides."""
    for at in range(-17, 18):
        x = at * 0.34
        foot = Dot(x, 8.62 - 0.016 * x * x + 0.05 * (at % 3))
        tip = Dot(x * 1.1, foot.y + 0.62)
        bend = Dot((foot.x + tip.x) / 2 - 0.012 * x, (foot.y + tip.y) / 2)
        yield "hair", [foot, bend, tip]


def temple() -> Iterator[Outline]:
    """The edge of the face beside the left eye."""
    edge = [Dot(6.9, 5.7), Dot(7.56, 4.11), Dot(7.72, 2.4), Dot(7.42, 0.9), Dot(6.9, 0)]
    yield "soft", edge


def cheek(pose: Pose) -> Iterator[Outline]:
    """The hollow below the left eye; a smile pushes the cheek up into it."""
    up = pose.cheek
    fold = [
        Dot(2.0, 2.02 + 0.1 * up),
        Dot(2.7, 1.62 + 0.35 * up),
        Dot(3.5, 1.48 + 0.5 * up),
        Dot(4.3, 1.62 + 0.5 * up),
    ]
    yield "soft", fold
    if up:
        mound = [Dot(4.0, 0.62), Dot(5.0, 1.0), Dot(5.9, 1.12), Dot(6.6, 0.9)]
        lifted = [Dot(dot.x, dot.y - 0.35 + 0.35 * up) for dot in mound]
        yield "soft", lifted


def both(outlines: Iterator[Outline]) -> Iterator[Outline]:
    """Each outline on both sides of the face."""
    for style, outline in outlines:
        yield style, outline
        yield style, mirrored(outline)
