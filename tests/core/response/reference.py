"""The model's equations solved step by step by SciPy, from the injection on.

It shares no code with ``glabella.core.response``: injected toxin enters (A), acts
(L), and both are jumped or integrated, where the program uses a closed form.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

type Values = NDArray[np.float64]

TIGHT = {"method": "DOP853", "rtol": 1e-9, "atol": 1e-11}


def activity_by_steps(days: Values, entry_rate: float, half_life_days: float) -> Values:
    """``A' = -ka A``, ``L' = ka A - ke L`` from ``A = 1``, ``L = 0``; L on ``days``."""
    ke = np.log(2.0) / half_life_days
    done = solve_ivp(
        lambda _, y: [-entry_rate * y[0], entry_rate * y[0] - ke * y[1]],
        (0.0, days[-1]),
        [1.0, 0.0],
        t_eval=days,
        method="DOP853",
        rtol=1e-12,
        atol=1e-15,
    )
    assert done.success, done.message
    return done.y[1]


@dataclass(frozen=True)
class Group:
    """People with their numbers, each array of shape (people,), times in days."""

    ka: Values
    ke: Values
    sensitivity: Values
    mass_loss: Values
    fast: Values
    slow: Values
    dynamic: Values
    hill: float
    strain_exponent: float
    mass_loss_days: float
    mass_recovery_days: float
    fast_days: float
    slow_days: float
    slow_growth: float

    def block(self, activity: Values) -> Values:
        """Residual contraction; the activity is that of one person."""
        ratio = np.maximum(activity * self.sensitivity, 0.0)
        return 1.0 / (1.0 + ratio**self.hill)

    def slopes(self, _: float, flat: Values) -> Values:
        """Of A, L, M, Wf and Ws."""
        entering, activity, mass, fast, slow = flat.reshape(5, -1)
        residual = self.block(activity)
        moved = np.maximum(mass * residual, 0.0) ** self.strain_exponent
        gap = 1.0 - self.mass_loss * (1.0 - residual) - mass
        tau = np.where(gap < 0.0, self.mass_loss_days, self.mass_recovery_days)
        reach = self.slow + self.slow_growth * self.slow_days
        return np.concatenate(
            [
                -self.ka * entering,
                self.ka * entering - self.ke * activity,
                gap / tau,
                (self.fast * moved - fast) / self.fast_days,
                (reach * moved - slow) / self.slow_days,
            ]
        )


@dataclass(frozen=True)
class Followed:
    """Arrays of shape (people, days)."""

    residual: Values
    mass: Values
    at_rest: Values
    in_contraction: Values


def follow(
    group: Group, visits: Sequence[tuple[float, Values]], days: Values
) -> Followed:
    """The course of a group; ``visits``: rising days and exposures, from day 0."""
    count = group.ka.size
    state = np.zeros((5, count))
    state[2], state[3], state[4] = 1.0, group.fast, group.slow
    ends = [day for day, _ in visits[1:]] + [float(days[-1])]
    kept = np.empty((5, count, days.size))
    for (start, exposure), end in zip(visits, ends, strict=True):
        state = state.copy()
        if start == 0.0:
            kept[:, :, days == 0.0] = state[:, :, None]
        state[0] += exposure
        done = solve_ivp(
            group.slopes, (start, end), state.ravel(), dense_output=True, **TIGHT
        )
        assert done.success, done.message
        inside = (days > start) & (days <= end)
        kept[:, :, inside] = done.sol(days[inside]).reshape(5, count, -1)
        state = done.y[:, -1].reshape(5, count)
    residual = np.stack([group.block(one) for one in kept[1].T], axis=1)
    rest = kept[3] + kept[4]
    moved = (kept[2] * residual) ** group.strain_exponent
    line = rest + group.dynamic[:, None] * moved
    return Followed(residual, kept[2], rest, line)
