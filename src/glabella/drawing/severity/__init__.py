"""Our own drawings of each grade of lines, at rest and in full contraction.

They are line drawings on the canonical face, not the validated photographs of any
scale, and nothing is copied from those: they help to point at a grade.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from glabella.drawing.severity import features, lines
from glabella.drawing.severity.features import AT_REST, Outline, Pose
from glabella.drawing.severity.strokes import Crop, Shape, band

__all__ = ["AREAS", "GRADES", "Drawing", "Moment", "drawing_of"]

Moment = Literal["rest", "contraction"]
AREAS: Final = ("glabella", "forehead", "crows_feet")
GRADES: Final = (0, 1, 2, 3)

_CROPS: Mapping[str, Crop] = {
    "glabella": Crop(left=-4.5, top=6.4, width=9.0, height=5.4),
    "forehead": Crop(left=-5.9, top=9.1, width=11.8, height=7.08),
    "crows_feet": Crop(left=1.3, top=5.5, width=8.0, height=4.8),
}
_OPEN = frozenset({"hair", "soft"})
"""Styles that are strokes; the others are filled."""
_ORDER = (
    *("white", "iris", "pupil", "soft", "brow", "hair", "lid"),
    *("shade", "line"),
)
_SHARES = (0.3, 0.65, 0.85, 1.0)
"""How far the muscles move the parts in full contraction, by grade: a muscle that moves
the skin less, as after a treatment, folds it less."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawing: its view box in mm, what it shows in words, and its paths."""

    view_box: str
    words: str
    shapes: tuple[Shape, ...]


@cache
def drawing_of(area: str, moment: Moment, grade: int) -> Drawing:
    """The drawing of one grade of ``glabella``, ``forehead`` or ``crows_feet``.

    Grades are those of the four-point scale, 0 (none) to 3 (severe).
    """
    contracted = moment == "contraction"
    crop = _CROPS[area]
    pose = _pose(area, _SHARES[grade]) if contracted else AT_REST
    found: dict[str, list[str]] = {}
    for style, outline in _outlines(area, pose, grade, contracted=contracted):
        path = crop.path(outline, closed=style not in _OPEN)
        found.setdefault(style, []).append(path)
    shapes = tuple(
        Shape(style, "".join(found[style])) for style in _ORDER if style in found
    )
    return Drawing(crop.view_box, _WORDS[area, moment][grade], shapes)


def _pose(area: str, share: float) -> Pose:
    """How the parts stand when the muscle of an area contracts, by ``share`` of it."""
    if area == "glabella":
        return Pose(
            inward=_times(share, 0.62, 0.56, 0.36, 0.12, 0, 0),
            lift=_times(share, -0.50, -0.40, -0.22, -0.05, 0, 0),
            upper=1 - 0.16 * share,
            lower=1 - 0.12 * share,
        )
    if area == "forehead":
        return Pose(
            lift=_times(share, 0.52, 0.62, 0.72, 0.74, 0.62, 0.42),
            upper=1 + 0.12 * share,
        )
    return Pose(
        lift=_times(share, 0, -0.03, -0.08, -0.14, -0.2, -0.22),
        upper=1 - 0.42 * share,
        lower=1 - 0.62 * share,
        cheek=share,
    )


def _times(share: float, *values: float) -> tuple[float, ...]:
    return tuple(share * value for value in values)


def _outlines(
    area: str, pose: Pose, grade: int, *, contracted: bool
) -> Iterator[Outline]:
    if area == "crows_feet":
        yield from features.brow(pose)
        yield from features.eye(pose)
        yield from features.temple()
        yield from features.cheek(pose)
        wrinkles = lines.crows_feet(contracted=contracted, grade=grade)
    else:
        yield from features.both(features.brow(pose))
        yield from features.both(features.eye(pose))
        yield from features.both(features.nose(pose))
        if area == "forehead":
            yield from features.hairline()
        draw = lines.forehead if area == "forehead" else lines.glabella
        wrinkles = draw(contracted=contracted, grade=grade)
    for one in wrinkles:
        if one.furrow:
            yield "shade", band(one.line, one.width * 3.2)
        yield "line", band(one.line, one.width)


_WORDS: Mapping[tuple[str, Moment], tuple[str, str, str, str]] = {
    ("glabella", "rest"): (
        "no line between the brows",
        "one fine, short upright line on each side",
        "a clear upright line on each side",
        "deep upright furrows, with lines beside them and across the root of the nose",
    ),
    ("glabella", "contraction"): (
        "brows hardly drawn together, no line",
        "brows drawn together, a short upright line on each side",
        "brows together and down, long upright lines, lines across the root",
        "deep upright furrows, oblique lines above the brows, folds across the root",
    ),
    ("forehead", "rest"): (
        "no line across the forehead",
        "two fine lines, broken in the middle",
        "three clear lines across",
        "four deep furrows across",
    ),
    ("forehead", "contraction"): (
        "brows hardly raised, no line",
        "brows raised, two fine lines, broken in the middle",
        "brows raised, four clear lines across",
        "brows raised, five deep furrows from side to side",
    ),
    ("crows_feet", "rest"): (
        "no line beside the eye",
        "two fine, short lines beside the corner",
        "four clear lines beside the corner",
        "a fan of deep lines towards the temple",
    ),
    ("crows_feet", "contraction"): (
        "eye hardly narrowed, no line",
        "eye narrowed, three short lines from the corner",
        "eye narrowed, a fan of five lines, a crease below the lid",
        "eye narrowed, cheek raised, a wide fan of deep lines, creases below the lid",
    ),
}
