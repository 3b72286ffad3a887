"""A day as people type it."""

import re
from datetime import date

__all__ = ["day_meant"]

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
ISO = re.compile(r"(\d{4})[-./ ](\d{1,2})[-./ ](\d{1,2})")
DAY_FIRST = re.compile(r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})")
IN_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.? ([a-z]{3,9})\.?,? (\d{4})")
MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")


def day_meant(text: str, *, month_first: bool = False) -> date | None:
    """The day that ``text`` names, or ``None``.

    Known are 1984-05-17, 17.5.1984, 17/05/1984, 17 May 1984 and May 17, 1984. Where
    day and month could be either, the day comes first unless ``month_first``; what
    can only be read the other way (5/17/1984) is.
    """
    text = " ".join(text.lower().split())
    if found := ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
        return _day(year, month, day)
    if found := DAY_FIRST.fullmatch(text):
        first, second, year = map(int, found.groups())
        day, month = (second, first) if month_first else (first, second)
        return _day(year, month, day) or _day(year, day, month)
    if found := IN_WORDS.fullmatch(text):
        return _day(int(found[3]), _month(found[2]), int(found[1]))
    if found := MONTH_FIRST.fullmatch(text):
        return _day(int(found[3]), _month(found[1]), int(found[2]))
    return None


def _month(word: str) -> int:
    """The number of a month by its name or the beginning of it; 0 is none."""
    fits = [place for place, name in enumerate(MONTHS, 1) if name.startswith(word)]
    return fits[0] if len(fits) == 1 else 0


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
