"""A forecast as charts: bands over weeks, the days that matter, a sparkline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from glabella.drawing.outlook import (
    Band,
    Moment,
    Outlook,
    at,
    percent,
    range_text,
    week,
    weeks,
    window,
)
from glabella.drawing.plotting import (
    Mark,
    Plot,
    areas,
    curve,
    framed,
    mark,
    rule,
    shade,
    span,
    text,
    tick_days,
    ticks,
    upright,
)
from glabella.drawing.wording import number

__all__ = [
    "GREY",
    "KINDS",
    "Calendar",
    "Kind",
    "band_of",
    "beginning",
    "chart",
    "compact",
    "main_kind",
    "name_of",
    "sparkline",
]

type Kind = Literal["contraction", "rest", "movement", "mass", "chance", "skin"]
KINDS: tuple[Kind, ...] = get_args(Kind.__value__)

SEVERITIES = ("none", "mild", "moderate", "severe")
"""Grades 0 to 3 of facial lines."""

_NAMES: dict[Kind, str] = {
    "contraction": "Severity in contraction",
    "rest": "Severity at rest",
    "movement": "Movement kept",
    "mass": "Muscle mass",
    "chance": "Chance of none or mild",
}
_GRADED = {"contraction", "rest"}
GREY: tuple[Kind, ...] = ("chance", "skin")
"""Curves whose first days may rest on little; they stand on grey there."""
_WIDTH, _LEFT, _RIGHT, _TOP = 344.0, 76.0, 20.0, 8.0
_MAIN_HEIGHT, _SMALL_HEIGHT = 150.0, 84.0
_ROW, _FOOT = 25.0, 34.0
_GAP = 6.0
_DATE_WIDTH = 44.0
_LETTER_WIDTH = 6.6
_NEARLY_ALL = 0.95
_TOLD_DAYS = (0, 28, 84, 168)
"""Days of which the description gives the median: 0, 4, 12 and 24 weeks."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The day of treatment and the first day on which the label allows the next."""

    on: date
    not_before: date | None = None

    def day_of_next(self) -> int | None:
        """Days from treatment to the earliest next one."""
        return None if self.not_before is None else (self.not_before - self.on).days


def main_kind(outlook: Outlook) -> Kind:
    """The curve that stands for the whole: that of which the days are told."""
    if outlook.contraction:
        return "contraction"
    if outlook.days_of == "muscle mass":
        return "mass"
    return "skin" if outlook.skin else "movement"


def chart(
    outlook: Outlook, kind: Kind, calendar: Calendar, *, area: str, rail: bool = False
) -> str:
    """One curve with its bands over weeks; ``rail`` adds the days that matter."""
    height = _MAIN_HEIGHT if rail else _SMALL_HEIGHT
    plot = _plot(outlook, kind, (_LEFT, _TOP, _WIDTH - _LEFT - _RIGHT, height))
    rows = _rows(outlook, calendar, plot.days) if rail else []
    foot = plot.bottom + _GAP * (2 if rows else 1) + _ROW * len(rows)
    parts = [
        *(_weeks(plot, calendar, foot) if rail else _weeks_only(plot, foot)),
        *_curve_parts(plot, outlook, kind),
        *(_next(plot, calendar) if rail else ()),
        *(_spots(plot, outlook, kind) if rail else ()),
    ]
    for index, row in enumerate(rows):
        parts += _row(plot, row, plot.bottom + _GAP + _ROW * index)
    words = (f"{name_of(outlook, kind)}: {area}", _told(outlook, kind, calendar))
    below = _FOOT if rail else _FOOT - 16
    return framed(parts, (_WIDTH, foot + below), "chart", words)


def sparkline(outlook: Outlook, words: str) -> str:
    """The main curve alone, small; ``words`` say what it shows."""
    kind = main_kind(outlook)
    plot = _plot(outlook, kind, (1, 3, 118, 46))
    grades: Sequence[float] = range(4) if kind in _GRADED else (0, 0.5, 1)
    parts = [
        *(rule(plot, grade) for grade in grades),
        *areas(plot, outlook.days, band_of(outlook, kind)),
        _median(plot, outlook, kind),
    ]
    return framed(parts, (120, 52), "spark", (words, ""))


