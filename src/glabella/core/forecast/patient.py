"""The forecast of a plan: one patient, every line, with what is known of them."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from glabella.core.case import Case
from glabella.core.forecast.draws import draw_state, draw_vectors
from glabella.core.forecast.explain import changes, notes_of, sources_of
from glabella.core.forecast.exposure import AreaRule
from glabella.core.forecast.model import (
    AreaForecast,
    Band,
    NonResponse,
    PastTreatment,
    Settings,
)
from glabella.core.forecast.non_response import LITTLE, non_response_of
from glabella.core.forecast.outlook import forecast_of
from glabella.core.forecast.past import read_past
from glabella.core.forecast.rules import Basis
from glabella.core.forecast.run import Run, prepare
from glabella.core.forecast.scope import Scope, scope_of
from glabella.core.forecast.skin_areas import skin_forecast
from glabella.core.forecast.summary import band
from glabella.core.planner.model import Line, Plan

__all__ = ["forecast", "forecast_lines", "severity_bands"]


def forecast(
    plan: Plan,
    basis: Basis,
    *,
    past: Sequence[PastTreatment] = (),
    settings: Settings | None = None,
) -> tuple[AreaForecast, ...]:
    """One forecast for each line of the plan, in its order."""
    return forecast_lines(plan.case, plan.lines, basis, past=past, settings=settings)


def forecast_lines(
    case: Case,
    planned: Sequence[Line],
    basis: Basis,
    *,
    past: Sequence[PastTreatment] = (),
    settings: Settings | None = None,
) -> tuple[AreaForecast, ...]:
    """One forecast for each line; earlier treatments of the case enter by themselves.

    ``past`` adds treatments with graded follow-ups. Days count from ``case.on``.
    """
    settings = settings or Settings()
    scopes = [scope_of(case, line, basis, planned) for line in planned]
    moving = _muscles(case, scopes, basis, past, settings)
    return tuple(
        moving[scope.area]
        if scope.is_muscle
        else _other(case, scope, basis, past, settings)
        for scope in scopes
    )


def severity_bands(
    case: Case,
    planned: Sequence[Line],
    basis: Basis,
    *,
    past: Sequence[PastTreatment] = (),
    settings: Settings | None = None,
) -> dict[str, tuple[Band, float]]:
    """Only severity in contraction by area, with its effective sample size.

    The part of ``forecast_lines`` that updates and bands, without days, chances,
    shares of the uncertainty and words. Only the benchmark calls it: it times the
    update and the mechanics apart from what is made of them.
    """
    muscles = [s for s in (scope_of(case, n, basis) for n in planned) if s.is_muscle]
    run = prepare(case, _doses(muscles), past, basis, settings or Settings())
    sizes = run.personal.effective_sample_size
    return {
        scope.area: (band(run.severity(index)), sizes[index])
        for index, scope in enumerate(muscles)
        if scope.is_line
    }


def _doses(muscles: Sequence[Scope]) -> list[tuple[AreaRule, float]]:
    return [(s.rule, s.units) for s in muscles if isinstance(s.rule, AreaRule)]


def _muscles(
    case: Case,
    scopes: Sequence[Scope],
    basis: Basis,
    past: Sequence[PastTreatment],
    settings: Settings,
) -> dict[str, AreaForecast]:
    """Forecasts of lines and shapes by area id."""
    muscles = [scope for scope in scopes if scope.is_muscle]
    if not muscles:
        return {}
    run = prepare(case, _doses(muscles), past, basis, settings)
    told = changes(run.history, run.before, run.personal)
    poor = _called_poor(case)
    return {
        scope.area: _asked(
            _muscle(case, index, scope, run, told.get(scope.area, ())),
            non_response_of(run.history, run.before, index, called=scope.area in poor),
        )
        for index, scope in enumerate(muscles)
    }


def _muscle(
    case: Case, index: int, scope: Scope, run: Run, told: tuple[str, ...]
) -> AreaForecast:
    past, basis = run.history.past, run.history.basis
    curves = run.curves(index, is_line=scope.is_line)
    found = forecast_of(replace(curves, slimming=scope.is_slimming), basis.rules)
    return replace(
        found,
        area=scope.area,
        area_name=scope.area_name,
        basis=scope.rule.basis if isinstance(scope.rule, AreaRule) else None,
        badge=scope.badge,
        effective_sample_size=run.personal.effective_sample_size[index],
        warning=run.personal.warning,
        explanation=(*told, *past.unused),
        notes=(*scope.own_notes(), *notes_of(scope, case)),
        sources=_with_rules(sources_of(scope, basis, past), basis),
    )


def _with_rules(keys: tuple[str, ...], basis: Basis) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*keys, *basis.rules.sources("change_shows"))))


def _asked(found: AreaForecast, asked: NonResponse | None) -> AreaForecast:
    """The forecast with what must be asked, and the sources of both."""
    if asked is None:
        return found
    sources = tuple(dict.fromkeys((*found.sources, *asked.sources)))
    return replace(found, non_response=asked, sources=sources)


def _called_poor(case: Case) -> frozenset[str]:
    """Areas of earlier treatments whose result was called too little."""
    return frozenset(
        area
        for one in case.history.previous or ()
        if one.result == LITTLE
        for area, _ in one.units
    )


def _other(
    case: Case,
    scope: Scope,
    basis: Basis,
    past: Sequence[PastTreatment],
    settings: Settings,
) -> AreaForecast:
    """A skin end point, or the reason why nothing is said."""
    rule = scope.rule
    if not isinstance(rule, AreaRule):
        return AreaForecast(
            area=scope.area,
            area_name=scope.area_name,
            basis=None,
            reason=rule.reason,
            sources=rule.sources,
        )
    read = read_past(case, (rule,), past, basis)
    doses = []
    for visit, product in zip(read.visits, read.products, strict=True):
        dose, own = visit.doses[0], basis.standard(product, scope.area)
        if dose is not None and own is not None:
            doses.append((dose[1] / own.units, visit.day))
    doses.append((scope.units * rule.units_factor, 0))
    vectors = draw_vectors(basis.posterior, (scope.area,), settings)
    state = draw_state((scope.area,), len(doses), settings)
    days = np.array(settings.days)
    found = skin_forecast(rule, doses, (state, vectors), basis, days)
    return replace(
        found,
        badge=scope.badge,
        notes=(*scope.own_notes(), *notes_of(scope, case)),
        sources=sources_of(scope, basis, read),
    )
