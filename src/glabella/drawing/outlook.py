"""A forecast as it is shown: curves by day, days that matter, and their words."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor
from typing import Any, NamedTuple

from glabella.drawing.wording import number

__all__ = [
    "DAYS_A_WEEK",
    "EDGES",
    "Band",
    "Moment",
    "NonResponse",
    "Outlook",
    "Question",
    "Split",
    "at",
    "in_ten",
    "number_of_people",
    "outlook_of",
    "percent",
    "range_text",
    "tenths",
    "together",
    "week",
    "weeks",
    "window",
]

DAYS_A_WEEK = 7
EDGES = ("median", "low50", "high50", "low90", "high90")
_PARTS = (*EDGES, "chance")
_SHORTEST_DAYS = 168
"""A chart shows at least 24 weeks: short and long effects look their length."""
_STEP_DAYS = 28
_FEW, _MANY = 0.05, 0.95
_SLACK = 0.2
"""Of a tenth: a range that passes one by less is not rounded out to the next."""


class Band(NamedTuple):
    """A value on each day: median, middle half and middle nine tenths of people."""

    median: tuple[float, ...]
    low50: tuple[float, ...]
    high50: tuple[float, ...]
    low90: tuple[float, ...]
    high90: tuple[float, ...]


class Moment(NamedTuple):
    """The day on which something happens; None: not within the days forecast.

    ``chance``: the share of people to whom it happens within those days.
    """

    median: float | None
    low50: float | None
    high50: float | None
    low90: float | None
    high90: float | None
    chance: float | None = None


class Split(NamedTuple):
    """Shares of the spread: people differ, and we do not know."""

    people: float
    knowledge: float
    sentence: str


class Question(NamedTuple):
    """What to ask where an effect was missing, with the keys of its sources."""

    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NonResponse:
    """Asked where an earlier result was too little: how rare, and what to ask."""

    sentence: str
    questions: tuple[Question, ...]
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """One line's forecast; what the model does not say is None or empty."""

    basis: str
    badge: str
    """The doubt that stands beside the name; empty where there is none."""
    sentence: str
    reason: str
    """Why there is no forecast; empty where there is one."""
    days: tuple[float, ...]
    contraction: Band | None
    rest: Band | None
    movement: Band | None
    mass: Band | None
    """Of the muscle, where its shape is what is treated."""
    skin: Band | None
    skin_name: str
    """What the skin curve is of: "Sweat left"."""
    chance: tuple[float, ...]
    """Of none or mild, as far as it is known; its band is of clinics."""
    chance_band: Band | None
    weak_before: float | None
    """Day before which the chance, or the skin's curve, rests on little."""
    days_of: str
    """Which curve the days are of: "severity in contraction", "muscle mass"."""
    onset: Moment | None
    most: Moment | None
    """The day on which most of the change is there."""
    peak: Moment | None
    half_gone: Moment | None
    gone: Moment | None
    weeks_mild: Moment | None
    """Weeks with none or mild, within the days forecast."""
    split: Split | None
    ess: float | None
    """How many virtual people still count, after earlier results were weighed in."""
    warning: str
    explanation: tuple[str, ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    onset_reason: str = ""
    """Why there is no first change where the rest is told."""
    non_response: NonResponse | None = None
    until: float | None = None
    """The last day that is shown, where charts stand beside each other."""

    @property
    def extrapolated(self) -> bool:
        """Whether no trial measured this product in this area."""
        return self.basis == "extrapolated"

    @property
    def graded(self) -> bool:
        """Whether the days are those of a grade."""
        return self.contraction is not None

    @property
    def has_curve(self) -> bool:
        """Whether there is anything to draw."""
        curves = (self.contraction, self.movement, self.skin)
        return bool(self.days) and any(curve is not None for curve in curves)

    @property
    def last_day(self) -> float:
        """The last day worth showing: the effect is gone in most people by then."""
        if self.until is not None:
            return self.until
        late = self.gone or self.half_gone
        end = None if late is None else late.high50 or late.median
        reach = max(_SHORTEST_DAYS, ceil((end or 1e9) / _STEP_DAYS + 1) * _STEP_DAYS)
        return min(reach, self.days[-1])


def outlook_of(document: Mapping[str, Any]) -> Outlook:
    """Read a line's forecast document."""
    skin = document.get("skin") or {}
    return Outlook(
        basis=document.get("basis") or "",
        badge=document.get("badge") or "",
        sentence=document.get("sentence") or "",
        reason=document.get("reason") or "",
        days=tuple(document.get("days") or ()),
        contraction=_band(document.get("severity_in_contraction")),
        rest=_band(document.get("severity_at_rest")),
        movement=_band(document.get("movement_kept")),
        mass=_mass(document),
        skin=_band(skin or None),
        skin_name=str(skin.get("end_point", "")).capitalize(),
        chance=tuple(document.get("chance_none_or_mild") or ()),
        chance_band=_band(document.get("chance_none_or_mild_band")),
        weak_before=document.get("weak_before_day"),
        days_of=document.get("days_of") or "",
        onset=_moment(document.get("onset_day")),
        most=_moment(document.get("most_day")),
        peak=_moment(document.get("peak_day")),
        half_gone=_moment(document.get("half_gone_day")),
        gone=_moment(document.get("gone_day")),
        weeks_mild=_moment(document.get("weeks_none_or_mild")),
        split=_split(document.get("uncertainty")),
        ess=document.get("effective_sample_size"),
        warning=document.get("warning") or "",
        explanation=tuple(document.get("explanation") or ()),
        notes=tuple(document.get("notes") or ()),
        sources=tuple(document.get("sources") or ()),
        onset_reason=document.get("onset_reason") or "",
        non_response=_non_response(document.get("non_response")),
    )


def together(outlooks: Mapping[str, Outlook]) -> dict[str, Outlook]:
    """The same forecasts with one axis of days, so that their lengths compare."""
    drawn = [outlook for outlook in outlooks.values() if outlook.has_curve]
    until = max((outlook.last_day for outlook in drawn), default=None)
    shared = {
        area: replace(outlook, until=until)
        for area, outlook in outlooks.items()
        if outlook.has_curve
    }
    return {**outlooks, **shared}


def _band(table: Mapping[str, Sequence[float]] | None) -> Band | None:
    return None if table is None else Band(*(tuple(table[edge]) for edge in EDGES))


def _mass(document: Mapping[str, Any]) -> Band | None:
    """Mass is told where there are no lines to tell of."""
    lines = document.get("severity_in_contraction")
    return None if lines else _band(document.get("muscle_mass"))


def _moment(table: Mapping[str, float | None] | None) -> Moment | None:
    return None if table is None else Moment(**{key: table.get(key) for key in _PARTS})


def _non_response(table: Mapping[str, Any] | None) -> NonResponse | None:
    if table is None:
        return None
    asked = table.get("questions") or ()
    return NonResponse(
        sentence=table.get("sentence") or "",
        questions=tuple(Question(one["text"], tuple(one["sources"])) for one in asked),
        topics=tuple(one["topic"] for one in asked),
    )


def _split(table: Mapping[str, Any] | None) -> Split | None:
    if not table or table.get("people") is None:
        return None
    return Split(table["people"], table["knowledge"], table.get("sentence") or "")


def at(days: Sequence[float], values: Sequence[float], day: float) -> float:
    """The value on a day, on a straight line between the days given."""
    after = bisect_left(days, day)
    if after == 0:
        return values[0]
    if after == len(days):
        return values[-1]
    share = (day - days[after - 1]) / (days[after] - days[after - 1])
    return values[after - 1] + share * (values[after] - values[after - 1])


def in_ten(chance: float) -> str:
    """A chance as people of ten: the same ten everywhere, so that areas compare.

    >>> in_ten(0.74), in_ten(0.02)
    ('about 7 in 10', 'fewer than 1 in 20')
    """
    if chance < _FEW:
        return "fewer than 1 in 20"
    if chance > _MANY:
        return "more than 19 in 20"
    return f"about {min(9, max(1, round(chance * 10)))} in 10"


def tenths(low: float, high: float) -> str:
    """A range of chances as people of ten, rounded outwards: "6 to 10 in 10"."""
    first, last = floor(low * 10 + _SLACK), ceil(high * 10 - _SLACK)
    return f"{first} to {last} in 10" if first != last else f"{first} in 10"


def percent(share: float) -> str:
    """A share as a whole percentage: "35 %"."""
    return f"{number(round(share * 100), 0)} %"


def week(day: float) -> int:
    """The week in which a day falls, counted from the treatment."""
    return round(day / DAYS_A_WEEK)


def weeks(day: float | None) -> str:
    """A day as "day 3", or from the third week on as "week 14"."""
    if day is None:
        return "not within the forecast"
    if day < 2 * DAYS_A_WEEK:
        return f"day {round(day)}"
    return f"week {week(day)}"


def window(low: float, high: float) -> str:
    """Two days as one range: "day 1 to 3", "week 2 to 4", "day 9 to week 3"."""
    first, last = weeks(low), weeks(high)
    if first == last:
        return first
    unit, _, value = last.partition(" ")
    return f"{first} to {value if first.startswith(unit) else last}"


def number_of_people(outlook: Outlook) -> str:
    """How many virtual people stand behind the bands, in a sentence."""
    if outlook.ess is None:
        return ""
    return f"Bands of about {outlook.ess:,.0f} virtual people, drawn from the trials."


def range_text(moment: Moment, low: float | None, high: float | None) -> str:
    """The range of a moment in the unit of its median: "9 to 20", "from 9"."""
    by_day = moment.median is not None and moment.median < 2 * DAYS_A_WEEK
    divisor = 1 if by_day else DAYS_A_WEEK
    first = "" if low is None else str(round(low / divisor))
    if high is None:
        return f"{first} or later" if first else ""
    last = str(round(high / divisor))
    return first if first == last else f"{first} to {last}"
