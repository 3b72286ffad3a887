"""Reading one table of a case file: keys, words, numbers and days.

Each refusal names the key, the value and what is allowed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from glabella.core.errors import CaseError

__all__ = ["Reader", "Table", "number", "whole"]

FIRST_YEAR, LAST_YEAR = 1900, 2199
Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """A table of the file and the dotted path that leads to it."""

    table: Table
    path: str

    def key(self, name: str) -> str:
        """The dotted path of a key, as refusals print it."""
        return f"{self.path}.{name}" if self.path else name

    def only(self, *allowed: str) -> None:
        """Refuse any other key: a typing error must not drop an answer."""
        for name in self.table:
            if name not in allowed:
                what = f"unknown key; allowed here: {', '.join(allowed)}"
                raise CaseError.impossible(self.key(str(name)), self.table[name], what)

    def need(self, name: str, allowed: str) -> Any:
        """What stands under a key that must be there; ``allowed`` says what may."""
        if name not in self.table:
            raise CaseError.missing(self.key(name), allowed)
        return self.table[name]

    def choice[Word: str](
        self, name: str, options: Sequence[Word], default: Word | None
    ) -> Word:
        """One of the words; ``default`` where the key is left out, if it may be."""
        what = f"allowed: {', '.join(options)}"
        value = (
            self.need(name, what) if default is None else self.table.get(name, default)
        )
        for option in options:
            if value == option:
                return option
        raise CaseError.impossible(self.key(name), value, what)

    def flag(self, name: str, *, default: bool | None) -> bool | None:
        """True or false; ``default`` where the key is left out."""
        value = self.table.get(name, default)
        if value is not None and not isinstance(value, bool):
            what = "allowed: true or false, without quotes"
            raise CaseError.impossible(self.key(name), value, what)
        return value

    def day(self, name: str) -> date:
        """A date without a time."""
        value = self.need(name, "a date such as 2026-11-20, without quotes")
        if isinstance(value, datetime) or not isinstance(value, date):
            what = "allowed: a date such as 2026-11-20, without quotes or time"
            raise CaseError.impossible(self.key(name), value, what)
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            what = f"allowed: a date from {FIRST_YEAR} to {LAST_YEAR}"
            raise CaseError.impossible(self.key(name), str(value), what)
        return value

    def past_day(self, name: str, on: date) -> date:
        """A date not after the day of planning."""
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

    def rows(self, name: str) -> tuple["Reader", ...] | None:
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
            Reader(row, f"{self.key(name)}[{n}]") for n, row in enumerate(value)
        )

    def sub(self, name: str) -> "Reader":
        """A table inside this one; an empty one where it is left out."""
        value = self.table.get(name, {})
        if not isinstance(value, Mapping):
            raise CaseError.impossible(
                self.key(name), value, f"allowed: a table [{name}]"
            )
        return Reader(value, self.key(name))


def number(reader: Reader, name: str, low: float, high: float) -> float:
    """A number from ``low`` to ``high``, under a key that is there."""
    value = reader.table[name]
    what = f"allowed: a number from {low:g} to {high:g}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CaseError.impossible(reader.key(name), value, what)
    if not low <= value <= high:
        raise CaseError.impossible(reader.key(name), value, what)
    return value


def whole(reader: Reader, name: str, low: int, high: int) -> int:
    """A whole number from ``low`` to ``high``, which must be there."""
    what = f"allowed: a whole number from {low} to {high}"
    value = reader.need(name, what)
    if isinstance(value, bool) or not isinstance(value, int):
        raise CaseError.impossible(reader.key(name), value, what)
    if not low <= value <= high:
        raise CaseError.impossible(reader.key(name), value, what)
    return value
