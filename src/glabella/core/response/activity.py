"""From an injected dose to light-chain activity in the nerve ending."""

import numpy as np

from glabella.core.arrays import FloatArray, Level

__all__ = ["LN2", "exposure_ratio", "loss_rate", "unit_activity"]

LN2 = float(np.log(2.0))


def loss_rate(half_life_days: Level) -> Level:
    """Rate (per day) at which activity is lost, from its half-life (days)."""
    return LN2 / half_life_days


def exposure_ratio(
    units: Level, *, half_effect_units: Level, saturation: Level
) -> Level:
    """Dose of a visit as a multiple of the half-effect dose, with limited uptake.

    ``units`` and ``half_effect_units`` are units of one product in one area.
    Uptake ``r / (1 + r / saturation)``: very large doses add little, as the
    40 to 80 unit arms of OnaHighDose2022 ask for (records R009 to R014).
    """
    ratio = units / half_effect_units
    return ratio / (1.0 + ratio / saturation)


def unit_activity(
    days: FloatArray, *, entry_rate: Level, half_life_days: Level
) -> FloatArray:
    """Activity after a visit of exposure 1: entry at first order, then loss.

    Solves ``A' = -ka A``, ``L' = ka A - ke L`` with ``A(0) = 1``, ``L(0) = 0``
    (transit chain of Lebeda 2008, doi 10.1007/s10928-008-9087-3, at a daily
    scale). ``days``: shape (days,) or (people, days), zero before the visit;
    rates per day, days; returns the broadcast shape (people, days).
    """
    ka = np.asarray(entry_rate, dtype=float)[..., None]
    ke = np.asarray(loss_rate(half_life_days), dtype=float)[..., None]
    since = np.maximum(days, 0.0)
    # The same whichever rate is larger; equal rates are its limit.
    gap = np.maximum(np.abs(ka - ke), 1e-9)
    slow = np.exp(-np.minimum(ka, ke) * since)
    activity: FloatArray = ka * slow * -np.expm1(-gap * since) / gap
    return activity
