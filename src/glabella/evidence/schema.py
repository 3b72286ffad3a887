"""The schema of the evidence files: what a value must say about itself.

Reading refuses what cannot be understood at all; what can be read but breaks a
rule (an unknown source, a number off its range) is for ``glabella.evidence.check``.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeGuard, cast

from glabella.core.errors import EvidenceError
from glabella.core.sources import (
    BASES,
    GRADES,
    OURS,
    Basis,
    Grade,
    Source,
    Value,
)
from glabella.evidence.files import DATA, Table, read_toml

__all__ = [
    "COUNTRIES",
    "UNIT_FAMILIES",
    "Key",
    "best_grade",
    "is_number",
    "read_keys",
    "read_source",
    "read_values",
    "required",
    "typed",
    "weak",
]

UNIT_FAMILIES = ("ona", "abo", "inco", "prabo", "daxi", "leti", "rela", "rima")

COUNTRIES = (
    *("AT", "BE", "BR", "CA", "CH", "CN", "CZ", "DE", "DK", "ES", "FI", "FR", "GR"),
    *("HU", "IE", "IT", "JP", "KR", "MT", "NL", "NO", "PH", "PL", "PT", "RO", "SE"),
)
"""Countries a fact may be bound to, beside the three planning jurisdictions."""

# Best first. A trial outranks another paper; our own choice is no document.
_RANK: tuple[Grade, ...] = (
    *("A", "B", "trial", "C", "secondary", "background", "D", "ours"),
)

_FIELDS = {
    "key",
    "area",
    "unit_family",
    "jurisdictions",
    "value",
    "unit",
    "range",
    "sources",
    "grade",
    "basis",
    "note",
}
_TYPES: Mapping[str, tuple[type, ...]] = {
    "number": (int, float),
    "text": (str,),
    "list": (list,),
    "table": (dict,),
    "truth": (bool,),
}


@dataclass(frozen=True, slots=True)
class Key:
    """A registered value key: what its value is, in which units, and means."""

    name: str
    types: tuple[str, ...]
    units: tuple[str, ...]
    meaning: str

    def holds(self, value: object) -> bool:
        """Whether ``value`` is of a kind that this key allows."""
        if isinstance(value, bool):
            return "truth" in self.types
        return any(isinstance(value, _TYPES[name]) for name in self.types)


def typed[T](table: Table, key: str, kind: type[T], default: T, *, where: str) -> T:
    """``table[key]`` or ``default``; another type is an error at ``where``."""
    value = table.get(key, default)
    if isinstance(value, bool) and kind is not bool:
        raise EvidenceError.at(where, key, f"is not a {kind.__name__}")
    if not isinstance(value, kind):
        raise EvidenceError.at(where, key, f"is not a {kind.__name__}: {value!r}")
    return value


def required[T](table: Table, key: str, kind: type[T], *, where: str) -> T:
    """``table[key]``, which must be there and of the type ``kind``."""
    if key not in table:
        raise EvidenceError.at(where, key, "is missing")
    return typed(table, key, kind, cast("T", table[key]), where=where)


def _texts(table: Table, key: str, where: str) -> tuple[str, ...]:
    texts = typed(table, key, list, [], where=where)
    if not all(isinstance(text, str) for text in texts):
        raise EvidenceError.at(where, key, "is not a list of texts")
    return tuple(texts)


def _one_of[T: str](table: Table, key: str, allowed: Iterable[T], where: str) -> T:
    value = required(table, key, str, where=where)
    for choice in allowed:
        if value == choice:
            return choice
    raise EvidenceError.at(where, key, f"unknown: {value!r}")


def _span(table: Table, where: str) -> tuple[float, float] | None:
    if "range" not in table:
        return None
    ends = typed(table, "range", list, [], where=where)
    if len(ends) != len(("low", "high")) or not all(map(is_number, ends)):
        raise EvidenceError.at(where, "range", "is not [low, high]")
    return float(ends[0]), float(ends[1])


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether ``value`` is a finite number; true and false are none."""
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
    )


def read_value(table: Table, *, where: str, area: str, unit_family: str) -> Value:
    """One ``[[values]]`` table; ``where`` names file and key for errors."""
    if unknown := sorted(set(table) - _FIELDS):
        raise EvidenceError.at(where, unknown[0], "unknown field")
    basis: Basis = _one_of(table, "basis", BASES, where)
    if (basis == "gap") == ("value" in table):
        problem = "a gap has no value" if basis == "gap" else "is missing"
        raise EvidenceError.at(where, "value", problem)
    return Value(
        key=required(table, "key", str, where=where),
        value=table.get("value"),
        unit=typed(table, "unit", str, "", where=where),
        sources=_texts(table, "sources", where),
        grade="background"
        if basis == "gap"
        else _one_of(table, "grade", GRADES, where),
        basis=basis,
        area=typed(table, "area", str, area, where=where),
        unit_family=typed(table, "unit_family", str, unit_family, where=where),
        jurisdictions=_texts(table, "jurisdictions", where),
        span=_span(table, where),
        note=typed(table, "note", str, "", where=where),
    )


def read_values(
    table: Table, *, file: str, area: str = "", unit_family: str = ""
) -> tuple[Value, ...]:
    """All ``[[values]]`` of a file; ``area`` and ``unit_family`` are its own."""
    rows = typed(table, "values", list, [], where=file)
    if not all(isinstance(row, dict) for row in rows):
        raise EvidenceError.at(file, "values", "is not a list of tables")
    return tuple(
        read_value(
            row,
            where=f"{file}: value {number} ({row.get('key', 'no key')})",
            area=area,
            unit_family=unit_family,
        )
        for number, row in enumerate(rows, start=1)
    )


def read_source(key: str, table: Table, *, file: str) -> Source:
    """One source table."""
    where = f"{file}: {key}"
    return Source(
        key=key,
        title=required(table, "title", str, where=where),
        address=typed(table, "address", str, "", where=where),
        kind=required(table, "kind", str, where=where),
        grade=_one_of(table, "grade", GRADES, where),
        edition=typed(table, "edition", str, "", where=where),
        note=typed(table, "note", str, "", where=where),
        machine_written=typed(
            table, "machine_written", bool, default=False, where=where
        ),
    )


def _keys(table: Table, file: str) -> Iterator[Key]:
    for group in table:
        for name, row in typed(table, group, dict, {}, where=file).items():
            where = f"{file}: {name}"
            types = tuple(required(row, "type", str, where=where).split("|"))
            if unknown := set(types) - set(_TYPES):
                raise EvidenceError.at(where, "type", f"unknown: {unknown}")
            yield Key(
                name=name,
                types=types,
                units=tuple(typed(row, "unit", str, "", where=where).split("|")),
                meaning=required(row, "meaning", str, where=where),
            )


@cache
def read_keys(root: Path = DATA) -> Mapping[str, Key]:
    """The registry of value keys, from ``keys.toml``."""
    path = root / "keys.toml"
    return {key.name: key for key in _keys(read_toml(path), path.name)}


def best_grade(sources: Iterable[Source]) -> Grade:
    """The best grade among documents; ``ours`` where there is no document."""
    grades = [source.grade for source in sources if source.key != OURS]
    return min(grades, key=_RANK.index) if grades else "ours"


def weak(source: Source) -> bool:
    """Whether the source alone is too weak to set a dose or a distance."""
    return source.grade == "D" or source.machine_written
