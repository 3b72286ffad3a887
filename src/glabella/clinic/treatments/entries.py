"""What is entered of a treatment or a follow-up, and what is wrong with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

from glabella.clinic.accounts.models import User
from glabella.clinic.shared.text import one_line
from glabella.evidence import catalogue
from glabella.evidence.planning import case_vocabulary
from glabella.evidence.wordlists import named_values, scale_grades

__all__ = [
    "CAUSALITY",
    "EVERY_EFFECT",
    "IMPROVEMENT",
    "MOST_UNITS",
    "RATERS",
    "RESULTS",
    "SATISFACTION",
    "SERIOUSNESS",
    "SEVERITIES",
    "SIDE_EFFECTS",
    "TECHNIQUES",
    "UNKNOWN",
    "Effect",
    "Entry",
    "Given",
    "Graded",
    "Seen",
    "entry_faults",
    "seen_faults",
]

UNKNOWN: Final = "unknown"
"""The product of a treatment elsewhere of which nobody knows the product."""
TECHNIQUES: Final = {
    "standard": "standard dose",
    "baby": 'low dose ("baby")',
    "skin": 'intradermal micro-dose ("skin")',
}
RESULTS: Final = {
    "too_little": "too little",
    "as_wished": "as wished",
    "too_much": "too much",
}
RATERS: Final = {"investigator": "clinician", "subject": "patient"}
SATISFACTION: Final = {
    5: "very satisfied",
    4: "satisfied",
    3: "neither satisfied nor dissatisfied",
    2: "dissatisfied",
    1: "very dissatisfied",
}
"""Five words of our own; no licensed questionnaire is copied."""
IMPROVEMENT: Final = {
    str(grade): str(words)
    for grade, words in scale_grades("GAIS").items()
    if str(grade).isdecimal()
}
"""Grades of the Global Aesthetic Improvement Scale; 1 is the best."""
SIDE_EFFECTS: Final = {
    "redness": "redness",
    "swelling": "swelling",
    "bruising": "bruise",
    "discomfort": "discomfort or pain",
    "headache": "headache",
    "lid_ptosis": "drooping upper lid",
    "brow_ptosis": "heavy or drooping brow",
    "brow_lateral": "outer brow too high",
    "eye": "double vision, dry eye or lax lid",
    "asymmetry": "uneven result",
    "mouth": "uneven smile, drooling or speech",
    "chewing": "weak chewing or sunken cheek",
    "swallowing": "trouble swallowing, hoarse or weak neck",
    "breathing": "trouble breathing",
    "distant": "weakness away from the sites",
    "allergy": "allergic reaction",
    "infection": "infection",
    "other": "something else",
}
"""Kinds of side effects that are asked for; each has its advice in the evidence."""
EVERY_EFFECT: Final = {**SIDE_EFFECTS, "bruise": "bruise, swelling or pain"}
"""With the kind that was split into four: what was entered as it stays as it is."""
SEVERITIES: Final = {"mild": "mild", "moderate": "moderate", "severe": "severe"}
SERIOUSNESS: Final = named_values("reporting", "seriousness")
"""Criteria of the authorities' forms that make a side effect serious."""
CAUSALITY: Final = named_values("reporting", "causality")
"""Categories of the WHO-UMC system: how likely the treatment was the cause."""
MOST_UNITS: Final = Decimal(10_000)
"""A slip of the keyboard, not a ceiling: those are the planner's."""
MOST_ROWS: Final = 120
LONGEST: Final = 40
LONGEST_NOTE: Final = 4000


