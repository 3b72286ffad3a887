"""Is the normal approximation good enough? Importance sampling says."""

from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

import numpy as np

from glabella.core.arrays import FloatArray
from glabella.studies.calibration.fit import Fit
from glabella.studies.calibration.problem import Problem
from glabella.studies.normals import shuffled_normals
from glabella.studies.trials.answering import EFFECTS

__all__ = ["Check", "check_by_sampling"]

FREEDOM = 8.0
"""Degrees of freedom of the proposal: heavier tails than the posterior's."""


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """Weighted means and spreads beside those of the approximation."""

    draws: int
    effective_sample_size: float
    mean: FloatArray
    spread: FloatArray


def check_by_sampling(
    problem: Problem, whole: Fit, draws: int = 400, pool: Executor | None = None
) -> Check:
    """Weigh draws of a Student proposal by the posterior of the parameters.

    The differences between trials are averaged out for each draw with the
    residuals linear in them, around the fitted ones.
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
    """Log density of a trial's residuals, its effects averaged out."""
    here = problem.residuals(theta, trial, effect)
    slope = np.empty((here.size, len(EFFECTS)))
    for column, spread in enumerate(problem.effect_spread):
        moved = effect.copy()
        moved[column] += 1e-3 * spread
        slope[:, column] = (problem.residuals(theta, trial, moved) - here) / (
            1e-3 * spread
        )
    centre = here - slope @ effect
    scaled = slope * problem.effect_spread
    covariance = np.eye(here.size) + scaled @ scaled.T
    _, logarithm = np.linalg.slogdet(covariance)
    return -0.5 * float(centre @ np.linalg.solve(covariance, centre) + logarithm)
