"""Moving the draws towards this patient when weighting leaves too few of them.

Sequential Monte Carlo: what was seen is let in by degrees, each degree resamples
the people and then moves them. All of a person is standard normal, so the moves
are autoregressive (Neal 1999; Cotter et al. 2013, "pCN"): they keep the
population as it is and ask only the likelihood. Areas move separately, given the
shared effect; the shared effect moves for all areas together.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from glabella.core.arrays import FloatArray, IntArray
from glabella.core.forecast.draws import State, take
from glabella.core.forecast.likelihood import History

__all__ = ["Moved", "temper"]

_KEEP = 0.5
"""Share of the draws that one degree must leave, as an effective sample size."""
_MOST_DEGREES = 8
_SWEEPS = 2
BoolArray = npt.NDArray[np.bool_]

_STEP_OWN, _STEP_SHARED = 0.7, 0.4
"""Share of a move that is new, own and shared."""


@dataclass(frozen=True)
class Moved:
    """People who count alike, and how many different ones they are, by area."""

    state: State
    effective_sample_size: tuple[float, ...]


@dataclass(frozen=True)
class _Walk:
    """One population on its way: its likelihood and who stands for whom."""

    state: State
    log_likelihood: FloatArray
    family: IntArray
    """(areas, people): equal numbers are copies that moves have not parted yet."""
    own_moved: BoolArray
    """(areas, people): whether the area moved since the last resampling."""
    shared_moved: BoolArray
    """(people,): whether what all areas share did."""


def temper(history: History, state: State, log_likelihood: FloatArray) -> Moved:
    """People drawn from the population given all that was seen.

    ``log_likelihood`` (areas, people) is that of ``state``.
    """
    chooser = np.random.Generator(np.random.Philox(key=len(state)))
    people = np.arange(len(state))
    walk = _started(state, log_likelihood, np.tile(people, (len(log_likelihood), 1)))
    heat = 0.0
    for degree in range(_MOST_DEGREES):
        step = _next(walk.log_likelihood.sum(axis=0), heat)
        if degree == _MOST_DEGREES - 1:
            step = 1.0 - heat
        walk = _resampled(walk, step)
        heat += step
        for _ in range(_SWEEPS):
            walk = _sweep(history, walk, heat, chooser)
        if heat >= 1.0:
            break
    return Moved(walk.state, tuple(map(_different, _parted(walk).family)))


def _started(state: State, log_likelihood: FloatArray, family: IntArray) -> _Walk:
    """Nobody has moved yet."""
    still = np.zeros(log_likelihood.shape, dtype=bool)
    return _Walk(state, log_likelihood, family, still, still[0])


def _parted(walk: _Walk) -> _Walk:
    """Who moved in an area and in the shared effect is nobody's copy any more."""
    fresh = walk.family.max() + 1 + np.arange(len(walk.state))
    moved = walk.own_moved & walk.shared_moved
    return replace(walk, family=np.where(moved, fresh, walk.family))


def _different(family: IntArray) -> float:
    """Effective number of different people among copies (Kish)."""
    copies = np.unique(family, return_counts=True)[1]
    return float(copies.sum()) ** 2 / float((copies**2.0).sum())


def _next(logarithm: FloatArray, heat: float) -> float:
    """Largest step towards 1 that still leaves enough of the draws."""
    centred = logarithm - logarithm.max()

    def left(step: float) -> float:
        weights = np.exp(step * centred)
        return float(weights.sum() ** 2 / (weights**2).sum()) / weights.size

    if left(1.0 - heat) >= _KEEP:
        return 1.0 - heat
    low, high = 0.0, 1.0 - heat
    for _ in range(24):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if left(middle) >= _KEEP else (low, middle)
    return low


def _resampled(walk: _Walk, step: float) -> _Walk:
    walk = _parted(walk)
    logarithm = walk.log_likelihood.sum(axis=0)
    edges = np.cumsum(np.exp(step * (logarithm - logarithm.max())))
    marks = (np.arange(edges.size) + 0.5) / edges.size * edges[-1]
    chosen = np.minimum(np.searchsorted(edges, marks), edges.size - 1)
    return _started(
        take(walk.state, chosen),
        walk.log_likelihood[:, chosen],
        walk.family[:, chosen],
    )


def _sweep(
    history: History, walk: _Walk, heat: float, chooser: np.random.Generator
) -> _Walk:
    """Own effects area by area, then the shared effect, then the parameters."""
    state = walk.state
    own = replace(
        state,
        own=_nudged(state.own, _STEP_OWN, chooser),
        occasion=_nudged(state.occasion, _STEP_OWN, chooser),
    )
    walk = _own_move(history, walk, own, heat, chooser)
    state = walk.state
    shared = replace(state, shared=_nudged(state.shared, _STEP_SHARED, chooser))
    walk = _joint_move(history.log_likelihood, walk, shared, heat, chooser)
    state = walk.state
    other = chooser.integers(0, history.vectors.exposure.size, len(state))
    vector = replace(state, vector=other)
    return _joint_move(history.log_likelihood, walk, vector, heat, chooser)


def _nudged(
    normals: FloatArray, step: float, chooser: np.random.Generator
) -> FloatArray:
    kept = np.sqrt(1.0 - step**2)
    result: FloatArray = kept * normals + step * chooser.standard_normal(normals.shape)
    return result


def _own_move(
    history: History,
    walk: _Walk,
    proposed: State,
    heat: float,
    chooser: np.random.Generator,
) -> _Walk:
    """Accept or refuse in each area by itself: given the shared they are apart."""
    logarithm = history.log_likelihood(proposed)
    gain = heat * (logarithm - walk.log_likelihood)
    accepted = np.log(chooser.random(gain.shape)) < gain
    state = replace(
        walk.state,
        own=np.where(accepted[:, None, :], proposed.own, walk.state.own),
        occasion=np.where(accepted[None], proposed.occasion, walk.state.occasion),
    )
    return replace(
        walk,
        state=state,
        log_likelihood=np.where(accepted, logarithm, walk.log_likelihood),
        own_moved=walk.own_moved | accepted,
    )


def _joint_move(
    log_likelihood: Callable[[State], FloatArray],
    walk: _Walk,
    proposed: State,
    heat: float,
    chooser: np.random.Generator,
) -> _Walk:
    logarithm = log_likelihood(proposed)
    gain = heat * (logarithm - walk.log_likelihood).sum(axis=0)
    accepted = np.log(chooser.random(gain.size)) < gain
    state = replace(
        walk.state,
        vector=np.where(accepted, proposed.vector, walk.state.vector),
        shared=np.where(accepted, proposed.shared, walk.state.shared),
    )
    return replace(
        walk,
        state=state,
        log_likelihood=np.where(accepted, logarithm, walk.log_likelihood),
        shared_moved=walk.shared_moved | accepted,
    )
