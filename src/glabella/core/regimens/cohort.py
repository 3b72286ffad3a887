"""The virtual people of a comparison, area by area."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from glabella.core.arrays import FloatArray
from glabella.core.response.normal import normal_quantile

__all__ = ["Cohort", "Rows", "Standing", "Tempo", "occasions"]


@dataclass(frozen=True, slots=True)
class Tempo:
    """What all people share. Days; growth of an untreated line in grades a day."""

    fast_days: float
    slow_days: float
    slow_growth_per_day: float
    mass_loss_days: float
    mass_recovery_days: float


@dataclass(frozen=True, slots=True)
class Standing:
    """Where people stand at the first visit, before it; arrays (areas, people).

    ``entering`` and ``activity``: toxin on its way and at work, as exposure;
    ``residual``, ``mass``, ``moved``: contraction, muscle mass and movement as
    shares of an untreated face; ``fast``, ``slow``: parts of the line at rest, grades.
    """

    entering: FloatArray
    activity: FloatArray
    residual: FloatArray
    mass: FloatArray
    moved: FloatArray
    fast: FloatArray
    slow: FloatArray

    def area(self, index: int, people: slice) -> "Standing":
        """One area, shape (1, people)."""
        return Standing(**_one_area(self, index, people))


@dataclass(frozen=True, slots=True)
class Rows:
    """Arrays of one shape, or that broadcast to one: (areas, people).

    ``start`` is None where no earlier treatment is at work at the first visit.
    """

    sensitivity: FloatArray
    half_life_days: FloatArray
    entry_rate: FloatArray
    severity: FloatArray
    fast_rest: FloatArray
    slow_rest: FloatArray
    mass_loss_fraction: FloatArray
    hill: FloatArray
    strain_exponent: FloatArray
    start: Standing | None = None

    def area(self, index: int, people: slice = slice(None)) -> "Rows":
        """One area, shape (1, people)."""
        start = self.start and self.start.area(index, people)
        return Rows(**_one_area(self, index, people), start=start)


def _one_area(
    whole: Rows | Standing, index: int, people: slice
) -> dict[str, FloatArray]:
    return {
        name: getattr(whole, name)[index : index + 1, people]
        for name in whole.__dataclass_fields__
        if name != "start"
    }


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
