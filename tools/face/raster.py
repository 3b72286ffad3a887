"""A small z-buffer: which triangle does each pixel see, and where on it.

Orthographic: a picture point is a linear image of the point in space, so the
barycentric weights found in the picture hold in space as well.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.face.mesh import Indices, Points

_CHUNK = 4_000_000


@dataclass(frozen=True)
class Hits:
    """Per seen pixel: flat pixel number, triangle number, three weights."""

    pixel: Indices
    triangle: Indices
    weights: Points

    def mix(self, values: Points, triangles: Indices) -> Points:
        """Interpolate a per-vertex value to the seen pixels."""
        corners = values[triangles[self.triangle]]
        return np.asarray(np.einsum("nk,nkd->nd", self.weights, corners))


def rasterise(
    plane: Points, depth: Points, triangles: Indices, size: tuple[int, int]
) -> Hits:
    """Nearest triangle per pixel; ``plane`` in pixels, larger ``depth`` nearer."""
    width, height = size
    best = np.full(width * height, -np.inf)
    hit = np.full(width * height, -1, dtype=np.int64)
    for block in _blocks(plane, triangles):
        pixel, number, near = _fragments(plane, depth, triangles, block, size)
        order = np.lexsort((near, pixel))
        pixel, number, near = pixel[order], number[order], near[order]
        last = np.append(pixel[1:] != pixel[:-1], [True])[: len(pixel)]
        pixel, number, near = pixel[last], number[last], near[last]
        closer = near > best[pixel]
        best[pixel[closer]] = near[closer]
        hit[pixel[closer]] = number[closer]
    seen = np.flatnonzero(hit >= 0)
    centre = np.stack([seen % width, seen // width], 1).astype(np.float64) + 0.5
    return Hits(seen, hit[seen], _weights(plane[triangles[hit[seen]]], centre))


def _blocks(plane: Points, triangles: Indices) -> list[tuple[Indices, int]]:
    """Group triangles by the side of the pixel square that holds them."""
    corners = plane[triangles]
    low, high = np.floor(corners.min(axis=1)), np.ceil(corners.max(axis=1))
    side = (high - low).max(axis=1).astype(np.int64) + 1
    bucket = 2 ** np.ceil(np.log2(np.maximum(side, 2))).astype(np.int64)
    blocks: list[tuple[Indices, int]] = []
    for width in np.unique(bucket):
        numbers = np.flatnonzero(bucket == width)
        step = max(1, _CHUNK // int(width) ** 2)
        blocks += [
            (numbers[k : k + step], int(width)) for k in range(0, len(numbers), step)
        ]
    return blocks


def _fragments(
    plane: Points,
    depth: Points,
    triangles: Indices,
    block: tuple[Indices, int],
    size: tuple[int, int],
) -> tuple[Indices, Indices, NDArray[np.float64]]:
    numbers, side = block
    corners = plane[triangles[numbers]]
    low = np.floor(corners.min(axis=1)).astype(np.int64)
    step = np.stack(np.meshgrid(np.arange(side), np.arange(side)), -1).reshape(-1, 2)
    cell = low[:, None, :] + step[None, :, :]
    weights = _weights(corners[:, None, :, :], cell.astype(np.float64) + 0.5)
    inside = (weights >= -1e-9).all(axis=-1)
    inside &= ((cell >= 0) & (cell < np.array(size))).all(axis=-1)
    near = np.einsum("tpk,tk->tp", weights, depth[triangles[numbers]])
    pixel = cell[..., 1] * size[0] + cell[..., 0]
    which = np.broadcast_to(numbers[:, None], inside.shape)
    return pixel[inside], which[inside], near[inside]


def _weights(corners: Points, at: Points) -> Points:
    """Barycentric weights of picture points; flat triangles get none."""
    a, b, c = (corners[..., k, :] for k in range(3))
    ab, ac, ap = b - a, c - a, at - a
    area = ab[..., 0] * ac[..., 1] - ab[..., 1] * ac[..., 0]
    safe = np.where(np.abs(area) < 1e-12, np.nan, area)
    v = (ap[..., 0] * ac[..., 1] - ap[..., 1] * ac[..., 0]) / safe
    w = (ab[..., 0] * ap[..., 1] - ab[..., 1] * ap[..., 0]) / safe
    return np.nan_to_num(np.stack([1 - v - w, v, w], axis=-1), nan=-1.0)
