"""Severity grades of a consultation, on each area's own scale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from glabella.clinic.consultations.models import Consultation, SeverityGrade
from glabella.evidence.planning import case_vocabulary

__all__ = ["Grade", "facts_of", "keep_grades", "problems_of"]

_MASSES = ("low", "average", "high")
_MOST_BANDS = 4


@dataclass(frozen=True, slots=True)
class Grade:
    """Severity of one area at rest and in full contraction; None: not graded."""

    area: str
    at_rest: int | None = None
    at_contraction: int | None = None
    muscle_mass: str = "average"
    bands: tuple[int, int] | None = None
    """Platysma bands on the patient's right and left."""


def problems_of(grades: Sequence[Grade]) -> dict[str, str]:
    """What is wrong with the grades, by a name such as ``grade.forehead.rest``."""
    scales = case_vocabulary().areas
    found: dict[str, str] = {}
    seen: set[str] = set()
    for grade in grades:
        name = f"grade.{grade.area}"
        if grade.area not in scales:
            found[name] = "This area is not known."
            continue
        if grade.area in seen:
            found[name] = "This area is given twice."
        seen.add(grade.area)
        scale = scales[grade.area]
        for moment, value in (
            ("rest", grade.at_rest),
            ("contraction", grade.at_contraction),
        ):
            if value is not None and not scale.low <= value <= scale.high:
                found[f"{name}.{moment}"] = (
                    f"Grades of this scale run from {scale.low} to {scale.high}."
                )
        if grade.muscle_mass not in _MASSES:
            found[f"{name}.mass"] = f"Choose one of: {', '.join(_MASSES)}."
        if grade.bands and not all(0 <= n <= _MOST_BANDS for n in grade.bands):
            found[f"{name}.bands"] = f"Count bands from 0 to {_MOST_BANDS} a side."
    return found


def keep_grades(consultation: Consultation, grades: Sequence[Grade]) -> None:
    """Replace the grades of a draft."""
    consultation.grades.all().delete()
    SeverityGrade.objects.bulk_create(
        SeverityGrade(
            consultation=consultation,
            area=grade.area,
            at_rest=grade.at_rest,
            at_contraction=grade.at_contraction,
            muscle_mass=grade.muscle_mass,
            bands_right=grade.bands[0] if grade.bands else None,
            bands_left=grade.bands[1] if grade.bands else None,
        )
        for grade in grades
    )


def facts_of(consultation: Consultation) -> list[Mapping[str, object]]:
    """The grades as plain facts, in a fixed order."""
    return [
        {
            "area": grade.area,
            "at_rest": grade.at_rest,
            "at_contraction": grade.at_contraction,
            "muscle_mass": grade.muscle_mass,
            "bands": [grade.bands_right, grade.bands_left],
        }
        for grade in consultation.grades.all()
    ]
