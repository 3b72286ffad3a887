"""Every regimen beside the untreated course, with its marks and its outcome."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np

from glabella.core.case import Case, Technique
from glabella.core.findings import Finding
from glabella.core.forecast.exposure import AreaRule
from glabella.core.knowledge import Knowledge
from glabella.core.planner.model import Fit, Line, Plan
from glabella.core.regimens.cohort import Cohort
from glabella.core.regimens.course import Lived, Prices, live, live_along, visits_of
from glabella.core.regimens.intervals import (
    LabelInterval,
    ceiling_warnings,
    first_visit,
    keeps,
    label_interval,
)
from glabella.core.regimens.model import (
    WEEKS_A_YEAR,
    AreaOutcome,
    Concern,
    Outcome,
    Regimen,
    ShapeOutcome,
    Verdict,
)
from glabella.core.regimens.outcome import (
    Target,
    course_of,
    outcome_of,
    shape_outcome_of,
)
from glabella.core.regimens.rhythms import UNTREATED, Menu, regimens
from glabella.core.regimens.rules import RegimenRules
from glabella.core.sources import Source

__all__ = ["Comparison", "Question", "compare"]

_FURTHER = "No further treatment"

_STEERED = (
    "Steered by each virtual person's own lines, week by week; the other regimens "
    "follow the calendar, whatever the lines do."
)

_FITS: tuple[Fit, ...] = ("no", "maybe", "yes")


@dataclass(frozen=True, slots=True)
class Question:
    """A plan that is not blocked, its lines by technique, and the people.

    ``cohort`` has the areas with lines, ``shapes`` muscles treated for their shape.
    ``area_rules`` says of each area of both how units enter the model and what
    stands behind it; ``silent`` names the others, each with the reason; ``told``
    what earlier results of this patient changed.
    """

    plan: Plan
    knowledge: Knowledge
    lines: Mapping[Technique, tuple[Line, ...]]
    cohort: Cohort | None
    shapes: Cohort | None
    area_rules: Mapping[str, AreaRule]
    silent: Mapping[str, str]
    told: tuple[str, ...]
    rules: RegimenRules
    years: int
    prices: Prices

    @property
    def case(self) -> Case:
        """The case of the plan."""
        return self.plan.case

    @property
    def areas(self) -> tuple[str, ...]:
        """Areas of the lines of any technique, in order."""
        lines = (line for of in self.lines.values() for line in of)
        return tuple(dict.fromkeys(line.area for line in lines))

    @property
    def label(self) -> LabelInterval | None:
        """The longest label interval of the areas."""
        return label_interval(self.knowledge, self.areas, self.case.jurisdiction)

    @property
    def start(self) -> date:
        """The first visit: today, or when an earlier treatment's interval ends."""
        return first_visit(self.case, self.label)

    @property
    def begun(self) -> Case:
        """The case on the day of the first visit."""
        return replace(self.case, on=self.start)

    @property
    def carried(self) -> bool:
        """Whether an earlier treatment counts at the first visit."""
        drawn = (one for one in (self.cohort, self.shapes) if one is not None)
        return any(one.rows.start is not None for one in drawn)

    @property
    def menu(self) -> Menu:
        """What regimens are made from."""
        step = self.knowledge.product.step_units
        seen = self.cohort.areas if self.cohort else ()
        return Menu(self.lines, step, self.label, self.rules, seen)

    def without_forecast(self, areas: tuple[str, ...]) -> tuple[str, ...]:
        """Which of ``areas`` have none, and why: a sentence for each reason."""
        by_reason: dict[str, list[str]] = {}
        for area in areas:
            if area in self.silent:
                by_reason.setdefault(self.silent[area], []).append(area)
        return tuple(
            f"{self.knowledge.area_names(names)}: no forecast of a line. {why}"
            for why, names in by_reason.items()
        )

    def target(self) -> Target | None:
        """What this person wants; None where no area has a forecast."""
        if self.cohort is None:
            return None
        maximal = self.case.goals.movement == "maximal"
        return Target.of(self.cohort.rows, self.rules, maximal=maximal)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The regimens in the order of the menu, and the untreated course."""

    question: Question
    label: LabelInterval | None
    untreated: Verdict
    verdicts: tuple[Verdict, ...]
    best: str
    """Key of the regimen with most weeks at target among those that may be
    recommended; where weeks are alike the one with fewest units; empty: none."""

    def zone(self, area: str) -> float:
        """Highest severity at target of the typical person, for the picture."""
        cohort, target = self.question.cohort, self.question.target()
        if cohort is None or target is None:
            return 0.0
        return float(np.median(target.highest[cohort.areas.index(area)]))

    def cited(self, more: tuple[str, ...] = ()) -> tuple[Source, ...]:
        """Every source that the comparison leans on, in order of first use."""
        verdicts = (self.untreated, *self.verdicts)
        keys = [
            *(key for f in self.question.plan.findings for key in f.sources),
            *(key for v in verdicts for key in (*v.sources, *v.antibodies.sources)),
            *more,
        ]
        return tuple(map(self.question.knowledge.source, dict.fromkeys(keys)))


def compare(question: Question) -> Comparison:
    """Simulate every regimen for ``question.years`` years."""
    weeks, target = question.years * WEEKS_A_YEAR, question.target()
    nothing = replace(UNTREATED, name=_FURTHER) if question.carried else UNTREATED
    nobody = live(question.cohort, nothing, target, weeks)
    untreated = _verdict(question, nothing, nobody, nobody)
    verdicts = tuple(
        _verdict(question, one, live(question.cohort, one, target, weeks), nobody)
        for one in regimens(question.menu)
    )
    best = _best(verdicts, question.rules)
    return Comparison(question, question.label, untreated, verdicts, best)


def _verdict(
    question: Question, regimen: Regimen, lived: Lived, untreated: Lived
) -> Verdict:
    kept = keeps(regimen, question.label)
    warnings = ceiling_warnings(
        question.begun, question.knowledge, _lines(question, regimen), regimen
    )
    outcome, areas = _outcomes(question, regimen, lived, untreated)
    return Verdict(
        regimen=regimen,
        suits=_suits(question.plan, regimen),
        label_interval_kept=kept,
        ceiling_warnings=tuple(finding.message for finding in warnings),
        outcome=outcome,
        areas=areas,
        shapes=_shapes(question, regimen, lived),
        visits=visits_of(lived, regimen, question.years, question.prices),
        antibodies=_concern(regimen, question.rules, kept=kept),
        notes=_notes(question, regimen, kept=kept),
        sources=_sources(question, regimen, warnings),
    )


def _lines(question: Question, regimen: Regimen) -> tuple[Line, ...]:
    """The lines whose sites and ceilings a regimen's doses belong to."""
    found: dict[str, Line] = {}
    for technique in regimen.techniques:
        for line in question.lines.get(technique, ()):
            found.setdefault(line.area, line)
    return tuple(found.values())


