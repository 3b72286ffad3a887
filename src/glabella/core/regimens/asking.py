"""From a plan to the question that a comparison answers."""

from dataclasses import dataclass, field, replace

from glabella.core.case import Technique
from glabella.core.forecast.rules import Basis
from glabella.core.knowledge import Knowledge
from glabella.core.planner.model import Line, Plan
from glabella.core.planner.plan import make_plan
from glabella.core.regimens.compare import Question
from glabella.core.regimens.course import Prices
from glabella.core.regimens.intervals import first_visit, label_interval
from glabella.core.regimens.people import people_of
from glabella.core.regimens.rules import RegimenRules

__all__ = ["Span", "question_of"]

_TECHNIQUES: tuple[Technique, ...] = ("standard", "baby", "skin")


@dataclass(frozen=True, slots=True)
class Span:
    """How long to look, and what a unit and a visit cost."""

    years: int = 2
    prices: Prices = field(default_factory=Prices)


def question_of(
    plan: Plan, knowledge: Knowledge, basis: Basis, rules: RegimenRules, span: Span
) -> Question:
    """Plan the case with each technique; the people see the areas of all plans."""
    lines = {name: _lines(plan, knowledge, name) for name in _TECHNIQUES}
    planned = tuple(line for of in lines.values() for line in of)
    areas = tuple(dict.fromkeys(line.area for line in planned))
    label = label_interval(knowledge, areas, plan.case.jurisdiction)
    drawn = people_of(plan.case, planned, basis, first_visit(plan.case, label))
    return Question(
        plan=plan,
        knowledge=knowledge,
        lines=lines,
        cohort=drawn.cohort,
        shapes=drawn.shapes,
        area_rules=drawn.rules,
        silent=drawn.silent,
        told=drawn.told,
        rules=rules,
        years=span.years,
        prices=span.prices,
    )


def _lines(plan: Plan, knowledge: Knowledge, technique: Technique) -> tuple[Line, ...]:
    """What the planner doses with this technique; protocols stay standard."""
    goals = replace(plan.case.goals, technique=technique)
    planned = make_plan(replace(plan.case, goals=goals), knowledge)
    return tuple(line for line in planned.lines if line.technique == technique)
