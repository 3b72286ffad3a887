"""Pieces of a chart over weeks: curves, bands, rules, signs and letters, as SVG text.

Pieces carry presentation attributes, for paper, and class names by which a page
gives them its own colours, light and dark.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from glabella.drawing.outlook import DAYS_A_WEEK, Band, at, week
from glabella.drawing.wording import number

__all__ = [
    "LETTERS",
    "Look",
    "Mark",
    "Plot",
    "Spot",
    "areas",
    "curve",
    "framed",
    "mark",
    "rule",
    "shade",
    "span",
    "text",
    "tick_days",
    "ticks",
    "upright",
]

type Look = Literal["ink", "soft"]
type Mark = Literal["onset", "peak", "half", "all", "label"]
type Spot = tuple[float, float]

LETTERS = 12.0
_INK, _SOFT, _RULE, _TONE, _LABEL = (
    "#1d2a2c",
    "#546062",
    "#ddd5c8",
    "#14545b",
    "#8f4524",
)
_FONT = "Inter, system-ui, sans-serif"
_MOST_TICKS = 8


@dataclass(frozen=True, slots=True)
class Plot:
    """Where days and values fall in a picture; ``days`` and ``most`` end the axes."""

    x0: float
    y0: float
    width: float
    height: float
    days: float
    most: float

    def x(self, day: float) -> float:
        """Place of a day; a later one stands at the right edge."""
        return self.x0 + self.width * min(day, self.days) / self.days

    def y(self, value: float) -> float:
        """Place of a value."""
        return self.y0 + self.height * (1 - value / self.most)

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y0 + self.height

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x0 + self.width


def _spots(plot: Plot, days: Sequence[float], values: Sequence[float]) -> list[Spot]:
    """Places of a curve up to the end of the axis, the end itself included."""
    shown = [
        (plot.x(day), plot.y(value))
        for day, value in zip(days, values, strict=True)
        if day < plot.days
    ]
    return [*shown, (plot.right, plot.y(at(days, values, plot.days)))]


def _path(spots: Iterable[Spot]) -> str:
    return "L".join(_pair(x, y) for x, y in spots)


def _pair(x: float, y: float) -> str:
    return f"{number(x, 1)} {number(y, 1)}"


def areas(plot: Plot, days: Sequence[float], band: Band) -> list[str]:
    """Nine tenths and half of people; the outer edge is dashed, not only paler."""
    if band.low90 == band.high90:
        return []
    wide = _area(plot, days, (band.low90, band.high90), wide=True)
    return [*wide, *_area(plot, days, (band.low50, band.high50), wide=False)]


def _area(
    plot: Plot,
    days: Sequence[float],
    edges: tuple[Sequence[float], Sequence[float]],
    *,
    wide: bool,
) -> list[str]:
    below, above = (_spots(plot, days, edge) for edge in edges)
    name, opacity, dash = (
        ("band90", "0.12", ' stroke-dasharray="2 2"')
        if wide
        else ("band50", "0.22", "")
    )
    shade = (
        f'<path class="{name}" d="M{_path(above)}L{_path(reversed(below))}Z" '
        f'fill="{_TONE}" fill-opacity="{opacity}"/>'
    )
    edge = (
        f'<path class="edge" d="M{_path(above)}M{_path(below)}" fill="none" '
        f'stroke="{_TONE}" stroke-opacity="0.6" stroke-width="0.7"{dash}/>'
    )
    return [shade, edge]


def curve(
    plot: Plot, days: Sequence[float], values: Sequence[float], *, dashed: bool
) -> str:
    """A curve; dashed where it is extrapolated."""
    dash = ' stroke-dasharray="7 3"' if dashed else ""
    return (
        f'<path class="median" d="M{_path(_spots(plot, days, values))}" fill="none" '
        f'stroke="{_TONE}" stroke-width="2" stroke-linejoin="round"{dash}/>'
    )


def shade(plot: Plot, until: float) -> str:
    """Grey over the first days, up to ``until``."""
    width = number(plot.x(until) - plot.x0, 1)
    data = f"M{_pair(plot.x0, plot.y0)}h{width}V{number(plot.bottom, 1)}h-{width}Z"
    return f'<path class="unsure" d="{data}" fill="{_SOFT}" fill-opacity="0.22"/>'


def rule(plot: Plot, value: float) -> str:
    """A thin line across at a value."""
    data = f"M{_pair(plot.x0, plot.y(value))}H{number(plot.right, 1)}"
    return f'<path class="rule" d="{data}" stroke="{_RULE}"/>'


def upright(plot: Plot, day: float, low: float, *, marked: bool = False) -> str:
    """A line down at a day to ``low``: of the grid, or marked and dashed."""
    data = f"M{_pair(plot.x(day), plot.y0)}V{number(low, 1)}"
    if not marked:
        return f'<path class="rule" d="{data}" stroke="{_RULE}"/>'
    return (
        f'<path class="next" d="{data}" stroke="{_LABEL}" stroke-width="1.2" '
        'stroke-dasharray="4 2"/>'
    )


def text(
    words: str, x: float, y: float, look: Look = "ink", *, anchor: str = "start"
) -> str:
    """Words at a place; ``anchor`` as SVG means it."""
    colour = _SOFT if look == "soft" else _INK
    return (
        f'<text class="{look}" x="{number(x, 1)}" y="{number(y, 1)}" '
        f'font-size="{number(LETTERS)}" font-family="{_FONT}" '
        f'text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'
    )


def tick_days(plot: Plot) -> list[int]:
    """Every fourth week, or so many weeks more that the figures keep apart."""
    step = 4 * DAYS_A_WEEK
    while plot.days / step > _MOST_TICKS:
        step += 4 * DAYS_A_WEEK
    return list(range(0, int(plot.days) + 1, step))


def ticks(plot: Plot, top: float) -> list[str]:
    """Weeks as figures under ``top``, each under a line of the grid."""
    parts = []
    for day in tick_days(plot):
        parts.append(upright(plot, day, top))
        parts.append(text(str(week(day)), plot.x(day), top + 13, anchor="middle"))
    return parts


def span(plot: Plot, y: float, ends: tuple[float, float | None], *, wide: bool) -> str:
    """A range of days as a bar; an open end runs to the edge."""
    low, high = ends
    end = plot.right if high is None else plot.x(high)
    return (
        f'<path class="span" d="M{_pair(plot.x(low), y)}H{number(end, 1)}" '
        f'stroke="{_TONE}" stroke-opacity="0.5" stroke-width="{1 if wide else 5}"/>'
    )


def mark(look: Mark, x: float, y: float) -> str:
    """A sign of its own for each: triangle, circle, diamond, square, bar."""
    start = {
        "onset": (x - 5, y + 4),
        "peak": (x - 4.5, y),
        "half": (x - 6, y),
        "all": (x - 4.5, y - 4.5),
        "label": (x - 1.5, y - 6),
    }[look]
    shape = {
        "onset": "l5 -9l5 9Z",
        "peak": "a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0Z",
        "half": "l6 -6l6 6l-6 6Z",
        "all": "h9v9h-9Z",
        "label": "h3v12h-3Z",
    }[look]
    fill = _LABEL if look == "label" else _TONE
    return (
        f'<path class="mark {look}" d="M{_pair(*start)}{shape}" fill="{fill}" '
        'stroke="#ffffff" stroke-width="1.2"/>'
    )


def framed(parts: Iterable[str], size: Spot, look: str, words: tuple[str, str]) -> str:
    """The whole SVG element; ``words``: its title, and its content in sentences.

    The label repeats both for readers that skip title and description.
    """
    title, told = words
    width, height = (number(side, 1) for side in size)
    label = escape(f"{title}. {told}" if told else title)
    description = f"<desc>{escape(told)}</desc>" if told else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="forecast-{look}" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{label}"><title>{escape(title)}</title>'
        f"{description}{''.join(parts)}</svg>"
    )
