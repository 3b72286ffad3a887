"""Doses and intervals that no other choice beats, inside every safety rule.

Areas do not act on each other at one interval, so their tables add up: the
search over all combinations is exact and needs no solver.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from glabella.core.arrays import FloatArray
from glabella.core.case import Technique
from glabella.core.planner.ceilings import ceilings_for, given_before
from glabella.core.planner.model import Line
from glabella.core.regimens.cohort import Cohort
from glabella.core.regimens.compare import Question
from glabella.core.regimens.model import WEEKS_A_YEAR, AreaDose
from glabella.core.regimens.outcome import Target
from glabella.core.regimens.pareto import Option, combine, undominated
from glabella.core.regimens.search import (
    Cap,
    Ladder,
    caps,
    intervals,
    ladder,
    response,
)

__all__ = ["Choice", "Pick", "Search", "optimise"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One undominated choice; weeks a year are means over people and areas."""

    weeks: int
    doses: tuple[AreaDose, ...]
    above_target: float
    too_little_movement: float
    units_a_year: float
    visits_a_year: float

    @property
    def at_target(self) -> float:
        """Weeks a year at target."""
        return WEEKS_A_YEAR - self.above_target - self.too_little_movement


@dataclass(frozen=True, slots=True)
class Pick:
    """A choice worth a look, and what makes it so."""

    why: str
    choice: Choice


@dataclass(frozen=True, slots=True)
class Search:
    """The Pareto set; ``refused`` says why where there is none.

    ``combinations``: how many were ruled on, ``close_to_best``: the share of the
    most weeks at target that every pick but the first keeps.
    """

    choices: tuple[Choice, ...]
    picks: tuple[Pick, ...]
    combinations: int
    close_to_best: float
    refused: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Setup:
    question: Question
    cohort: Cohort
    target: Target
    ladders: tuple[Ladder, ...]
    fixed: tuple[Line, ...]
    """Lines without a forecast: they keep the plan's dose."""


def optimise(question: Question) -> Search:
    """Least weeks above target, weeks without movement, units and visits."""
    refused = _refused(question)
    cohort, target = question.cohort, question.target()
    if refused or cohort is None or target is None or question.label is None:
        return Search((), (), 0, 0.0, refused, question.rules.sources)
    setup = _setup(question, cohort, target)
    longest = max(question.rules.longest_weeks, question.label.weeks)
    found: list[Choice] = []
    combinations = 0
    for weeks in intervals(question.label.weeks, longest):
        found.extend(_at(setup, weeks))
        combinations += int(np.prod([len(rungs.units) for rungs in setup.ladders]))
    if not found:
        told = "Every choice would pass a ceiling beside the earlier treatments."
        return Search((), (), combinations, 0.0, told, _sources(setup))
    front = undominated(np.array([_costs(choice) for choice in found]))
    choices = tuple(found[index] for index in front)
    close = question.rules.close_to_best
    picks = _picks(choices, close)
    return Search(choices, picks, combinations, close, "", _sources(setup))


def _sources(setup: _Setup) -> tuple[str, ...]:
    """Of the ranges, the ceilings, the label interval and our own rules."""
    question = setup.question
    lines = (*(n for rungs in setup.ladders for n in rungs.lines), *setup.fixed)
    keys = [key for line in lines for key in line.sources]
    if question.label is not None:
        keys += question.label.interval.sources
        bounds = caps(question.begun, question.knowledge, question.label.weeks)
        keys += [key for cap in bounds for key in cap.sources]
    return tuple(dict.fromkeys((*keys, *question.rules.sources)))


def _refused(question: Question) -> str:
    if question.cohort is None:
        return "No area of this plan has a forecast of a line, so there is nothing to search by."
    if question.label is None:
        return (
            "No label interval was read for this product and these areas, so no "
            "interval can be called safe."
        )
    alone = [f for f in question.plan.findings if f.rule == "needs-other-area"]
    if alone:
        return f"Every choice would break a safety rule. {alone[0].message}"
    if not question.lines.get("standard"):
        return "No standard dose is planned, so there is no range to search."
    return _ceiling_unknown(question)


def _ceiling_unknown(question: Question) -> str:
    """Why no ceiling can be checked: units of an earlier treatment are not known."""
    case, knowledge = question.begun, question.knowledge
    if any(
        given_before(case, knowledge, c).unknown for c in ceilings_for(knowledge, case)
    ):
        return (
            "The units of an earlier treatment are not known, so no choice can be "
            "checked against every ceiling. Ask for them."
        )
    return ""


