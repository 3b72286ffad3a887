"""A regimen's course as a small picture: severity by week, visits, target."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from glabella.core.regimens.model import WEEKS_A_YEAR, Course
from glabella.drawing.wording import number

__all__ = ["Chart", "chart_svg", "year_svg"]

_WIDTH, _HEIGHT = 360.0, 150.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 66.0, 352.0, 8.0, 112.0
_GRADES = ("none", "mild", "moderate", "severe")
_HIGHEST = 3.5
"""Top of the scale: severe lines reach beyond the grade 3 that they are given."""
_HALF_YEAR = WEEKS_A_YEAR // 2
_MARK = 4.0
"""Half the width of the mark of a visit."""


@dataclass(frozen=True, slots=True)
class Chart:
    """One area under one regimen.

    ``untreated`` is the typical course without treatment, ``zone`` the highest
    severity at target; ``marks`` are (earliest, typical, latest) visit weeks.
    """

    name: str
    course: Course
    untreated: Sequence[float]
    zone: float
    marks: Sequence[tuple[float, float, float]]
    description: str

    @property
    def weeks(self) -> int:
        """Weeks shown."""
        return len(self.course.median) - 1


def chart_svg(chart: Chart) -> str:
    """The picture as inline SVG; colours come from the page's classes."""
    box = f"0 0 {number(_WIDTH)} {number(_HEIGHT)}"
    parts = [
        f'<svg class="course" viewBox="{box}" role="img">',
        f"<title>{escape(chart.name)}</title>",
        f"<desc>{escape(chart.description)}</desc>",
        _zone(chart),
        *_grades(),
        *_time(chart),
        f'<path class="band" d="{_band(chart)}"/>',
        f'<path class="untreated" d="{_line(chart.untreated, chart.weeks)}"/>',
        f'<path class="middle" d="{_line(chart.course.median, chart.weeks)}"/>',
        *_visits(chart),
        "</svg>",
    ]
    return "".join(parts)


def _x(week: float, weeks: int) -> str:
    return number(_LEFT + (_RIGHT - _LEFT) * week / max(weeks, 1), 1)


def _y(severity: float) -> str:
    inside = min(max(severity, 0.0), _HIGHEST)
    return number(_BOTTOM - (_BOTTOM - _TOP) * inside / _HIGHEST, 1)


def _zone(chart: Chart) -> str:
    top = _y(chart.zone)
    return (
        f'<rect class="zone" x="{number(_LEFT)}" y="{top}" '
        f'width="{number(_RIGHT - _LEFT)}" height="{number(_BOTTOM - float(top), 1)}"/>'
    )


def _grades() -> Iterator[str]:
    for grade, name in enumerate(_GRADES):
        y = _y(grade)
        yield (
            f'<path class="grid" d="M{number(_LEFT)} {y}H{number(_RIGHT)}"/>'
            f'<text x="{number(_LEFT - 6)}" y="{y}" dy="3.5" text-anchor="end">{name}</text>'
        )


def _time(chart: Chart) -> Iterator[str]:
    """A label every half year, in months; over many years one a year."""
    step = _HALF_YEAR if chart.weeks <= 2 * WEEKS_A_YEAR else WEEKS_A_YEAR
    for week in range(0, chart.weeks + 1, step):
        last = week == chart.weeks
        if step == _HALF_YEAR and week + step == chart.weeks:
            continue  # "24 months" needs the room
        count = 6 * week // _HALF_YEAR if step == _HALF_YEAR else week // step
        unit = "months" if step == _HALF_YEAR else "years"
        told = "start" if week == 0 else f"{count} {unit}" if last else str(count)
        yield (
            f'<text x="{_x(week, chart.weeks)}" y="{number(_HEIGHT - 6)}" '
            f'text-anchor="{"end" if last else "middle"}">{told}</text>'
        )


def _points(values: Sequence[float], weeks: int) -> list[str]:
    return [f"{_x(week, weeks)} {_y(value)}" for week, value in enumerate(values)]


def _line(values: Sequence[float], weeks: int) -> str:
    return "M" + "L".join(_points(values, weeks))


def _band(chart: Chart) -> str:
    upper = _points(chart.course.high, chart.weeks)
    lower = _points(chart.course.low, chart.weeks)
    return "M" + "L".join([*upper, *reversed(lower)]) + "Z"


def _visits(chart: Chart) -> Iterator[str]:
    """A mark below the axis; a bar where people come at different times."""
    y = _BOTTOM + 10.0
    for early, typical, late in chart.marks:
        if late > early:
            ends = (_x(early, chart.weeks), _x(late, chart.weeks))
            yield f'<path class="when" d="M{ends[0]} {number(y)}H{ends[1]}"/>'
        x = float(_x(typical, chart.weeks))
        yield (
            f'<path class="visit" d="M{number(x - _MARK, 1)} {number(y + _MARK)}'
            f'H{number(x + _MARK, 1)}L{number(x, 1)} {number(y - _MARK)}Z"/>'
        )


_YEAR_HEIGHT = 22.0
_PARTS = ("at-target", "too-little", "above-target")
_STRIPED, _STRIPE, _ROOM = "too-little", 6.0, 10.0
_LEAST_TOLD = 2.5
"""A part of fewer weeks is too narrow for its number."""


def year_svg(weeks: Sequence[float], description: str) -> str:
    """The 52 weeks of a year as one bar: at target, hardly moving, deeper lines.

    Weeks that hardly move are striped and lie beside those at target: in both the
    lines are as mild as wished, save in a face that is lined without moving.
    """
    scale = 6.0
    width = number(WEEKS_A_YEAR * scale)
    parts = [
        f'<svg class="year" viewBox="0 0 {width} {number(_YEAR_HEIGHT)}" role="img">',
        f"<title>{escape(description)}</title>",
    ]
    start = 0.0
    for part, count in zip(_PARTS, weeks, strict=True):
        x, wide = number(start * scale, 1), number(count * scale, 1)
        parts.append(
            f'<rect class="{part}" x="{x}" width="{wide}" '
            f'height="{number(_YEAR_HEIGHT)}"/>'
        )
        if part == _STRIPED:
            parts.append(_stripes(start * scale, count * scale))
        if count >= _LEAST_TOLD:
            middle = number((start + count / 2) * scale, 1)
            parts.append(
                f'<text class="{part}" x="{middle}" y="15" '
                f'text-anchor="middle">{count:.0f}</text>'
            )
        start += count
    return "".join([*parts, "</svg>"])


def _stripes(start: float, wide: float) -> str:
    """Upright lines over one part, told apart without colour; none at its number."""
    middle = wide / 2
    places = (_STRIPE * (n + 0.5) for n in range(int(wide / _STRIPE)))
    lines = [
        f"M{number(start + place, 1)} 0V{number(_YEAR_HEIGHT)}"
        for place in places
        if abs(place - middle) > _ROOM
    ]
    return f'<path class="stripes" d="{"".join(lines)}"/>' if lines else ""
