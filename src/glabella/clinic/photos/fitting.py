"""Laying the planned points over a photograph: a plane map from tapped points.

Six to ten anatomical points of the mean face, as its front view shows them in
centimetres, are matched with the points that somebody tapped on the photograph: the
affine map of least squares. It looks at nothing in the picture itself. All limits
are ours.

How well it fits is said by leaving each point out in turn and asking the others where
it is. That is stated in millimetres of the MEAN face, because a photograph without a
rule in it has no scale: this patient's own millimetres are not known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import atan2, degrees, hypot
from typing import Final

import numpy as np
from numpy.typing import NDArray

from glabella.clinic.photos.strokes import clean_point
from glabella.clinic.shared.errors import Invalid
from glabella.core.face.landmarks import Side
from glabella.drawing.views import Spot, view
from glabella.evidence.planning import landmarks

__all__ = [
    "FEWEST",
    "LANDMARKS",
    "MARGIN_CM",
    "Fit",
    "Landmark",
    "clean_landmarks",
    "fit",
    "in_front",
]

Array = NDArray[np.float64]
FEWEST: Final = 6
LEAST_SPREAD_CM: Final = 3.0
"""In each direction, between the outermost points."""
MOST_TURNED_DEGREES: Final = 30.0
MOST_STRETCHED: Final = 1.35
"""Longest over shortest direction: a head turned by 42 degrees looks as narrow."""
MOST_OFF_CM: Final = 1.0
MOST_TYPICALLY_OFF_CM: Final = 0.5
MARGIN_CM: Final = 1.0
"""Farther outside the tapped points than this a place is said to be less certain."""
_ALONE: Final = 0.98
"""Leverage at which a point decides its own place, and nothing can check it."""


@dataclass(frozen=True, slots=True)
class Landmark:
    """One point to be tapped, in words that need no atlas."""

    key: str
    words: str
    point: str
    side: Side


BROW: Final = "brow line"
"""Its first point is the inner end."""
LANDMARKS: Final = (
    Landmark("canthus-lateral-R", "outer corner of the right eye", "lateral canthus", "R"),
    Landmark("canthus-medial-R", "inner corner of the right eye", "medial canthus", "R"),
    Landmark("canthus-medial-L", "inner corner of the left eye", "medial canthus", "L"),
    Landmark("canthus-lateral-L", "outer corner of the left eye", "lateral canthus", "L"),
    Landmark("brow-R", "inner end of the right brow", BROW, "R"),
    Landmark("brow-L", "inner end of the left brow", BROW, "L"),
    Landmark("subnasale", "where the nose meets the upper lip", "subnasale", "M"),
    Landmark("mouth-R", "right corner of the mouth", "mouth corner", "R"),
    Landmark("mouth-L", "left corner of the mouth", "mouth corner", "L"),
    Landmark("menton", "lowest point of the chin", "menton", "M"),
)  # fmt: skip
_KEYS: Final = frozenset(one.key for one in LANDMARKS)


@dataclass(frozen=True, slots=True)
class Fit:
    """The map from the front view (cm) to the photograph (px), and how it fits."""

    matrix: tuple[tuple[float, float], tuple[float, float]]
    offset: tuple[float, float]
    typical_mm: float
    worst_mm: float
    worst_at: str
    inside: tuple[float, float, float, float]
    """Left, right, top and bottom of the tapped points in the front view, in cm."""
    px_per_cm: float

    def place(self, spot: Spot) -> Spot:
        """Where a place of the front view (cm) falls on the photograph (px)."""
        (a, b), (c, d) = self.matrix
        return Spot(
            a * spot.x + b * spot.y + self.offset[0],
            c * spot.x + d * spot.y + self.offset[1],
        )

    def is_between(self, spot: Spot) -> bool:
        """Whether a place lies among the tapped points, or just beside them."""
        left, right, top, bottom = self.inside
        return (
            left - MARGIN_CM <= spot.x <= right + MARGIN_CM
            and top - MARGIN_CM <= spot.y <= bottom + MARGIN_CM
        )


def clean_landmarks(told: object) -> dict[str, list[float]]:
    """Tapped points by name; ``Invalid`` for what is none."""
    if not isinstance(told, Mapping) or not set(told) <= _KEYS:
        message = "These points could not be read. Tap them again."
        raise _refused(message)
    return {key: clean_point(point) for key, point in told.items()}


def fit(points: Mapping[str, list[float]], *, width: int, height: int) -> Fit:
    """The map for a photograph of ``width`` by ``height`` pixels.

    ``points`` are fractions of width and height by the keys of :data:`LANDMARKS`.
    ``Invalid`` says why they do not carry a map and what to do.
    """
    keys = [one.key for one in LANDMARKS if one.key in points]
    if len(keys) < FEWEST:
        message = f"Tap at least {FEWEST} points; there are {len(keys)}."
        raise _refused(message)
    known = np.array([in_front(key) for key in keys])
    size = np.array([width, height], dtype=np.float64)
    tapped = np.array([points[key] for key in keys]) * size
    _judge_spread(known)
    design = np.column_stack([known, np.ones(len(keys))])
    found = np.linalg.lstsq(design, tapped, rcond=None)[0]
    matrix = found[:2].T
    _judge_shape(matrix)
    scale = float(np.sqrt(np.linalg.det(matrix)))
    off_cm = _left_out(design, tapped - design @ found) / scale
    _judge_distance(off_cm, keys)
    worst = int(np.argmax(off_cm))
    return Fit(
        matrix=(
            (float(matrix[0, 0]), float(matrix[0, 1])),
            (float(matrix[1, 0]), float(matrix[1, 1])),
        ),
        offset=(float(found[2, 0]), float(found[2, 1])),
        typical_mm=10 * _root_mean_square(off_cm),
        worst_mm=10 * float(off_cm[worst]),
        worst_at=_words(keys[worst]),
        inside=_bounds(known),
        px_per_cm=scale,
    )


def _bounds(known: Array) -> tuple[float, float, float, float]:
    (left, top), (right, bottom) = known.min(axis=0), known.max(axis=0)
    return float(left), float(right), float(top), float(bottom)


@cache
def in_front(key: str) -> Spot:
    """The point in the front view of the mean face, in cm."""
    one = next(mark for mark in LANDMARKS if mark.key == key)
    known = landmarks()
    if one.point == BROW:
        return view("front").project(known.line(BROW, one.side)[0])
    return view("front").project(known.point(one.point, one.side))


def _words(key: str) -> str:
    return next(mark.words for mark in LANDMARKS if mark.key == key)


def _judge_spread(known: Array) -> None:
    if np.any(np.ptp(known, axis=0) < LEAST_SPREAD_CM):
        message = (
            "The points lie too close together to carry the rest of the face: tap "
            "points of both sides, and of eyes and mouth."
        )
        raise _refused(message)


def _judge_shape(matrix: Array) -> None:
    """Refuse what no photograph from the front can be."""
    if np.linalg.det(matrix) <= 0:
        message = (
            "Right and left are exchanged. The patient's right is the image's left; "
            "if the photograph itself is mirrored, take another."
        )
        raise _refused(message)
    left, stretched, right = np.linalg.svd(matrix)
    turn = left @ right
    if abs(degrees(atan2(turn[1, 0], turn[0, 0]))) > MOST_TURNED_DEGREES:
        message = "The head is tilted too far on this photograph. Use an upright one."
        raise _refused(message)
    if stretched[0] / stretched[1] > MOST_STRETCHED:
        message = (
            "The face is not seen from the front on this photograph, or a point is "
            "far off. Tap again, or use a photograph from the front."
        )
        raise _refused(message)


def _left_out(design: Array, residual: Array) -> Array:
    """How far each point is from where the others put it, in px."""
    leverage = np.sum(design * np.linalg.pinv(design).T, axis=1)
    if np.any(leverage > _ALONE):
        message = (
            "One point stands alone, so that nothing can check it: tap another beside "
            "it."
        )
        raise _refused(message)
    off: Array = np.hypot(residual[:, 0], residual[:, 1]) / (1 - leverage)
    return off


def _root_mean_square(off_cm: Array) -> float:
    return float(hypot(*off_cm) / np.sqrt(len(off_cm)))


def _judge_distance(off_cm: Array, keys: list[str]) -> None:
    worst = int(np.argmax(off_cm))
    if off_cm[worst] > MOST_OFF_CM or _root_mean_square(off_cm) > MOST_TYPICALLY_OFF_CM:
        message = (
            f"The points do not fit a face: the {_words(keys[worst])} is "
            f"{10 * off_cm[worst]:.0f} mm from where the others put it (on the mean "
            "face). Check it and tap again; no pins are shown on a bad fit."
        )
        raise _refused(message)


def _refused(message: str) -> Invalid:
    return Invalid.field("landmarks", message)
