"""Totals: per area, session and period, in one unit family, never across two."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import gcd

from glabella.core.case import Case
from glabella.core.dosing.rounding import share
from glabella.core.dosing.rules import Modifier
from glabella.core.findings import Finding
from glabella.core.knowledge import Knowledge
from glabella.core.planner.model import Line, PlannedSite
from glabella.core.products import Ceiling
from glabella.core.sources import OURS
from glabella.core.units import NOISE_UNITS, Dose, total

__all__ = [
    "DAYS_PER_MONTH",
    "Given",
    "ceilings_for",
    "check_ceilings",
    "given_before",
    "planned_units",
    "within_session",
]

DAYS_PER_MONTH = 31
"""The longest month, so that a period of months is never taken too short."""


def planned_units(lines: tuple[Line, ...], ceiling: Ceiling, family: str) -> Dose:
    """Units of the lines that count toward ``ceiling``."""
    counted = tuple(
        Dose(family, line.units)
        for line in lines
        if not ceiling.areas or line.area in ceiling.areas
    )
    return total(counted, family=family)


def ceilings_for(knowledge: Knowledge, case: Case) -> tuple[Ceiling, ...]:
    """Ceilings for this product, here first; a sibling's only if it names us."""
    own = knowledge.product.ceilings
    here = tuple(c for c in own if c.applies_in(case.jurisdiction)) or own
    shared = tuple(
        ceiling
        for sibling in knowledge.siblings
        for ceiling in sibling.ceilings
        if knowledge.product.key in ceiling.products
        and ceiling.applies_in(case.jurisdiction)
    )
    return (*here, *(c for c in shared if (c.units, c.areas) not in _facts(here)))


def _facts(ceilings: tuple[Ceiling, ...]) -> set[tuple[float, tuple[str, ...]]]:
    return {(c.units, c.areas) for c in ceilings}


def within_session(
    case: Case, knowledge: Knowledge, lines: tuple[Line, ...]
) -> tuple[tuple[Line, ...], tuple[Finding, ...]]:
    """Bring the proposal under every ceiling that one session can break.

    First the lines above their starting dose go back toward it in whole steps,
    then the areas asked for last are left to another session.
    """
    findings: list[Finding] = []
    for ceiling in ceilings_for(knowledge, case):
        before = planned_units(lines, ceiling, knowledge.product.unit_family).units
        if before <= ceiling.units + NOISE_UNITS:
            continue
        lines, left_out = _reduce(lines, ceiling, knowledge)
        after = planned_units(lines, ceiling, knowledge.product.unit_family).units
        findings.append(_reduced_finding(knowledge, ceiling, (before, after), left_out))
    return lines, tuple(findings)


def _reduced_finding(
    knowledge: Knowledge,
    ceiling: Ceiling,
    units: tuple[float, float],
    left_out: tuple[Line, ...],
) -> Finding:
    before, after = units
    dropped = ", ".join(line.area_name for line in left_out)
    what = f" Left to another session: {dropped}." if dropped else ""
    message = (
        f"The modifiers and areas asked for add up to {before:g} units; the ceiling is "
        f"{ceiling.units:g} units{_scope(knowledge, ceiling)}. The proposal was brought down to "
        f"{after:g} units.{what}"
    )
    areas = tuple(line.area for line in left_out)
    return Finding("ceiling", "caution", message, ceiling.sources, areas)


def _scope(knowledge: Knowledge, ceiling: Ceiling) -> str:
    where = f" for {knowledge.area_names(ceiling.areas)}" if ceiling.areas else ""
    if ceiling.months:
        return f"{where} in {ceiling.months} months"
    if ceiling.weeks:
        return f"{where} in {ceiling.weeks} weeks"
    return f"{where} in one session"


