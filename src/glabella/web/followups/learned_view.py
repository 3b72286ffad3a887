"""What was learned, as the page shows it: sentences, rows of doses, and bands."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from glabella.clinic.followups.learning.lessons import AreaLesson, Lesson
from glabella.clinic.followups.learning.words import (
    headline,
    lasted_words,
    range_words,
)
from glabella.drawing.wording import number
from glabella.web.shared.words import capital, product_name

if TYPE_CHECKING:
    from glabella.core.forecast.learned import DoseAhead
    from glabella.core.forecast.model import Spread

__all__ = ["AreaCard", "Bar", "DoseRow", "area_cards", "wish_at"]

WEEKS: Final = 52.0
WIDTH: Final = 260.0
"""Of the picture in its own units: five for each week of a year."""
PERCENT: Final = 100


@dataclass(frozen=True, slots=True)
class Bar:
    """A band of people in the units of the picture: nine in ten, half, and the middle."""

    start: float
    width: float
    half_start: float
    half_width: float
    middle: float


@dataclass(frozen=True, slots=True)
class DoseRow:
    """One dose: numbers, bands, and what is special about it."""

    units: str
    weeks: str
    within: str
    general: str
    general_within: str
    chance: str
    mine: Bar
    theirs: Bar
    notes: tuple[str, ...]
    is_given: bool


@dataclass(frozen=True, slots=True)
class AreaCard:
    """One area of the page."""

    name: str
    headline: str
    label: str
    reason: str
    badge: str
    warning: str
    past: tuple[tuple[str, str, str], ...]
    rows: tuple[DoseRow, ...]
    explanation: tuple[str, ...]
    sources: tuple[str, ...]


def area_cards(lesson: Lesson) -> list[AreaCard]:
    """The areas of the last treatment, in its order."""
    return [
        AreaCard(
            name=one.name,
            headline=capital(headline(one, lesson)),
            label=_label(one),
            reason=one.found.reason,
            badge=one.found.badge,
            warning=one.found.warning,
            past=tuple(
                (
                    f"{past.on.day} {past.on:%B %Y}",
                    product_name(past.product),
                    capital(lasted_words(past)),
                )
                for past in reversed(one.lasted)
            ),
            rows=tuple(_row(one, dose) for dose in one.found.ahead),
            explanation=one.found.explanation,
            sources=one.found.sources,
        )
        for one in lesson.areas
    ]


def wish_at(lesson: Lesson) -> float:
    """Where the wish stands on the bands."""
    return round(min(lesson.weeks, WEEKS) / WEEKS * WIDTH, 1)


def _label(one: AreaLesson) -> str:
    if one.label_units is None:
        return "no label dose was read for this area"
    return f"label dose: {number(one.label_units)} units"


def _row(area: AreaLesson, one: "DoseAhead") -> DoseRow:
    return DoseRow(
        units=number(one.units),
        weeks=_middle(one.weeks),
        within=range_words(one.weeks),
        general=_middle(one.in_general),
        general_within=range_words(one.in_general),
        chance=f"{round(one.chance * PERCENT)} %",
        mine=_bar(one.weeks),
        theirs=_bar(one.in_general),
        notes=tuple(_notes(area, one)),
        is_given=area.given == one.units,
    )


def _notes(area: AreaLesson, one: "DoseAhead") -> Iterator[str]:
    if area.given == one.units:
        yield "given last"
    if area.label_units == one.units:
        yield "label dose"
    elif area.label_units is not None and one.units > area.label_units:
        yield "above the label dose"
    if area.found.enough == one:
        yield "smallest enough"


def _middle(spread: "Spread") -> str:
    return "over 52" if spread.median is None else f"{round(spread.median)}"


def _bar(spread: "Spread") -> Bar:
    low90, low50, middle, high50, high90 = (
        min(WEEKS if week is None else week, WEEKS) / WEEKS * WIDTH
        for week in (
            spread.low90,
            spread.low50,
            spread.median,
            spread.high50,
            spread.high90,
        )
    )
    return Bar(
        start=round(low90, 1),
        width=round(max(high90 - low90, 1.0), 1),
        half_start=round(low50, 1),
        half_width=round(max(high50 - low50, 1.0), 1),
        middle=round(middle, 1),
    )
