"""The virtual people of a comparison, area by area."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from glabella.core.arrays import FloatArray
from glabella.core.response.normal import normal_quantile

__all__ = ["Cohort", "Rows", "Tempo", "occasions"]


@dataclass(frozen=True, slots=True)
class Tempo:
    """What all people share. Days; growth of an untreated line in grades a day."""

    fast_days: float
    slow_days: float
    slow_growth_per_day: float
    mass_loss_days: float
    mass_recovery_days: float


@dataclass(frozen=True, slots=True)
class Rows:
    """Arrays of one shape, or that broadcast to one: (areas, people)."""

    sensitivity: FloatArray
    half_life_days: FloatArray
    entry_rate: FloatArray
    severity: FloatArray
    fast_rest: FloatArray
    slow_rest: FloatArray
    mass_loss_fraction: FloatArray
    hill: FloatArray
    strain_exponent: FloatArray

    def area(self, index: int, people: slice = slice(None)) -> "Rows":
        """One area, shape (1, people)."""
        names = self.__dataclass_fields__
        return Rows(**{n: getattr(self, n)[index : index + 1, people] for n in names})


@dataclass(frozen=True, slots=True)
class Cohort:
    """People in every area with a forecast.

    ``exposure(area, units)`` is the exposure of one visit, (people,), without
    the spread between visits; ``occasion_spread`` is that of its logarithm.
    """

    areas: tuple[str, ...]
    rows: Rows
    tempo: Tempo
    exposure: Callable[[str, float], FloatArray]
    occasion_spread: float

    @property
    def people(self) -> int:
        """Number of virtual people."""
        return int(self.rows.severity.shape[1])


_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_STEP = np.uint64(0x9E3779B97F4A7C15)
"""Constants of the SplitMix64 mixing function."""


def occasions(people: int, visit: int, spread: float) -> FloatArray:
    """Factor on each person's exposure at one visit, (people,).

    The same every time: ranks of a counter hash, so that each visit has exactly
    the log-normal ``spread`` and visits do not hang together.
    """
    value = (np.arange(people, dtype=np.uint64) << np.uint64(16)) + np.uint64(visit)
    value = value * _STEP
    value = (value ^ (value >> np.uint64(30))) * _MIX_1
    value = (value ^ (value >> np.uint64(27))) * _MIX_2
    value ^= value >> np.uint64(31)
    rank = np.argsort(np.argsort(value))
    factor: FloatArray = np.exp(spread * normal_quantile((rank + 0.5) / people))
    return factor