def _reduce(
    lines: tuple[Line, ...], ceiling: Ceiling, knowledge: Knowledge
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    for room_of in (_raised_units, _unlabelled_room):
        lines = _give_back(lines, ceiling, knowledge, room_of)
    left_out: list[Line] = []
    family = knowledge.product.unit_family
    while planned_units(lines, ceiling, family).units > ceiling.units + NOISE_UNITS:
        counted = [n for n in lines if not ceiling.areas or n.area in ceiling.areas]
        # What no label doses goes first, and of that what was asked for last.
        unlabelled = [line for line in counted if line.basis != "label"]
        dropped = (unlabelled or counted)[-1]
        left_out.append(dropped)
        lines = tuple(line for line in lines if line is not dropped)
    return lines, tuple(left_out)


def _give_back(
    lines: tuple[Line, ...],
    ceiling: Ceiling,
    knowledge: Knowledge,
    room_of: Callable[[Line], float],
) -> tuple[Line, ...]:
    """Lower the lines that have room, in proportion to it, by what is too much."""
    family, step = knowledge.product.unit_family, knowledge.product.step_units
    over = planned_units(lines, ceiling, family).units - ceiling.units
    room = {
        line.area: room_of(line)
        for line in lines
        if not ceiling.areas or line.area in ceiling.areas
    }
    total_room = sum(room.values())
    if over <= NOISE_UNITS or total_room <= NOISE_UNITS:
        return lines
    part = min(1.0, over / total_room)
    return tuple(
        _lowered(line, room[line.area] * part, step, line.units - room[line.area])
        if room.get(line.area)
        else line
        for line in lines
    )


def _raised_units(line: Line) -> float:
    """Units that modifiers put on top of the start."""
    return max(0.0, line.units - _start_units(line))


def _unlabelled_room(line: Line) -> float:
    """Units down to the bottom of the range, where no label sets the dose."""
    recipe = line.units_per_ml is not None and any(s.site.droplets for s in line.sites)
    if line.basis == "label" or recipe:
        return 0.0
    return max(0.0, line.units - line.low)


def _start_units(line: Line) -> float:
    """Units before any modifier that raised the dose."""
    units = line.units
    for modifier in line.modifiers:
        units /= modifier.factor or 1.0
    raised = max(1.0, line.units / units) if units else 1.0
    return line.units / raised


def _lowered(line: Line, by_units: float, step: float, lowest: float) -> Line:
    wanted = line.units - by_units
    groups: dict[str, list[PlannedSite]] = {}
    for site in line.sites:
        groups.setdefault(site.site.id, []).append(site)
    # The quantum rounds down: the ceiling must hold after rounding.
    sizes = [(len(sites), sites[0].site.weight) for sites in groups.values()]
    quantum = step * gcd(*(size for size, _ in sizes))
    # Never below the least that fits: rounding is not a reason for less.
    target = max(
        (units + NOISE_UNITS) // quantum * quantum for units in (wanted, lowest)
    )
    each = share(target, sizes, step, (min(line.low, target), line.units))
    if each is None:
        return line
    per_site = dict(zip(groups, each, strict=True))
    sites = tuple(
        _with_units(site, per_site[site.site.id], line) for site in line.sites
    )
    total_units = sum(site.units for site in sites)
    modifier = Modifier("session ceiling", total_units / line.units, (OURS,))
    return replace(
        line,
        sites=sites,
        modifiers=(*line.modifiers, modifier),
        steps=(*line.steps, f"Session ceiling: lowered to {total_units:g} units."),
    )


def _with_units(site: PlannedSite, units: float, line: Line) -> PlannedSite:
    volume = units / line.units_per_ml if line.units_per_ml else None
    return replace(site, units=units, volume_ml=volume and round(volume, 6))


@dataclass(frozen=True, slots=True)
class Given:
    """Units given before, and how many areas were treated with units not known."""

    units: float
    unknown: int


def check_ceilings(
    case: Case, knowledge: Knowledge, lines: tuple[Line, ...]
) -> tuple[Finding, ...]:
    """Session and period totals of the plan as it stands (edits included)."""
    findings = []
    family = knowledge.product.unit_family
    ceilings = ceilings_for(knowledge, case)
    for ceiling in ceilings:
        earlier = given_before(case, knowledge, ceiling)
        planned = planned_units(lines, ceiling, family).units
        if not planned:
            continue
        if planned + earlier.units > ceiling.units + NOISE_UNITS:
            findings.append(_passed(knowledge, ceiling, planned, earlier))
        elif earlier.unknown:
            findings.append(_unchecked(knowledge, ceiling, planned))
    if not any(not c.areas for c in ceilings):
        message = (
            f"No ceiling for a whole session was read for {knowledge.product.name}; "
            "none is borrowed from another product."
        )
        findings.append(Finding("ceiling", "info", message, (OURS,)))
    return tuple(findings)


def _passed(
    knowledge: Knowledge, ceiling: Ceiling, planned: float, earlier: Given
) -> Finding:
    before = f" plus {earlier.units:g} given before" if earlier.units else ""
    note = f" {ceiling.note}" if ceiling.note else ""
    message = (
        f"{planned:g} units planned{before} pass the ceiling of {ceiling.units:g} "
        f"units{_scope(knowledge, ceiling)}.{note}"
    )
    return Finding("ceiling", "caution", message, ceiling.sources, ceiling.areas)


def _unchecked(knowledge: Knowledge, ceiling: Ceiling, planned: float) -> Finding:
    message = (
        f"{planned:g} units are planned, but the units of an earlier treatment are not "
        f"known, so the ceiling of {ceiling.units:g} units"
        f"{_scope(knowledge, ceiling)} cannot be checked. Ask for them."
    )
    return Finding("ceiling", "caution", message, ceiling.sources, ceiling.areas)


def given_before(case: Case, knowledge: Knowledge, ceiling: Ceiling) -> Given:
    """Units of earlier treatments that the evidence counts toward ``ceiling``."""
    if ceiling.months:
        since: date = case.on - timedelta(days=ceiling.months * DAYS_PER_MONTH)
    elif ceiling.weeks:
        since = case.on - timedelta(weeks=ceiling.weeks)
    else:
        since = case.on
    together = {knowledge.product.key, *ceiling.products}
    amounts = [
        (knowledge.unit_families[key], units)
        for treatment in case.history.previous or ()
        if (key := knowledge.known_product(treatment.product)) in together
        and since <= treatment.on <= case.on
        for area, units in treatment.units
        if not ceiling.areas or area in ceiling.areas
    ]
    known = tuple(Dose(family, u) for family, u in amounts if u is not None)
    exposure = total(known, family=knowledge.product.unit_family)
    return Given(exposure.units, len(amounts) - len(known))
