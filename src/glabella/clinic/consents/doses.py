"""A dose in a text that a patient is given to read; such a text is refused."""

import re
from typing import Final

__all__ = ["dose_in", "names_units"]

_DOSE: Final = re.compile(
    r"[\d.,]*\d\s*(?:units?|u|iu|s\.?\s?u\.?|speywood)\b", re.IGNORECASE
)

_UNITS: Final = re.compile(r"\b(?:units?|iu)\b|\d\s*u\b", re.IGNORECASE)


def names_units(text: str) -> bool:
    """Whether a text speaks of units at all, as some titles of papers do.

    >>> names_units("Neck lift, 124 units in the mean"), names_units("A review")
    (True, False)
    """
    return _UNITS.search(text) is not None


def dose_in(text: str) -> str:
    """What reads as a number of units, "" where nothing does.

    >>> dose_in("We gave 20 units."), dose_in("Come back in 2 weeks.")
    ('20 units', '')
    """
    found = _DOSE.search(text)
    return found[0] if found else ""
