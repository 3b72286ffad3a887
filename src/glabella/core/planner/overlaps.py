"""No part of a muscle and no patch of skin is dosed twice."""

from dataclasses import replace

from glabella.core.dosing.rules import Modifier, Overlap
from glabella.core.findings import Finding
from glabella.core.planner.model import Line
from glabella.core.sources import OURS

__all__ = ["without_overlaps"]


def without_overlaps(
    lines: tuple[Line, ...], overlaps: tuple[Overlap, ...]
) -> tuple[tuple[Line, ...], tuple[Finding, ...]]:
    """Leave out the sites of the area that yields, name the part, list the sites."""
    by_area: dict[str, Line] = {line.area: line for line in lines}
    findings: list[Finding] = []
    for overlap in overlaps:
        if not all(area in by_area for area in overlap.areas):
            continue
        finding = _leave_out(by_area, overlap)
        if finding is not None:
            findings.append(finding)
    kept = tuple(by_area[line.area] for line in lines if by_area[line.area].sites)
    return kept, tuple(findings)


def _leave_out(by_area: dict[str, Line], overlap: Overlap) -> Finding | None:
    line = by_area[overlap.yields]
    dropped = [s for s in line.sites if s.site.part in overlap.drops_parts]
    if not dropped:
        return None
    by_area[line.area] = _reduced(line, overlap)
    names = ", ".join(s.site.key for s in dropped)
    keeper = by_area[overlap.keeps].area_name
    message = (
        f"{keeper} and {line.area_name} both reach the "
        f"{overlap.part}. It is dosed once: {keeper} keeps "
        f"its sites; left out of {line.area_name}: {names}."
    )
    return Finding("overlap", "caution", message, overlap.sources, overlap.areas)


def _reduced(line: Line, overlap: Overlap) -> Line:
    kept = tuple(s for s in line.sites if s.site.part not in overlap.drops_parts)
    left = sum(s.units for s in kept)
    name = f"overlap: {overlap.part} is dosed by another area"
    modifier = Modifier(name, left / line.units if line.units else 0.0, (OURS,))
    return replace(
        line,
        sites=kept,
        low=round(line.low * left / line.units, 4) if line.units else 0.0,
        high=round(line.high * left / line.units, 4) if line.units else 0.0,
        modifiers=(*line.modifiers, modifier),
        steps=(
            *line.steps,
            f"Sites in the {overlap.part} left out: {left:g} units remain.",
        ),
    )
