"""What people come for, in the words of the public page.

The words name parts of the face and body and what is seen there, never a medicine, a
product or a result. Each concern points to the areas of the evidence that it may
mean; which one it is, the consultation finds out.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

__all__ = [
    "ASKED_BACK",
    "BESIDE_THE_EYES",
    "CONCERNS",
    "FOLDS",
    "SMILE_LINES",
    "TIMES",
    "Concern",
    "areas_of",
    "in_words",
    "suits",
]


@dataclass(frozen=True, slots=True)
class Concern:
    """A concern: its key, its words, where it is asked, and areas that it may mean."""

    key: str
    words: str
    group: str
    areas: tuple[str, ...] = ()


FACE: Final = "Face"
MOUTH_AND_NECK: Final = "Mouth, jaw and neck"
ELSEWHERE: Final = "Skin, sweating and more"
SMILE_LINES: Final = "smile_lines"
BESIDE_THE_EYES: Final = "eye_lines"
FOLDS: Final = "nose_mouth_folds"

CONCERNS: Final[tuple[Concern, ...]] = (
    Concern("forehead_lines", "Lines across the forehead", FACE, ("forehead",)),
    Concern("brow_lines", "Lines between the brows", FACE, ("glabella",)),
    Concern("brow_shape", "Position of the brows", FACE, ("brow_lift",)),
    Concern(BESIDE_THE_EYES, "Lines beside the eyes", FACE, ("crows_feet",)),
    Concern("under_eye_lines", "Fine lines under the eyes", FACE, ("infraorbital",)),
    Concern("nose_lines", "Lines on the sides of the nose", FACE, ("bunny",)),
    Concern(SMILE_LINES, "Smile lines", FACE, ("crows_feet",)),
    Concern(FOLDS, "Folds from nose to mouth", FACE),
    Concern("lip_lines", "Lines around the lips", MOUTH_AND_NECK, ("perioral",)),
    Concern("upper_lip", "Shape of the upper lip", MOUTH_AND_NECK, ("lip_flip",)),
    Concern("gums", "Gums that show in a smile", MOUTH_AND_NECK, ("gummy",)),
    Concern("mouth_corners", "Corners of the mouth", MOUTH_AND_NECK, ("dao",)),
    Concern("chin", "Dimples of the chin", MOUTH_AND_NECK, ("chin",)),
    Concern("jaw_clenching", "Clenching the jaw", MOUTH_AND_NECK, ("masseter_brux",)),
    Concern("jaw_shape", "Width of the jaw", MOUTH_AND_NECK, ("masseter_slim",)),
    Concern("neck_bands", "Bands of the neck", MOUTH_AND_NECK, ("platysma",)),
    Concern("skin", "Oily skin or pores", ELSEWHERE, ("sebum", "micro_upper")),
    Concern(
        "sweating",
        "Sweating",
        ELSEWHERE,
        ("hh_axilla", "hh_palm", "hh_sole", "hh_forehead", "scalp"),
    ),
    Concern("headaches", "Headaches", ELSEWHERE, ("migraine",)),
    Concern("shoulders", "Tight shoulders", ELSEWHERE, ("trapezius",)),
    Concern("other", "Something else", ELSEWHERE),
)

ASKED_BACK: Final = {
    BESIDE_THE_EYES: "The lines beside the eyes",
    FOLDS: "The folds from nose to mouth",
}
"""The two things that people call smile lines; one of them has to be chosen."""

TIMES: Final = {
    "morning": "Mornings",
    "midday": "Around midday",
    "afternoon": "Afternoons",
    "evening": "Evenings",
    "saturday": "Saturdays",
}

_BY_KEY: Final = {concern.key: concern for concern in CONCERNS}


SATURDAY: Final = 5
_PARTS: Final = {
    "morning": (0, 11),
    "midday": (11, 14),
    "afternoon": (14, 17),
    "evening": (17, 24),
}
"""Hours of the clinic's clock from which and before which a visit starts."""


def suits(start: datetime, times: Collection[str]) -> bool:
    """Whether a start on the clinic's clock is one of the preferred times."""
    parts = [one for one in times if one in _PARTS]
    on_the_day = "saturday" not in times or start.weekday() == SATURDAY
    if not parts:
        return on_the_day
    in_part = any(_PARTS[one][0] <= start.hour < _PARTS[one][1] for one in parts)
    return in_part or ("saturday" in times and on_the_day)


def in_words(keys: list[str]) -> list[str]:
    """The words of these concerns, in the order of the page."""
    return [concern.words for concern in CONCERNS if concern.key in keys]


def areas_of(keys: list[str]) -> tuple[str, ...]:
    """The areas that these concerns may mean, each once."""
    found = (area for key in keys if key in _BY_KEY for area in _BY_KEY[key].areas)
    return tuple(dict.fromkeys(found))
