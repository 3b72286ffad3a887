"""One area of the plan as it is shown: label first, then the units, then every site."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor

from glabella.clinic.plans.asking.changes import Changes
from glabella.core.planner.edits import BY_HAND
from glabella.core.planner.model import Line, PlannedSite
from glabella.drawing.forecast import Calendar
from glabella.drawing.outlook import Outlook
from glabella.drawing.pins import Pin
from glabella.drawing.wording import SIDES, TECHNIQUES, number, site_name, units_text
from glabella.web.planner.citing import Cited, Citer
from glabella.web.planner.forecast_view import ForecastView, forecast_view

__all__ = [
    "SERIES",
    "TIMES",
    "LineContext",
    "LineView",
    "RangeBar",
    "SiteView",
    "Step",
    "line_view",
    "marks",
]

MARKS_PER_ML = 100
TIMES = "\N{MULTIPLICATION SIGN}"
SERIES = 7
"""Colours that tell the areas of a plan apart, in turn."""
_BASES = {
    "label": "label dose",
    "consensus": "published range",
    "ours": "our own choice",
    "estimate": "estimate",
}
_BAR_WIDTH = 100.0
_MARGIN = 1.08
"""Room to the right of the largest amount on a bar."""


@dataclass(frozen=True, slots=True)
class RangeBar:
    """Places on a bar of 100: the range, the planned units, the label's units."""

    low: str
    width: str
    units: str
    label: str


@dataclass(frozen=True, slots=True)
class Step:
    """A modifier of the dose with its factor."""

    name: str
    factor: Cited


@dataclass(frozen=True, slots=True)
class SiteView:
    """One row of the table of sites; ``key`` is the name under which it is edited."""

    key: str
    number: int
    name: str
    side: str
    muscle: str
    depth: str
    droplets: int
    units: Cited
    value: str
    proposed: str
    step: str
    at: str
    changed: bool
    moved: bool
    set_by: str
    """Whose units these are, where they are neither the planner's nor a hand's."""
    volume: Cited | None
    marks: Cited | None
    problem: str
    dangers: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class LineView:
    """One area."""

    id: str
    name: str
    swatch: int
    technique: str
    basis: str
    basis_word: str
    approved: bool
    label: Cited | None
    units: Cited
    range: Cited
    bar: RangeBar
    steps: tuple[Step, ...]
    explanation: tuple[str, ...]
    strength: Cited | None
    sites: tuple[SiteView, ...]
    forecast: ForecastView | None
    """None where it was not asked for yet."""


@dataclass(frozen=True, slots=True)
class LineContext:
    """What a line is shown with: its pins, the hand's changes, their problems."""

    pins: Mapping[str, Pin]
    proposed: Mapping[str, PlannedSite]
    changes: Changes
    problems: Mapping[str, str]
    dangers: Mapping[str, tuple[Cited, ...]]
    unit_name: str
    step_units: float
    forecasts: Mapping[str, Outlook]
    calendar: Calendar


def line_view(line: Line, series: int, cite: Citer, context: LineContext) -> LineView:
    """Show one line; every number with its sources."""
    keys = sorted(
        (key for key, pin in context.pins.items() if pin.area == line.area),
        key=lambda key: context.pins[key].number,
    )
    label = line.label_units
    units = (*line.sources, *(key for m in line.modifiers for key in m.sources))
    strength = line.units_per_ml
    return LineView(
        id=line.area,
        name=line.area_name,
        swatch=series % SERIES,
        technique=TECHNIQUES[line.technique],
        basis=line.basis,
        basis_word=_BASES[line.basis],
        approved=line.label_status == "approved",
        label=None if label is None else cite.cite(units_text(label), line.sources),
        units=cite.cite(units_text(line.units), units),
        range=cite.cite(_range_text(line), line.sources),
        bar=_bar(line),
        steps=tuple(
            Step(m.name, cite.cite(f"{TIMES} {number(m.factor, 3)}", m.sources))
            for m in line.modifiers
        ),
        explanation=line.steps,
        strength=None
        if strength is None
        else cite.cite(f"{number(strength / 10)} units", line.dilution_sources),
        sites=tuple(_site(line, context.pins[key], cite, context) for key in keys),
        forecast=_forecast(line, cite, context),
    )


def _forecast(line: Line, cite: Citer, context: LineContext) -> ForecastView | None:
    outlook = context.forecasts.get(line.area)
    if outlook is None:
        return None
    return forecast_view(outlook, context.calendar, line.area_name, cite)


def _range_text(line: Line) -> str:
    """The range in units; one amount where the evidence names no other."""
    if line.low == line.high:
        return f"{units_text(line.low)} only"
    return f"{number(line.low)} to {units_text(line.high)}"


def _bar(line: Line) -> RangeBar:
    most = max(line.high, line.units, line.label_units or 0) * _MARGIN or 1.0

    def at(units: float) -> str:
        return number(_BAR_WIDTH * units / most, 2)

    return RangeBar(
        low=at(line.low),
        width=at(line.high - line.low),
        units=at(line.units),
        label="" if line.label_units is None else at(line.label_units),
    )


def marks(volume_ml: float) -> str:
    """Marks of a U-100 syringe (0.01 mL each) as they are read off.

    Nobody reads a quarter of a mark: between two halves it says between which marks.
    """
    found = round(volume_ml * MARKS_PER_ML, 2)
    if found * 2 == int(found * 2):
        return number(found, 2)
    return f"between {floor(found)} and {floor(found) + 1}"


def _site(line: Line, pin: Pin, cite: Citer, context: LineContext) -> SiteView:
    site, volume = pin.site, pin.planned.volume_ml
    position = context.changes.positions.get(pin.key)
    proposed = number(context.proposed[pin.key].units)
    typed = context.changes.typed.get(pin.key)
    strength = line.dilution_sources or line.sources
    return SiteView(
        key=pin.key,
        number=pin.number,
        name=site_name(site),
        side=SIDES[site.side],
        muscle=site.muscle.replace("_", " "),
        depth=site.depth,
        droplets=site.droplets,
        units=cite.cite(number(pin.units), (*site.sources, *line.sources)),
        value=number(pin.units) if typed is None else typed,
        proposed=proposed,
        step=number(context.step_units),
        at="" if position is None else " ".join(number(part) for part in position),
        changed=number(pin.units) != proposed or pin.planned.set_by == BY_HAND,
        moved=position is not None,
        set_by="" if pin.planned.set_by == BY_HAND else pin.planned.set_by,
        volume=None if volume is None else cite.cite(f"{number(volume)} mL", strength),
        marks=None if volume is None else cite.cite(f"{marks(volume)} marks", strength),
        problem=" ".join(
            context.problems[name]
            for kind in ("units", "at")
            if (name := f"{kind}.{pin.key}") in context.problems
        ),
        dangers=context.dangers.get(pin.key, ()),
    )
