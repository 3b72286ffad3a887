"""Choices that no other choice beats in every respect: exact, without search."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from glabella.core.arrays import FloatArray, IntArray

__all__ = ["Combined", "Option", "combine", "undominated"]

_CHUNK = 512
"""Rows compared at once: bounds the memory of the all-pairs comparison."""


@dataclass(frozen=True, slots=True)
class Option:
    """One area at one dose: ``costs`` add up over areas, ``loads`` are limited.

    All costs are to be small. Loads are units that count toward each ceiling.
    """

    costs: tuple[float, ...]
    loads: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Combined:
    """Chosen option of each area, (choices, areas), and their costs."""

    chosen: IntArray
    costs: FloatArray


def undominated(costs: FloatArray) -> IntArray:
    """Rows of ``costs`` (choices, costs) that no other row beats, the first of equals.

    A row is beaten by one that is nowhere larger and somewhere smaller.
    """
    unique, first = np.unique(costs, axis=0, return_index=True)
    keep: list[int] = []
    kept = np.empty((0, costs.shape[1]))
    # In lexical order a row can only be beaten by one that comes before it.
    for start in range(0, len(unique), _CHUNK):
        block = unique[start : start + _CHUNK]
        block, index = _survivors(block, kept, np.arange(start, start + len(block)))
        beaten = _beaten(block, block)
        keep.extend(first[index[~beaten]].tolist())
        kept = np.concatenate([kept, block[~beaten]])
    return np.array(sorted(keep), dtype=np.intp)


def _survivors(
    block: FloatArray, kept: FloatArray, index: IntArray
) -> tuple[FloatArray, IntArray]:
    if not len(kept):
        return block, index
    left = ~_beaten(block, kept)
    return block[left], index[left]


def _beaten(
    rows: FloatArray, by: FloatArray
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which of ``rows`` a different row of ``by`` beats; no two rows are equal."""
    beaten = np.zeros(len(rows), dtype=bool)
    for start in range(0, len(by), _CHUNK):
        other = by[start : start + _CHUNK]
        below = np.ones((len(rows), len(other)), dtype=bool)
        differs = np.zeros_like(below)
        for column in range(rows.shape[1]):
            mine, theirs = rows[:, column, None], other[None, :, column]
            below &= theirs <= mine
            differs |= theirs != mine
        beaten |= (below & differs).any(axis=1)
    return beaten


def combine(areas: Sequence[Sequence[Option]], limits: Sequence[float]) -> Combined:
    """All undominated combinations of one option per area within ``limits``.

    Areas are joined one by one. After each, a combination that is beaten in
    costs and loads is dropped: whatever the other areas add, it stays beaten.
    """
    width = len(areas[0][0].costs) if areas and areas[0] else 0
    limit = np.array(limits, dtype=float)
    joint = np.zeros((1, width + limit.size))
    chosen = np.zeros((1, 0), dtype=np.intp)
    for options in areas:
        own = np.array([(*o.costs, *o.loads) for o in options], dtype=float)
        # Rounded so that equal sums by different ways are equal.
        joint = np.round((joint[:, None] + own.reshape(-1, joint.shape[1])), 6)
        joint = joint.reshape(-1, width + limit.size)
        picks = np.tile(np.arange(len(options)), len(chosen))[:, None]
        chosen = np.concatenate(
            [np.repeat(chosen, len(options), axis=0), picks], axis=1
        )
        fits = (joint[:, width:] <= limit + 1e-6).all(axis=1)
        joint, chosen = joint[fits], chosen[fits]
        front = undominated(joint)
        joint, chosen = joint[front], chosen[front]
    costs = joint[:, :width]
    front = undominated(costs)
    return Combined(chosen[front], costs[front])
