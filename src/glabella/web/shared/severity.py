"""The grades of an area on its own scale, with words and our drawings."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from glabella.drawing.severity import AREAS as DRAWN, Drawing, Moment, drawing_of
from glabella.evidence import catalogue
from glabella.evidence.planning import case_vocabulary

__all__ = ["DRAWN", "Step", "contraction_label", "scale_name", "steps_of"]

_WORDS: Final[Mapping[str, Mapping[int, str]]] = {
    "": {0: "None", 1: "Mild", 2: "Moderate", 3: "Severe"},
    "HDSS": {
        1: "Not noticed",
        2: "Bearable",
        3: "Hardly bearable",
        4: "Unbearable",
    },
    "MMPS": {1: "Minimal", 2: "Mild", 3: "Moderate", 4: "Marked", 5: "Very marked"},
    "PLAT": {1: "Minimal", 2: "Mild", 3: "Moderate", 4: "Severe"},
}
_PLAIN = "0-3"
_OUR_SCALE = "Four grades from none to severe; no validated scale is known here"
_ONE_GRADE: Final = {
    "HDSS": "How much it troubles",
    "MMPS": "Prominence, teeth clenched",
}
"""Scales with a single grade, and what it is a grade of."""
_CONTRACTED: Final = {
    "glabella": "In full contraction: frown",
    "forehead": "In full contraction: raise the brows",
    "crows_feet": "In full contraction: smile with the eyes",
    "platysma": "In full contraction: bare the lower teeth",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One grade of a scale: its number, its word, whether chosen, and its drawing."""

    value: str
    word: str
    chosen: bool
    drawing: Drawing | None = None


def steps_of(area: str, moment: Moment, chosen: int | None = None) -> tuple[Step, ...]:
    """The grades of an area at one moment; none where its scale does not grade it."""
    file, scale = catalogue.area_values(area), case_vocabulary().areas[area]
    if not file.scale or (moment == "rest" and file.scale in _ONE_GRADE):
        return ()
    words = _WORDS.get(file.scale, _WORDS[""])
    return tuple(
        Step(
            str(value),
            words.get(value, ""),
            value == chosen,
            drawing_of(area, moment, value) if area in DRAWN else None,
        )
        for value in range(scale.low, scale.high + 1)
    )


def contraction_label(area: str) -> str:
    """What is graded beside the lines at rest, in words for staff."""
    scale = catalogue.area_values(area).scale
    return _ONE_GRADE.get(scale) or _CONTRACTED.get(area, "In full contraction")


def scale_name(scale: str) -> str:
    """The name of a scale; that none is known, or nothing where nothing is graded."""
    if scale in {"", _PLAIN}:
        return _OUR_SCALE if scale else ""
    return _scale_names().get(scale, scale)


@cache
def _scale_names() -> Mapping[str, str]:
    return {
        value.value["id"]: value.value["name"]
        for value in catalogue.values("scales")
        if isinstance(value.value, Mapping) and "id" in value.value
    }
