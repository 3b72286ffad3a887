"""What a consultation asks: its fields, the words allowed, and how they are read.

Everything may stay open; what is given must be one of the words, so that it can be
counted and planned from later.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from glabella.core.case_reading import FITZPATRICK, HABITS

__all__ = ["FIELDS", "LONGEST_TEXT", "Asked", "Read", "read_fields"]

LONGEST_TEXT: Final = 4000
"""Characters in one field of free text."""

_YES_NO = ("no", "yes")
_SIDES = ("right", "left")


@dataclass(frozen=True, slots=True)
class Asked:
    """One field: its section, its words (none: free text), and whether it is a day."""

    section: str
    words: tuple[str, ...] = ()
    is_day: bool = False

    def problem(self, value: str) -> str:
        """What is wrong with a value, or nothing."""
        if len(value) > LONGEST_TEXT:
            return f"Use at most {LONGEST_TEXT:,} characters."
        if self.words and value not in self.words:
            return f"Choose one of: {', '.join(self.words)}."
        if self.is_day:
            try:
                date.fromisoformat(value)
            except ValueError:
                return "Write the day as year-month-day, such as 2026-11-23."
        return ""


FIELDS: Final[Mapping[str, Asked]] = {
    "goals": Asked("goals"),
    "technique": Asked("goals", ("auto", "standard", "baby", "skin")),
    "movement": Asked("goals", ("natural", "maximal")),
    "drastic_change": Asked("goals", _YES_NO),
    "deep_folds": Asked("goals", _YES_NO),
    "prevention": Asked("goals", _YES_NO),
    "event_on": Asked("goals", is_day=True),
    "event": Asked("goals"),
    **{name: Asked("lifestyle", words) for name, words in HABITS.items()},
    "skin_routine": Asked("lifestyle"),
    "occupation": Asked("lifestyle"),
    "skin_type": Asked("skin", FITZPATRICK),
    "glogau": Asked("skin", ("I", "II", "III", "IV")),
    "body_image_instrument": Asked("body_image"),
    "body_image_score": Asked("body_image"),
    "body_image_result": Asked("body_image", ("not_done", "negative", "positive")),
    "body_image_note": Asked("body_image"),
    **{
        f"brow_position_{side}": Asked("examination", ("low", "average", "high"))
        for side in _SIDES
    },
    **{
        f"lid_laxity_{side}": Asked("examination", ("none", "mild", "marked"))
        for side in _SIDES
    },
    **{f"lid_ptosis_{side}": Asked("examination", _YES_NO) for side in _SIDES},
    "dry_eye": Asked("examination", _YES_NO),
    "asymmetry": Asked("examination"),
    "scars_and_fillers": Asked("examination"),
    "examination_note": Asked("examination"),
    "alternatives_discussed": Asked("talk"),
    "risks_discussed": Asked("talk"),
}
"""Every field by its name, in the order in which the page asks."""


@dataclass(frozen=True, slots=True)
class Read:
    """What could be read, and what is wrong with the rest (field -> message)."""

    content: dict[str, str]
    problems: dict[str, str]


def read_fields(raw: Mapping[str, str]) -> Read:
    """Read what was typed; unknown names are left out, empty texts mean "open"."""
    content: dict[str, str] = {}
    problems: dict[str, str] = {}
    for name, asked in FIELDS.items():
        value = raw.get(name, "").strip()
        if not value:
            continue
        problem = asked.problem(value)
        if problem:
            problems[name] = problem
        else:
            content[name] = value
    return Read(content, problems)
