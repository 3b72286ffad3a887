"""From a product's evidence file to the core's ``Product``."""

from collections.abc import Callable, Iterable
from typing import Any

from glabella.core.errors import EvidenceError
from glabella.core.products import (
    AgeLimit,
    Ceiling,
    Composition,
    Dilution,
    Indication,
    Interval,
    LabelDose,
    Listed,
    Product,
    UseWithin,
    VialSize,
)
from glabella.core.sources import Value
from glabella.evidence.files import Table
from glabella.evidence.schema import is_number, read_values, required, typed

__all__ = [
    "CLASSES",
    "IDENTITY",
    "LABEL_ONLY_CLASSES",
    "LISTED",
    "PLANNING_KEYS",
    "VERBS",
    "read_product",
]

IDENTITY = (
    *("key", "name", "substance", "unit_family", "unit_name", "holder"),
    *("step_units", "authorised", "authorised_sources", "aesthetic", "ready_to_use"),
)
LISTED = ("contraindication", "warning", "interaction", "breastfeeding", "pregnancy")
LABEL_ONLY_CLASSES = (
    *("hypersensitivity", "infection-at-site"),
    "generalised-disorder-of-muscle-activity",
)
"""Classes that only labels name; all others are classes of the vocabulary."""

CLASSES = (
    *LABEL_ONLY_CLASSES,
    *("myasthenia-gravis", "lambert-eaton", "als", "dysphagia", "breathing"),
    *("cardiovascular", "bleeding-disorder", "dry-eye", "eyelid-ptosis"),
    *("dermatochalasis", "thick-sebaceous-skin"),
    *("aminoglycosides", "neuromuscular-blockers", "anticholinergics"),
    *("muscle-relaxants", "other-botulinum-toxins"),
    *("albumin", "cows-milk-protein", "lactose", "polysorbate", "histidine"),
    *("trehalose", "tryptophan"),
)
"""Every class that a product's label may name: a typing error would hide it."""

VERBS = ("not", "not_recommended", "unless_necessary", "insufficient_data")


