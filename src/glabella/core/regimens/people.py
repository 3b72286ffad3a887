"""The people of a comparison: those of the forecast, one cohort for all regimens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from glabella.core.arrays import FloatArray, IntArray
from glabella.core.case import Case
from glabella.core.forecast.crowd import sensitivity
from glabella.core.forecast.explain import changes
from glabella.core.forecast.exposure import AreaRule, area_rule, exposure
from glabella.core.forecast.model import Settings
from glabella.core.forecast.rules import Basis
from glabella.core.forecast.run import Run, prepare
from glabella.core.forecast.summary import resample
from glabella.core.planner.model import Line
from glabella.core.regimens.cohort import Cohort, Rows, Tempo

__all__ = ["PEOPLE", "Drawn", "people_of"]

PEOPLE = 600
"""Enough for bands by week; a forecast of one visit draws more."""

_SETTINGS = Settings(days=(0.0, 7.0))
"""The forecast's own people; their course is stepped through here."""

_LINES = "line"
_NO_LINES = (
    "Regimens are compared by the lines of movement; of skin texture, sweat, shape "
    "and headache nothing is said here."
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The cohort, the rule of each of its areas, and why other areas have none.

    ``told`` says what earlier results of this patient changed.
    """

    cohort: Cohort | None
    rules: Mapping[str, AreaRule]
    silent: Mapping[str, str]
    told: tuple[str, ...]


def people_of(case: Case, planned: Sequence[Line], basis: Basis) -> Drawn:
    """People in each area of the ``planned`` lines that has a forecast.

    Earlier treatments of the case and their results make them like this patient,
    as in the forecast of one visit.
    """
    rules, silent = _rules(case, planned, basis)
    if not rules:
        return Drawn(None, {}, silent, ())
    doses = [(rule, 1.0) for rule in rules.values()]
    run = prepare(case, doses, (), basis, _SETTINGS)
    known = changes(run.history, run.before, run.personal)
    said = dict.fromkeys(text for area in rules for text in known.get(area, ()))
    warning = (run.personal.warning,) if run.personal.warning else ()
    told = (*said, *run.history.past.unused, *warning)
    return Drawn(_cohort(run, rules, basis), rules, silent, told)


def _cohort(run: Run, rules: Mapping[str, AreaRule], basis: Basis) -> Cohort:
    areas = tuple(rules)
    chosen = [_chosen(run, index) for index in range(len(areas))]
    vectors, fixed = run.history.vectors, basis.posterior.constants
    at = {
        area: run.personal.state.vector[who]
        for area, who in zip(areas, chosen, strict=True)
    }

    def exposed(area: str, units: float) -> FloatArray:
        return np.asarray(exposure(rules[area], units, vectors, basis)[at[area]])

    return Cohort(
        areas=areas,
        rows=_rows(run, chosen, basis),
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


def _rows(run: Run, chosen: Sequence[IntArray], basis: Basis) -> Rows:
    """The same person in every area: shared kinetics, lines as they were graded."""
    personal, past, crowd = run.personal, run.history.past, run.crowd
    strong = sensitivity(personal.state, run.history.vectors, basis, past.rules)
    lines = personal.lines

    def own(values: FloatArray) -> FloatArray:
        """An array (areas, people) as each area's people have it."""
        return np.array([values[area][who] for area, who in enumerate(chosen)])

    def shared(values: FloatArray) -> FloatArray:
        return np.array([values[who] for who in chosen])

    fast, slow = own(lines.fast_rest), own(lines.slow_rest)
    loss = basis.posterior.constants.mass_loss_fraction
    return Rows(
        sensitivity=np.exp(own(strong)),
        half_life_days=shared(crowd.half_life_days),
        entry_rate=shared(crowd.entry_rate),
        severity=own(lines.dynamic) + fast + slow,
        fast_rest=fast,
        slow_rest=slow,
        mass_loss_fraction=np.full(fast.shape, loss),
        hill=shared(crowd.hill),
        strain_exponent=shared(crowd.strain_exponent),
    )


def _rules(
    case: Case, planned: Sequence[Line], basis: Basis
) -> tuple[dict[str, AreaRule], dict[str, str]]:
    rules: dict[str, AreaRule] = {}
    silent: dict[str, str] = {}
    for line in planned:
        if line.area in rules or line.area in silent:
            continue
        if basis.kind(line.area) != _LINES:
            silent[line.area] = _NO_LINES
            continue
        found = area_rule(
            line.area, case.product, basis, standard_units=line.label_units
        )
        if isinstance(found, AreaRule):
            rules[line.area] = found
        else:
            silent[line.area] = found.reason
    return rules, silent
