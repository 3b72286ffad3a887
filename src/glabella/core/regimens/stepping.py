"""Week by week through a regimen: the visits of one week may hang on the last.

The equations are those of ``core.response``; a step of a week solves each of
them exactly for a contraction that changes linearly within the week.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from glabella.core.arrays import FloatArray
from glabella.core.regimens.cohort import Rows, Standing, Tempo
from glabella.core.response.activity import loss_rate, unit_activity
from glabella.core.response.contraction import force, residual_contraction, strain
from glabella.core.response.relaxation import Weights, mass_step, step_weights

__all__ = ["DAYS_A_WEEK", "Due", "Track", "follow"]

DAYS_A_WEEK = 7.0

Due = Callable[[int, FloatArray], FloatArray]
"""(week, severity in contraction) to the exposure added in that week."""


@dataclass(frozen=True, slots=True)
class Track:
    """Arrays (weeks + 1, ...): the state at the start of each week, before a visit."""

    in_contraction: FloatArray
    at_rest: FloatArray
    force: FloatArray
    mass: FloatArray

    def of(self, areas: list[int]) -> "Track":
        """The same course for some of the areas."""
        return Track(
            self.in_contraction[:, areas],
            self.at_rest[:, areas],
            self.force[:, areas],
            self.mass[:, areas],
        )


@dataclass(slots=True)
class _State:
    entering: FloatArray
    activity: FloatArray
    residual: FloatArray
    mass: FloatArray
    moved: FloatArray
    fast: FloatArray
    slow: FloatArray

    @classmethod
    def of(cls, standing: Standing, shape: tuple[int, ...]) -> "_State":
        names = cls.__dataclass_fields__
        return cls(
            **{n: np.broadcast_to(getattr(standing, n), shape).copy() for n in names}
        )


def follow(
    rows: Rows, tempo: Tempo, weeks: int, shape: tuple[int, ...], due: Due
) -> Track:
    """Run ``weeks`` weeks from where ``rows`` start.

    ``shape`` is (areas, people) or (doses, people).
    """
    step = _Step(rows, tempo)
    state = _State.of(rows.start or _untreated(rows), shape)
    track = Track(*(np.empty((weeks + 1, *shape)) for _ in range(4)))
    dynamic = rows.severity - rows.fast_rest - rows.slow_rest
    for week in range(weeks + 1):
        rest = state.fast + state.slow
        track.at_rest[week] = rest
        track.in_contraction[week] = rest + dynamic * state.moved
        track.force[week] = state.residual * state.mass
        track.mass[week] = state.mass
        if week < weeks:
            state.entering = state.entering + due(week, track.in_contraction[week])
            step.advance(state)
    return track


def _untreated(rows: Rows) -> Standing:
    none, whole = np.zeros(1), np.ones(1)
    return Standing(
        entering=none,
        activity=none,
        residual=whole,
        mass=whole,
        moved=whole,
        fast=rows.fast_rest,
        slow=rows.slow_rest,
    )


class _Step:
    """What one week does, worked out once for all weeks."""

    def __init__(self, rows: Rows, tempo: Tempo) -> None:
        self.rows = rows
        self.entry_kept = np.exp(-rows.entry_rate * DAYS_A_WEEK)
        self.activity_kept = np.exp(-loss_rate(rows.half_life_days) * DAYS_A_WEEK)
        self.into_activity = unit_activity(
            np.array([DAYS_A_WEEK]),
            entry_rate=rows.entry_rate,
            half_life_days=rows.half_life_days,
        )[..., 0]
        self.fast = _weights(tempo.fast_days)
        self.slow = _weights(tempo.slow_days)
        self.loss = _weights(tempo.mass_loss_days)
        self.gain = _weights(tempo.mass_recovery_days)
        self.reach = rows.slow_rest + tempo.slow_growth_per_day * tempo.slow_days

    def advance(self, state: _State) -> None:
        """One week: activity, contraction, mass, movement, lines at rest."""
        rows = self.rows
        state.activity = (
            state.activity * self.activity_kept + state.entering * self.into_activity
        )
        state.entering = state.entering * self.entry_kept
        ratio = state.activity * rows.sensitivity
        left = residual_contraction(ratio[..., None], rows.hill)[..., 0]
        targets = self._mass_target(state.residual), self._mass_target(left)
        state.mass = mass_step(state.mass, targets, self.loss, self.gain)
        power = force(left, state.mass)
        moved = strain(power[..., None], rows.strain_exponent)[..., 0]
        before, state.moved, state.residual = state.moved, moved, left
        state.fast = _relaxed(self.fast, state.fast, before, moved, rows.fast_rest)
        state.slow = _relaxed(self.slow, state.slow, before, moved, self.reach)

    def _mass_target(self, residual: FloatArray) -> FloatArray:
        return 1.0 - self.rows.mass_loss_fraction * (1.0 - residual)


def _weights(tau_days: float) -> Weights:
    return step_weights(DAYS_A_WEEK, np.array(tau_days))


def _relaxed(
    weights: Weights,
    value: FloatArray,
    before: FloatArray,
    after: FloatArray,
    scale: FloatArray,
) -> FloatArray:
    kept, first, last = weights
    return kept * value + scale * (first * before + last * after)
