"""What was learned, in sentences."""

from math import ceil, floor
from typing import TYPE_CHECKING

from glabella.clinic.followups.learning.lessons import AreaLesson, Lesson
from glabella.drawing.wording import number
from glabella.evidence import catalogue

if TYPE_CHECKING:
    from glabella.core.forecast.lasting import Lasted
    from glabella.core.forecast.learned import DoseAhead
    from glabella.core.forecast.model import Spread

__all__ = [
    "above_label",
    "ahead_words",
    "headline",
    "lasted_words",
    "range_words",
    "weeks_words",
    "why_longer",
]

DAYS_A_WEEK = 7
UNSEEN_WEEKS = 5
"""From so many weeks on, the span is how long nobody looked: ours."""


def headline(area: AreaLesson, lesson: Lesson) -> str:
    """How long the last one lasted, and which dose is expected to last as wished."""
    told = _newest(area)
    parts = [] if told is None else [_told(area, told, lesson)]
    if ahead := ahead_words(area, lesson):
        parts.append(ahead)
    return "; ".join(parts) + (why_longer(area, told, lesson) if told else "")


def why_longer(area: AreaLesson, told: "Lasted", lesson: Lesson) -> str:
    """Why no more units than were given are expected to last longer than was seen.

    Both are true, and beside each other they read as a contradiction.
    """
    enough = area.found.enough
    if told.product != lesson.product:
        return ""
    if enough is None or told.back_day is None or told.units is None:
        return ""
    longest = ceil(told.back_day / DAYS_A_WEEK)
    expected = enough.weeks.median
    if enough.units > told.units or (expected is not None and expected <= longest):
        return ""
    return (
        ". That is longer than was seen: a grade can be one off, so the forecast rests "
        "on many people with results like these, not on this one alone"
    )


def _newest(area: AreaLesson) -> "Lasted | None":
    """The newest treatment whose end was seen; else one still at work; else the last."""
    if not area.lasted:
        return None
    ended = [one for one in area.lasted if one.back_day is not None]
    working = [one for one in area.lasted if one.better_day is not None]
    return (ended or working or [area.lasted[-1]])[-1]


def _told(area: AreaLesson, told: "Lasted", lesson: Lesson) -> str:
    """Units of another product are never named without it: they are not the same."""
    words = lasted_words(told, of=_other_product(told, lesson))
    if told is area.lasted[-1]:
        return words
    return f"{words} ({told.on.day} {told.on:%B %Y})"


def _other_product(told: "Lasted", lesson: Lesson) -> str:
    if told.product == lesson.product:
        return ""
    known = told.product in catalogue.product_keys()
    return catalogue.product(told.product).name if known else "another product"


def lasted_words(one: "Lasted", *, of: str = "") -> str:
    """How long one treatment lasted, as far as somebody looked; ``of`` which product."""
    dose = f" at {number(one.units)} units" if one.units is not None else ""
    dose += f" of {of}" if of and dose else f" with {of}" if of else ""
    if not one.looked_on or one.grade is None:
        return f"nobody graded how long it lasted{dose}"
    if one.never_better:
        day = one.looked_on[-1]
        return f"no better grade was seen by day {day}{dose}"
    if one.better_day is None:
        return f"nobody graded how long it lasted{dose}"
    low = floor(one.better_day / DAYS_A_WEEK)
    if one.back_day is None:
        return f"still worked after {_weeks(low)}{dose}, later nobody looked"
    high = ceil(one.back_day / DAYS_A_WEEK)
    span = _weeks(high) if low == high else f"{low} to {_weeks(high)}"
    between = ", nobody looked in between" if high - low >= UNSEEN_WEEKS else ""
    return f"lasted {span}{dose}{between}"


def ahead_words(area: AreaLesson, lesson: Lesson) -> str:
    """The smallest dose that reaches the wish, or that none in the range does."""
    found = area.found
    if not found.ahead:
        return ""
    wish = f"{lesson.weeks:g}"
    best = found.enough
    if best is not None:
        return (
            f"{number(best.units)} units{above_label(area, best.units)} are expected to reach {wish} weeks: "
            f"{weeks_words(best)}"
        )
    most = found.ahead[-1]
    low, high = number(area.low or 0.0), number(area.high or 0.0)
    return (
        f"no dose in the range that was read ({low} to {high} units) is expected to "
        f"reach {wish} weeks; {number(most.units)} units: {weeks_words(most)}"
    )


def above_label(area: AreaLesson, units: float) -> str:
    """In brackets that a dose is above that of the label, or nothing."""
    label = area.label_units
    if label is None or units <= label:
        return ""
    return f" (above the label dose of {number(label)})"


def weeks_words(one: "DoseAhead") -> str:
    """The middle and the range of nine in ten people like this one."""
    return f"{_middle(one.weeks)} ({range_words(one.weeks)} in nine of ten people)"


def range_words(spread: "Spread") -> str:
    """The range of nine in ten, in whole weeks."""
    low = "0" if spread.low90 is None else f"{floor(spread.low90)}"
    if spread.low90 is None:
        return "more than a year"
    return (
        f"{low} to {'over 52' if spread.high90 is None else f'{ceil(spread.high90)}'}"
    )


def _middle(spread: "Spread") -> str:
    return "more than a year" if spread.median is None else _weeks(round(spread.median))


def _weeks(count: int) -> str:
    return f"{count} week{'' if count == 1 else 's'}"
