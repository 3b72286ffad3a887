"""First-order relaxation towards a moving target: muscle mass and lines at rest."""

import numpy as np

from glabella.core.arrays import FloatArray, Level

__all__ = ["muscle_mass", "relax"]


def relax(
    target: FloatArray, days: FloatArray, *, start: Level, time_constant_days: Level
) -> FloatArray:
    """Solve ``y' = (target - y) / tau`` exactly for a target linear in each step.

    ``target``: (people, days); ``days``: (days,), rising; returns (people, days).
    """
    value = np.empty_like(target)
    value[:, 0] = start
    tau = np.asarray(time_constant_days, dtype=float)
    for step in range(1, days.size):
        kept, before, after = _weights(float(days[step] - days[step - 1]), tau)
        value[:, step] = (
            kept * value[:, step - 1]
            + before * target[:, step - 1]
            + after * target[:, step]
        )
    return value


def muscle_mass(
    residual: FloatArray,
    days: FloatArray,
    *,
    loss_fraction: Level,
    loss_days: float,
    recovery_days: float,
) -> FloatArray:
    """Muscle mass relative to before treatment, (people, days), starting at 1.

    ``M' = (1 - a (1 - D) - M) / tau``: tau is ``loss_days`` while the target is
    below the mass and ``recovery_days`` above it (``science.md`` section 3:
    masseter ultrasound, evidence KimMasseter; Schroeder 2009 for recovery).
    """
    target = 1.0 - np.asarray(loss_fraction, dtype=float)[..., None] * (1.0 - residual)
    mass = np.empty_like(target)
    mass[:, 0] = 1.0
    for step in range(1, days.size):
        width = float(days[step] - days[step - 1])
        old, before, after = mass[:, step - 1], target[:, step - 1], target[:, step]
        falling = 0.5 * (before + after) < old
        loss = _weights(width, np.asarray(loss_days))
        gain = _weights(width, np.asarray(recovery_days))
        mass[:, step] = np.where(
            falling,
            loss[0] * old + loss[1] * before + loss[2] * after,
            gain[0] * old + gain[1] * before + gain[2] * after,
        )
    return mass


def _weights(width: float, tau: FloatArray) -> tuple[FloatArray, ...]:
    """Weights of the old value and of the target at both ends of the step."""
    if width == 0.0:
        return np.ones_like(tau), np.zeros_like(tau), np.zeros_like(tau)
    ratio = width / tau
    kept = np.exp(-ratio)
    mean = -np.expm1(-ratio) / ratio
    return kept, mean - kept, 1.0 - mean
