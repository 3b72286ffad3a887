"""The forecasts of a plan as the contract's JSON, and the documents they cite."""

from collections.abc import Mapping
from typing import Any

from glabella.core.forecast import as_forecast_document, forecast
from glabella.core.planner.model import Plan
from glabella.core.sources import Source
from glabella.evidence import catalogue
from glabella.evidence.response_rules import forecast_basis

__all__ = ["Forecasts", "cited_by", "forecasts_of"]

type Forecasts = Mapping[str, dict[str, Any]]
"""A document for each area that the plan treats."""


def forecasts_of(plan: Plan) -> Forecasts:
    """What each line's dose should do; empty for a blocked plan."""
    if not plan.lines:
        return {}
    made = forecast(plan, forecast_basis())
    return {one.area: as_forecast_document(one) for one in made}


def cited_by(forecasts: Forecasts) -> tuple[Source, ...]:
    """The documents behind ``forecasts``, each once, by key."""
    keys = {key for document in forecasts.values() for key in document["sources"]}
    return tuple(catalogue.source(key) for key in sorted(keys))
