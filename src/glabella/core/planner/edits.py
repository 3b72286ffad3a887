"""What the clinician changed on the map: units and positions of sites."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from glabella.core.dosing.rules import Modifier
from glabella.core.face import Point
from glabella.core.findings import Finding
from glabella.core.planner.model import Line, PlannedSite
from glabella.core.sources import OURS
from glabella.core.units import NOISE_UNITS, Dose

__all__ = ["BY_HAND", "Edits", "site_key"]


BY_HAND = "changed by hand"


@dataclass(frozen=True, slots=True)
class Edits:
    """Changes by site key ("area/site-side"); positions are points on the skin (cm).

    ``origin`` says who set them, as every number they set will tell: a hand, or a
    clinic's protocol by name and version. ``over`` holds what was set before these,
    so that a hand changes what a protocol has set.
    """

    units: Mapping[str, float] = field(default_factory=dict)
    positions: Mapping[str, Point] = field(default_factory=dict)
    origin: str = BY_HAND
    over: "Edits | None" = None

    @property
    def layers(self) -> tuple["Edits", ...]:
        """These changes after those that they lie over."""
        return (*(self.over.layers if self.over else ()), self)


def site_key(area: str, site: PlannedSite) -> str:
    """The name under which a site is edited."""
    return f"{area}/{site.site.key}"


def apply_edits(
    lines: tuple[Line, ...], edits: Edits
) -> tuple[tuple[Line, ...], tuple[Finding, ...]]:
    """The lines with the changes, layer by layer; what leaves the range is said."""
    changed, findings = lines, []
    planned = {site_key(line.area, site) for line in lines for site in line.sites}
    for layer in edits.layers:
        changed = tuple(_edited(line, layer) for line in changed)
        lost = sorted({*layer.units, *layer.positions} - planned)
        findings += [_lost(key, layer.origin) for key in lost]
        findings += _told(changed, layer)
    findings += [
        _outside(line, _setters(line, before))
        for line, before in zip(changed, lines, strict=True)
        if line.units != before.units
        and not line.low - NOISE_UNITS <= line.units <= line.high + NOISE_UNITS
    ]
    return changed, tuple(findings)


def _edited(line: Line, edits: Edits) -> Line:
    sites = tuple(_edited_site(line, site, edits) for site in line.sites)
    if sites == line.sites:
        return line
    moved = any(site_key(line.area, site) in edits.positions for site in line.sites)
    units = sum(site.units for site in sites)
    # A protocol tells that a number is its own even where it agrees with the planner.
    told = edits.origin != BY_HAND or abs(units - line.units) > NOISE_UNITS
    modifiers = line.modifiers
    if line.units and told:
        modifier = Modifier(edits.origin, units / line.units, (OURS,))
        modifiers = (*modifiers, modifier)
    origin = f"{edits.origin[:1].upper()}{edits.origin[1:]}"
    step = f"{origin}: {units:g} units over {len(sites)} sites."
    return replace(
        line,
        sites=sites,
        modifiers=modifiers,
        moved=moved or line.moved,
        steps=(*line.steps, step),
    )


def _edited_site(line: Line, site: PlannedSite, edits: Edits) -> PlannedSite:
    key = site_key(line.area, site)
    point = edits.positions.get(key)
    if point is not None and site.site.map == "face":
        site = replace(
            site, site=replace(site.site, position=point), set_by=edits.origin
        )
    units = edits.units.get(key)
    if units is None:
        return site
    units = Dose("", units).units  # refuses what is not an amount
    volume = round(units / line.units_per_ml, 6) if line.units_per_ml else None
    return replace(site, units=units, volume_ml=volume, set_by=edits.origin)


def _told(lines: tuple[Line, ...], edits: Edits) -> tuple[Finding, ...]:
    """Which numbers are a protocol's; what a hand did is told beside each site."""
    if edits.origin == BY_HAND:
        return ()
    areas = tuple(
        line.area
        for line in lines
        if any(site.set_by == edits.origin for site in line.sites)
    )
    if not areas:
        return ()
    names = ", ".join(line.area_name for line in lines if line.area in areas)
    message = (
        f"The units of {names} come from {edits.origin}, which is the clinic's own "
        "choice; the label and the range of each area stand beside them."
    )
    return (Finding("protocol", "info", message, (OURS,), areas),)


def _setters(line: Line, before: Line) -> str:
    """Who set the units of a line that was changed."""
    known = {modifier.name for modifier in before.modifiers}
    new = [m.name for m in line.modifiers if m.name not in known]
    names = ["by hand" if name == BY_HAND else f"by {name}" for name in new]
    return " and ".join(names) or "by hand"


def _lost(key: str, origin: str) -> Finding:
    who = "A change by hand was" if origin == BY_HAND else f"A change by {origin} was"
    message = (
        f"{who} made to {key}, which is not a site of this plan any "
        "more; it was not applied."
    )
    return Finding("range", "caution", message, (OURS,))


def _outside(line: Line, by: str) -> Finding:
    message = (
        f"{line.area_name}: {line.units:g} units set {by} lie outside the range of "
        f"{line.low:g} to {line.high:g} units that the evidence holds for this plan."
    )
    if line.technique == "baby" and line.units > line.high:
        message += (
            f' The area is still planned as low dose ("baby"), with {line.units:g} '
            "units: choose the standard technique if a full dose is meant."
        )
    return Finding("range", "caution", message, line.sources, (line.area,))