@dataclass(frozen=True, slots=True)
class Given:
    """Units at one site, or in one area where the sites are not known."""

    area: str
    units: Decimal | None = None
    lot: str = ""
    site: str = ""
    side: str = ""
    muscle: str = ""
    map: str = ""
    position: Sequence[float] | None = None
    depth: str = ""
    volume_ml: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One treatment of one day with one product."""

    day: date | None
    product: str
    given: tuple[Given, ...]
    technique: str = ""
    place: Literal["here", "elsewhere"] = "here"
    injector: User | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Graded:
    """The grade of one area by one rater, on the area's own scale."""

    area: str
    rater: str = "investigator"
    at_rest: int | None = None
    at_contraction: int | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """A side effect: kind, where, from when to when, how bad."""

    kind: str
    area: str = ""
    onset_on: date | None = None
    ended_on: date | None = None
    severity: str = ""
    serious: bool = False
    seriousness: tuple[str, ...] = ()
    causality: str = ""
    done: str = ""
    note: str = ""

    @property
    def is_serious(self) -> bool:
        """Said so, or by a criterion."""
        return self.serious or bool(self.seriousness)


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen or told on the day of a follow-up."""

    day: date | None
    result: str = ""
    improvement: str = ""
    satisfaction: int | None = None
    movement: str = ""
    natural_look: bool | None = None
    grades: tuple[Graded, ...] = ()
    effects: tuple[Effect, ...] = ()
    note: str = ""


def entry_faults(entry: Entry, *, today: date) -> dict[str, str]:
    """What is wrong with a treatment, by field; the rows by their number."""
    found = {
        "day": _day_fault(entry.day, today),
        "product": _product_fault(entry),
        "technique": _among(entry.technique, TECHNIQUES, empty=_elsewhere(entry)),
        "injector": _injector_fault(entry),
        "given": _rows_fault(entry.given),
        "note": _long(entry.note, LONGEST_NOTE),
    }
    for number, row in enumerate(entry.given):
        found |= _given_faults(number, row, must_know=not _elsewhere(entry))
    return {name: message for name, message in found.items() if message}


def seen_faults(seen: Seen, *, treated: date, today: date) -> dict[str, str]:
    """What is wrong with a follow-up, by field; the rows by their number."""
    found = {
        "day": _day_fault(seen.day, today),
        "result": _among(seen.result, RESULTS, empty=True),
        "improvement": _among(seen.improvement, IMPROVEMENT, empty=True),
        "satisfaction": ""
        if seen.satisfaction is None or seen.satisfaction in SATISFACTION
        else "Choose from the list.",
        "movement": _among(seen.movement, RESULTS, empty=True),
        "note": _long(seen.note, LONGEST_NOTE),
        "": ""
        if _says_something(seen)
        else "Nothing is entered: give a result, a grade, a side effect or a note.",
        "grades": ""
        if len({(one.area, one.rater) for one in seen.grades}) == len(seen.grades)
        else "One grade for each area and rater: one of them is there twice.",
    }
    if not found["day"] and seen.day is not None and seen.day < treated:
        found["day"] = f"That is before the treatment of {treated:%d %B %Y}."
    for number, grade in enumerate(seen.grades):
        found |= _grade_faults(number, grade)
    for number, effect in enumerate(seen.effects):
        found |= _effect_faults(number, effect, today)
    return {name: message for name, message in found.items() if message}


def _says_something(seen: Seen) -> bool:
    words = (seen.result, seen.improvement, seen.movement, one_line(seen.note))
    told = seen.satisfaction is not None or seen.natural_look is not None
    return any(words) or told or bool(seen.grades or seen.effects)


def _elsewhere(entry: Entry) -> bool:
    return entry.place == "elsewhere"


def _day_fault(day: date | None, today: date) -> str:
    if day is None:
        return "Give the day."
    return "That day is still to come." if day > today else ""


def _product_fault(entry: Entry) -> str:
    if entry.product in catalogue.product_keys():
        return ""
    if entry.product == UNKNOWN and _elsewhere(entry):
        return ""
    if entry.product == UNKNOWN:
        return "What was given here has a product: choose it."
    return "Choose the product from the list."


def _injector_fault(entry: Entry) -> str:
    if _elsewhere(entry):
        return "Somebody of this clinic treats here." if entry.injector else ""
    return "" if entry.injector else "Say who injected."


def _rows_fault(rows: Sequence[Given]) -> str:
    if not rows:
        return "Give at least one area."
    if len(rows) > MOST_ROWS:
        return f"At most {MOST_ROWS} rows: enter the rest as a second treatment."
    # One row an area, or a row for each site: not both, or a dose counts twice.
    areas = [row.area for row in rows]
    for row in rows:
        whole = not row.site and row.position is None
        if whole and areas.count(row.area) > 1:
            return f"Give {_name(row.area)} once, or site by site: it is there twice."
    return ""


def _given_faults(number: int, row: Given, *, must_know: bool) -> Mapping[str, str]:
    name = f"given-{number}"
    return {
        f"{name}-area": "" if row.area in catalogue.area_keys() else "Choose the area.",
        f"{name}-units": _units_fault(row.units, must_know=must_know),
        f"{name}-lot": _long(row.lot, LONGEST),
    }


def _units_fault(units: Decimal | None, *, must_know: bool) -> str:
    if units is None:
        return "Give the units." if must_know else ""
    if not units.is_finite() or not 0 < units <= MOST_UNITS:
        return f"Units are above 0 and at most {MOST_UNITS:,}."
    return (
        "" if units == round(units, 2) else "Give units to two decimal places at most."
    )


def _grade_faults(number: int, grade: Graded) -> Mapping[str, str]:
    name = f"grade-{number}"
    scale = case_vocabulary().areas.get(grade.area)
    if scale is None:
        return {f"{name}-area": "Choose the area."}
    values = (grade.at_rest, grade.at_contraction)
    message = ""
    if all(value is None for value in values):
        message = "Give a grade, or take this row away."
    elif any(v is not None and not scale.low <= v <= scale.high for v in values):
        message = f"Grades of this scale run from {scale.low} to {scale.high}."
    return {name: message, f"{name}-rater": _among(grade.rater, RATERS, empty=False)}


def _effect_faults(number: int, effect: Effect, today: date) -> Mapping[str, str]:
    name = f"effect-{number}"
    days = [day for day in (effect.onset_on, effect.ended_on) if day]
    area_known = not effect.area or effect.area in catalogue.area_keys()
    return {
        f"{name}-kind": _among(effect.kind, EVERY_EFFECT, empty=False),
        f"{name}-area": "" if area_known else "Choose the area.",
        f"{name}-severity": _among(effect.severity, SEVERITIES, empty=False),
        f"{name}-days": _days_fault(days, today),
        f"{name}-seriousness": ""
        if set(effect.seriousness) <= set(SERIOUSNESS)
        else "Choose from the list.",
        f"{name}-causality": _among(effect.causality, CAUSALITY, empty=True),
        f"{name}-done": _long(effect.done, LONGEST_NOTE),
        f"{name}-note": _long(effect.note, LONGEST_NOTE),
    }


def _days_fault(days: Sequence[date], today: date) -> str:
    if any(day > today for day in days):
        return "That day is still to come."
    return "It ended before it began." if days != sorted(days) else ""


def _among(value: str, known: Iterable[Any], *, empty: bool) -> str:
    if value in known or (not value and empty):
        return ""
    return "Choose from the list."


def _long(text: str, most: int) -> str:
    return f"At most {most} letters." if len(text) > most else ""


def _name(area: str) -> str:
    try:
        return catalogue.area_values(area).plain_name
    except KeyError:
        return area
