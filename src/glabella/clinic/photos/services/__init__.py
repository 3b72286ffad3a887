"""Writes of photographs: add, withdraw, tap points, draw on a copy, look, hand out."""

from glabella.clinic.photos.kinds import Upload
from glabella.clinic.photos.services.adding import Into, add
from glabella.clinic.photos.services.changing import (
    ALIGN_POINTS,
    annotate,
    set_align,
    set_landmarks,
    withdraw,
)
from glabella.clinic.photos.services.looking import (
    PURPOSES,
    hand_out,
    look,
    look_by_patient,
    picture_for_patient,
)

__all__ = [
    "ALIGN_POINTS",
    "PURPOSES",
    "Into",
    "Upload",
    "add",
    "annotate",
    "hand_out",
    "look",
    "look_by_patient",
    "picture_for_patient",
    "set_align",
    "set_landmarks",
    "withdraw",
]
