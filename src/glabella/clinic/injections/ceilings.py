"""Running totals against the ceilings of the product, with what was given before."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from glabella.clinic.plans.content import restored
from glabella.clinic.plans.models import PlanVersion
from glabella.core.planner.ceilings import ceilings_for, given_before
from glabella.core.products import Ceiling
from glabella.core.units import NOISE_UNITS
from glabella.drawing.wording import number, units_text
from glabella.evidence.planning import knowledge_for

__all__ = ["CeilingLine", "ceiling_lines"]


@dataclass(frozen=True, slots=True)
class CeilingLine:
    """One ceiling and how far it is used; ``sources`` are keys of the evidence."""

    key: str
    text: str
    is_over: bool
    sources: tuple[str, ...]


def ceiling_lines(
    version: PlanVersion, given: Mapping[str, Decimal]
) -> tuple[CeilingLine, ...]:
    """Each ceiling that the plan was checked against; ``given`` is units by area."""
    plan = restored(version.content, version.answers)
    if plan is None:
        return ()
    knowledge = knowledge_for(plan.case.product)
    return tuple(
        _line(index, ceiling, _units(ceiling, given), before.units, before.unknown)
        for index, ceiling in enumerate(ceilings_for(knowledge, plan.case))
        for before in [given_before(plan.case, knowledge, ceiling)]
    )


def _units(ceiling: Ceiling, given: Mapping[str, Decimal]) -> float:
    counted = (
        u for area, u in given.items() if not ceiling.areas or area in ceiling.areas
    )
    return float(sum(counted, Decimal(0)))


def _line(
    index: int, ceiling: Ceiling, now: float, before: float, unknown: int
) -> CeilingLine:
    told = f"{number(now, 2)} of {units_text(ceiling.units)} {_period(ceiling)}"
    if before:
        told += f", beside {number(before, 2)} given before"
    if unknown:
        told += "; an earlier treatment's units are not known"
    return CeilingLine(
        key=f"ceiling-{index}",
        text=told,
        is_over=now + before > ceiling.units + NOISE_UNITS,
        sources=ceiling.sources,
    )


def _period(ceiling: Ceiling) -> str:
    if ceiling.months:
        return f"in {ceiling.months} months"
    if ceiling.weeks:
        return f"in {ceiling.weeks} weeks"
    return "in one session"
