"""The clinic's own calendar day, for the parts that stand below the practice.

The accounts ask it of a registration, and the practice, which knows the time zone,
stands on the accounts. So it tells here how its day is found, as it starts.
"""

from collections.abc import Callable
from datetime import date, datetime

__all__ = ["clinic_day", "told_by"]

Calendar = Callable[[datetime], date]
_calendar: list[Calendar] = []


def told_by(calendar: Calendar) -> None:
    """Take the days from here on from this one; the practice calls it once."""
    _calendar[:] = [calendar]


def clinic_day(at: datetime) -> date:
    """The day of an instant where the clinic stands."""
    (calendar,) = _calendar
    return calendar(at)
