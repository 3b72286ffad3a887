"""The five-minute grid, and times on the clinic's own clock."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from glabella.clinic.shared.errors import Invalid

__all__ = [
    "STEP",
    "check_day",
    "check_span",
    "day_span",
    "local_instant",
    "slot_starts",
    "zone",
]

STEP = timedelta(minutes=5)
_LONGEST = timedelta(hours=8)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
"""A year outside is a slip of the keyboard, and near the ends of what Python counts."""


def zone(name: str) -> ZoneInfo:
    """The time zone of this name in the tz database."""
    return ZoneInfo(name)


def check_day(day: date) -> None:
    """Refuse a day that no calendar of a clinic has."""
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise Invalid.field("starts_at", "This day is too far away. Check the year.")


def local_instant(day: date, wall: time, where: ZoneInfo) -> datetime:
    """The instant at which the clinic's clock shows ``wall`` on ``day``.

    Raises
    ------
    Invalid
        If the clock never shows this time that day, or shows it twice; or if the
        day is too far away.
    """
    check_day(day)
    first = datetime.combine(day, wall, tzinfo=where)
    second = first.replace(fold=1)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if (first.utcoffset() or timedelta()) < (second.utcoffset() or timedelta()):
        message = (
            f"The clocks go forward on {day:%d %B %Y}: {wall:%H:%M} does not exist "
            "that day. Choose an earlier or a later time."
        )
    else:
        message = (
            f"The clocks go back on {day:%d %B %Y}: {wall:%H:%M} comes twice that "
            "day. Choose a time before or after that hour."
        )
    raise Invalid.field("starts_at", message)


def day_span(day: date, where: ZoneInfo) -> tuple[datetime, datetime]:
    """The first instant of a day on the clinic's clock, and that of the next day."""
    start = datetime.combine(day, time(), tzinfo=where)
    end = datetime.combine(day + timedelta(days=1), time(), tzinfo=where)
    return start.astimezone(UTC), end.astimezone(UTC)


def check_span(starts_at: datetime, ends_at: datetime) -> None:
    """Refuse a time that is off the five-minute grid, empty, or far too long."""
    check_day(starts_at.date())
    if (starts_at - _EPOCH) % STEP or (ends_at - _EPOCH) % STEP:
        raise Invalid.field("starts_at", "Choose a time in steps of five minutes.")
    if not STEP <= ends_at - starts_at <= _LONGEST:
        raise Invalid.field("minutes", "Choose a length of 5 minutes to 8 hours.")


def slot_starts(starts_at: datetime, ends_at: datetime) -> Iterator[datetime]:
    """The beginnings of the five-minute slots from ``starts_at`` to ``ends_at``."""
    at = starts_at
    while at < ends_at:
        yield at
        at += STEP
