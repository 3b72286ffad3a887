"""One area of the case becomes one line: dose, sites, volumes, explanation."""

from collections import defaultdict
from dataclasses import dataclass, replace

from glabella.core.areas import Area, Pattern, Site
from glabella.core.case import AreaWish, Case, Technique
from glabella.core.dosing.modifiers import Question, Target, target_dose
from glabella.core.dosing.preparation import choose_dilution
from glabella.core.dosing.rounding import nearest_step, share
from glabella.core.dosing.rules import Modifier
from glabella.core.dosing.start import DoseBasis, Start, Starts, find_start
from glabella.core.findings import Finding
from glabella.core.knowledge import Knowledge
from glabella.core.planner.model import Line, PlannedSite
from glabella.core.sources import OURS
from glabella.core.units import NOISE_UNITS

__all__ = ["Draft", "draft_line"]

VOLUME_STEP_ML = 0.1
"""Droplet regions share a volume in tenths of a millilitre, as syringes mark it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A line, or None where no dose is known, and what there is to say."""

    line: Line | None
    start: Start | None
    findings: tuple[Finding, ...]


def draft_line(
    case: Case, wish: AreaWish, knowledge: Knowledge, technique: Technique
) -> Draft:
    """Plan one area with ``technique`` (already settled for this area)."""
    area = knowledge.area(wish.id)
    variant, sided = _variant(wish)
    start = find_start(
        Starts(
            product=knowledge.product,
            siblings=knowledge.siblings,
            ratios=knowledge.ratios,
            jurisdiction=case.jurisdiction,
        ),
        area,
        variant=variant,
        estimate=case.goals.estimate,
    )
    if start is None:
        return Draft(None, None, (_no_dose(area, knowledge),))
    pattern = area.pattern(knowledge.product.key, knowledge.product.unit_family, sided)
    if pattern is None:
        return Draft(None, start, (_no_sites(area, knowledge),))
    if pattern.units_per_ml is not None:
        strength = pattern.units_per_ml * start.ratio
        pattern = replace(pattern, units_per_ml=strength)
    question = Question(
        case, area, wish, start, knowledge.rules, knowledge.product.unit_family
    )
    target = target_dose(question, technique)
    step = knowledge.product.step_units
    shared = _share(pattern, target, step)
    if shared is None:
        return Draft(None, start, (_no_steps(area, target, knowledge),))
    if pattern.units_per_ml is None:
        target = _raised(target, sum(shared.values()), step)
    line = _line(case, knowledge, (area, pattern, start, target, technique), shared)
    return Draft(line, start, _said(area, start, target, wish))


def _raised(target: Target, units: float, step: float) -> Target:
    """Name it where one step at every site makes more than was asked for."""
    if units <= target.units + step:
        return target
    factor = units / target.units
    smallest = Modifier("smallest step at every site", factor, (OURS,))
    return replace(target, units=units, modifiers=(*target.modifiers, smallest))


def _variant(wish: AreaWish) -> tuple[str, str]:
    """The labelled variant, which knows no side, and that of the pattern."""
    if wish.id != "platysma":
        return "", ""
    right, left = wish.bands or (1, 1)
    few, many = sorted((right, left))
    return f"bands {few}+{many}", f"bands R{right} L{left}"


def _line(
    case: Case,
    knowledge: Knowledge,
    found: tuple[Area, Pattern, Start, Target, Technique],
    units: dict[str, float],
) -> Line:
    area, pattern, start, target, technique = found
    strength = _strength(case, knowledge, area, pattern)
    sites = tuple(
        PlannedSite(
            site=site,
            units=units[site.key],
            volume_ml=round(units[site.key] / strength[0], 6) if strength else None,
        )
        for site in pattern.sites
    )
    return Line(
        area=area.id,
        area_name=area.name,
        technique=technique,
        basis=_basis(start, area, technique, knowledge.product.unit_family),
        label_status="off_label",
        label_units=start.label.units if start.label else None,
        low=round(target.low, 4),
        high=round(target.high, 4),
        modifiers=target.modifiers,
        sites=sites,
        units_per_ml=strength[0] if strength else None,
        dilution_sources=strength[1] if strength else (),
        sources=tuple(dict.fromkeys((*start.sources, *pattern.sources))),
        steps=_steps(start, target, sites),
        medical=area.kind in {"sweat", "medical"},
    )


def _basis(start: Start, area: Area, technique: Technique, family: str) -> DoseBasis:
    if start.basis == "estimate":
        return "estimate"
    if technique == "baby":
        return "consensus" if family in area.low_doses else "ours"
    return start.basis


