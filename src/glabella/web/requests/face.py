"""The list of concerns as the page shows it: in groups, with places on a face."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from glabella.clinic.requests.concerns import CONCERNS

__all__ = ["PAIRS", "SPOTS", "Choice", "groups"]

SPOTS: Final = (
    "forehead_lines",
    "brow_lines",
    "brow_shape",
    "eye_lines",
    "under_eye_lines",
    "nose_lines",
    "nose_mouth_folds",
    "upper_lip",
    "lip_lines",
    "mouth_corners",
    "chin",
    "jaw_clenching",
    "jaw_shape",
    "neck_bands",
    "skin",
    "headaches",
)
"""Concerns that the drawing shows a place for; where is said in places.css."""

PAIRS: Final = frozenset(
    {
        "brow_shape",
        "eye_lines",
        "under_eye_lines",
        "nose_mouth_folds",
        "mouth_corners",
        "jaw_clenching",
        "jaw_shape",
        "skin",
        "headaches",
    }
)
"""Those with a place on either side."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One checkbox."""

    key: str
    words: str
    chosen: bool


def groups(chosen: Iterable[str]) -> list[tuple[str, list[Choice]]]:
    """The checkboxes under their headings."""
    held = set(chosen)
    return [
        (name, [Choice(one.key, one.words, one.key in held) for one in some])
        for name, some in groupby(CONCERNS, key=lambda one: one.group)
    ]
