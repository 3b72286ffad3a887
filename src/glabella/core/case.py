"""The case: what the clinician knows about this person and this wish.

These values are valid by construction when they come from
``glabella.core.case_reading.read_case``.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from glabella.core.sources import Jurisdiction

__all__ = [
    "Answer",
    "AreaWish",
    "Case",
    "EarlierResult",
    "EarlierTreatment",
    "Goals",
    "History",
    "Movement",
    "MuscleMass",
    "Patient",
    "RecentProcedure",
    "Technique",
    "years_between",
]

MuscleMass = Literal["low", "average", "high"]
Technique = Literal["standard", "baby", "skin"]
Movement = Literal["natural", "maximal"]
EarlierResult = Literal["too_little", "as_wished", "too_much"]
Answer = bool | Literal["not_applicable"]


@dataclass(frozen=True, slots=True)
class Patient:
    """``age_years`` is the age in whole years on the day of planning."""

    age_years: int
    sex: Literal["female", "male"]
    first_treatment: bool | None
    skin_type: str | None
    habits: tuple[tuple[str, str], ...] = ()
    """What may bear on duration, by name: recorded, its effect is not known."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A grade (0 to 3, in full contraction) that was seen on a day.

    On the day of the treatment itself it means: before the injection.
    """

    on: date
    area: str
    grade: int
    rater: Literal["investigator", "subject"] = "investigator"


@dataclass(frozen=True, slots=True)
class EarlierTreatment:
    """``units`` maps area id to units, or to None where they are not known."""

    on: date
    product: str
    units: tuple[tuple[str, float | None], ...]
    result: EarlierResult | None = None
    followups: tuple[FollowUp, ...] = ()
    """Grades that were seen after it."""


@dataclass(frozen=True, slots=True)
class RecentProcedure:
    """A laser, peel, filler or operation shortly before this visit, or planned later."""

    kind: str
    on: date
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """Answers to the eight questions; None means "not asked"."""

    pregnant: Answer | None
    breastfeeding: Answer | None
    infection_at_site: tuple[str, ...] | None
    allergies: tuple[str, ...] | None
    conditions: tuple[str, ...] | None
    medicines: tuple[str, ...] | None
    previous: tuple[EarlierTreatment, ...] | None
    recent_procedures: tuple[RecentProcedure, ...] | None


@dataclass(frozen=True, slots=True)
class Goals:
    """What the person wants from this treatment."""

    technique: Literal["standard", "baby", "skin", "auto"]
    movement: Movement
    drastic_change: bool
    deep_folds: bool
    prevention: bool
    estimate: bool


@dataclass(frozen=True, slots=True)
class AreaWish:
    """One area to treat; severities are grades on the area's own scale."""

    id: str
    severity_at_rest: int | None
    severity_at_contraction: int | None
    muscle_mass: MuscleMass
    bands: tuple[int, int] | None
    """Platysma bands on the patient's right and left."""


@dataclass(frozen=True, slots=True)
class Case:
    """Everything the planner is told; the planner never reads the clock."""

    jurisdiction: Jurisdiction
    product: str
    on: date
    event_on: date | None
    patient: Patient
    history: History
    goals: Goals
    areas: tuple[AreaWish, ...]


def years_between(born_on: date, on: date) -> int:
    """Age in whole years on ``on`` of a person born on ``born_on``."""
    had_birthday = (on.month, on.day) >= (born_on.month, born_on.day)
    return on.year - born_on.year - (0 if had_birthday else 1)
