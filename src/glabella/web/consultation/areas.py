"""The areas that can be graded, each on its own scale, as the page shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from glabella.clinic.consultations.grading import Grade
from glabella.drawing.severity import AREAS as DRAWN, Drawing, Moment, drawing_of
from glabella.evidence import catalogue
from glabella.evidence.planning import case_vocabulary

__all__ = ["AreaRow", "Step", "rows_of"]

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
_MASSES: Final = {"low": "Small", "average": "Average", "high": "Strong"}
_MUSCULAR: Final = frozenset({"line", "shape"})


@dataclass(frozen=True, slots=True)
class Step:
    """One grade of a scale: its number, its word, whether chosen, and its drawing."""

    value: str
    word: str
    chosen: bool
    drawing: Drawing | None = None


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area with its scale; what has no steps is not asked of it."""

    id: str
    name: str
    scale: str
    chosen: bool
    asked: bool
    """Whether the patient's request named it."""
    drawn: bool
    rest: tuple[Step, ...]
    contraction: tuple[Step, ...]
    contraction_label: str
    masses: tuple[Step, ...]
    bands: tuple[str, str] | None


def rows_of(grades: Mapping[str, Grade], asked: Sequence[str] = ()) -> list[AreaRow]:
    """Every area, the drawn ones first, with what was graded so far.

    ``asked``: areas that the patient's request may mean; they stand first of the rest.
    """
    known = [key for key in case_vocabulary().areas if key not in DRAWN]
    known.sort(key=lambda key: key not in asked)
    return [_row(key, grades.get(key), asked=key in asked) for key in (*DRAWN, *known)]


def _row(key: str, grade: Grade | None, *, asked: bool) -> AreaRow:
    file, scale = catalogue.area_values(key), case_vocabulary().areas[key]
    values = range(scale.low, scale.high + 1) if file.scale else range(0)
    rests = values if file.scale not in _ONE_GRADE else range(0)
    mass = grade.muscle_mass if grade else "average"
    return AreaRow(
        id=key,
        name=file.name,
        scale=_scale_name(file.scale),
        chosen=grade is not None,
        asked=asked,
        drawn=key in DRAWN,
        rest=_steps(key, rests, "rest", grade.at_rest if grade else None),
        contraction=_steps(
            key, values, "contraction", grade.at_contraction if grade else None
        ),
        contraction_label=_ONE_GRADE.get(file.scale)
        or _CONTRACTED.get(key, "In full contraction"),
        masses=tuple(Step(v, word, v == mass) for v, word in _MASSES.items())
        if file.kind in _MUSCULAR
        else (),
        bands=_bands(grade) if key == "platysma" else None,
    )


def _steps(
    key: str, values: range, moment: Moment, chosen: int | None
) -> tuple[Step, ...]:
    words = _WORDS.get(catalogue.area_values(key).scale, _WORDS[""])
    return tuple(
        Step(
            str(value),
            words.get(value, ""),
            value == chosen,
            drawing_of(key, moment, value) if key in DRAWN else None,
        )
        for value in values
    )


def _bands(grade: Grade | None) -> tuple[str, str]:
    if grade is None or grade.bands is None:
        return ("", "")
    right, left = grade.bands
    return (str(right), str(left))


@cache
def _scale_names() -> Mapping[str, str]:
    return {
        value.value["id"]: value.value["name"]
        for value in catalogue.values("scales")
        if isinstance(value.value, Mapping) and "id" in value.value
    }


def _scale_name(scale: str) -> str:
    if scale in {"", _PLAIN}:
        return _OUR_SCALE if scale else ""
    return _scale_names().get(scale, scale)
