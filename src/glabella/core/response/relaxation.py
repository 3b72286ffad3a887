"""First-order relaxation towards a moving target: muscle mass and lines at rest."""

import numpy as np

from glabella.core.arrays import FloatArray, Level

__all__ = ["Weights", "mass_step", "muscle_mass", "relax", "step_weights"]


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
        kept, before, after = step_weights(float(days[step] - days[step - 1]), tau)
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
        loss = step_weights(width, np.asarray(loss_days))
        gain = step_weights(width, np.asarray(recovery_days))
        ends = target[:, step - 1], target[:, step]
        mass[:, step] = mass_step(mass[:, step - 1], ends, loss, gain)
    return mass


Weights = tuple[FloatArray, FloatArray, FloatArray]
"""Of the old value, and of the target at the start and the end of a step."""


def mass_step(
    mass: FloatArray,
    target: tuple[FloatArray, FloatArray],
    loss: Weights,
    gain: Weights,
) -> FloatArray:
    """One step of ``muscle_mass``; ``target``: at the start and the end of the step."""
    before, after = target
    falling = 0.5 * (before + after) < mass
    return np.where(
        falling,
        loss[0] * mass + loss[1] * before + loss[2] * after,
        gain[0] * mass + gain[1] * before + gain[2] * after,
    )


def step_weights(width: float, tau: FloatArray) -> Weights:
    """Weights of the exact step of ``relax``; ``width`` and ``tau`` in days."""
    if width == 0.0:
        return np.ones_like(tau), np.zeros_like(tau), np.zeros_like(tau)
    ratio = width / tau
    kept = np.exp(-ratio)
    mean = -np.expm1(-ratio) / ratio
    return kept, mean - kept, 1.0 - mean
