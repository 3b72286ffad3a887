"""A forecast in words: one sentence, a table, and what the bands mean."""

from datetime import timedelta
from typing import NamedTuple

from glabella.drawing.forecast import Calendar, Kind, band_of, main_kind
from glabella.drawing.outlook import (
    DAYS_A_WEEK,
    Band,
    Outlook,
    at,
    in_ten,
    percent,
    range_text,
    tenths,
    weeks,
)
from glabella.drawing.wording import number

__all__ = [
    "LEGEND",
    "TABLE_NOTE",
    "Cell",
    "TableRow",
    "columns",
    "days_note",
    "split_text",
    "summary",
    "table",
]

LEGEND = (
    "Line: the person in the middle. Dark band: half of people. "
    "Pale band with a dashed edge: 9 in 10 people."
)
TABLE_NOTE = (
    "Middle person; under it the range of half of people, then of 9 in 10. None or "
    "mild: of the average clinic; under it the ranges of clinics."
)
_REVIEW_DAY, _THIN_DAY = 28, 84
_WEEKS = (0, 1, 2, 4, 8, 12, 16, 20, 24, 32, 40, 52, 64, 78, 104)
_TO = "\N{EN DASH}"
_ALREADY = 0.5
"""Chance of none or mild before treatment above which it tells no effect."""
_COLUMNS: dict[Kind, str] = {
    "contraction": "Contracted",
    "rest": "At rest",
    "movement": "Movement",
    "mass": "Muscle mass",
    "chance": "None or mild",
}


class Cell(NamedTuple):
    """A value with its ranges, as texts; ``half`` and ``most`` may be empty."""

    middle: str
    half: str
    most: str


class TableRow(NamedTuple):
    """One week of the table."""

    week: str
    on: str
    cells: tuple[Cell, ...]


def summary(outlook: Outlook) -> str:
    """What it lets one expect and for how long, in one sentence.

    An area that is mild from the start is told by its movement: its chance of
    none or mild would praise what was there before.
    """
    parts = [_effect(outlook), _lasting(outlook)]
    told = "; ".join(part for part in parts if part)
    return told[:1].upper() + told[1:]


def _effect(outlook: Outlook) -> str:
    days = outlook.days
    if _improves(outlook):
        chance = at(days, outlook.chance, _REVIEW_DAY)
        return f"{in_ten(chance)} people none or mild at 4 weeks{_clinics(outlook)}"
    kind = "movement" if main_kind(outlook) == "contraction" else main_kind(outlook)
    band = _maybe(outlook, kind)
    if band is None:
        return ""
    if kind == "mass":
        return _thinnest(outlook, band)
    what = "movement kept" if kind == "movement" else outlook.skin_name.lower()
    return f"{what} about {_share(days, band, _REVIEW_DAY, 'at 4 weeks')}"


def _improves(outlook: Outlook) -> bool:
    return bool(outlook.chance) and outlook.chance[0] < _ALREADY


def _clinics(outlook: Outlook) -> str:
    """What other clinics may see: all of a chance's doubt is what nobody knows."""
    band = outlook.chance_band
    if band is None:
        return ""
    low, high = (at(outlook.days, e, _REVIEW_DAY) for e in (band.low90, band.high90))
    return f" (other clinics: {tenths(low, high)})"


def _share(days: tuple[float, ...], band: Band, day: float, of: str) -> str:
    """A share with its range: "34 % at 4 weeks (half of people: 20 to 48 %)"."""
    low, high = (at(days, edge, day) for edge in (band.low50, band.high50))
    ends = f"{round(low * 100)} to {percent(high)}"
    return f"{percent(at(days, band.median, day))} {of} (half of people: {ends})"


def _thinnest(outlook: Outlook, mass: Band) -> str:
    """A muscle becomes thinner later than it becomes weaker."""
    peak = outlook.peak
    day = _THIN_DAY if peak is None or peak.median is None else peak.median
    left = _share(outlook.days, mass, day, "of before")
    movement = outlook.movement
    told = f"muscle thinnest about {weeks(day)}, at {left}"
    if movement is None:
        return told
    kept = percent(at(outlook.days, movement.median, _REVIEW_DAY))
    return f"{told}; movement kept about {kept} at 4 weeks"


def _lasting(outlook: Outlook) -> str:
    """Weeks at none or mild; where no line is told, when half of it is over."""
    time = outlook.weeks_mild
    if _improves(outlook) and time is not None and time.median is not None:
        ends = f"{_whole(time.low50)} to {_whole(time.high50)}"
        return (
            f"none or mild for about {_whole(time.median)} weeks "
            f"(half of people: {ends})"
        )
    half = outlook.half_gone
    if half is None:
        return ""
    if half.median is None:
        return f"less than half of the effect is over by {weeks(outlook.days[-1])}"
    ends = range_text(half, half.low50, half.high50)
    return (
        f"half of the effect is over by {weeks(half.median)} (half of people: {ends})"
    )


def _whole(number_of_weeks: float | None) -> str:
    return "?" if number_of_weeks is None else f"{number_of_weeks:.0f}"


def days_note(outlook: Outlook) -> str:
    """What the days under the chart mean."""
    if outlook.graded:
        return (
            "Change: half of what is to come is there; most: four fifths. Grade back: "
            "an investigator is likelier to give the grade of before than a better one."
        )
    if main_kind(outlook) == "mass":
        return "The days are those of the muscle's thickness, not of its strength."
    if outlook.onset is None and outlook.onset_reason:
        return f"{outlook.onset_reason} Grey: not measured."
    return "The days are those of movement."


def _maybe(outlook: Outlook, kind: Kind) -> Band | None:
    try:
        return band_of(outlook, kind)
    except KeyError:
        return None


def columns(outlook: Outlook) -> tuple[tuple[Kind, str], ...]:
    """The curves of this forecast with the heads of their columns."""
    named: dict[Kind, str] = {**_COLUMNS, "skin": outlook.skin_name}
    return tuple(
        (kind, name)
        for kind, name in named.items()
        if _maybe(outlook, kind) is not None
    )


def table(outlook: Outlook, calendar: Calendar) -> tuple[TableRow, ...]:
    """Every curve at the weeks that are asked for, as far as the charts show."""
    return tuple(
        TableRow(
            str(week),
            _day(calendar, week),
            tuple(_cell(outlook, kind, week) for kind, _ in columns(outlook)),
        )
        for week in _WEEKS
        if week * DAYS_A_WEEK <= outlook.last_day
    )


def _day(calendar: Calendar, week: int) -> str:
    on = calendar.on + timedelta(weeks=week)
    return f"{on.day} {on:%b}"


def _cell(outlook: Outlook, kind: Kind, week: int) -> Cell:
    band, day = band_of(outlook, kind), week * DAYS_A_WEEK
    graded = kind in {"contraction", "rest"}
    told = [
        number(value, 1) if graded else str(round(value * 100))
        for value in (at(outlook.days, edge, day) for edge in band)
    ]
    unit = "" if graded else " %"
    if band.low90 == band.high90:
        return Cell(f"{told[0]}{unit}", "", "")
    return Cell(
        f"{told[0]}{unit}",
        f"{told[1]}{_TO}{told[2]}",
        f"{told[3]}{_TO}{told[4]}",
    )


def split_text(outlook: Outlook) -> str:
    """How much of the spread is people, and how much is what nobody knows yet."""
    if outlook.split is None:
        return ""
    if outlook.split.sentence:
        return outlook.split.sentence
    return (
        f"Of the spread, {percent(outlook.split.people)} is that people differ and "
        f"{percent(outlook.split.knowledge)} is what we do not know yet."
    )
