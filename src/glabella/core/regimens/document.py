"""The comparison as a JSON document (``docs/reference/compare-json.md``)."""

from typing import Any

from glabella.core.intended_use import INTENDED_USE
from glabella.core.planner.document import as_document
from glabella.core.planner.model import Plan
from glabella.core.regimens.compare import Comparison
from glabella.core.regimens.model import (
    AreaDose,
    AreaOutcome,
    Course,
    Outcome,
    ShapeOutcome,
    Spread,
    Verdict,
)
from glabella.core.regimens.optimise import Choice, Search
from glabella.core.regimens.wording import NOTES, SENTENCE, in_short

__all__ = ["as_blocked_document", "as_comparison_document"]

Document = dict[str, Any]


def as_blocked_document(plan: Plan) -> Document:
    """A blocked plan: what blocks it, and no regimen."""
    told = as_document(plan)
    kept = ("status", "product", "jurisdiction", "on", "findings", "citations")
    return {
        **{key: told[key] for key in kept},
        "sentence": SENTENCE,
        "regimens": [],
        "intended_use": INTENDED_USE,
    }


def as_comparison_document(
    comparison: Comparison, search: Search | None = None
) -> Document:
    """Plain tables, lists, texts and numbers, ready for ``json.dumps``."""
    question = comparison.question
    told = as_document(question.plan)
    return {
        "status": question.plan.status,
        "product": question.case.product,
        "jurisdiction": question.case.jurisdiction,
        "on": question.case.on.isoformat(),
        "years": question.years,
        "people": question.cohort.people if question.cohort else 0,
        "sentence": SENTENCE,
        "in_short": list(in_short(comparison)),
        "target": _target(comparison),
        "label_interval": _label(comparison),
        "first_visit": question.start.isoformat(),
        "areas": _areas(comparison),
        "earlier_treatment_counts": question.carried,
        "earlier_results": list(question.told),
        "untreated": _verdict(comparison.untreated, comparison.best),
        "regimens": [_verdict(v, comparison.best) for v in comparison.verdicts],
        "optimised": None if search is None else _search(search),
        "notes": list(NOTES),
        "findings": told["findings"],
        "citations": _citations(comparison, search),
        "intended_use": INTENDED_USE,
    }


def _target(comparison: Comparison) -> Document:
    rules, goals = comparison.question.rules, comparison.question.case.goals
    natural = goals.movement == "natural"
    return {
        "movement": goals.movement,
        "severity_at_most": rules.mild_up_to,
        "better_by": rules.better_by,
        "movement_at_least": rules.least_movement if natural else None,
        "sources": list(rules.sources),
    }


def _label(comparison: Comparison) -> Document | None:
    label = comparison.label
    if label is None:
        return None
    return {
        "interval": label.interval.words,
        "weeks": label.weeks,
        "sources": list(label.interval.sources),
    }


def _areas(comparison: Comparison) -> list[Document]:
    question = comparison.question
    return [
        {
            "area": area,
            "area_name": question.knowledge.area(area).name,
            "forecast": rule.basis if rule else None,
            "notes": list(rule.notes) if rule else [question.silent[area]],
            "sources": list(rule.sources if rule else question.rules.sources),
        }
        for area in question.areas
        for rule in [question.area_rules.get(area)]
    ]


