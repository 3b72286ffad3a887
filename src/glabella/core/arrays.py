"""Names for the arrays of the response model."""

import numpy as np
import numpy.typing as npt

__all__ = ["FloatArray", "IntArray", "Level"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.intp]

Level = float | FloatArray
"""One value for all, or one per person (shape ``(people,)``)."""
