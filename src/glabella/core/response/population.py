"""Typical values and spreads of a population, and the people drawn from it."""

from dataclasses import dataclass

import numpy as np

from glabella.core.arrays import FloatArray, Level

__all__ = ["DIMENSIONS", "AreaResponse", "People", "Population", "people"]

DIMENSIONS = 7
"""Independent standard normals that make one person in one area."""

SENSITIVITY, HALF_LIFE, ENTRY, BASELINE, REST, FAST, NOTICE = range(DIMENSIONS)


@dataclass(frozen=True, slots=True)
class AreaResponse:
    """What differs between areas.

    Half-effect dose in units of the reference product (whole area), its
    log-spread, the severity in contraction before treatment (mean and spread, in
    grades) and the share of it that is there at rest (mean and spread of its
    logit), and the largest share of muscle mass that a full block takes away.
    """

    half_effect_units: Level
    log_spread: Level
    baseline_mean: Level
    baseline_spread: Level
    rest_share_logit: Level
    rest_share_spread: Level
    mass_loss_fraction: Level


@dataclass(frozen=True, slots=True)
class Population:
    """What all areas share. Rates per day, times in days, spreads of logarithms."""

    entry_rate: Level
    entry_spread: Level
    half_life_days: Level
    half_life_spread: Level
    hill: Level
    strain_exponent: Level
    saturation: Level
    fast_share: Level
    fast_days: float
    slow_days: float
    slow_growth_per_day: float
    mass_loss_days: float
    mass_recovery_days: float
    notice_grades: Level
    notice_spread: Level


@dataclass(frozen=True, slots=True)
class People:
    """Virtual people in one area; every array has shape (people,)."""

    sensitivity: FloatArray
    """Half-effect dose of the typical person over that of this one."""
    half_life_days: FloatArray
    entry_rate: FloatArray
    severity: FloatArray
    """Severity in contraction before treatment, grades."""
    fast_rest: FloatArray
    """Part of the line at rest that fades within weeks, grades."""
    slow_rest: FloatArray
    """Part of the line at rest that changes over years, grades."""
    notice_grades: FloatArray
    """Change in severity that this person notices, grades."""
    mass_loss_fraction: FloatArray

    def __len__(self) -> int:
        """Number of people."""
        return self.severity.size


def people(population: Population, area: AreaResponse, normals: FloatArray) -> People:
    """Turn standard normals, shape (people, DIMENSIONS), into people."""
    severity = area.baseline_mean + area.baseline_spread * normals[:, BASELINE]
    severity = np.maximum(severity, 0.0)
    share = _logistic(area.rest_share_logit + area.rest_share_spread * normals[:, REST])
    rest = share * severity
    fast = population.fast_share * rest
    count = normals.shape[0]
    return People(
        sensitivity=np.exp(area.log_spread * normals[:, SENSITIVITY]),
        half_life_days=population.half_life_days
        * np.exp(population.half_life_spread * normals[:, HALF_LIFE]),
        entry_rate=population.entry_rate
        * np.exp(population.entry_spread * normals[:, ENTRY]),
        severity=severity,
        fast_rest=fast,
        slow_rest=rest - fast,
        notice_grades=population.notice_grades
        * np.exp(population.notice_spread * normals[:, NOTICE]),
        mass_loss_fraction=np.broadcast_to(
            np.asarray(area.mass_loss_fraction, dtype=float), (count,)
        ),
    )


def _logistic(value: FloatArray) -> FloatArray:
    result: FloatArray = 1.0 / (1.0 + np.exp(-value))
    return result