class _Fields:
    """The value table of one planning key, read field by field."""

    def __init__(self, value: Value, where: str) -> None:
        self.where = f"{where}: {value.key}"
        self.value = value
        if not isinstance(value.value, dict):
            raise EvidenceError.at(self.where, "value", "is not a table")
        self.table: Table = dict(value.value)
        self.areas = (value.area,) if value.area else ()
        self.cited: dict[str, Any] = {
            "sources": value.sources,
            "jurisdictions": value.jurisdictions,
            "note": value.note,
        }

    def _number(self, key: str) -> float:
        number = self.table.pop(key)
        if not is_number(number) or number <= 0:
            raise EvidenceError.at(self.where, key, f"is not positive: {number!r}")
        return float(number)

    def number(self, key: str) -> float:
        """A positive number that must be there."""
        if key not in self.table:
            raise EvidenceError.at(self.where, key, "is missing")
        return self._number(key)

    def maybe(self, key: str) -> float | None:
        """A positive number, or None where the evidence has none."""
        return self._number(key) if key in self.table else None

    def whole(self, key: str) -> int | None:
        """A positive whole number, or None."""
        number = self.maybe(key)
        if number is not None and number != int(number):
            raise EvidenceError.at(self.where, key, f"is not whole: {number!r}")
        return None if number is None else int(number)

    def text(self, key: str, allowed: Iterable[str] = ()) -> str:
        """A text, "" where it is missing; one of ``allowed`` if those are given."""
        text = typed(self.table, key, str, "", where=self.where)
        self.table.pop(key, None)
        if allowed and text not in tuple(allowed):
            raise EvidenceError.at(self.where, key, f"unknown: {text!r}")
        return text

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty where it is missing."""
        texts = typed(self.table, key, list, [], where=self.where)
        self.table.pop(key, None)
        if not all(isinstance(text, str) for text in texts):
            raise EvidenceError.at(self.where, key, "is not a list of texts")
        return tuple(texts)

    def finish(self) -> None:
        """Refuse what no field has read: a typing error must not be dropped."""
        if self.table:
            raise EvidenceError.at(self.where, min(self.table), "unknown field")


def _vial(read: _Fields) -> VialSize:
    return VialSize(units=read.number("units"), ml=read.maybe("ml"), **read.cited)


def _dilution(read: _Fields) -> Dilution:
    return Dilution(
        units_per_ml=read.number("units_per_ml"),
        areas=read.areas,
        basis=read.value.basis,
        vial_units=read.maybe("vial_units"),
        diluent_ml=read.maybe("diluent_ml"),
        **read.cited,
    )


def _label_dose(read: _Fields) -> LabelDose:
    units = read.number("units")
    low, high = read.maybe("low"), read.maybe("high")
    return LabelDose(
        area=read.value.area,
        units=units,
        units_low=units if low is None else low,
        units_high=units if high is None else high,
        sites=read.whole("sites"),
        units_per_site=read.maybe("units_per_site"),
        ml_per_site=read.maybe("ml_per_site"),
        requires_area=read.text("requires_area"),
        variant=read.text("variant"),
        grade=read.value.grade,
        basis=read.value.basis,
        ml=read.maybe("ml"),
        **read.cited,
    )


def _indication(read: _Fields) -> Indication:
    return Indication(areas=read.texts("areas"), **read.cited)


def _interval(read: _Fields) -> Interval:
    days, weeks, months = map(read.whole, ("days", "weeks", "months"))
    if sum(length is not None for length in (days, weeks, months)) != 1:
        raise EvidenceError.at(read.where, "value", "not one of days, weeks, months")
    return Interval(
        days=days,
        weeks=weeks,
        months=months,
        areas=read.areas,
        basis=read.value.basis,
        **read.cited,
    )


def _ceiling(read: _Fields) -> Ceiling:
    return Ceiling(
        units=read.number("units"),
        months=read.whole("months"),
        weeks=read.whole("weeks"),
        areas=read.texts("areas"),
        products=read.texts("products"),
        **read.cited,
    )


def _age_limit(read: _Fields) -> AgeLimit:
    kind = read.text("kind", allowed=("indication", "contraindication"))
    return AgeLimit(
        from_years=int(read.number("from_years")),
        kind="indication" if kind == "indication" else "contraindication",
        **read.cited,
    )


def _use_within(read: _Fields) -> UseWithin:
    return UseWithin(hours=int(read.number("hours")), **read.cited)


def _composition(read: _Fields) -> Composition:
    present, absent = read.texts("present"), read.texts("absent")
    return Composition(present=present, absent=absent, **read.cited)


def _listed(read: _Fields) -> Listed:
    key = read.value.key
    if key in {"breastfeeding", "pregnancy"}:
        classes: tuple[str, ...] = (read.text("text", allowed=VERBS),)
    else:
        classes = read.texts("classes")
    return Listed(kind=key, classes=classes, **read.cited)


_READERS: dict[str, tuple[str, Callable[[_Fields], object]]] = {
    "vial_size": ("vials", _vial),
    "dilution": ("dilutions", _dilution),
    "label_dose": ("label_doses", _label_dose),
    "indication": ("indications", _indication),
    "interval": ("intervals", _interval),
    "ceiling": ("ceilings", _ceiling),
    "age_limit": ("age_limits", _age_limit),
    "use_within": ("use_within", _use_within),
    "composition": ("compositions", _composition),
    **dict.fromkeys(LISTED, ("listed", _listed)),
}
PLANNING_KEYS = tuple(_READERS)
"""The value keys that a plan is made from."""


def _planning_parts(values: Iterable[Value], where: str) -> dict[str, Any]:
    parts: dict[str, list[object]] = {field: [] for field, _ in _READERS.values()}
    for value in values:
        if value.key not in _READERS or not value.may_set_a_dose:
            continue
        field, reader = _READERS[value.key]
        fields = _Fields(value, where)
        parts[field].append(reader(fields))
        fields.finish()
    return {field: tuple(part) for field, part in parts.items()}


def read_product(table: Table, *, file: str) -> Product:
    """One product file: its identity at the top, then its values."""
    family = required(table, "unit_family", str, where=file)
    values = read_values(table, file=file, unit_family=family)
    step_units = required(table, "step_units", float, where=file)
    return Product(
        key=required(table, "key", str, where=file),
        name=required(table, "name", str, where=file),
        substance=required(table, "substance", str, where=file),
        unit_family=family,
        unit_name=required(table, "unit_name", str, where=file),
        holder=required(table, "holder", str, where=file),
        step_units=step_units,
        authorised=tuple(required(table, "authorised", list, where=file)),
        authorised_sources=tuple(
            required(table, "authorised_sources", list, where=file)
        ),
        aesthetic=required(table, "aesthetic", bool, where=file),
        ready_to_use=required(table, "ready_to_use", bool, where=file),
        **_planning_parts(values, file),
    )
