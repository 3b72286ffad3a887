"""Tables for spreadsheets."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

__all__ = ["cell", "sheet"]

FORMULA = ("=", "+", "-", "@", "\t", "\r")
MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""At the very beginning, so that spreadsheets read the letters right."""


def cell(value: object) -> str:
    """Text that a spreadsheet takes for text: a formula would run there."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def sheet(rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV, the first of them the heads."""
    written = StringIO()
    written.write(MARK)
    csv.writer(written).writerows([cell(value) for value in row] for row in rows)
    return written.getvalue()