def compact(outlook: Outlook, calendar: Calendar, *, area: str) -> str:
    """The main curve for paper: bands, grades, weeks, peak, half gone, next date."""
    kind = main_kind(outlook)
    plot = _plot(outlook, kind, (76, 8, 236, 84))
    foot = plot.bottom + 4
    parts = [
        *ticks(plot, foot),
        text("weeks", plot.x0 - _GAP - 8, foot + 13, "soft", anchor="end"),
        *_curve_parts(plot, outlook, kind),
        *_next(plot, calendar),
        *_spots(plot, outlook, kind),
    ]
    words = (f"{name_of(outlook, kind)}: {area}", _told(outlook, kind, calendar))
    return framed(parts, (324, 114), "compact", words)


def name_of(outlook: Outlook, kind: Kind) -> str:
    """What the curve is of."""
    if kind == "skin":
        return outlook.skin_name
    return _NAMES[kind]


def band_of(outlook: Outlook, kind: Kind) -> Band:
    """The curve of this kind; ``KeyError`` where the forecast has none."""
    found = {
        "contraction": outlook.contraction,
        "rest": outlook.rest,
        "movement": outlook.movement,
        "mass": outlook.mass,
        "chance": _chances(outlook),
        "skin": outlook.skin,
    }[kind]
    if found is None:
        raise KeyError(kind)
    return found


def _chances(outlook: Outlook) -> Band | None:
    """The chance as it is known, and the ranges of other clinics."""
    if not outlook.chance:
        return None
    if outlook.chance_band is None:
        return Band(*(outlook.chance,) * 5)
    return outlook.chance_band._replace(median=outlook.chance)


def _plot(outlook: Outlook, kind: Kind, box: tuple[float, float, float, float]) -> Plot:
    least = len(SEVERITIES) - 1 + 0.1 if kind in _GRADED else 1.0
    return Plot(*box, outlook.last_day, max(least, *band_of(outlook, kind).high90))


def _median(plot: Plot, outlook: Outlook, kind: Kind) -> str:
    values = band_of(outlook, kind).median
    return curve(plot, outlook.days, values, dashed=outlook.extrapolated)


def _curve_parts(plot: Plot, outlook: Outlook, kind: Kind) -> list[str]:
    return [
        *_scale(plot, kind),
        *_unsure(plot, outlook, kind),
        *areas(plot, outlook.days, band_of(outlook, kind)),
        _median(plot, outlook, kind),
    ]


def _unsure(plot: Plot, outlook: Outlook, kind: Kind) -> list[str]:
    """Grey over the first days of a curve that rests on little there."""
    if kind not in GREY or outlook.weak_before is None:
        return []
    return [shade(plot, outlook.weak_before)]


def _scale(plot: Plot, kind: Kind) -> Iterable[str]:
    """Lines across with the words of the scale."""
    named: list[tuple[float, str]] = [(s, percent(s)) for s in (0.0, 0.5, 1.0)]
    if kind in _GRADED:
        named = [(grade, f"{word} {grade}") for grade, word in enumerate(SEVERITIES)]
    for value, words in named:
        yield rule(plot, value)
        yield text(words, plot.x0 - _GAP, plot.y(value) + 4, "soft", anchor="end")


def _weeks_only(plot: Plot, top: float) -> list[str]:
    """Weeks after treatment."""
    head = text("weeks", plot.x0 - 26, top + 13, "soft", anchor="end")
    return [*ticks(plot, top), head]


def _weeks(plot: Plot, calendar: Calendar, top: float) -> list[str]:
    """Weeks after treatment with their dates, as many as stand apart."""
    days = tick_days(plot)
    room = plot.width / max(1, len(days) - 1)
    every = 1 if room > _DATE_WIDTH else 2
    dates = [
        text(_short(calendar, day), plot.x(day), top + 29, "soft", anchor="middle")
        for day in days[::every]
    ]
    head = text("date", plot.x0 - 26, top + 29, "soft", anchor="end")
    return [*_weeks_only(plot, top), head, *dates]


def _short(calendar: Calendar, day: float) -> str:
    on = calendar.on + timedelta(days=round(day))
    return f"{on.day} {on:%b}"


def _next(plot: Plot, calendar: Calendar) -> list[str]:
    """The label's earliest next date, down to the axis: below it words stand."""
    day = calendar.day_of_next()
    if day is None or day > plot.days:
        return []
    return [upright(plot, day, plot.bottom, marked=True)]


