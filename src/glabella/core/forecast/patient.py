"""The forecast of a plan: one patient, every line, with what is known of them."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from glabella.core.case import Case
from glabella.core.forecast.draws import draw_state, draw_vectors
from glabella.core.forecast.explain import changes, notes_of, sources_of
from glabella.core.forecast.exposure import AreaRule
from glabella.core.forecast.model import AreaForecast, Band, PastTreatment, Settings
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

    The quick part of ``forecast_lines``: the update by what was seen, and bands.
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
    return {
        scope.area: _muscle(index, scope, run, told.get(scope.area, ()))
        for index, scope in enumerate(muscles)
    }


def _muscle(index: int, scope: Scope, run: Run, told: tuple[str, ...]) -> AreaForecast:
    past, basis = run.history.past, run.history.basis
    found = forecast_of(run.curves(index, is_line=scope.is_line), basis.rules)
    return replace(
        found,
        area=scope.area,
        area_name=scope.area_name,
        basis=scope.rule.basis if isinstance(scope.rule, AreaRule) else None,
        effective_sample_size=run.personal.effective_sample_size[index],
        warning=run.personal.warning,
        explanation=(*told, *past.unused),
        notes=notes_of(scope, basis),
        sources=sources_of(scope, basis, past),
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
    doses = [(scope.units * rule.units_factor, 0)]
    for visit, product in zip(read.visits, read.products, strict=True):
        dose, own = visit.doses[0], basis.standard(product, scope.area)
        if dose is not None and own is not None:
            doses.append((dose[1] / own.units, visit.day))
    vectors = draw_vectors(basis.posterior, (scope.area,), settings)
    state = draw_state((scope.area,), (), settings)
    days = np.array(settings.days)
    found = skin_forecast(rule, doses, (state, vectors), basis, days)
    return replace(
        found,
        notes=notes_of(scope, basis),
        sources=sources_of(scope, basis, read),
    )
