"""The areas that can be graded, each on its own scale, as the page shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from glabella.clinic.consultations.grading import Grade
from glabella.evidence import catalogue
from glabella.evidence.planning import case_vocabulary
from glabella.web.shared.severity import (
    DRAWN,
    Step,
    contraction_label,
    scale_name,
    steps_of,
)

__all__ = ["AreaRow", "Step", "rows_of"]

_MASSES: Final = {"low": "Small", "average": "Average", "high": "Strong"}
_MUSCULAR: Final = frozenset({"line", "shape"})


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
    file = catalogue.area_values(key)
    mass = grade.muscle_mass if grade else "average"
    return AreaRow(
        id=key,
        name=file.name,
        scale=scale_name(file.scale),
        chosen=grade is not None,
        asked=asked,
        drawn=key in DRAWN,
        rest=steps_of(key, "rest", grade.at_rest if grade else None),
        contraction=steps_of(
            key, "contraction", grade.at_contraction if grade else None
        ),
        contraction_label=contraction_label(key),
        masses=tuple(Step(v, word, v == mass) for v, word in _MASSES.items())
        if file.kind in _MUSCULAR
        else (),
        bands=_bands(grade) if key == "platysma" else None,
    )


def _bands(grade: Grade | None) -> tuple[str, str]:
    if grade is None or grade.bands is None:
        return ("", "")
    right, left = grade.bands
    return (str(right), str(left))
