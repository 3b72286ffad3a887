"""Joining people, parameter vectors and doses into what the mechanics need."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from glabella.core.arrays import FloatArray
from glabella.core.forecast.draws import (
    ENTRY,
    HALF_LIFE,
    NOTICE,
    SENSITIVITY,
    State,
    Vectors,
)
from glabella.core.forecast.exposure import AreaRule, exposure, response_of
from glabella.core.forecast.rules import Basis
from glabella.core.forecast.walk import Crowd, Dosing
from glabella.core.response.grading import Rater
from glabella.core.response.normal import normal_quantile
from glabella.core.response.parameters import population, raters

__all__ = [
    "BoolArray",
    "VisitPlan",
    "crowd_of",
    "dosing",
    "lasting_spread",
    "mass_loss",
    "notice_grades",
    "rater_of",
    "rest_logit",
    "sensitivity",
    "went_wrong",
]

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """A visit on a day: units and their rule by area; None where not treated."""

    day: int
    doses: tuple[tuple[AreaRule, float] | None, ...]


def crowd_of(state: State, vectors: Vectors, basis: Basis) -> Crowd:
    """Kinetics and slopes of each person."""
    fixed = basis.posterior.constants
    typical = population(vectors.theta, fixed)
    clinic = np.exp(fixed.trial_half_life_spread * vectors.half_life)
    at = state.vector
    return Crowd(
        entry_rate=np.asarray(typical.entry_rate)[at]
        * np.exp(np.asarray(typical.entry_spread)[at] * state.shared[ENTRY]),
        half_life_days=(np.asarray(typical.half_life_days) * clinic)[at]
        * np.exp(np.asarray(typical.half_life_spread)[at] * state.shared[HALF_LIFE]),
        hill=np.asarray(typical.hill)[at],
        strain_exponent=np.asarray(typical.strain_exponent)[at],
    )


def sensitivity(
    state: State, vectors: Vectors, basis: Basis, rules: Sequence[AreaRule]
) -> FloatArray:
    """Lasting logarithm of sensitivity by area and person: shared and own part.

    Trials see one visit of each person, so the fitted spread holds the person and
    the visit together; ``dosing`` adds the visit's part again.
    """
    fixed = basis.posterior.constants
    shared = np.sqrt(fixed.shared_sensitivity) * state.shared[SENSITIVITY]
    own = np.sqrt(1.0 - fixed.shared_sensitivity) * state.own[:, 0]
    whole = [response_of(r, vectors, basis).log_spread for r in rules]
    spread = lasting_spread(np.array(whole), basis)
    result: FloatArray = spread[:, state.vector] * (shared + own)
    return result


def lasting_spread(log_spread: FloatArray, basis: Basis) -> FloatArray:
    """Spread between people without that between visits of one person."""
    visit = basis.posterior.constants.occasion_spread
    least = basis.rules.number("lasting_least") * log_spread**2
    result: FloatArray = np.sqrt(np.maximum(log_spread**2 - visit**2, least))
    return result


def dosing(
    visits: Sequence[VisitPlan],
    state: State,
    vectors: Vectors,
    basis: Basis,
    sensitive: FloatArray,
) -> tuple[Dosing, ...]:
    """Exposure by visit, area and person; ``sensitive`` from ``sensitivity``."""
    spread = basis.posterior.constants.occasion_spread
    lost = np.log(basis.rules.number("mishap_left"))
    found = []
    for number, visit in enumerate(visits):
        exposed = np.zeros_like(sensitive)
        for area, dose in enumerate(visit.doses):
            if dose is None:
                continue
            rule, units = dose
            luck = state.occasion[number, area]
            person = sensitive[area] + spread * luck
            if visit.day < 0:
                person = person + went_wrong(luck, basis) * lost
            typical = exposure(rule, units, vectors, basis)
            exposed[area] = typical[state.vector] * np.exp(person)
        found.append(Dosing(float(visit.day), exposed))
    return tuple(found)


def went_wrong(luck: FloatArray, basis: Basis) -> BoolArray:
    """Whether an earlier visit went wrong: the lowest part of its normals."""
    chance = np.array(basis.rules.number("mishap_chance"))
    result: BoolArray = luck < normal_quantile(chance)
    return result


def rest_logit(
    state: State, vectors: Vectors, basis: Basis, rules: Sequence[AreaRule]
) -> FloatArray:
    """Typical log-odds of the share of a line that is there at rest."""
    rows = [response_of(r, vectors, basis).rest_share_logit for r in rules]
    result: FloatArray = np.array(rows)[:, state.vector]
    return result


def mass_loss(
    state: State, vectors: Vectors, basis: Basis, rules: Sequence[AreaRule]
) -> FloatArray:
    """Largest share of muscle mass that a full block takes away, (areas, people)."""
    whole = np.ones(vectors.exposure.size)
    rows = [
        whole * response_of(rule, vectors, basis).mass_loss_fraction for rule in rules
    ]
    result: FloatArray = np.array(rows)[:, state.vector]
    return result


def notice_grades(state: State, vectors: Vectors, basis: Basis) -> FloatArray:
    """Change in severity that a person notices, (areas, people)."""
    fixed = basis.posterior.constants
    typical = population(vectors.theta, fixed)
    clinic = np.exp(fixed.trial_notice_spread * vectors.notice)
    level = (np.asarray(typical.notice_grades) * clinic)[state.vector]
    spread = np.broadcast_to(typical.notice_spread, vectors.notice.shape)[state.vector]
    result: FloatArray = level * np.exp(spread * state.own[:, NOTICE])
    return result


def rater_of(state: State, vectors: Vectors, basis: Basis, name: str) -> Rater:
    """The investigator or the subject as each parameter vector has them."""
    shift = basis.posterior.constants.trial_leniency_spread * vectors.leniency
    investigator, subject = raters(vectors.theta, shift)
    chosen = investigator if name == "investigator" else subject
    return Rater(
        spread=np.asarray(chosen.spread)[state.vector],
        leniency=np.asarray(chosen.leniency)[state.vector],
    )
