"""A population to test the equations with: round numbers, not the fitted ones."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from glabella.core.response.population import (
    DIMENSIONS,
    AreaResponse,
    People,
    Population,
    people,
)
from glabella.core.response.sampling import standard_normals

__all__ = ["AREA", "EVERYONE", "drawn", "schedule"]

EVERYONE = Population(
    entry_rate=0.15,
    entry_spread=0.4,
    half_life_days=30.0,
    half_life_spread=0.25,
    hill=2.0,
    strain_exponent=0.8,
    saturation=30.0,
    fast_share=0.4,
    fast_days=30.0,
    slow_days=3650.0,
    slow_growth_per_day=8e-5,
    mass_loss_days=43.0,
    mass_recovery_days=216.0,
    notice_grades=0.4,
    notice_spread=0.5,
)

AREA = AreaResponse(
    half_effect_units=4.0,
    log_spread=0.8,
    baseline_mean=2.4,
    baseline_spread=0.6,
    rest_share_logit=-1.5,
    rest_share_spread=0.8,
    mass_loss_fraction=0.25,
)


def drawn(count: int, **changes: float) -> People:
    """People of the sample population; ``changes`` to the area."""
    area = replace(AREA, **changes)
    return people(EVERYONE, area, standard_normals(count, DIMENSIONS))


def schedule(visits: tuple[float, ...], last: float) -> NDArray[np.float64]:
    """Weekly days, and dense ones in the first weeks after each visit."""
    dense = np.array([0.0, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14])
    days = [np.arange(0.0, last + 1.0, 7.0), *(visit + dense for visit in visits)]
    found = np.unique(np.concatenate(days))
    return found[found <= last]
