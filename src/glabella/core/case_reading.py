"""From the tables of a case file to a ``Case``, or one clear refusal.

Every refusal is a ``CaseError`` whose text names the key, the value and what
is allowed there. Nothing is guessed, corrected or silently dropped.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from glabella.core.case import (
    Answer,
    AreaWish,
    Case,
    EarlierResult,
    EarlierTreatment,
    Goals,
    History,
    Patient,
    RecentProcedure,
    years_between,
)
from glabella.core.errors import CaseError
from glabella.core.sources import JURISDICTIONS

__all__ = ["AreaScale", "Vocabulary", "read_case"]

OLDEST_YEARS = 120
FIRST_YEAR, LAST_YEAR = 1900, 2199
FITZPATRICK = ("I", "II", "III", "IV", "V", "VI")
_RESULTS: tuple[EarlierResult, ...] = ("too_little", "as_wished", "too_much")
Table = Mapping[str, Any]


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


@dataclass(frozen=True, slots=True)
class _Reader:
    """A table of the file and the dotted path that leads to it."""

    table: Table
    path: str

    def key(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def only(self, *allowed: str) -> None:
        for name in self.table:
            if name not in allowed:
                what = f"unknown key; allowed here: {', '.join(allowed)}"
                raise CaseError.impossible(self.key(str(name)), self.table[name], what)

    def need(self, name: str, allowed: str) -> Any:
        if name not in self.table:
            raise CaseError.missing(self.key(name), allowed)
        return self.table[name]

    def choice[Word: str](
        self, name: str, options: Sequence[Word], default: Word | None
    ) -> Word:
        what = f"allowed: {', '.join(options)}"
        value = (
            self.need(name, what) if default is None else self.table.get(name, default)
        )
        for option in options:
            if value == option:
                return option
        raise CaseError.impossible(self.key(name), value, what)

    def flag(self, name: str, *, default: bool | None) -> bool | None:
        value = self.table.get(name, default)
        if value is not None and not isinstance(value, bool):
            what = "allowed: true or false, without quotes"
            raise CaseError.impossible(self.key(name), value, what)
        return value

    def day(self, name: str) -> date:
        value = self.need(name, "a date such as 2026-11-20, without quotes")
        if isinstance(value, datetime) or not isinstance(value, date):
            what = "allowed: a date such as 2026-11-20, without quotes or time"
            raise CaseError.impossible(self.key(name), value, what)
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            what = f"allowed: a date from {FIRST_YEAR} to {LAST_YEAR}"
            raise CaseError.impossible(self.key(name), str(value), what)
        return value

    def past_day(self, name: str, on: date) -> date:
        value = self.day(name)
        if value > on:
            what = f"allowed: a date not after the day of planning, {on}"
            raise CaseError.impossible(self.key(name), str(value), what)
        return value

    def texts(
        self, name: str, options: Sequence[str] | None = None
    ) -> tuple[str, ...] | None:
        """A list of texts, or None where the key is absent ("not asked")."""
        if name not in self.table:
            return None
        value = self.table[name]
        if not isinstance(value, list | tuple):
            raise CaseError.impossible(
                self.key(name), value, 'allowed: a list such as ["..."]'
            )
        for text in value:
            if not isinstance(text, str) or (options is None and not text.strip()):
                raise CaseError.impossible(
                    self.key(name), text, "allowed: texts in quotes"
                )
            if options is not None and text not in options:
                what = f"allowed: {', '.join(options)}"
                raise CaseError.impossible(self.key(name), text, what)
        return tuple(value)

    def rows(self, name: str) -> tuple["_Reader", ...] | None:
        """A list of tables, or None where the key is absent."""
        if name not in self.table:
            return None
        value = self.table[name]
        if not isinstance(value, list | tuple) or not all(
            isinstance(row, Mapping) for row in value
        ):
            raise CaseError.impossible(
                self.key(name), value, "allowed: a list of tables"
            )
        return tuple(
            _Reader(row, f"{self.key(name)}[{n}]") for n, row in enumerate(value)
        )

    def sub(self, name: str) -> "_Reader":
        value = self.table.get(name, {})
        if not isinstance(value, Mapping):
            raise CaseError.impossible(
                self.key(name), value, f"allowed: a table [{name}]"
            )
        return _Reader(value, self.key(name))


def read_case(table: Table, vocabulary: Vocabulary) -> Case:
    """Read the top table of a case file; raises ``CaseError`` on the first fault."""
    top = _Reader(table, "")
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


def _number(reader: _Reader, name: str, low: float, high: float) -> float:
    value = reader.table[name]
    what = f"allowed: a number from {low:g} to {high:g}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CaseError.impossible(reader.key(name), value, what)
    if not low <= value <= high:
        raise CaseError.impossible(reader.key(name), value, what)
    return value


def _patient(reader: _Reader, on: date) -> Patient:
    reader.only("age_years", "born_on", "sex", "first_treatment", "skin_type")
    return Patient(
        age_years=_age(reader, on),
        sex=reader.choice("sex", ("female", "male"), None),
        first_treatment=reader.flag("first_treatment", default=None),
        skin_type=reader.choice("skin_type", FITZPATRICK, None)
        if "skin_type" in reader.table
        else None,
    )


def _age(reader: _Reader, on: date) -> int:
    stated = None
    if "age_years" in reader.table:
        number = _number(reader, "age_years", 0, OLDEST_YEARS)
        stated = int(number)
        if stated != number:
            what = "allowed: the age in whole years, or born_on"
            raise CaseError.impossible("patient.age_years", number, what)
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


def _history(reader: _Reader, on: date, vocabulary: Vocabulary) -> History:
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
            reader.rows("previous"), lambda row: _earlier(row, on, area_ids)
        ),
        recent_procedures=_each(
            reader.rows("recent_procedures"),
            lambda row: _procedure(row, on, area_ids),
        ),
    )


def _each[T](
    rows: tuple[_Reader, ...] | None, read: Callable[[_Reader], T]
) -> tuple[T, ...] | None:
    return None if rows is None else tuple(read(row) for row in rows)


def _answer(reader: _Reader, name: str) -> Answer | None:
    value = reader.table.get(name)
    if value is not None and not isinstance(value, bool) and value != "not_applicable":
        what = 'allowed: true, false (without quotes) or "not_applicable"'
        raise CaseError.impossible(reader.key(name), value, what)
    return value


def _earlier(reader: _Reader, on: date, area_ids: tuple[str, ...]) -> EarlierTreatment:
    reader.only("on", "product", "areas", "result")
    product = reader.need("product", 'a product key, a name or "unknown"')
    if not isinstance(product, str) or not product.strip():
        what = 'allowed: a product key, a name or "unknown"'
        raise CaseError.impossible(reader.key("product"), product, what)
    return EarlierTreatment(
        on=reader.past_day("on", on),
        product=product,
        units=_earlier_units(reader, area_ids),
        result=reader.choice("result", _RESULTS, None)
        if "result" in reader.table
        else None,
    )


def _earlier_units(
    reader: _Reader, area_ids: tuple[str, ...]
) -> tuple[tuple[str, float | None], ...]:
    areas = reader.need("areas", "a table { glabella = 20 } or a list of area ids")
    if isinstance(areas, list | tuple):
        return tuple((name, None) for name in reader.texts("areas", area_ids) or ())
    if not isinstance(areas, Mapping):
        what = "allowed: a table { glabella = 20 } or a list of area ids"
        raise CaseError.impossible(reader.key("areas"), areas, what)
    inner = _Reader(areas, reader.key("areas"))
    inner.only(*area_ids)
    return tuple((name, _number(inner, name, 0, 100_000)) for name in areas)


def _procedure(reader: _Reader, on: date, area_ids: tuple[str, ...]) -> RecentProcedure:
    reader.only("kind", "on", "areas")
    kind = reader.need("kind", 'a text such as "laser"')
    if not isinstance(kind, str) or not kind.strip():
        what = 'allowed: a text such as "laser"'
        raise CaseError.impossible(reader.key("kind"), kind, what)
    areas = reader.texts("areas", area_ids) or ()
    return RecentProcedure(kind=kind, on=reader.past_day("on", on), areas=areas)


def _goals(reader: _Reader) -> Goals:
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


def _areas(top: _Reader, vocabulary: Vocabulary) -> tuple[AreaWish, ...]:
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


def _area(reader: _Reader, vocabulary: Vocabulary) -> AreaWish:
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


def _grade(reader: _Reader, name: str, scale: AreaScale) -> int | None:
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


def _bands(reader: _Reader) -> tuple[int, int]:
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
