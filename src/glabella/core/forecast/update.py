"""What earlier results of this patient change: weights on stored draws.

A person's areas share an effect (how sensitive, how fast the activity fades, and
what we do not know about everybody) and have one of their own. Weighting whole
people by all areas at once leaves hardly any of them. Here the shared effect is
learnt on a grid, each area's own effect averaged out over the stored draws, and
then every area is weighted by its own results and by what the others say of the
shared effect. Where too few draws or too few parameter vectors are left,
``tempering`` moves them instead.
"""

from dataclasses import dataclass, replace

import numpy as np

from glabella.core.arrays import FloatArray, IntArray
from glabella.core.forecast.crowd import crowd_of, lasting_spread
from glabella.core.forecast.draws import SENSITIVITY, State, Vectors, join_vectors
from glabella.core.forecast.likelihood import History
from glabella.core.forecast.mechanics import Lines
from glabella.core.forecast.tempering import temper
from glabella.core.forecast.walk import Standing

__all__ = ["Personal", "area_weights", "effective", "effective_vectors", "personalise"]

_CELLS = (24, 12)
_BLUR = 1.0
"""Width of the smoothing over the grid of the shared effect, in cells."""


@dataclass(frozen=True)
class Personal:
    """The population as this patient's results leave it.

    ``weights`` (areas, people), each row summing to 1, or None where all people
    of ``state`` count alike; ``effective_sample_size`` by area.
    """

    state: State
    vectors: Vectors
    """Those that ``state`` counts in: the ones before, and those of moved people."""
    lines: Lines
    today: Standing | None
    weights: FloatArray | None
    effective_sample_size: tuple[float, ...]
    moved: bool
    warning: str = ""


def effective(weights: FloatArray) -> FloatArray:
    """Effective sample size of each row of weights (Kish)."""
    total = weights.sum(axis=-1) ** 2
    result: FloatArray = total / np.maximum((weights**2).sum(axis=-1), 1e-300)
    return result


def effective_vectors(weights: FloatArray, state: State, count: int) -> float:
    """Smallest effective number of parameter vectors (Kish of their weights)."""
    rows = [np.bincount(state.vector, row, minlength=count) for row in weights]
    return float(effective(np.array(rows)).min())


def personalise(history: History, state: State, *, least: float) -> Personal:
    """Update ``state`` by what was seen; ``least``: smallest sample that will do."""
    view, vectors = history.view(state), history.vectors
    if not np.ptp(view.log_likelihood, axis=1).any():
        full = (float(len(state)),) * len(history.past.areas)
        return Personal(state, vectors, view.lines, view.today, None, full, moved=False)
    weights = area_weights(history, state, view.log_likelihood)
    size = tuple(map(float, effective(weights)))
    enough = history.basis.rules.number("least_vectors")
    known = effective_vectors(weights, state, vectors.exposure.size)
    if min(size) >= least and known >= enough:
        return Personal(
            state, vectors, view.lines, view.today, weights, size, moved=False
        )
    return _moved(history, state, least)


def _moved(history: History, state: State, least: float) -> Personal:
    """People who were moved, their vectors put behind those of before."""
    found = temper(history, state)
    before = history.vectors
    both = join_vectors(before, found.vectors)
    people = replace(found.state, vector=found.state.vector + before.exposure.size)
    now = replace(history, vectors=both).view(people)
    size = found.effective_sample_size
    return Personal(
        people,
        both,
        now.lines,
        now.today,
        None,
        size,
        moved=True,
        warning=_warning(min(size), len(state), least),
    )


def _warning(size: float, people: int, least: float) -> str:
    if size >= least:
        return ""
    return (
        f"Only about {size:.0f} of {people:,} virtual patients are like this one: what "
        "was seen is unusual for the model, so take the forecast as a rough one."
    )


def area_weights(
    history: History, state: State, log_likelihood: FloatArray
) -> FloatArray:
    """Weights of each area's draws: its own results, and the others' on the shared."""
    own = np.exp(log_likelihood - log_likelihood.max(axis=1, keepdims=True))
    cell = _shared_cells(history, state)
    told = np.array([_by_cell(row, cell) for row in own])
    others = told.sum(axis=0) - told
    others -= others.max(axis=1, keepdims=True)
    weights = own * np.exp(others)
    result: FloatArray = weights / weights.sum(axis=1, keepdims=True)
    return result


def _by_cell(likelihood: FloatArray, cell: IntArray) -> FloatArray:
    """Logarithm of the mean likelihood around each person's cell, (people,)."""
    if np.ptp(likelihood) == 0.0:
        return np.zeros_like(likelihood)
    size = _CELLS[0] * _CELLS[1]
    total = np.bincount(cell, likelihood, minlength=size).reshape(_CELLS)
    count = np.bincount(cell, minlength=size).reshape(_CELLS)
    rows, columns = (_smoothing(cells) for cells in _CELLS)
    mean = (rows @ total @ columns) / np.maximum(rows @ count @ columns, 1e-12)
    return np.log(np.maximum(mean, 1e-12)).ravel()[cell]


def _smoothing(cells: int) -> FloatArray:
    place = np.arange(cells)
    kernel = np.exp(-0.5 * ((place[:, None] - place) / _BLUR) ** 2)
    result: FloatArray = kernel / kernel.sum(axis=0)
    return result


def _shared_cells(history: History, state: State) -> IntArray:
    """Each person's cell on the grid of shared sensitivity and half-life."""
    fixed = history.basis.posterior.constants
    theta = history.vectors.theta
    at = state.vector
    shared = np.sqrt(fixed.shared_sensitivity) * state.shared[SENSITIVITY]
    strength = (
        lasting_spread(np.exp(theta["ln_sensitivity_spread"]), history.basis)[at]
        * shared
        + fixed.trial_exposure_spread * history.vectors.exposure[at]
        - theta["ln_half_effect_glabella"][at]
    )
    half_life = crowd_of(state, history.vectors, history.basis).half_life_days
    row, column = (
        _ranked(values, cells)
        for values, cells in zip((strength, half_life), _CELLS, strict=True)
    )
    return row * _CELLS[1] + column


def _ranked(values: FloatArray, cells: int) -> IntArray:
    """Which of ``cells`` equally full classes each value falls into."""
    rank = np.empty(values.size, dtype=np.intp)
    rank[np.argsort(values, kind="stable")] = np.arange(values.size)
    return rank * cells // values.size
