"""Glands of the skin under toxin: sweat and sebum, with weaker evidence.

The light chain acts in a gland's nerve ending as it does in a muscle's, so the
same activity and the same slope are used. What is a gland's own is how much of
its output can be blocked, and its half-effect dose: for sweat with the fit (few
records), for sebum by hand from how long the half-effect lasts
(``data/response/rules.toml``).
"""

import numpy as np

from glabella.core.arrays import FloatArray, Level
from glabella.core.response.activity import unit_activity
from glabella.core.response.contraction import residual_contraction

__all__ = ["output_left", "standard_exposure"]


def output_left(
    activity_ratio: FloatArray, hill: Level, most_blocked: Level
) -> FloatArray:
    """Output relative to before treatment, ``1 - Emax (1 - D)``.

    ``activity_ratio``: activity over the gland's half-effect activity, (people,
    days); ``most_blocked``: the share that a full block takes away, 0 to 1, one for
    all or shape (people, 1).
    """
    left = residual_contraction(activity_ratio, hill)
    result: FloatArray = 1.0 - most_blocked * (1.0 - left)
    return result


def standard_exposure(
    half_back_days: float, *, entry_rate: Level, half_life_days: Level
) -> Level:
    """Exposure of a standard dose in half-effect doses of the gland.

    The half-effect is over on day ``half_back_days`` exactly when the activity
    has fallen to 1: ``x g(T) = 1``, so ``x = 1 / g(T)``.
    """
    at = unit_activity(
        np.array([half_back_days]),
        entry_rate=entry_rate,
        half_life_days=half_life_days,
    )
    result: Level = 1.0 / at[..., 0]
    return result
