"""Outcomes in words: counts first, rates only where there are enough."""

from collections.abc import Iterator
from dataclasses import dataclass

from glabella.clinic.outcomes.selectors import MEASURES, Group
from glabella.core.outcomes.calibration import Bin, Calibration
from glabella.core.outcomes.durations import Duration
from glabella.core.outcomes.shares import LEAST_FOR_A_SHARE, Share

__all__ = [
    "Cell",
    "Point",
    "Row",
    "lasted",
    "percent",
    "points",
    "row_of",
    "share_text",
    "verdict",
]

WEEK = 7
PLOT = 300
"""Side of the plot in its own units; the diagonal runs from corner to corner."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A measure of one group: the text, and the same as a bar from 0 to 100."""

    label: str
    text: str
    detail: str
    low: int | None
    high: int | None
    between: str = ""
    """The interval in words."""

    @property
    def width(self) -> int:
        """Of the bar, at least a line."""
        return max(1, (self.high or 0) - (self.low or 0))


@dataclass(frozen=True, slots=True)
class Row:
    """One group with all its measures."""

    label: str
    treatments: int
    cells: tuple[Cell, ...]


def row_of(group: Group) -> Row:
    """The measures of a group in the order of the columns."""
    cells = tuple(_cell(one.label, group.shares[one.key]) for one in MEASURES)
    return Row(group.label, group.treatments, cells)


def _cell(label: str, share: Share) -> Cell:
    if not share.is_enough or share.low is None or share.high is None:
        return Cell(label, share_text(share), "", None, None)
    return Cell(
        label=label,
        text=percent(share.share),
        detail=f"{share.count} of {share.total}",
        between=f"{percent(share.low)} to {percent(share.high)}",
        low=round(100 * share.low),
        high=round(100 * share.high),
    )


def share_text(share: Share) -> str:
    """The share with its counts; only the counts where there are few."""
    if share.total == 0:
        return "none yet"
    if not share.is_enough or share.low is None or share.high is None:
        return f"{share.count} of {share.total}"
    return (
        f"{percent(share.share)} ({share.count} of {share.total}; "
        f"{percent(share.low)} to {percent(share.high)})"
    )


def lasted(duration: Duration) -> str:
    """How long results lasted, between the two readings; why not, where few ended."""
    if duration.over < LEAST_FOR_A_SHARE:
        return f"{duration.over} seen to the end: too few for a median"
    first, last = duration.earliest, duration.latest
    if first.median is None or last.median is None:
        return "more than half still worked when last seen"
    middle = _weeks(min(first.median, last.median), max(first.median, last.median))
    lows = [one.low for one in (first, last) if one.low is not None]
    highs = [one.high for one in (first, last)]
    low = min(lows) / WEEK
    if any(one is None for one in highs):
        return f"{middle}; 95 % interval from {low:.0f} weeks, no upper end"
    high = max(one for one in highs if one is not None) / WEEK
    return f"{middle}; 95 % interval {low:.0f} to {high:.0f} weeks"


def _weeks(first: int, last: int) -> str:
    low, high = round(first / WEEK), round(last / WEEK)
    return f"{low} weeks" if low == high else f"{low} to {high} weeks"


@dataclass(frozen=True, slots=True)
class Point:
    """A bin in the plot: where, how far its interval reaches, and in words."""

    x: int
    y: int
    low: int
    high: int
    foretold: str
    came: str
    radius: int


def points(bins: tuple[Bin, ...]) -> Iterator[Point]:
    """The bins as the plot draws them; y runs downwards."""
    for one in bins:
        came = one.came
        if came.share is None or came.low is None or came.high is None:
            continue
        yield Point(
            x=round(PLOT * one.foretold),
            y=round(PLOT * (1 - came.share)),
            low=round(PLOT * (1 - came.low)),
            high=round(PLOT * (1 - came.high)),
            foretold=percent(one.foretold),
            came=share_text(came),
            radius=6 if came.is_enough else 4,
        )


def verdict(found: Calibration) -> str:
    """Whether forecast and result can be told apart; empty where there are too few."""
    came, foretold = found.came, found.foretold
    if not came.is_enough or foretold is None or came.low is None or came.high is None:
        return ""
    if came.low <= foretold <= came.high:
        return "The two cannot be told apart with these numbers."
    if foretold < came.low:
        return "It came more often than was foretold."
    return "It came less often than was foretold: read forecasts with care."


def percent(share: float | None) -> str:
    """A share in whole percent."""
    # A no-break space: a sign on the next line reads as nothing.
    return "" if share is None else f"{100 * share:.0f}\u00a0%"
