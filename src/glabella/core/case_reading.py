"""From the tables of a case file to a ``Case``, or one clear refusal.

Every refusal is a ``CaseError`` whose text names the key, the value and what
is allowed there. Nothing is guessed, corrected or silently dropped.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from glabella.core.case import (
    Answer,
    AreaWish,
    Case,
    Goals,
    History,
    Patient,
    years_between,
)
from glabella.core.case_history import earlier_treatment, recent_procedure
from glabella.core.case_tables import Reader, Table, number
from glabella.core.errors import CaseError
from glabella.core.sources import JURISDICTIONS

__all__ = ["HABITS", "AreaScale", "Vocabulary", "read_case"]

OLDEST_YEARS = 120
_MUCH = ("low", "average", "high")
HABITS = {
    "metabolism": _MUCH,
    "exercise": _MUCH,
    "sun": _MUCH,
    "smoking": ("no", "yes"),
}
"""Asked about because people do; no trial gives any of them a size."""
FITZPATRICK = ("I", "II", "III", "IV", "V", "VI")


@dataclass(frozen=True, slots=True)
class AreaScale:
    """Grades of an area's severity scale and whether a grade must be given."""

    low: int
    high: int
    required: bool
    same_at_rest: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The ids a case may name."""

    products: tuple[str, ...]
    areas: Mapping[str, AreaScale]


def read_case(table: Table, vocabulary: Vocabulary) -> Case:
    """Read the top table of a case file; raises ``CaseError`` on the first fault."""
    top = Reader(table, "")
    top.only(
        "jurisdiction", "product", "on", "event_on",
        "patient", "history", "goals", "areas",
    )  # fmt: skip
    on = top.day("on")
    event_on = top.day("event_on") if "event_on" in table else None
    if event_on is not None and event_on < on:
        what = f"allowed: a day on or after the day of planning, {on}"
        raise CaseError.impossible("event_on", str(event_on), what)
    history = _history(top.sub("history"), on, vocabulary)
    patient = _patient(top.sub("patient"), on)
    if patient.first_treatment and history.previous:
        what = "impossible together with a non-empty history.previous; one is wrong"
        raise CaseError.impossible("patient.first_treatment", True, what)  # noqa: FBT003
    return Case(
        jurisdiction=top.choice("jurisdiction", JURISDICTIONS, None),
        product=top.choice("product", vocabulary.products, None),
        on=on,
        event_on=event_on,
        patient=patient,
        history=history,
        goals=_goals(top.sub("goals")),
        areas=_areas(top, vocabulary),
    )


def _patient(reader: Reader, on: date) -> Patient:
    reader.only("age_years", "born_on", "sex", "first_treatment", "skin_type", *HABITS)
    return Patient(
        age_years=_age(reader, on),
        sex=reader.choice("sex", ("female", "male"), None),
        first_treatment=reader.flag("first_treatment", default=None),
        skin_type=reader.choice("skin_type", FITZPATRICK, None)
        if "skin_type" in reader.table
        else None,
        habits=tuple(
            (name, reader.choice(name, words, None))
            for name, words in HABITS.items()
            if name in reader.table
        ),
    )


def _age(reader: Reader, on: date) -> int:
    stated = None
    if "age_years" in reader.table:
        given = number(reader, "age_years", 0, OLDEST_YEARS)
        stated = int(given)
        if stated != given:
            what = "allowed: the age in whole years, or born_on"
            raise CaseError.impossible("patient.age_years", given, what)
    if "born_on" not in reader.table:
        if stated is None:
            raise CaseError.missing("patient.age_years", "give age_years or born_on")
        return stated
    born_on = reader.past_day("born_on", on)
    age = years_between(born_on, on)
    if age > OLDEST_YEARS:
        what = f"allowed: a birth date at most {OLDEST_YEARS} years before {on}"
        raise CaseError.impossible("patient.born_on", str(born_on), what)
    if stated is not None and stated != age:
        what = f"disagrees with born_on {born_on}, which makes {age} on {on}"
        raise CaseError.impossible("patient.age_years", stated, what)
    return age


def _history(reader: Reader, on: date, vocabulary: Vocabulary) -> History:
    reader.only(
        "pregnant", "breastfeeding", "infection_at_site", "allergies",
        "conditions", "medicines", "previous", "recent_procedures",
    )  # fmt: skip
    area_ids = tuple(vocabulary.areas)
    return History(
        pregnant=_answer(reader, "pregnant"),
        breastfeeding=_answer(reader, "breastfeeding"),
        infection_at_site=reader.texts("infection_at_site", area_ids),
        allergies=reader.texts("allergies"),
        conditions=reader.texts("conditions"),
        medicines=reader.texts("medicines"),
        previous=_each(
            reader.rows("previous"), lambda row: earlier_treatment(row, on, area_ids)
        ),
        recent_procedures=_each(
            reader.rows("recent_procedures"),
            lambda row: recent_procedure(row, on, area_ids),
        ),
    )


def _each[T](
    rows: tuple[Reader, ...] | None, read: Callable[[Reader], T]
) -> tuple[T, ...] | None:
    return None if rows is None else tuple(read(row) for row in rows)


def _answer(reader: Reader, name: str) -> Answer | None:
    value = reader.table.get(name)
    if value is not None and not isinstance(value, bool) and value != "not_applicable":
        what = 'allowed: true, false (without quotes) or "not_applicable"'
        raise CaseError.impossible(reader.key(name), value, what)
    return value


def _goals(reader: Reader) -> Goals:
    reader.only(
        "technique", "movement", "drastic_change",
        "deep_folds", "prevention", "estimate",
    )  # fmt: skip
    return Goals(
        technique=reader.choice(
            "technique", ("standard", "baby", "skin", "auto"), "auto"
        ),
        movement=reader.choice("movement", ("natural", "maximal"), "natural"),
        drastic_change=bool(reader.flag("drastic_change", default=False)),
        deep_folds=bool(reader.flag("deep_folds", default=False)),
        prevention=bool(reader.flag("prevention", default=False)),
        estimate=bool(reader.flag("estimate", default=False)),
    )


def _areas(top: Reader, vocabulary: Vocabulary) -> tuple[AreaWish, ...]:
    rows = top.rows("areas")
    if not rows:
        msg = "areas is missing or empty: give at least one [[areas]] with an id"
        raise CaseError(msg)
    wishes: list[AreaWish] = []
    for row in rows:
        wish = _area(row, vocabulary)
        if any(wish.id == other.id for other in wishes):
            what = "the same area stands twice; give each area once"
            raise CaseError.impossible(row.key("id"), wish.id, what)
        wishes.append(wish)
    return tuple(wishes)


def _area(reader: Reader, vocabulary: Vocabulary) -> AreaWish:
    area_id = reader.choice("id", tuple(vocabulary.areas), None)
    bands = ("bands",) if area_id == "platysma" else ()
    reader.only(
        "id", "severity_at_rest", "severity_at_contraction", "muscle_mass", *bands
    )
    scale = vocabulary.areas[area_id]
    rest = _grade(reader, "severity_at_rest", scale)
    contraction = _grade(reader, "severity_at_contraction", scale)
    if scale.same_at_rest and rest != contraction:
        what = f"both severities hold the same grade here, but the other is {rest}"
        raise CaseError.impossible(
            reader.key("severity_at_contraction"), contraction, what
        )
    return AreaWish(
        id=area_id,
        severity_at_rest=rest,
        severity_at_contraction=contraction,
        muscle_mass=reader.choice("muscle_mass", ("low", "average", "high"), "average"),
        bands=_bands(reader) if "bands" in reader.table else None,
    )


def _grade(reader: Reader, name: str, scale: AreaScale) -> int | None:
    what = f"allowed: a whole number from {scale.low} to {scale.high}"
    if name not in reader.table:
        if scale.required:
            raise CaseError.missing(reader.key(name), what)
        return None
    value = reader.table[name]
    if isinstance(value, bool) or not isinstance(value, int):
        raise CaseError.impossible(reader.key(name), value, what)
    if not scale.low <= value <= scale.high:
        raise CaseError.impossible(reader.key(name), value, what)
    return value


def _bands(reader: Reader) -> tuple[int, int]:
    inner = reader.sub("bands")
    inner.only("R", "L")
    counts = []
    for side in ("R", "L"):
        value = inner.need(side, "1 or 2 bands on this side")
        if isinstance(value, bool) or not isinstance(value, int) or value not in (1, 2):
            what = "allowed: 1 or 2, the counts that the label doses"
            raise CaseError.impossible(inner.key(side), value, what)
        counts.append(value)
    return counts[0], counts[1]
