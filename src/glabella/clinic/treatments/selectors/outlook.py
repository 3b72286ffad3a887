"""What is left today of the treatments that were given, area by area, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.selectors import day_of, practice
from glabella.clinic.shared.errors import NotFound
from glabella.clinic.treatments.selectors.past import Past, read_earlier, read_past
from glabella.core.case import (
    Case,
    EarlierTreatment,
    Goals,
    History,
    Patient as Person,
    years_between,
)
from glabella.core.sources import Jurisdiction

if TYPE_CHECKING:
    from glabella.core.forecast.today import AreaToday

__all__ = ["AreaOutlook", "case_of", "in_words", "outlook_today"]

REMEMBERED: Final = 512
ADULT = 18
NO_WISH: Final = Goals(
    technique="auto",
    movement="natural",
    drastic_change=False,
    deep_folds=False,
    prevention=False,
    estimate=False,
)
STAGES: Final = (
    (0.1, "at full effect"),
    (0.35, "a little gone"),
    (0.65, "about half gone"),
    (0.9, "mostly gone"),
)
LAST_STAGE: Final = "nearly all gone"
MOST_SETTING_IN: Final = 0.5


@dataclass(frozen=True, slots=True)
class AreaOutlook:
    """One area: a sentence, or why there is none; ``over`` is a share for a bar."""

    area: str
    name: str
    treated_on: date
    sentence: str
    reason: str
    badge: str
    over: float | None
    warning: str
    explanation: tuple[str, ...]
    sources: tuple[str, ...]
    back_on: date | None = None
    """By when it is back in half of people like this one; may be past."""


def outlook_today(
    *,
    viewer: User,
    patient: Patient,
    at: datetime,
    grade: int | None = None,
    past: Past | None = None,
) -> tuple[AreaOutlook, ...]:
    """Every area that was treated, the latest first; empty where nothing was.

    Through all signed treatments with their graded follow-ups. The same record on
    the same day is worked out once by a process. ``grade``: the one at which this
    patient means to come back; None takes the one before treatment.
    """
    if not rights.may(viewer, "patient.read_clinical", at=at, patient=patient):
        raise NotFound
    day = day_of(at)
    case = case_of(patient, read_earlier(past or read_past(patient), newest=True), day)
    if case is None:
        return ()
    return tuple(_shown(one, day) for one in _worked_out(case, grade))


def case_of(
    patient: Patient, told: Sequence[EarlierTreatment], day: date
) -> Case | None:
    """The person and what was given, with nothing planned; None where nothing was."""
    if not told or patient.born_on is None:
        return None
    person = Person(
        age_years=max(years_between(patient.born_on, day), ADULT),
        sex="male" if patient.sex == "male" else "female",
        first_treatment=False,
        skin_type=None,
    )
    history = History(
        pregnant=None,
        breastfeeding=None,
        infection_at_site=None,
        allergies=None,
        conditions=None,
        medicines=None,
        previous=tuple(one for one in told if one.on <= day),
        recent_procedures=None,
    )
    jurisdiction: Jurisdiction = practice().jurisdiction  # type: ignore[assignment] # one of the choices
    return Case(jurisdiction, "", day, None, person, history, NO_WISH, ())


@lru_cache(maxsize=REMEMBERED)
def _worked_out(case: Case, grade: int | None) -> Sequence["AreaToday"]:
    # The model's numerics take their time to load: only who forecasts waits.
    from glabella.core.forecast.today import today  # noqa: PLC0415
    from glabella.evidence.response_rules import forecast_basis  # noqa: PLC0415

    return today(case, forecast_basis(), at_grade=grade)


def _shown(one: "AreaToday", day: date) -> AreaOutlook:
    return AreaOutlook(
        area=one.area,
        name=one.area_name,
        treated_on=one.treated_on,
        sentence="" if one.reason else in_words(one, day),
        reason=one.reason,
        badge=one.badge,
        over=one.over.median if one.over else None,
        warning=one.warning,
        explanation=one.explanation,
        sources=one.sources,
        back_on=None if one.reason else _back_on(one, day),
    )


def _back_on(one: "AreaToday", day: date) -> date | None:
    middle = one.back.days.median if one.back else None
    return None if middle is None else day + timedelta(days=round(middle))


def in_words(one: "AreaToday", day: date) -> str:
    """How much is gone and when the rest is: "about half gone, expected back by ..."."""
    if one.setting_in > MOST_SETTING_IN:
        stage = "still setting in"
    else:
        over = (one.over.median if one.over else None) or 0.0
        stage = next((word for most, word in STAGES if over < most), LAST_STAGE)
    back = _back(one, day)
    return f"{stage}, {back}" if back else stage


def _back(one: "AreaToday", day: date) -> str:
    """Between which days it is back in half of the people like this one."""
    if one.back is None:
        return ""
    first, last = one.back.days.low50, one.back.days.high50
    if first is None:
        return "expected back in more than a year"
    start = day + timedelta(days=round(first))
    if last is None:
        return f"expected back from {_date(start, day)} on"
    return _window(start, day + timedelta(days=round(last)), day)


def _window(start: date, end: date, day: date) -> str:
    if end <= day:
        return "expected to be back by now"
    if start <= day:
        return f"may be back already, else by {_date(end, day)}"
    same = (start.month, start.year) == (end.month, end.year)
    first = str(start.day) if same else _date(start, day)
    return f"expected back by {first} to {_date(end, day)}"


def _date(on: date, today: date) -> str:
    year = "" if on.year == today.year else f" {on.year}"
    return f"{on.day} {on:%B}{year}"
