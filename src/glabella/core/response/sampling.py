"""Evenly spread standard normals without chance: the same people every time."""

import numpy as np

from glabella.core.arrays import FloatArray
from glabella.core.response.normal import normal_quantile

__all__ = ["standard_normals"]


def standard_normals(count: int, dimensions: int, *, skip: int = 0) -> FloatArray:
    """Quasi-random standard normals, shape (count, dimensions).

    An additive recurrence on the root of ``x^(d+1) = x + 1`` (the generalised
    golden ratio), mapped through the normal quantile function. ``skip`` starts
    later in the sequence and so gives other people.
    """
    root = 2.0
    for _ in range(64):
        root = (1.0 + root) ** (1.0 / (dimensions + 1))
    steps = root ** -np.arange(1.0, dimensions + 1.0)
    index = np.arange(skip + 1.0, skip + count + 1.0)[:, None]
    uniform = (0.5 + index * steps) % 1.0
    normals: FloatArray = normal_quantile(np.clip(uniform, 1e-9, 1.0 - 1e-9))
    return normals
