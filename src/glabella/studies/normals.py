"""Standard normals in many dimensions, the same every time."""

import numpy as np

from glabella.core.arrays import FloatArray
from glabella.core.response.normal import normal_quantile

__all__ = ["shuffled_normals"]

_KEY = 20261121


def shuffled_normals(draws: int, columns: int) -> FloatArray:
    """Standard normals, shape (draws, columns), each column evenly spread.

    Evenly spread in forty dimensions together would need far more draws, so each
    column is spread on its own and shuffled by a generator with a fixed key
    (a Latin hypercube).
    """
    generator = np.random.Generator(np.random.PCG64(_KEY))
    quantiles = normal_quantile((np.arange(draws) + 0.5) / draws)
    shuffled = [generator.permutation(quantiles) for _ in range(columns)]
    return np.stack(shuffled, axis=1)
