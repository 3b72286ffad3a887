"""The people of a comparison: those of the forecast, one cohort for all regimens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from glabella.core.arrays import FloatArray, IntArray
from glabella.core.case import Case
from glabella.core.forecast.crowd import mass_loss, sensitivity
from glabella.core.forecast.explain import changes
from glabella.core.forecast.exposure import AreaRule, exposure
from glabella.core.forecast.model import Settings
from glabella.core.forecast.rules import Basis
from glabella.core.forecast.run import Run, prepare
from glabella.core.forecast.scope import scope_of
from glabella.core.forecast.summary import resample
from glabella.core.planner.model import Line
from glabella.core.regimens.carrying import (
    chosen_of,
    days_until,
    standing_at_first_visit,
    still_at_work,
)
from glabella.core.regimens.cohort import Cohort, Rows, Tempo

__all__ = ["PEOPLE", "Drawn", "people_of"]

PEOPLE = 600
"""Enough for bands by week; a forecast of one visit draws more."""

_LINES, _SHAPES = "line", "shape"
_NO_LINES = (
    "Regimens are judged by lines in movement and by muscle mass; what is forecast of "
    "texture or sweat stands with the plan. Visits and units are counted."
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """People by their lines and by muscles treated for shape, and each area's rule.

    ``silent``: why other areas have none; ``told``: what earlier results changed.
    """

    cohort: Cohort | None
    shapes: Cohort | None
    rules: Mapping[str, AreaRule]
    silent: Mapping[str, str]
    told: tuple[str, ...]


def people_of(
    case: Case, planned: Sequence[Line], basis: Basis, first_visit: date
) -> Drawn:
    """People in each area of the ``planned`` lines that has a forecast.

    Earlier treatments of the case and their results make them like this patient,
    as in the forecast of one visit. They stand as they will on ``first_visit``.
    """
    rules, silent = _rules(case, planned, basis)
    if not rules:
        return Drawn(None, None, {}, silent, ())
    untreated = [(rule, 0.0) for rule in rules.values()]
    wait = (first_visit - case.on).days
    run = prepare(case, untreated, (), basis, Settings(days=days_until(wait)))
    known = changes(run.history, run.before, run.personal)
    said = dict.fromkeys(text for area in rules for text in known.get(area, ()))
    warning = (run.personal.warning,) if run.personal.warning else ()
    cohort, shapes = (_cohort(run, rules, basis, kind) for kind in (_LINES, _SHAPES))
    left = next(still_at_work(one.rows.start) for one in (cohort, shapes) if one)
    told = (*said, *left, *run.history.past.unused, *warning)
    return Drawn(cohort, shapes, rules, silent, told)


def _cohort(
    run: Run, rules: Mapping[str, AreaRule], basis: Basis, kind: str
) -> Cohort | None:
    """The areas of one kind; None where there are none."""
    picks = {
        area: (row, _chosen(run, row))
        for row, area in enumerate(rules)
        if basis.kind(area) == kind
    }
    if not picks:
        return None
    vectors, fixed = run.history.vectors, basis.posterior.constants
    at = {area: run.personal.state.vector[who] for area, (_, who) in picks.items()}

    def exposed(area: str, units: float) -> FloatArray:
        return np.asarray(exposure(rules[area], units, vectors, basis)[at[area]])

    return Cohort(
        areas=tuple(picks),
        rows=_rows(run, tuple(picks.values()), basis),
        tempo=Tempo(
            fast_days=fixed.fast_days,
            slow_days=fixed.slow_days,
            slow_growth_per_day=fixed.slow_growth_per_day,
            mass_loss_days=fixed.mass_loss_days,
            mass_recovery_days=fixed.mass_recovery_days,
        ),
        exposure=exposed,
        occasion_spread=fixed.occasion_spread,
    )


def _chosen(run: Run, index: int) -> IntArray:
    """People of one area, evenly or by weight, in rising order.

    The order keeps areas of alike people side by side where weights differ.
    """
    weights, people = run.personal.weights, len(run.personal.state)
    even = np.full(people, 1.0 / people)
    return resample(even if weights is None else weights[index], PEOPLE)


def _rows(run: Run, picks: Sequence[tuple[int, IntArray]], basis: Basis) -> Rows:
    """Kinetics, lines as they were graded, and what earlier visits left.

    Without weights a column is the same person in every area; with weights each
    area has its own, and a column holds people who are alike.
    """
    personal, past, crowd = run.personal, run.history.past, run.crowd
    strong = sensitivity(personal.state, run.history.vectors, basis, past.rules)
    lines = personal.lines

    def own(values: FloatArray) -> FloatArray:
        """An array (areas, people) as each area's people have it."""
        return np.array([values[row][who] for row, who in picks])

    def shared(values: FloatArray) -> FloatArray:
        return np.array([values[who] for _, who in picks])

    fast, slow = own(lines.fast_rest), own(lines.slow_rest)
    sensitive = np.exp(strong)
    lost = mass_loss(personal.state, run.history.vectors, basis, past.rules)
    standing = standing_at_first_visit(run, sensitive, basis.posterior.constants)
    return Rows(
        sensitivity=own(sensitive),
        half_life_days=shared(crowd.half_life_days),
        entry_rate=shared(crowd.entry_rate),
        severity=own(lines.dynamic) + fast + slow,
        fast_rest=fast,
        slow_rest=slow,
        mass_loss_fraction=own(lost),
        hill=shared(crowd.hill),
        strain_exponent=shared(crowd.strain_exponent),
        start=None if standing is None else chosen_of(standing, own),
    )


def _rules(
    case: Case, planned: Sequence[Line], basis: Basis
) -> tuple[dict[str, AreaRule], dict[str, str]]:
    rules: dict[str, AreaRule] = {}
    silent: dict[str, str] = {}
    for line in planned:
        if line.area in rules or line.area in silent:
            continue
        if basis.kind(line.area) not in {_LINES, _SHAPES}:
            silent[line.area] = _NO_LINES
            continue
        found = scope_of(case, line, basis).rule
        if isinstance(found, AreaRule):
            rules[line.area] = found
        else:
            silent[line.area] = found.reason
    return rules, silent
