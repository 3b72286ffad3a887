"""Is the normal approximation good enough? Importance sampling says."""

from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

import numpy as np

from glabella.core.arrays import FloatArray
from glabella.studies.calibration.fit import Fit
from glabella.studies.calibration.problem import Problem
from glabella.studies.normals import shuffled_normals

__all__ = ["Check", "check_by_sampling"]

SETTLING = 2
"""Gauss-Newton steps of a trial's effects for each draw."""
NUDGE = 1e-2
FREEDOM = 30.0
"""Degrees of freedom of the proposal: heavier tails than the posterior's."""


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """Weighted means and spreads beside those of the approximation."""

    draws: int
    effective_sample_size: float
    mean: FloatArray
    spread: FloatArray


def check_by_sampling(
    problem: Problem, whole: Fit, draws: int = 300, pool: Executor | None = None
) -> Check:
    """Weigh draws of a Student proposal by the posterior of the parameters.

    The differences between trials are averaged out for each draw, around the most
    probable ones for that draw. A perfectly normal posterior would not use all
    draws either: the proposal has heavier tails.
    """
    size = whole.theta.size
    normals = shuffled_normals(draws, size + 1)
    quantile = normals[:, -1]
    # Wilson and Hilferty 1931: a chi-square over its freedom from a normal.
    part = 2.0 / (9.0 * FREEDOM)
    stretch = 1.0 / np.sqrt((1.0 - part + quantile * np.sqrt(part)) ** 3)
    root = np.linalg.cholesky(whole.covariance)
    offsets = stretch[:, None] * (normals[:, :size] @ root.T)
    points = whole.theta + offsets
    run = map if pool is None else pool.map
    target = np.array(list(run(partial(_log_posterior, problem, whole), points)))
    distance = ((offsets @ np.linalg.inv(root).T) ** 2).sum(axis=1)
    proposal = -0.5 * (FREEDOM + size) * np.log1p(distance / FREEDOM)
    logarithm = target - proposal
    weights = np.exp(logarithm - logarithm.max())
    weights /= weights.sum()
    mean = weights @ points
    spread = np.sqrt(weights @ (points - mean) ** 2)
    return Check(draws, float(1.0 / (weights @ weights)), mean, spread)


def _log_posterior(problem: Problem, whole: Fit, theta: FloatArray) -> float:
    beliefs = (theta - problem.mean) / problem.spread
    total = -0.5 * float(beliefs @ beliefs)
    for index, trial in enumerate(problem.trials):
        total += _log_marginal(problem, theta, trial, whole.effects[index])
    return total


def _log_marginal(
    problem: Problem, theta: FloatArray, trial: str, effect: FloatArray
) -> float:
    """Log density of a trial's residuals, its effects averaged out (Laplace).

    The effects settle anew for these parameters before they are averaged out.
    """
    spread = problem.effect_spread
    here = problem.residuals(theta, trial, effect)
    slope = _slope(problem, theta, trial, effect, here)
    for _ in range(SETTLING):
        normal = slope.T @ slope + np.diag(1.0 / spread**2)
        step = np.linalg.solve(normal, slope.T @ here + effect / spread**2)
        moved = effect - step
        there = problem.residuals(theta, trial, moved)
        if _half_sum(there, moved, spread) >= _half_sum(here, effect, spread):
            break
        effect, here = moved, there
        slope = _slope(problem, theta, trial, effect, here)
    scaled = slope * spread
    _, logarithm = np.linalg.slogdet(np.eye(spread.size) + scaled.T @ scaled)
    return -_half_sum(here, effect, spread) - 0.5 * float(logarithm)


def _half_sum(residuals: FloatArray, effect: FloatArray, spread: FloatArray) -> float:
    offsets = effect / spread
    return 0.5 * float(residuals @ residuals + offsets @ offsets)


def _slope(
    problem: Problem,
    theta: FloatArray,
    trial: str,
    effect: FloatArray,
    here: FloatArray,
) -> FloatArray:
    """Forward differences by the trial's effects, (records, EFFECTS)."""
    slope = np.empty((here.size, effect.size))
    for column, spread in enumerate(problem.effect_spread):
        moved = effect.copy()
        moved[column] += NUDGE * spread
        there = problem.residuals(theta, trial, moved)
        slope[:, column] = (there - here) / (NUDGE * spread)
    return slope
