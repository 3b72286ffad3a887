"""The most probable parameters, and the normal approximation around them."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

import numpy as np

from glabella.core.arrays import FloatArray
from glabella.studies.calibration.problem import Problem
from glabella.studies.trials.answering import EFFECTS

__all__ = ["Fit", "fit", "jacobian"]

STEPS = 40
ENOUGH = 1e-3
IDLE_STEPS = 2
"""Steps in a row that gain less than that, in half the sum, end the search."""
NUDGE = 1e-3
FIRST_DAMPING, MOST_DAMPINGS = 1e-2, 10


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """``theta``: (parameters,); ``effects``: (trials, EFFECTS); cost: half a sum."""

    theta: FloatArray
    effects: FloatArray
    covariance: FloatArray
    """Of theta, the differences between trials averaged out."""
    cost: float


def fit(
    problem: Problem, start: Fit | None = None, pool: Executor | None = None
) -> Fit:
    """Maximum a posteriori by damped Gauss-Newton steps (Levenberg-Marquardt).

    Residuals of a trial depend on the parameters and on its own effects alone,
    so that the normal equations are assembled trial by trial.
    """
    theta = problem.mean.copy() if start is None else start.theta.copy()
    effects = (
        np.zeros((len(problem.trials), len(EFFECTS)))
        if start is None
        else start.effects.copy()
    )
    damping, idle = FIRST_DAMPING, 0
    cost, residuals = _cost(problem, theta, effects)
    for _ in range(STEPS):
        normal, slope = _normal_equations(problem, theta, effects, residuals, pool)
        better = None
        new_cost = cost
        for _ in range(MOST_DAMPINGS):
            step = np.linalg.solve(normal + damping * _prior(problem), -slope)
            moved = theta + step[: theta.size]
            turned = effects + step[theta.size :].reshape(effects.shape)
            new_cost, new_residuals = _cost(problem, moved, turned)
            if new_cost < cost:
                better = (moved, turned, new_residuals)
                break
            damping = max(8.0 * damping, FIRST_DAMPING)
        if better is None:
            break
        gain, cost = cost - new_cost, new_cost
        theta, effects, residuals = better
        damping /= 4.0
        idle = idle + 1 if gain < ENOUGH else 0
        if idle == IDLE_STEPS:
            break
    normal, _ = _normal_equations(problem, theta, effects, residuals, pool)
    covariance = np.linalg.inv(normal)[: theta.size, : theta.size]
    return Fit(theta, effects, covariance, cost)


def _cost(
    problem: Problem, theta: FloatArray, effects: FloatArray
) -> tuple[float, list[FloatArray]]:
    residuals = [
        problem.residuals(theta, trial, effects[i])
        for i, trial in enumerate(problem.trials)
    ]
    beliefs = (theta - problem.mean) / problem.spread
    offsets = effects / problem.effect_spread
    squares = sum(float(r @ r) for r in residuals)
    total = squares + float(beliefs @ beliefs) + float((offsets**2).sum())
    return 0.5 * total, residuals


def _prior(problem: Problem) -> FloatArray:
    """Diagonal of the prior precision, parameters first, then trial effects."""
    effects = np.tile(1.0 / problem.effect_spread**2, len(problem.trials))
    return np.diag(np.concatenate((1.0 / problem.spread**2, effects)))


def jacobian(
    problem: Problem, theta: FloatArray, trial: str, effect: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Forward differences of a trial's residuals by parameters and by effects."""
    at = partial(problem.residuals, trial=trial)
    here = at(theta, effect=effect)
    by_theta = np.zeros((here.size, theta.size))
    places = problem.bears_on(trial)

    def at_places(moved: FloatArray) -> FloatArray:
        whole = theta.copy()
        whole[places] = moved
        return at(whole, effect=effect)

    by_theta[:, places] = _differences(
        at_places, theta[places], here, NUDGE * problem.spread[places]
    )
    by_effect = _differences(
        lambda moved: at(theta, effect=moved),
        effect,
        here,
        NUDGE * problem.effect_spread,
    )
    return by_theta, by_effect


def _differences(
    function: Callable[[FloatArray], FloatArray],
    at: FloatArray,
    here: FloatArray,
    steps: FloatArray,
) -> FloatArray:
    columns = np.empty((here.size, at.size))
    for index, step in enumerate(steps):
        moved = at.copy()
        moved[index] += step
        columns[:, index] = (function(moved) - here) / step
    return columns


def _normal_equations(
    problem: Problem,
    theta: FloatArray,
    effects: FloatArray,
    residuals: list[FloatArray],
    pool: Executor | None,
) -> tuple[FloatArray, FloatArray]:
    size, width = theta.size, len(EFFECTS)
    normal = _prior(problem)
    slope = np.concatenate(
        (
            (theta - problem.mean) / problem.spread**2,
            (effects / problem.effect_spread**2).ravel(),
        )
    )
    run = map if pool is None else pool.map
    parts = run(partial(jacobian, problem, theta), problem.trials, effects)
    for index, (by_theta, by_effect) in enumerate(parts):
        own = slice(size + index * width, size + (index + 1) * width)
        normal[:size, :size] += by_theta.T @ by_theta
        normal[:size, own] += by_theta.T @ by_effect
        normal[own, :size] += by_effect.T @ by_theta
        normal[own, own] += by_effect.T @ by_effect
        slope[:size] += by_theta.T @ residuals[index]
        slope[own] += by_effect.T @ residuals[index]
    return normal, slope
