"""The forecast of one patient: bands, days, chances and what they rest on."""

from glabella.core.forecast.document import SENTENCE, as_forecast_document
from glabella.core.forecast.exposure import AreaRule, NoForecast, area_rule, exposure
from glabella.core.forecast.model import (
    DAYS,
    AreaForecast,
    Band,
    FollowUp,
    ForecastBasis,
    Moment,
    PastTreatment,
    Settings,
    SkinBand,
    Split,
    Spread,
    Uncertainty,
)
from glabella.core.forecast.non_response import NonResponse, question_non_response
from glabella.core.forecast.patient import forecast, forecast_lines
from glabella.core.forecast.rules import (
    Basis,
    ResponseRules,
    Rule,
    RuleText,
    Standard,
)

__all__ = [
    "DAYS",
    "SENTENCE",
    "AreaForecast",
    "AreaRule",
    "Band",
    "Basis",
    "FollowUp",
    "ForecastBasis",
    "Moment",
    "NoForecast",
    "NonResponse",
    "PastTreatment",
    "ResponseRules",
    "Rule",
    "RuleText",
    "Settings",
    "SkinBand",
    "Split",
    "Spread",
    "Standard",
    "Uncertainty",
    "area_rule",
    "as_forecast_document",
    "exposure",
    "forecast",
    "forecast_lines",
    "question_non_response",
]
