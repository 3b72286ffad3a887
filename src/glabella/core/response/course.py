"""The course of one area over time, for many people at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from glabella.core.arrays import FloatArray, Level
from glabella.core.response.activity import unit_activity
from glabella.core.response.contraction import force, residual_contraction, strain
from glabella.core.response.population import People, Population
from glabella.core.response.relaxation import muscle_mass, relax

__all__ = ["Course", "Visit", "activity", "course"]


@dataclass(frozen=True, slots=True)
class Visit:
    """A treatment of the area: its day and its exposure.

    ``exposure`` is the dose as a multiple of the typical half-effect dose
    (``activity.exposure_ratio``), one for all or one per person.
    """

    day: float
    exposure: Level


@dataclass(frozen=True, slots=True)
class Course:
    """Arrays of shape (people, days); force and mass relative to before treatment."""

    days: FloatArray
    residual: FloatArray
    mass: FloatArray
    force: FloatArray
    at_rest: FloatArray
    in_contraction: FloatArray


def activity(who: People, visits: Sequence[Visit], days: FloatArray) -> FloatArray:
    """Light-chain activity over this person's half-effect activity, (people, days).

    Doses add up: activity after several visits is the sum of what each left.
    """
    total = np.zeros((len(who), days.size))
    for visit in visits:
        total += np.asarray(visit.exposure, dtype=float)[..., None] * unit_activity(
            days - visit.day,
            entry_rate=who.entry_rate,
            half_life_days=who.half_life_days,
        )
    return total * who.sensitivity[:, None]


def course(
    population: Population, who: People, visits: Sequence[Visit], days: FloatArray
) -> Course:
    """Severity, force and mass on ``days`` (rising from the untreated day 0)."""
    residual = residual_contraction(activity(who, visits, days), population.hill)
    mass = muscle_mass(
        residual,
        days,
        loss_fraction=who.mass_loss_fraction,
        loss_days=population.mass_loss_days,
        recovery_days=population.mass_recovery_days,
    )
    moved_force = force(residual, mass)
    moved = strain(moved_force, population.strain_exponent)
    rest = lines_at_rest(population, who, moved, days)
    dynamic = who.severity - who.fast_rest - who.slow_rest
    return Course(
        days=days,
        residual=residual,
        mass=mass,
        force=moved_force,
        at_rest=rest,
        in_contraction=rest + dynamic[:, None] * moved,
    )


def lines_at_rest(
    population: Population, who: People, moved: FloatArray, days: FloatArray
) -> FloatArray:
    """Severity at rest: a part that follows movement in weeks and one in years.

    ``Wf' = (wf E - Wf) / tau_f`` and ``Ws' = ((ws + g tau_s) E - Ws) / tau_s``, so
    that an untreated line grows by ``g`` grades a day. Structure from
    ``science.md`` section 4; the slow part is not fitted, only its direction.
    """
    fast = relax(
        who.fast_rest[:, None] * moved,
        days,
        start=who.fast_rest,
        time_constant_days=population.fast_days,
    )
    reach = who.slow_rest + population.slow_growth_per_day * population.slow_days
    slow = relax(
        reach[:, None] * moved,
        days,
        start=who.slow_rest,
        time_constant_days=population.slow_days,
    )
    return fast + slow