def _setup(question: Question, cohort: Cohort, target: Target) -> _Setup:
    low = {line.area: line for line in question.lines.get("baby", ())}
    step = question.knowledge.product.step_units
    lines = question.lines["standard"]
    return _Setup(
        question,
        cohort,
        target,
        tuple(
            ladder(line, low.get(line.area), step)
            for line in lines
            if line.area in cohort.areas
        ),
        tuple(line for line in lines if line.area not in cohort.areas),
    )


def _at(setup: _Setup, weeks: int) -> list[Choice]:
    """The undominated combinations at one interval."""
    case, knowledge = setup.question.begun, setup.question.knowledge
    bounds = caps(case, knowledge, weeks)
    rungs = [
        _options(run, response(setup.cohort, run, weeks, setup.target), bounds)
        for run in setup.ladders
    ]
    fixed = [[_kept(line, bounds)] for line in setup.fixed]
    joined = combine([*rungs, *fixed], [cap.units for cap in bounds])
    return [
        _choice(setup, weeks, picks.tolist(), costs)
        for picks, costs in zip(joined.chosen, joined.costs, strict=True)
    ]


def _options(
    rungs: Ladder, table: tuple[FloatArray, FloatArray], bounds: Sequence[Cap]
) -> list[Option]:
    above, still = table
    return [
        Option(
            (float(above[n]), float(still[n]), units),
            tuple(cap.load(rungs.area, units) for cap in bounds),
        )
        for n, units in enumerate(rungs.units)
    ]


def _kept(line: Line, bounds: Sequence[Cap]) -> Option:
    loads = tuple(cap.load(line.area, line.units) for cap in bounds)
    return Option((0.0, 0.0, line.units), loads)


def _choice(
    setup: _Setup, weeks: int, picks: Sequence[int], costs: FloatArray
) -> Choice:
    visits = WEEKS_A_YEAR / weeks
    above, still, units = (float(cost) for cost in costs)
    own = tuple(
        _dose(rungs, rungs.units[pick])
        for rungs, pick in zip(setup.ladders, picks, strict=False)
    )
    kept = tuple(
        AreaDose(line.area, line.units, line.technique, line.sources)
        for line in setup.fixed
    )
    areas = len(setup.ladders)
    return Choice(
        weeks=weeks,
        doses=(*own, *kept),
        above_target=above / areas,
        too_little_movement=still / areas,
        units_a_year=units * visits,
        visits_a_year=visits,
    )


def _dose(rungs: Ladder, units: float) -> AreaDose:
    technique: Technique = "baby" if units <= rungs.low_up_to else "standard"
    by_technique: Mapping[str, Line] = {line.technique: line for line in rungs.lines}
    line = by_technique.get(technique, rungs.lines[0])
    return AreaDose(rungs.area, units, technique, line.sources)


def _costs(choice: Choice) -> tuple[float, float, float, float]:
    costs = (
        choice.above_target,
        choice.too_little_movement,
        choice.units_a_year,
        choice.visits_a_year,
    )
    above, still, units, visits = (round(cost, 6) for cost in costs)
    return above, still, units, visits


def _picks(choices: Sequence[Choice], close: float) -> tuple[Pick, ...]:
    """Best at target; then the least of each cost among those near to it."""
    if not choices:
        return ()
    best = max(choices, key=lambda c: (c.at_target, -c.units_a_year))
    near = [c for c in choices if c.at_target >= close * best.at_target]
    least = {
        "fewest units": min(near, key=lambda c: (c.units_a_year, -c.at_target)),
        "fewest visits": min(near, key=lambda c: (c.visits_a_year, -c.at_target)),
        "most movement": min(near, key=lambda c: (c.too_little_movement, -c.at_target)),
    }
    told: dict[Choice, str] = {}
    for why, choice in least.items():
        told[choice] = f"{told[choice]} and {why}" if choice in told else why
    most, among = (
        "most weeks at target",
        f"of those within {close:.0%} of the most weeks",
    )
    named = {choice: f"{why}, {among}" for choice, why in told.items()}
    first = f"{most}; {named.pop(best)}" if best in named else most
    picks = {best: first, **named}
    return tuple(Pick(why, choice) for choice, why in picks.items())
