"""The plan's sites as numbered pins, and where each pin lies in a view."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

from glabella.core.areas import Site
from glabella.core.face import Point
from glabella.core.planner.edits import site_key
from glabella.core.planner.model import Line, Plan, PlannedSite
from glabella.drawing.views import Spot, View, body_view, face_views
from glabella.drawing.wording import SIDES, site_name, units_text
from glabella.evidence import catalogue

__all__ = ["Pin", "PlacedPin", "numbered", "place", "views_for", "well_seen"]

_SIDE_ORDER = ("R", "M", "L")
_STEP_RADIUS_CM = 0.15
"""Radius of a pin of one dose step; its area grows with the units."""
_RADII_CM = (0.4, 0.66)
"""Smaller cannot hold its number, larger hides its neighbour."""
_WELL_SEEN = 0.35
"""Below this facing a pin of the front is shown in an oblique view as well."""


@dataclass(frozen=True, slots=True)
class Pin:
    """One site of the plan with its number; numbers count over the whole plan.

    ``series`` counts the areas of the plan from 0, to tell them apart.
    """

    number: int
    key: str
    area: str
    area_name: str
    series: int
    product: str
    product_name: str
    planned: PlannedSite
    radius_cm: float
    label: str
    """For screen readers: number, place, side, units, product and depth."""

    @property
    def site(self) -> Site:
        """The site itself."""
        return self.planned.site

    @property
    def side(self) -> str:
        """R, L or M."""
        return self.site.side

    @property
    def units(self) -> float:
        """Units of the plan's own product."""
        return self.planned.units


@dataclass(frozen=True, slots=True)
class PlacedPin:
    """A pin in one view, in cm and in percent of the picture."""

    pin: Pin
    spot: Spot
    percent: Spot
    visible: bool
    """False where the skin is turned away or covered in this view."""
    droplets: tuple[Spot, ...]
    """The visible droplets of a region, in cm."""


def numbered(plan: Plan) -> tuple[Pin, ...]:
    """Pins in the order of injection: area by area, right, midline, left.

    Numbers depend on the plan's areas and sites alone, so that moving a pin or
    changing its units never renumbers the map.
    """
    step = catalogue.product(plan.case.product).step_units
    ordered = [
        (series, line, planned)
        for series, line in enumerate(plan.lines)
        for planned in _in_order(line)
    ]
    return tuple(
        _pin(plan, number, entry, step) for number, entry in enumerate(ordered, start=1)
    )


def _in_order(line: Line) -> Iterator[PlannedSite]:
    for side in _SIDE_ORDER:
        yield from (planned for planned in line.sites if planned.site.side == side)


def _pin(
    plan: Plan, number: int, entry: tuple[int, Line, PlannedSite], step: float
) -> Pin:
    series, line, planned = entry
    return Pin(
        number=number,
        key=site_key(line.area, planned),
        area=line.area,
        area_name=line.area_name,
        series=series,
        product=plan.case.product,
        product_name=plan.product_name,
        planned=planned,
        radius_cm=_radius(planned.units, step),
        label=_label(plan, number, planned),
    )


def _radius(units: float, step: float) -> float:
    """In cm. Steps make products comparable in size without comparing units."""
    low, high = _RADII_CM
    return round(min(high, max(low, _STEP_RADIUS_CM * sqrt(units / step))), 3)


def _label(plan: Plan, number: int, planned: PlannedSite) -> str:
    site = planned.site
    parts = [site_name(site), SIDES[site.side]]
    parts.append(f"{units_text(planned.units)} of {plan.product_name}")
    if site.droplets:
        parts.append(f"{site.droplets} droplets")
    parts.append(site.depth)
    return f"Pin {number}: {', '.join(parts)}"


def place(pins: tuple[Pin, ...], view: View) -> tuple[PlacedPin, ...]:
    """The pins that belong on ``view``; hidden ones are marked, not left out."""
    placed = []
    for pin in pins:
        spot = view.spot_of(pin.site)
        if spot is not None:
            placed.append(_placed(pin, spot, view))
    return tuple(placed)


def _placed(pin: Pin, spot: Spot, view: View) -> PlacedPin:
    point = pin.site.position
    seen = view.kind == "body" or point is None or view.visible(point)
    return PlacedPin(
        pin=pin,
        spot=spot,
        percent=view.percent(spot),
        visible=seen,
        droplets=tuple(_droplets(pin.site, view)),
    )


def _droplets(site: Site, view: View) -> Iterator[Spot]:
    for spot in site.grid:
        if view.kind == "body":
            yield view.at(spot[0], spot[1])
        elif view.visible(point := Point(*spot)):
            yield view.project(point)


def views_for(plan: Plan) -> tuple[View, ...]:
    """The views that together show every site of the plan, the front first.

    Sites on the side of the face add the oblique view of their own side, or
    the profile where even that one looks past them; other sites add body maps.
    """
    sites = [planned.site for line in plan.lines for planned in line.sites]
    points = [site.position for site in sites if site.position]
    front, *turned = face_views()
    found = [front] if points else []
    for side, sign in (("right", -1), ("left", 1)):
        beside = [p for p in points if p.x * sign > 0 and not well_seen(p, front)]
        oblique, profile = (v for v in turned if v.id.startswith(side))
        if beside:
            every = all(well_seen(point, oblique) for point in beside)
            found.append(oblique if every else profile)
    maps = dict.fromkeys(site.map for site in sites if site.fraction)
    return (*found, *(body_view(name) for name in maps))


def well_seen(point: Point, view: View) -> bool:
    """Whether a site at ``point`` shows squarely enough to be read in ``view``."""
    return view.visible(point) and view.facing(point) >= _WELL_SEEN
