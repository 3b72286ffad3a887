"""Moving the draws towards this patient when weighting leaves too few of them.

Sequential Monte Carlo: what was seen is let in by degrees, each degree resamples
the people and then moves them. A person and what we do not know about everybody
are all standard normals, so the moves are autoregressive (Neal 1999; Cotter et
al. 2013, "pCN"): they keep the population as it is and ask only the likelihood.
Areas move separately, given the shared effect; the shared effect and the
parameters move for all areas together.

Each person has a parameter vector of their own, so that knowledge does not hang on
the few vectors that happen to fit. The people live on islands that never mix:
how far the islands' means lie apart says how many independent people there are.
"""

from dataclasses import dataclass, replace

import numpy as np

from glabella.core.arrays import FloatArray
from glabella.core.forecast.crowd import (
    BoolArray,
    crowd_of,
    lasting_spread,
    sensitivity,
)
from glabella.core.forecast.draws import (
    HALF_LIFE,
    SENSITIVITY,
    State,
    Vectors,
    join_vectors,
    take,
    take_vectors,
    vectors_of,
    with_clinic,
)
from glabella.core.forecast.likelihood import History
from glabella.core.forecast.rules import Basis

__all__ = ["Moved", "temper"]

_PEOPLE = 2000
_ISLANDS = 20
_KEEP = 0.5
"""Share of the draws that one degree must leave, as an effective sample size."""
_MOST_DEGREES = 8
_SWEEPS = 1
"""Sweeps after each degree."""
_SETTLING = 14
"""Sweeps once everything has been let in."""
_WORK = 45e6
"""Numbers (people, areas, days, visits) that all sweeps together may ask for."""
_LINES = 40
"""Days that cost as much as drawing lines and taking chances does."""
_FEWEST = 6
"""Sweeps that are made however long the history is."""

_SUMS = (SENSITIVITY, HALF_LIFE)
"""What of a person does the same as the clinic's difference does."""

_STEPS = np.array([0.15, 0.4, 0.8])
"""Shares of a move that are new: near, middle and far, by lot."""


@dataclass(frozen=True)
class Moved:
    """People who count alike, each with a parameter vector of their own.

    ``effective_sample_size`` by area: how many independent people say as much.
    """

    state: State
    vectors: Vectors
    effective_sample_size: tuple[float, ...]


@dataclass(frozen=True)
class _Walk:
    """One population on its way; islands are runs of people of equal length."""

    history: History
    state: State
    log_likelihood: FloatArray

    def looked_at(self, state: State) -> FloatArray:
        """Logarithm of the chance of what was seen, (areas, people)."""
        return self.history.log_likelihood(state)


@dataclass(slots=True)
class _Sweeps:
    """How many more sweeps may be made."""

    left: int

    def take(self, count: int) -> range:
        """As many of ``count`` as are left."""
        some = min(count, self.left)
        self.left -= some
        return range(some)


def temper(history: History, state: State) -> Moved:
    """People drawn from the population given all that was seen."""
    chooser = np.random.Generator(np.random.Philox(key=len(state)))
    walk = _started(history, state, chooser)
    sweeps = _Sweeps(_affordable(history, len(walk.state)))
    heat = 0.0
    for degree in range(_MOST_DEGREES):
        step = _next(walk.log_likelihood.sum(axis=0), heat)
        if degree == _MOST_DEGREES - 1:
            step = 1.0 - heat
        walk = _resampled(walk, step)
        heat += step
        for _ in sweeps.take(_SWEEPS):
            walk = _sweep(walk, heat, chooser)
        if heat >= 1.0:
            break
    for _ in sweeps.take(_SETTLING):
        walk = _sweep(walk, 1.0, chooser)
    return Moved(walk.state, walk.history.vectors, _independent(walk))


def _affordable(history: History, people: int) -> int:
    """Sweeps within the work that one update may take."""
    a_visit = history.days.size * (1 + len(history.past.visits)) / 2
    one = 3 * people * len(history.past.areas) * (a_visit + _LINES)
    return max(int(_WORK / one), _FEWEST)


