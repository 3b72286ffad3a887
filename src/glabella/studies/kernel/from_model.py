"""The kernel's population from the fitted model of the core."""

from collections.abc import Sequence
from math import exp, sqrt

from glabella.core.arrays import Level
from glabella.core.response.population import AreaResponse, Population as Fitted
from glabella.studies.kernel.population import (
    DAYS_A_YEAR,
    Area,
    Person,
    Population,
    Spread,
)

__all__ = ["population_of"]


def population_of(
    fitted: Fitted,
    areas: Sequence[AreaResponse],
    *,
    occasion_spread: float,
    shared_sensitivity: float,
) -> Population:
    """Typical values and spreads of the fitted model, in the kernel's form.

    The last two are those of ``glabella.core.response.parameters.Constants``: the
    spread of the logarithm of exposure between visits, and the share of the variance
    of sensitivity that all areas of a person share. Values that the fitted model
    gives everyone alike get no spread here either.
    """
    person = Person(
        entry_per_day=_spread(fitted.entry_rate, fitted.entry_spread),
        half_life_days=_spread(fitted.half_life_days, fitted.half_life_spread),
        steepness=_spread(fitted.hill),
        power=_spread(fitted.strain_exponent),
        loss_days=_spread(fitted.mass_loss_days),
        recovery_days=_spread(fitted.mass_recovery_days),
        fast_days=_spread(fitted.fast_days),
        slow_days=_spread(fitted.slow_days),
        occasion_log_sd=occasion_spread,
    )
    shared = shared_sensitivity
    return Population(person, tuple(_area(fitted, area, shared) for area in areas))


def _area(fitted: Fitted, area: AreaResponse, share: float) -> Area:
    """One area; the scatter of sensitivity is split into shared and its own."""
    scatter = float(area.log_spread)
    rest = 1 / (1 + exp(-float(area.rest_share_logit)))
    return Area(
        half_effect_units=_spread(area.half_effect_units, scatter * sqrt(1 - share)),
        severity=_spread(area.baseline_mean, area.baseline_spread),
        rest_share=_spread(rest, area.rest_share_spread),
        fast_share=float(fitted.fast_share),
        growth_per_year=_spread(fitted.slow_growth_per_day * DAYS_A_YEAR),
        atrophy=_spread(area.mass_loss_fraction),
        shared_log_sd=scatter * sqrt(share),
    )


def _spread(typical: Level, sd: Level = 0.0) -> Spread:
    """A value that is the same for everyone, with its scatter."""
    return Spread(float(typical), float(sd))
