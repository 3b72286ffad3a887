"""What the clinician changed on the map: units and positions of sites."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from glabella.core.dosing.rules import Modifier
from glabella.core.face import Point
from glabella.core.findings import Finding
from glabella.core.planner.model import Line, PlannedSite
from glabella.core.sources import OURS
from glabella.core.units import NOISE_UNITS, Dose

__all__ = ["Edits", "site_key"]


@dataclass(frozen=True, slots=True)
class Edits:
    """Changes by site key ("area/site-side"); positions are points on the skin (cm)."""

    units: Mapping[str, float] = field(default_factory=dict)
    positions: Mapping[str, Point] = field(default_factory=dict)


def site_key(area: str, site: PlannedSite) -> str:
    """The name under which a site is edited."""
    return f"{area}/{site.site.key}"


def apply_edits(
    lines: tuple[Line, ...], edits: Edits
) -> tuple[tuple[Line, ...], tuple[Finding, ...]]:
    """The lines with the clinician's changes; what leaves the range is said."""
    changed = tuple(_edited(line, edits) for line in lines)
    planned = {site_key(line.area, site) for line in lines for site in line.sites}
    lost = sorted({*edits.units, *edits.positions} - planned)
    findings = [_lost(key) for key in lost] + [
        _outside(line)
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
    modifiers = line.modifiers
    if line.units and abs(units - line.units) > NOISE_UNITS:
        by_hand = Modifier("changed by hand", units / line.units, (OURS,))
        modifiers = (*modifiers, by_hand)
    step = f"Changed by hand: {units:g} units over {len(sites)} sites."
    return replace(
        line,
        sites=sites,
        modifiers=modifiers,
        moved=moved,
        steps=(*line.steps, step),
    )


def _edited_site(line: Line, site: PlannedSite, edits: Edits) -> PlannedSite:
    key = site_key(line.area, site)
    point = edits.positions.get(key)
    if point is not None and site.site.map == "face":
        site = replace(site, site=replace(site.site, position=point))
    units = edits.units.get(key)
    if units is None:
        return site
    units = Dose("", units).units  # refuses what is not an amount
    volume = round(units / line.units_per_ml, 6) if line.units_per_ml else None
    return replace(site, units=units, volume_ml=volume)


def _lost(key: str) -> Finding:
    message = (
        f"A change by hand was made to {key}, which is not a site of this plan any "
        "more; it was not applied."
    )
    return Finding("range", "caution", message, (OURS,))


def _outside(line: Line) -> Finding:
    message = (
        f"{line.area_name}: {line.units:g} units set by hand lie outside the range of "
        f"{line.low:g} to {line.high:g} units that the evidence holds for this plan."
    )
    return Finding("range", "caution", message, line.sources, (line.area,))