def _outcomes(
    question: Question, regimen: Regimen, lived: Lived, untreated: Lived
) -> tuple[Outcome | None, tuple[AreaOutcome, ...]]:
    """Over the areas that the regimen treats; without treatment over all."""
    cohort, target = question.cohort, question.target()
    if cohort is None or target is None:
        return None, ()
    if lived.track is None or untreated.track is None:
        return None, ()
    rows = [
        index
        for index, area in enumerate(cohort.areas)
        if not regimen.doses or area in regimen.areas
    ]
    if not rows:
        return None, ()
    own = replace(target, highest=target.highest[rows])
    track, nobody = lived.track.of(rows), untreated.track.of(rows)
    whole, each = outcome_of(track, own, nobody, question.rules)
    areas = tuple(
        AreaOutcome(
            cohort.areas[row], outcome, course_of(track.in_contraction[:, index])
        )
        for index, (row, outcome) in enumerate(zip(rows, each, strict=True))
    )
    return whole, areas


def _shapes(
    question: Question, regimen: Regimen, lived: Lived
) -> tuple[ShapeOutcome, ...]:
    """What becomes of the muscles that the regimen treats for their shape."""
    cohort = question.shapes
    if cohort is None or not set(regimen.areas) & set(cohort.areas):
        return ()
    track = live_along(cohort, regimen, lived.visited)
    return tuple(
        shape_outcome_of(area, track.of([row]))
        for row, area in enumerate(cohort.areas)
        if area in regimen.areas
    )


def _suits(plan: Plan, regimen: Regimen) -> Fit:
    """The least that any of its techniques suits."""
    fits = [
        _FITS.index(fit.suits)
        for fit in plan.suitability
        if fit.technique in regimen.techniques
    ]
    return _FITS[min(fits)] if fits else "maybe"


def _concern(regimen: Regimen, rules: RegimenRules, *, kept: bool | None) -> Concern:
    if not regimen.doses:
        return Concern("none", "No toxin, no antibodies to it.", rules.sources)
    if kept is None:
        told = rules.concerns["interval not read"]
        return Concern("interval not read", told.text, told.sources)
    level: Literal["as labelled", "raised"] = "as labelled" if kept else "raised"
    told = rules.concerns[level]
    return Concern(level, told.text, told.sources)


def _notes(
    question: Question, regimen: Regimen, *, kept: bool | None
) -> tuple[str, ...]:
    names = question.knowledge.area_names
    notes = []
    if kept is False and question.label:
        notes.append(
            f"Breaks the label interval of {question.label.interval.words}: shown for "
            "comparison, not recommended."
        )
    if kept is None:
        notes.append("No label interval was read for this product and these areas.")
    if missing := _left_out(question, regimen):
        notes.append(f"Does not treat: {names(missing)}; no dose of this technique.")
    if regimen.rule.kind == "fade":
        notes.append(_STEERED)
    notes.extend(question.without_forecast(regimen.areas))
    return tuple(notes)


def _left_out(question: Question, regimen: Regimen) -> tuple[str, ...]:
    """Areas that another plan for muscles treats and this regimen does not."""
    if not regimen.doses or regimen.techniques == ("skin",):
        return ()
    wished = tuple(line.area for line in question.lines.get("standard", ()))
    return tuple(area for area in wished if area not in regimen.areas)


def _sources(
    question: Question, regimen: Regimen, warnings: tuple[Finding, ...]
) -> tuple[str, ...]:
    keys = [key for visit in regimen.doses for dose in visit for key in dose.sources]
    if question.label and regimen.doses:
        keys += question.label.interval.sources
    keys += [key for finding in warnings for key in finding.sources]
    for area in regimen.areas or tuple(question.area_rules):
        if area in question.area_rules:
            keys += question.area_rules[area].sources
    return tuple(dict.fromkeys((*keys, *question.rules.sources)))


def _best(verdicts: tuple[Verdict, ...], rules: RegimenRules) -> str:
    """Most weeks at target; among near ties the fewest units."""
    fit = [
        (verdict.outcome.at_target.mean, verdict)
        for verdict in verdicts
        if verdict.may_be_recommended and verdict.outcome is not None
    ]
    if not fit:
        return ""
    most = max(weeks for weeks, _ in fit)
    near = [verdict for weeks, verdict in fit if weeks >= most - rules.tie_weeks]
    return min(near, key=lambda v: v.visits.units_a_year.mean).regimen.key