def _strength(
    case: Case, knowledge: Knowledge, area: Area, pattern: Pattern
) -> tuple[float, tuple[str, ...]] | None:
    """(units per mL, sources) for this area, or None where none was read."""
    if pattern.units_per_ml is not None:
        return pattern.units_per_ml, pattern.sources
    product, siblings = knowledge.product, knowledge.siblings
    dilution = choose_dilution(product, siblings, area.id, case.jurisdiction)
    if dilution is None:
        return None
    if area.kind in {"sweat", "medical"} and area.id not in dilution.areas:
        return None
    return dilution.units_per_ml, dilution.sources


def _share(pattern: Pattern, target: Target, step: float) -> dict[str, float] | None:
    if pattern.units_per_ml is not None:
        return _share_volume(pattern, target, pattern.units_per_ml)
    fixed = {site.key: site.units for site in pattern.sites if site.units}
    whole = len(fixed) == len(pattern.sites)
    if whole and abs(sum(fixed.values()) - target.units) < NOISE_UNITS:
        return fixed
    groups: dict[tuple[str, float], list[Site]] = defaultdict(list)
    for site in pattern.sites:
        groups[site.id, site.weight].append(site)
    sizes = [(len(sites), weight) for (_, weight), sites in groups.items()]
    each = share(target.units, sizes, step, (target.low, target.high))
    if each is None:
        return None
    return {
        site.key: units
        for units, sites in zip(each, groups.values(), strict=True)
        for site in sites
    }


def _share_volume(
    pattern: Pattern, target: Target, units_per_ml: float
) -> dict[str, float] | None:
    bounds = (target.low / units_per_ml, target.high / units_per_ml)
    volume = nearest_step(target.units / units_per_ml, VOLUME_STEP_ML, *bounds)
    if volume is None:
        return None
    weight = sum(site.weight for site in pattern.sites)
    return {
        site.key: round(volume * site.weight / weight * units_per_ml, 6)
        for site in pattern.sites
    }


def _steps(
    start: Start, target: Target, sites: tuple[PlannedSite, ...]
) -> tuple[str, ...]:
    steps = [f"Start: {start.explanation}."]
    running = start.units
    for modifier in target.modifiers:
        running *= modifier.factor
        steps.append(
            f"{modifier.name[0].upper()}{modifier.name[1:]}: "
            f"times {modifier.factor:.3g}, makes {running:.4g} units."
        )
    total = sum(site.units for site in sites)
    steps.append(
        f"Shared over {len(sites)} sites in whole steps, mirror sites alike: "
        f"{total:g} units."
    )
    return tuple(steps)


def _said(
    area: Area, start: Start, target: Target, wish: AreaWish
) -> tuple[Finding, ...]:
    said = []
    if target.beyond_range:
        message = f"{area.name}: {target.beyond_range}."
        said.append(Finding("range", "info", message, start.sources, (area.id,)))
    if start.basis == "estimate":
        message = (
            f"{area.name}: this product has no dose of its own here; the line is an "
            f"estimate. {start.explanation[0].upper()}{start.explanation[1:]}."
        )
        said.append(Finding("no-dose", "caution", message, start.sources, (area.id,)))
    if area.id == "platysma" and wish.bands is None:
        message = (
            "Platysma: the number of bands was not given; one on each side is assumed. "
            "Count them while the patient shows the lower teeth."
        )
        said.append(Finding("not-asked", "caution", message, start.sources, (area.id,)))
    return tuple(said)


def _no_dose(area: Area, knowledge: Knowledge) -> Finding:
    gap = "; ".join(note.rstrip(".") for note in area.gaps) or (
        f"neither a label nor a published range was read for {knowledge.product.name}"
    )
    known = knowledge.ratios.get(knowledge.product.unit_family)
    hint = (
        " Set estimate = true to see an estimate from a published ratio."
        if known and "ona" in area.ranges
        else ""
    )
    message = (
        f"{area.name}: no dose is known for {knowledge.product.name}, so no line is "
        f"planned. Gap: {gap}.{hint}"
    )
    return Finding("no-dose", "caution", message, (OURS,), (area.id,))


def _no_sites(area: Area, knowledge: Knowledge) -> Finding:
    message = (
        f"{area.name}: a dose is known, but no injection pattern was read for "
        f"{knowledge.product.name}; no line is planned."
    )
    return Finding("no-dose", "caution", message, (OURS,), (area.id,))


def _no_steps(area: Area, target: Target, knowledge: Knowledge) -> Finding:
    message = (
        f"{area.name}: no amount between {target.low:g} and {target.high:g} units can "
        f"be shared over the sites in steps of {knowledge.product.step_units:g} units; "
        "no line is planned. Plan it by hand."
    )
    return Finding("no-dose", "caution", message, (OURS,), (area.id,))