def _spots(plot: Plot, outlook: Outlook, kind: Kind) -> list[str]:
    """Peak and half gone on the curve itself."""
    signs: tuple[tuple[Mark, Moment | None], ...] = (
        ("peak", outlook.peak),
        ("half", outlook.half_gone),
    )
    values = band_of(outlook, kind).median
    return [
        mark(
            sign, plot.x(moment.median), plot.y(at(outlook.days, values, moment.median))
        )
        for sign, moment in signs
        if moment is not None and moment.median is not None
    ]


# --- the days that matter -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    """One moment on the rail under a chart."""

    name: str
    moment: Moment
    sign: Mark
    words: str


def _rows(outlook: Outlook, calendar: Calendar, days: float) -> list[_Row]:
    named: tuple[tuple[str, Mark, Moment | None], ...] = (
        ("peak", "peak", outlook.peak),
        ("half gone", "half", outlook.half_gone),
        ("grade back" if outlook.graded else "back", "all", outlook.gone),
    )
    rows = []
    if outlook.onset is not None:
        rows.append(_Row("change", outlook.onset, "onset", beginning(outlook)))
    rows += [
        _Row(name, moment, sign, _when(moment))
        for name, sign, moment in named
        if moment is not None
    ]
    day = calendar.day_of_next()
    if day is not None and day <= days and calendar.not_before is not None:
        on = calendar.not_before
        told = f"{on.day} {on:%b %Y} (label)"
        rows.append(_Row("not before", Moment(*(day,) * 5), "label", told))
    return rows


def beginning(outlook: Outlook) -> str:
    """From when on there is a change, as a window: "from day 1 to 3; most by day 10".

    No chance stands beside it: how many call it a change tells how people judge.
    """
    first, most = outlook.onset, outlook.most
    if first is None or first.low90 is None or first.high90 is None:
        return outlook.onset_reason
    ends = window(first.low90, first.high90)
    if most is None or most.high90 is None:
        return f"from {ends}"
    return f"from {ends}; most by {weeks(most.high90)}"


def _when(moment: Moment) -> str:
    """When, with the range of half of people, and how many it comes to at all."""
    if moment.median is None:
        return weeks(None)
    ends = range_text(moment, moment.low50, moment.high50)
    told = f"{weeks(moment.median)} ({ends})" if ends else weeks(moment.median)
    if moment.chance is None or moment.chance >= _NEARLY_ALL:
        return told
    return f"{told}, {percent(moment.chance)} of people"


def _row(plot: Plot, row: _Row, top: float) -> list[str]:
    """Name at the left; when in words over the ranges of nine tenths and of half."""
    y, moment = top + 20, row.moment
    parts = [text(row.name, plot.x0 - _GAP, y + 2, "soft", anchor="end")]
    start = plot.x0 + _GAP
    if moment.median is not None:
        for low, high, wide in (
            (moment.low90, moment.high90, True),
            (moment.low50, moment.high50, False),
        ):
            if low is not None and low != high:
                parts.append(span(plot, y, (low, high), wide=wide))
        parts.append(mark(row.sign, plot.x(moment.median), y))
        start = plot.x(moment.low50 or moment.median) + _GAP
    length = len(row.words) * _LETTER_WIDTH
    if row.sign == "label":
        y += 10
    if start + length <= plot.right + _RIGHT:
        return [*parts, text(row.words, start, y - 7)]
    return [*parts, text(row.words, plot.right + _RIGHT - 2, y - 7, anchor="end")]


def _told(outlook: Outlook, kind: Kind, calendar: Calendar) -> str:
    """The chart in sentences, for those who hear it."""
    values = band_of(outlook, kind).median

    def said(day: float) -> str:
        value = at(outlook.days, values, day)
        told = number(value, 1) if kind in _GRADED else percent(value)
        return f"{told} in week {week(day)}"

    unit = " in grades from 0 none to 3 severe" if kind in _GRADED else ""
    days = [day for day in _TOLD_DAYS if day <= outlook.last_day]
    parts = [f"Median{unit}: {', '.join(said(day) for day in days)}."]
    rows = _rows(outlook, calendar, outlook.last_day)
    parts += [f"{row.name.capitalize()}: {row.words}." for row in rows]
    if outlook.extrapolated:
        parts.append("Extrapolated.")
    return " ".join(parts)