def _verdict(verdict: Verdict, best: str) -> Document:
    regimen, visits = verdict.regimen, verdict.visits
    return {
        "key": regimen.key,
        "name": regimen.name,
        "techniques": list(regimen.techniques),
        "suits": verdict.suits,
        "rule": {"kind": regimen.rule.kind, "weeks": regimen.rule.weeks or None},
        "doses": [[_dose(dose) for dose in visit] for visit in regimen.doses],
        "label_interval_kept": verdict.label_interval_kept,
        "ceiling_warnings": list(verdict.ceiling_warnings),
        "may_be_recommended": verdict.may_be_recommended,
        "most_weeks_at_target": regimen.key == best,
        "outcome": verdict.outcome and _outcome(verdict.outcome),
        "outcome_by_area": [_area(area) for area in verdict.areas],
        "shape_by_area": [_shape(shape) for shape in verdict.shapes],
        "visits_a_year": _spread(visits.visits_a_year),
        "visits_in_all": _spread(visits.visits_in_all),
        "units_a_year": _spread(visits.units_a_year),
        "units_in_all": _spread(visits.units_in_all),
        "cost_a_year": visits.cost_a_year and _spread(visits.cost_a_year),
        "visit_weeks": [list(mark) for mark in visits.marks],
        "antibodies": {
            "concern": verdict.antibodies.level,
            "text": verdict.antibodies.text,
            "sources": list(verdict.antibodies.sources),
        },
        "notes": list(verdict.notes),
        "sources": list(verdict.sources),
    }


def _dose(dose: AreaDose) -> Document:
    return {
        "area": dose.area,
        "technique": dose.technique,
        "units": _number(dose.units),
        "sources": list(dose.sources),
    }


def _outcome(outcome: Outcome) -> Document:
    return {
        "weeks_at_target": _spread(outcome.at_target),
        "weeks_above_target": _spread(outcome.above_target),
        "weeks_too_little_movement": _spread(outcome.too_little_movement),
        "weeks_lines_as_wished": _spread(outcome.lines_as_wished),
        "weeks_hardly_moving": [
            {"force_below": share, "mean": round(weeks, 2)}
            for share, weeks in outcome.hardly_moving
        ],
        "deepest_fade": _spread(outcome.deepest_fade),
        "least_movement": _spread(outcome.least_movement),
        "muscle_mass": _spread(outcome.muscle_mass),
        "line_at_rest": {
            "from_start": outcome.at_rest_from_start,
            "against_untreated": outcome.at_rest_against_untreated,
        },
    }


def _area(area: AreaOutcome) -> Document:
    return {
        "area": area.area,
        **_outcome(area.outcome),
        "severity_by_week": _by_week(area.course),
    }


def _shape(shape: ShapeOutcome) -> Document:
    return {
        "area": shape.area,
        "muscle_mass": _spread(shape.muscle_mass),
        "thinnest": _spread(shape.thinnest),
        "least_movement": _spread(shape.least_movement),
        "muscle_mass_by_week": _by_week(shape.course),
    }


def _by_week(course: Course) -> Document:
    return {
        name: [round(value, 2) for value in getattr(course, name)]
        for name in ("low", "median", "high")
    }


def _spread(spread: Spread) -> Document:
    return {
        name: _number(round(getattr(spread, name), 2))
        for name in ("mean", "low", "median", "high")
    }


def _number(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value


def _search(search: Search) -> Document:
    return {
        "refused": search.refused or None,
        "combinations": search.combinations,
        "close_to_best": search.close_to_best,
        "picks": [{"why": pick.why, **_choice(pick.choice)} for pick in search.picks],
        "choices": [_choice(choice) for choice in search.choices],
        "sources": list(search.sources),
    }


def _choice(choice: Choice) -> Document:
    """Short, for there are hundreds: the sources stand once, with the search."""
    return {
        "interval_weeks": choice.weeks,
        "units": {dose.area: _number(dose.units) for dose in choice.doses},
        "low_dose_areas": [d.area for d in choice.doses if d.technique == "baby"],
        "weeks_at_target": round(choice.at_target, 2),
        "weeks_above_target": round(choice.above_target, 2),
        "weeks_too_little_movement": round(choice.too_little_movement, 2),
        "units_a_year": round(choice.units_a_year, 1),
        "visits_a_year": round(choice.visits_a_year, 2),
    }


def _citations(comparison: Comparison, search: Search | None) -> list[Document]:
    return [
        {
            "key": source.key,
            "title": source.title,
            "address": source.address or None,
            "grade": source.grade,
            "edition": source.edition,
        }
        for source in comparison.cited(search.sources if search else ())
    ]
