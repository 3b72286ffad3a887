"""From light-chain activity to what the muscle, and the skin above it, still do."""

import numpy as np

from glabella.core.arrays import FloatArray, Level

__all__ = ["force", "residual_contraction", "strain"]


def _column(level: Level) -> FloatArray:
    return np.asarray(level, dtype=float)[..., None]


def residual_contraction(activity_ratio: FloatArray, hill: Level) -> FloatArray:
    """Share of the contraction that is left, ``D = 1 / (1 + (L/ED)^h)``, 0 to 1.

    ``activity_ratio``: activity over the half-effect activity, (people, days).
    """
    with np.errstate(divide="ignore"):
        logarithm = np.log(activity_ratio)
    block = np.exp(np.minimum(_column(hill) * logarithm, 700.0))
    left: FloatArray = 1.0 / (1.0 + block)
    return left


def force(residual: FloatArray, mass: FloatArray) -> FloatArray:
    """Force relative to before treatment: contraction left times muscle mass."""
    return residual * mass


def strain(relative_force: FloatArray, exponent: Level) -> FloatArray:
    """Movement of the skin relative to before treatment, ``E = F^q``, 0 to 1."""
    moved: FloatArray = relative_force ** _column(exponent)
    return moved