def _started(history: History, state: State, chooser: np.random.Generator) -> _Walk:
    """Some of the people, with fresh parameters, dealt to the islands."""
    count = min(_PEOPLE, len(state)) // _ISLANDS * _ISLANDS
    some = np.linspace(0, len(state) - 1, count).astype(np.intp)
    dealt = some.reshape(-1, _ISLANDS).T.ravel()
    people = replace(take(state, dealt), vector=np.arange(count))
    known = chooser.standard_normal((len(history.vectors.normals), count))
    history = _knowing(history, known)
    return _Walk(history, people, history.log_likelihood(people))


def _knowing(history: History, normals: FloatArray) -> History:
    """The same history under other parameters, (dimensions, people)."""
    made = vectors_of(history.basis.posterior, history.past.areas, normals)
    return replace(history, vectors=made)


def _independent(walk: _Walk) -> tuple[float, ...]:
    """By area: variance in people over the variance of a mean of all islands.

    Of the dose need in the area, of the half-life and of the clinic together.
    """
    history, state = walk.history, walk.state
    basis, vectors = history.basis, history.vectors
    clinic = basis.posterior.constants.trial_exposure_spread * vectors.exposure
    person = sensitivity(state, vectors, basis, history.past.rules)
    shared = [crowd_of(state, vectors, basis).half_life_days, clinic]
    ratios = [_apart(np.log(shared[0])), _apart(clinic)]
    found = []
    for own in person:
        apart = np.mean([_apart(own + clinic), *ratios])
        found.append(float(min(_ISLANDS / max(apart, 1e-12), len(state))))
    return tuple(found)


def _apart(values: FloatArray) -> float:
    """Variance of island means over the variance of people."""
    means = values.reshape(_ISLANDS, -1).mean(axis=1)
    return float(means.var(ddof=1) / max(values.var(), 1e-12))


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
    """Each island draws its own people again, in proportion to their weight."""
    logarithm = walk.log_likelihood.sum(axis=0).reshape(_ISLANDS, -1)
    size = logarithm.shape[1]
    weights = np.exp(step * (logarithm - logarithm.max(axis=1, keepdims=True)))
    edges = np.cumsum(weights, axis=1) / weights.sum(axis=1, keepdims=True)
    island = np.arange(_ISLANDS)[:, None]
    marks = (np.arange(size) + 0.5) / size + island
    chosen = np.searchsorted((edges + island).ravel(), marks.ravel())
    last = np.repeat(island * size + size - 1, size)
    chosen = np.minimum(chosen, last)
    return _Walk(
        replace(walk.history, vectors=take_vectors(walk.history.vectors, chosen)),
        replace(take(walk.state, chosen), vector=np.arange(chosen.size)),
        walk.log_likelihood[:, chosen],
    )


def _sweep(walk: _Walk, heat: float, chooser: np.random.Generator) -> _Walk:
    """Own effects area by area, then the shared effect, then the parameters."""
    walk = _own_move(walk, heat, chooser)
    walk = _shared_move(walk, heat, chooser)
    return _known_move(walk, heat, chooser)


def _nudged(
    normals: FloatArray, step: FloatArray, chooser: np.random.Generator
) -> FloatArray:
    """Normals (..., people) moved by each person's ``step``."""
    kept = np.sqrt(1.0 - step**2)
    fresh = chooser.standard_normal(normals.shape, dtype=np.float32)
    result: FloatArray = kept * normals + step * fresh
    return result


def _lots(people: int, chooser: np.random.Generator) -> FloatArray:
    lots: FloatArray = _STEPS[chooser.integers(0, _STEPS.size, people)]
    return lots


def _own_move(walk: _Walk, heat: float, chooser: np.random.Generator) -> _Walk:
    """Accept or refuse in each area by itself: given the shared they are apart."""
    state = walk.state
    step = _lots(len(state), chooser)
    occasion = state.occasion.copy()
    # The last visit is the planned one: nothing was seen of it.
    occasion[:-1] = _nudged(occasion[:-1], step, chooser)
    proposed = replace(state, own=_nudged(state.own, step, chooser), occasion=occasion)
    logarithm = walk.looked_at(proposed)
    gain = heat * (logarithm - walk.log_likelihood)
    accepted = np.log(chooser.random(gain.shape)) < gain
    return replace(
        walk,
        state=replace(
            state,
            own=np.where(accepted[:, None, :], proposed.own, state.own),
            occasion=np.where(accepted[None], proposed.occasion, state.occasion),
        ),
        log_likelihood=np.where(accepted, logarithm, walk.log_likelihood),
    )


