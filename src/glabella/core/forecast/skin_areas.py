"""Sweat and sebum of one planned area: movement plays no part."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from glabella.core.arrays import FloatArray
from glabella.core.forecast.crowd import crowd_of, sensitivity
from glabella.core.forecast.draws import REST, State, Vectors
from glabella.core.forecast.exposure import AreaRule, parameter_sources
from glabella.core.forecast.model import AreaForecast, SkinBand
from glabella.core.forecast.outlook import Curves, days_of, uncertainty_of
from glabella.core.forecast.rules import Basis
from glabella.core.forecast.summary import band
from glabella.core.forecast.walk import Doses, Dosing
from glabella.core.response.grading import Rater
from glabella.core.response.parameters import population
from glabella.core.response.skin import output_left, standard_exposure
from glabella.core.sources import OURS

__all__ = ["AXILLA", "gland_sources", "skin_forecast"]

AXILLA = "hh_axilla"
"""The only glands with trials that were fitted."""

_NO_ONSET = "No record tells on which day the glands begin to give less."
_WITHIN_A_WEEK = " The European text of one product says within a week."
_EUROPEAN_TEXT = "HH-RXR"
_SEBUM = ("sebum_most_blocked", "sebum_half_back_day")
_SWEAT = ("ln_half_effect_axilla", "ln_sweat_floor")
_SHOWN = ("sweat_floor_spread", "sweat_floor_trials", "first_sweat_day")


def gland_sources(area: str, basis: Basis) -> tuple[str, ...]:
    """What the curve of these glands rests on."""
    if area == "sebum":
        return tuple(
            dict.fromkeys((OURS, *basis.rules.sources(*_SEBUM, "first_sweat_day")))
        )
    read = (*parameter_sources(basis, *_SWEAT), *basis.rules.sources(*_SHOWN))
    text = (_EUROPEAN_TEXT,) if area == AXILLA else ()
    return tuple(dict.fromkeys((*read, *text)))


def _gland(area: str, vectors: Vectors, basis: Basis) -> tuple[FloatArray, FloatArray]:
    """Exposure of a standard dose and the share a full block takes, by vector."""
    theta = vectors.theta
    if area != "sebum":
        # Everything is in proportion to the standard dose, that of the axilla.
        usual = basis.standard(basis.reference_product, AXILLA)
        units = usual.units if usual is not None else 0.0
        return (
            units / np.exp(theta["ln_half_effect_axilla"]),
            1.0 - np.exp(theta["ln_sweat_floor"]),
        )
    typical = population(theta, basis.posterior.constants)
    blocked, back = (basis.rules.number(name) for name in _SEBUM)
    full = standard_exposure(
        back,
        entry_rate=np.asarray(typical.entry_rate),
        half_life_days=np.asarray(typical.half_life_days),
    )
    return np.asarray(full), np.full(vectors.exposure.size, blocked)


def skin_forecast(
    rule: AreaRule,
    doses: Sequence[tuple[float, int]],
    population_of: tuple[State, Vectors],
    basis: Basis,
    days: FloatArray,
) -> AreaForecast:
    """Output of the glands on ``days`` after ``doses`` (share, day), one a visit.

    A share is the dose over the product's own standard dose of the area. The
    sensitivity of glands is taken to vary between people as that of muscles.
    """
    state, vectors = population_of
    full, blocked = _gland(rule.area, vectors, basis)
    fixed = basis.posterior.constants
    unsure = (
        fixed.trial_exposure_spread * vectors.exposure
        + rule.extra_log_spread * vectors.area[rule.area]
    )
    one = replace(state, own=state.own[:1])
    person = np.exp(sensitivity(one, vectors, basis, (rule,)))
    level = (full * np.exp(unsure))[state.vector] * person
    visits = [
        Dosing(float(day), share * level * np.exp(fixed.occasion_spread * luck))
        for (share, day), luck in zip(doses, state.occasion, strict=True)
    ]
    crowd = crowd_of(state, vectors, basis)
    course = Doses.of(crowd, visits, days)
    ratio = np.array([course.activity(row)[0] for row in range(days.size)])
    most = _most_blocked(rule.area, blocked, population_of, basis)[:, None]
    left = output_left(ratio.T, crowd.hill, most).T
    return _summed(rule, left, state, basis, days)


def _most_blocked(
    area: str, typical: FloatArray, population_of: tuple[State, Vectors], basis: Basis
) -> FloatArray:
    """Share of the output that a full block takes away, by person.

    People and trials differ in the sweat that is left (log-normal), and nobody has
    more than before; of sebum no spread is known. The normals are those of the line
    at rest and of the rater, which glands do not have.
    """
    state, vectors = population_of
    if area == "sebum":
        return typical[state.vector]
    number = basis.rules.number
    apart = number("sweat_floor_spread") * state.own[0, REST]
    clinic = number("sweat_floor_trials") * vectors.leniency
    left = (1.0 - typical) * np.exp(clinic)
    most: FloatArray = 1.0 - np.minimum(left[state.vector] * np.exp(apart), 1.0)
    return most


def _summed(
    rule: AreaRule, left: FloatArray, state: State, basis: Basis, days: FloatArray
) -> AreaForecast:
    none = np.zeros(len(state))
    curves = Curves(
        days=days,
        force=left,
        mass=left,
        at_rest=None,
        in_contraction=None,
        before=none,
        rater=Rater(1.0),
        vector=state.vector,
        vectors=int(state.vector.max()) + 1,
    )
    found = days_of(curves, basis.rules).without_start()
    name = "sebum left" if rule.area == "sebum" else "sweat left"
    return AreaForecast(
        area=rule.area,
        area_name=basis.area_name(rule.area),
        basis=rule.basis,
        days=tuple(map(float, days)),
        skin=SkinBand(name, band(left)),
        weak_before_day=basis.rules.number("first_sweat_day"),
        days_of=name,
        onset_reason=_NO_ONSET + (_WITHIN_A_WEEK if rule.area == AXILLA else ""),
        peak_day=found.peak,
        half_gone_day=found.half_gone,
        gone_day=found.gone,
        uncertainty=uncertainty_of(left, curves),
        effective_sample_size=float(len(state)),
    )
