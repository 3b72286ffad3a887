"""How a made-up treatment turns out: drawn from the forecast model, not invented."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

import numpy as np

from glabella.clinic.demo.cases import Grades, Wish, plan_of
from glabella.clinic.treatments.entries import Effect, Graded
from glabella.core.forecast import AreaForecast, forecast
from glabella.evidence import catalogue
from glabella.evidence.response_rules import forecast_basis

__all__ = ["Body", "grades_on", "lasting_days", "side_effects"]

_QUANTILES = (0.05, 0.25, 0.50, 0.75, 0.95)
_RATER_NOISE_GRADES = 0.25
_ANY_DAY = date(2026, 1, 5)
_KINDS = {"headache": "headache", "eyelid ptosis": "lid_ptosis"} | {
    "injection site bruising": "bruising"
}
"""Terms of the label's tables, as the record names them."""


@dataclass(frozen=True, slots=True)
class Body:
    """How a person responds among people like them: quantiles from 0 to 1."""

    response: float
    duration: float


@cache
def _forecasts(
    wish: Wish, grades: tuple[tuple[str, tuple[int | None, int | None]], ...], sex: str
) -> dict[str, AreaForecast]:
    plan = plan_of(wish, dict(grades), sex, _ANY_DAY)
    return {one.area: one for one in forecast(plan, forecast_basis())}


def _made(wish: Wish, grades: Grades, sex: str) -> dict[str, AreaForecast]:
    return _forecasts(wish, tuple(sorted(grades.items())), sex)


def grades_on(
    wish: Wish, grades: Grades, person: tuple[str, Body], days: int, chance: Random
) -> tuple[Graded, ...]:
    """Grades in contraction so many days after a treatment, as a clinician sees them.

    The model's band of that day is read at this person's quantile; the rater errs by
    a quarter of a grade either way (one standard deviation).
    """
    sex, body = person
    found = []
    for area, made in _made(wish, grades, sex).items():
        if made.in_contraction is None:
            continue
        band = made.in_contraction
        rows = (band.low90, band.low50, band.median, band.high50, band.high90)
        at_day = [float(np.interp(days, made.days, row)) for row in rows]
        severity = float(np.interp(body.response, _QUANTILES, at_day))
        seen = severity + chance.gauss(0, _RATER_NOISE_GRADES)
        top = grades[area][1] or 0
        found.append(
            Graded(area=area, at_contraction=min(max(round(seen), 0), max(top, 1)))
        )
    return tuple(found)


def lasting_days(wish: Wish, grades: Grades, person: tuple[str, Body]) -> int:
    """Days until this person's effect is gone, never under the label's interval."""
    sex, body = person
    longest = 0.0
    for made in _made(wish, grades, sex).values():
        gone = made.gone_day or made.half_gone_day
        if gone is None:
            continue
        days = gone.days
        values = (days.low90, days.low50, days.median, days.high50, days.high90)
        known = [(q, v) for q, v in zip(_QUANTILES, values, strict=True) if v]
        if known:
            quantiles, lengths = zip(*known, strict=True)
            longest = max(longest, float(np.interp(body.duration, quantiles, lengths)))
    return max(round(longest), 95)


def side_effects(
    wish: Wish, day: date, seen_on: date, chance: Random
) -> tuple[Effect, ...]:
    """Side effects at the rates of the label's trials, where it prints them.

    ``day`` of the treatment; what still lasts when it is told has no end yet.
    """
    found: dict[str, Effect] = {}
    for (area, term), percent in _rates(wish.product).items():
        if area in wish.areas and chance.random() * 100 < percent:
            kind = _KINDS[term]
            length = chance.randint(2, 6) if kind != "lid_ptosis" else 28
            ended_on = day + timedelta(days=2 + length)
            found[kind] = Effect(
                kind=kind,
                area=area,
                onset_on=day + timedelta(days=chance.randint(0, 2)),
                ended_on=ended_on if ended_on <= seen_on else None,
                severity="mild",
            )
    return tuple(found.values())


@cache
def _rates(product: str) -> Mapping[tuple[str, str], float]:
    """Percent of subjects by area and term, of the treated arms of one area alone."""
    rates = {}
    for value in catalogue.values("adverse_reaction_rates"):
        if not value.area or not isinstance(value.value, dict):
            continue
        for row in value.value.get("rows", ()):
            treated = row["arm"] != "placebo" and row["product"] == product
            if treated and row["term"] in _KINDS:
                rates[value.area, row["term"]] = float(row["percent"])
    return rates