def _accepted(
    walk: _Walk, logarithm: FloatArray, heat: float, chooser: np.random.Generator
) -> BoolArray:
    """Whether a person's move, of all areas together, is taken."""
    gain = heat * (logarithm - walk.log_likelihood).sum(axis=0)
    taken: BoolArray = np.log(chooser.random(gain.size)) < gain
    return taken


def _shared_move(walk: _Walk, heat: float, chooser: np.random.Generator) -> _Walk:
    """What all areas of a person share, against how the clinic differs.

    The two act as one sum, of dose and of half-life: the sum is nudged, and how it
    is made up is drawn afresh.
    """
    state, vectors = walk.state, walk.history.vectors
    basis = walk.history.basis
    step = _lots(len(state), chooser)
    shared = _nudged(state.shared, step, chooser)
    made = []
    clinics = (vectors.exposure, vectors.half_life)
    for row, now, turn in zip(_SUMS, clinics, _turns(vectors, basis), strict=True):
        along = turn.along(state.shared[row], now)
        along = _nudged(along, step, chooser)
        anew = chooser.standard_normal(along.shape)
        shared[row], other = turn.back(along, anew)
        made.append(other)
    clinic = with_clinic(vectors, exposure=made[0], half_life=made[1])
    proposed = replace(walk.history, vectors=clinic)
    logarithm = proposed.log_likelihood(replace(state, shared=shared))
    taken = _accepted(walk, logarithm, heat, chooser)
    return _Walk(
        replace(
            walk.history,
            vectors=with_clinic(
                vectors,
                exposure=np.where(taken, clinic.exposure, vectors.exposure),
                half_life=np.where(taken, clinic.half_life, vectors.half_life),
            ),
        ),
        replace(state, shared=np.where(taken, shared, state.shared)),
        np.where(taken, logarithm, walk.log_likelihood),
    )


@dataclass(frozen=True)
class _Turn:
    """A person's normal and the clinic's, turned so that one axis is what they do."""

    person: FloatArray
    clinic: FloatArray

    @classmethod
    def of(cls, person: FloatArray, clinic: float) -> "_Turn":
        size = np.hypot(person, clinic)
        return cls(person / size, clinic / size)

    def along(self, person: FloatArray, clinic: FloatArray) -> FloatArray:
        return self.person * person + self.clinic * clinic

    def back(
        self, along: FloatArray, across: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        return (
            self.person * along + self.clinic * across,
            self.clinic * along - self.person * across,
        )


def _turns(vectors: Vectors, basis: Basis) -> tuple[_Turn, _Turn]:
    fixed, theta = basis.posterior.constants, vectors.theta
    whole = lasting_spread(np.exp(theta["ln_sensitivity_spread"]), basis)
    return (
        _Turn.of(
            np.sqrt(fixed.shared_sensitivity) * whole, fixed.trial_exposure_spread
        ),
        _Turn.of(np.exp(theta["ln_half_life_spread"]), fixed.trial_half_life_spread),
    )


def _known_move(walk: _Walk, heat: float, chooser: np.random.Generator) -> _Walk:
    """What we do not know: the parameters and the clinic of each person."""
    vectors = walk.history.vectors
    people = len(walk.state)
    proposed = _knowing(
        walk.history, _nudged(vectors.normals, _lots(people, chooser), chooser)
    )
    logarithm = proposed.log_likelihood(walk.state)
    taken = _accepted(walk, logarithm, heat, chooser)
    which = np.arange(people) + np.where(taken, people, 0)
    both = join_vectors(vectors, proposed.vectors)
    return _Walk(
        replace(walk.history, vectors=take_vectors(both, which)),
        walk.state,
        np.where(taken, logarithm, walk.log_likelihood),
    )
