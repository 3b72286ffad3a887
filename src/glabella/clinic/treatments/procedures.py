"""Lasers, peels, filler and the like: what is entered of them, and as the core reads it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from glabella.clinic.treatments.models import OtherProcedure
from glabella.evidence import catalogue

__all__ = ["KINDS", "OtherTold", "as_told", "faults"]

KINDS: Final = {
    "laser_ablative": "ablative laser or resurfacing",
    "laser_nonablative": "non-ablative laser or light",
    "microneedling": "microneedling",
    "radiofrequency": "radiofrequency",
    "peel": "peel",
    "filler": "filler",
    "surgery": "surgery",
    "skincare": "course of skincare",
    "other": "another procedure",
}
"""Kinds by key; the words are those that the core's rule on spacing knows."""

LONGEST_NOTE: Final = 2000
DAYS_BACK: Final = 180
"""Ours: far more than every spacing that was read; older ones stay in the record."""
DAYS_AHEAD: Final = 366
EARLIEST: Final = date(1950, 1, 1)


@dataclass(frozen=True, slots=True)
class OtherTold:
    """One procedure; ``until`` is the last day of a course."""

    kind: str
    day: date | None
    until: date | None = None
    areas: tuple[str, ...] = ()
    note: str = ""


def faults(told: OtherTold, *, today: date) -> dict[str, str]:
    """What is wrong with an entry, by field."""
    found = {
        "kind": "" if told.kind in KINDS else "Choose from the list.",
        "day": _day_fault(told.day, today),
        "until": _until_fault(told),
        "areas": ""
        if set(told.areas) <= set(catalogue.area_keys())
        else "Choose the areas from the list.",
        "note": _note_fault(told),
    }
    return {name: message for name, message in found.items() if message}


def _day_fault(day: date | None, today: date) -> str:
    if day is None:
        return "Give the day."
    if not EARLIEST <= day <= today + timedelta(days=DAYS_AHEAD):
        return "Give a day up to a year ahead."
    return ""


def _until_fault(told: OtherTold) -> str:
    if told.until is None or told.day is None:
        return ""
    if told.until < told.day:
        return "It ends before it begins."
    most = told.day + timedelta(days=10 * DAYS_AHEAD)
    return "" if told.until <= most else "Give the last day of the course."


def _note_fault(told: OtherTold) -> str:
    if len(told.note) > LONGEST_NOTE:
        return f"At most {LONGEST_NOTE:,} letters."
    if told.kind == "other" and not told.note.strip():
        return "Say what it is."
    return ""


def as_told(rows: Iterable[OtherProcedure], today: date) -> list[dict[str, Any]]:
    """The rows of a case file: what may still matter for spacing, the oldest first.

    A course that is over counts from its last day, one that goes on counts today.
    """
    found = []
    for row in rows:
        on = min(row.until, today) if row.until and row.day <= today else row.day
        if (
            today - timedelta(days=DAYS_BACK)
            <= on
            <= today + timedelta(days=DAYS_AHEAD)
        ):
            words = row.note if row.kind == "other" else KINDS.get(row.kind, row.kind)
            kind = " ".join(words.split())[:80]
            found.append({"kind": kind, "on": on, "areas": list(row.areas)})
    return sorted(found, key=lambda one: (one["on"], one["kind"]))
