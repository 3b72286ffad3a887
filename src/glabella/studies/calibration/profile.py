"""How well the records pin a parameter down: the cost when it is held elsewhere."""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from glabella.studies.calibration.fit import Fit, fit
from glabella.studies.calibration.problem import Problem

__all__ = ["PROFILED", "Profile", "profiles"]

PROFILED = (
    "ln_half_life_days",
    "ln_entry_rate",
    "ln_half_effect_glabella",
    "ln_hill",
    "ln_sensitivity_spread",
    "ln_saturation",
    "ln_potency_abobotulinumtoxinA",
)
OFFSETS = (-3.0, -1.5, 0.0, 1.5, 3.0)
HELD = 1e-3
"""Spread of the belief that holds a parameter, in units of its own."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Values of one parameter and the rise in cost without its own belief.

    A rise of about 1.9 marks the edge of a 95 % interval.
    """

    name: str
    values: tuple[float, ...]
    rises: tuple[float, ...]


def profiles(
    problem: Problem,
    whole: Fit,
    names: Sequence[str] = PROFILED,
    pool: Executor | None = None,
) -> tuple[Profile, ...]:
    """Refit with each parameter held at offsets of its posterior spread."""
    points = []
    for name in names:
        index = problem.names.index(name)
        spread = float(np.sqrt(whole.covariance[index, index]))
        points += [
            (index, float(whole.theta[index]) + offset * spread) for offset in OFFSETS
        ]
    run = map if pool is None else pool.map
    costs = list(run(partial(_held, problem, whole), points))
    found = []
    for number, name in enumerate(names):
        part = slice(number * len(OFFSETS), (number + 1) * len(OFFSETS))
        lowest = min(costs[part])
        found.append(
            Profile(
                name,
                tuple(value for _, value in points[part]),
                tuple(cost - lowest for cost in costs[part]),
            )
        )
    return tuple(found)


def _held(problem: Problem, whole: Fit, point: tuple[int, float]) -> float:
    """Cost of the records and of the other beliefs with one parameter held."""
    index, value = point
    beliefs = list(problem.beliefs)
    beliefs[index] = replace(beliefs[index], mean=value, spread=HELD)
    held = Problem(problem.records, tuple(beliefs), problem.fixed, problem.normals)
    theta = whole.theta.copy()
    theta[index] = value
    return fit(held, Fit(theta, whole.effects, whole.covariance, 0.0)).cost
