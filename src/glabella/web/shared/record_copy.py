"""A copy of a record to read: headings, labels and values, and the same on paper."""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings

from glabella.core.intended_use import MADE_UP_DATA
from glabella.printing.record import RecordCopy, record_pdf

__all__ = ["paper_of", "parts_of"]

FOOTER: Final = "Everything that the record holds. It is yours: keep it safe."


def paper_of(told: dict[str, Any]) -> bytes:
    """The copy as PDF; ``told`` is what an export hands over."""
    return record_pdf(
        RecordCopy.of(
            parts_of(told["record"]),
            title=f"What {told['clinic']} keeps about you",
            about=f"Patient {told['patient_number']}, copied on {told['exported_on']}",
            footer=told.get("note", FOOTER),
            made_up=MADE_UP_DATA if settings.DEMO else "",
        )
    )


def parts_of(record: dict[str, Any]) -> list[tuple[str, list[list[tuple[str, Any]]]]]:
    """The record with headings in words; values within values become lines."""
    return [
        (_capital(name), [_lines(row) for row in rows]) for name, rows in record.items()
    ]


def _drawing(strokes: Any) -> list[str]:
    return ["drawn"] if strokes else []


def _paper_text(texts: Any) -> list[str]:
    """A paper to sign, in full: one line for each part."""
    return [
        " ".join(
            (
                f"{part['heading']}.",
                *part["paragraphs"],
                *(f"{point['text']}." for point in part["points"]),
                *part["own"],
            )
        )
        for part in texts["standard"]["parts"]
    ]


_PLAINER: Final[dict[str, Callable[[Any], list[str]]]] = {
    "strokes": _drawing,
    "texts": _paper_text,
}
"""Values that are drawn or nested, in words for a reader; machines get them whole."""


def _lines(row: dict[str, Any], above: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, value in row.items():
        label = f"{above}{name.replace('_', ' ')}"
        if name in _PLAINER:
            found += [(label, line) for line in _PLAINER[name](value)]
        elif isinstance(value, dict):
            found += _lines(value, f"{label}: ")
        elif isinstance(value, list):
            found += _listed(label, value)
        elif not name.endswith("id") and name != "id":
            found.append((label, value))
    return found


def _listed(label: str, values: list[Any]) -> list[tuple[str, Any]]:
    if not any(isinstance(one, dict) for one in values):
        return [(label, ", ".join(map(str, values)))]
    return [
        line
        for number, one in enumerate(values, 1)
        if isinstance(one, dict)
        for line in _lines(one, f"{label} {number}: ")
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
