"""A forecast as plain tables for the plan's JSON: the "forecast" of a line."""

from typing import Any

from glabella.core.forecast.model import (
    AreaForecast,
    Band,
    Moment,
    NonResponse,
    Split,
    Spread,
    Uncertainty,
)

__all__ = ["SENTENCE", "as_forecast_document"]

Document = dict[str, Any]

SENTENCE = "from trials of groups; your patient may differ"
"""Stands beside every forecast, on the screen and on paper."""


def as_forecast_document(forecast: AreaForecast) -> Document:
    """Lists, texts and rounded numbers; ``basis`` is None where nothing is said."""
    return {
        "basis": forecast.basis,
        "reason": forecast.reason or None,
        "badge": forecast.badge or None,
        "sentence": SENTENCE,
        "days": [_whole(day) for day in forecast.days],
        "severity_in_contraction": _band(forecast.in_contraction, 2),
        "severity_at_rest": _band(forecast.at_rest, 2),
        "movement_kept": _band(forecast.movement_kept, 3),
        "muscle_mass": _band(forecast.muscle_mass, 3),
        "skin": None
        if forecast.skin is None
        else {"end_point": forecast.skin.end_point, **_table(forecast.skin.left, 3)},
        "chance_none_or_mild": None
        if forecast.chance_none_or_mild is None
        else [round(chance, 3) for chance in forecast.chance_none_or_mild],
        "chance_none_or_mild_band": _band(forecast.chance_none_or_mild_band, 3),
        "weak_before_day": None
        if forecast.weak_before_day is None
        else _whole(forecast.weak_before_day),
        "days_of": forecast.days_of or None,
        "onset_day": _moment(forecast.onset_day),
        "onset_reason": forecast.onset_reason or None,
        "most_day": _moment(forecast.most_day),
        "peak_day": _moment(forecast.peak_day),
        "half_gone_day": _moment(forecast.half_gone_day),
        "gone_day": _moment(forecast.gone_day),
        "weeks_none_or_mild": _spread(forecast.weeks_none_or_mild, 1),
        "uncertainty": _uncertainty(forecast.uncertainty),
        "effective_sample_size": None
        if forecast.effective_sample_size is None
        else round(forecast.effective_sample_size),
        "warning": forecast.warning or None,
        "explanation": list(forecast.explanation),
        "non_response": _non_response(forecast.non_response),
        "notes": list(forecast.notes),
        "sources": list(forecast.sources),
    }


def _whole(number: float) -> int | float:
    return int(number) if float(number).is_integer() else number


def _table(band: Band, digits: int) -> Document:
    rows = {
        "median": band.median,
        "low50": band.low50,
        "high50": band.high50,
        "low90": band.low90,
        "high90": band.high90,
    }
    return {name: [round(v, digits) for v in row] for name, row in rows.items()}


def _band(band: Band | None, digits: int) -> Document | None:
    return None if band is None else _table(band, digits)


def _spread(spread: Spread | None, digits: int) -> Document | None:
    if spread is None:
        return None
    rows = {
        "median": spread.median,
        "low50": spread.low50,
        "high50": spread.high50,
        "low90": spread.low90,
        "high90": spread.high90,
    }
    return {
        name: None if value is None else _rounded(value, digits)
        for name, value in rows.items()
    }


def _rounded(value: float, digits: int) -> float | int:
    return round(value, digits) if digits else round(value)


def _moment(moment: Moment | None) -> Document | None:
    if moment is None:
        return None
    days = _spread(moment.days, 0)
    return {**(days or {}), "chance": round(moment.chance, 2)}


def _split(split: Split) -> Document:
    people = round(split.people, 2)
    return {"people": people, "knowledge": round(1.0 - people, 2)}


def _uncertainty(found: Uncertainty | None) -> Document | None:
    if found is None:
        return None
    return {
        **_split(found.weeks_12_to_16),
        "sentence": found.sentence,
        "at_peak": _split(found.at_peak),
        "weeks_12_to_16": _split(found.weeks_12_to_16),
        "days": [_whole(day) for day in found.days],
        "by_day": [_split(part) for part in found.by_day],
    }


def _non_response(found: NonResponse | None) -> Document | None:
    if found is None:
        return None
    return {
        "chance": None if found.chance is None else round(found.chance, 4),
        "sentence": found.sentence,
        "questions": [
            {"topic": one.topic, "text": one.text, "sources": list(one.sources)}
            for one in found.questions
        ],
        "unused": list(found.unused),
        "sources": list(found.sources),
    }
