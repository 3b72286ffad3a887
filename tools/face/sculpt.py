"""Signed distances (cm) that model what the canonical face lacks, and meshing.

A signed distance is negative inside. Shapes join with a smooth minimum, so that
neck, jaw and skull flow into each other.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.face.mesh import Indices, Mesh, Points

type Field = NDArray[np.float64]


def ellipsoid(p: Points, centre: Points, radii: Points) -> Field:
    """Approximate distance to an axis-parallel ellipsoid."""
    q = (p - centre) / radii
    k0 = np.linalg.norm(q, axis=-1)
    k1 = np.linalg.norm(q / radii, axis=-1)
    return np.asarray(np.where(k0 < 1e-6, -radii.min(), k0 * (k0 - 1) / (k1 + 1e-9)))


def tube(p: Points, path: Points, radii: Points) -> Field:
    """Distance to a chain of round cones along a polyline."""
    best = np.full(p.shape[:-1], np.inf)
    for k in range(len(path) - 1):
        along = path[k + 1] - path[k]
        t = np.clip((p - path[k]) @ along / (along @ along), 0, 1)
        near = path[k] + t[..., None] * along
        radius = radii[k] + t * (radii[k + 1] - radii[k])
        best = np.minimum(best, np.linalg.norm(p - near, axis=-1) - radius)
    return best


def join(a: Field, b: Field, blend: float) -> Field:
    """Smooth minimum over ``blend`` cm."""
    h = np.maximum(blend - np.abs(a - b), 0) / blend
    return np.asarray(np.minimum(a, b) - h * h * blend / 4)


def carve(a: Field, b: Field, blend: float) -> Field:
    """Take b out of a, smoothly."""
    return np.asarray(-join(-a, b, blend))


@dataclass(frozen=True)
class Box:
    """A block of space and the grid step with which it is sampled, in cm."""

    low: Points
    high: Points
    step: float

    def grid(self) -> Points:
        """Sample points, indexed x, y, z."""
        axes = [
            np.arange(a, b, self.step) for a, b in zip(self.low, self.high, strict=True)
        ]
        return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)


def mesh_of(shape: Callable[[Points], Field], box: Box) -> Mesh:
    """Turn a distance field into triangles by surface nets (Gibson, 1998)."""
    field = np.stack([shape(sheet) for sheet in box.grid()])
    inside = field < 0
    corners = _corner_stack(inside.astype(np.int64)).sum(axis=0)
    mixed = (corners > 0) & (corners < 8)
    number = np.full(mixed.shape, -1, dtype=np.int64)
    number[mixed] = np.arange(mixed.sum())
    cells = np.argwhere(mixed)
    points = box.low + (cells + 0.5) * box.step
    points = _settled(points, shape)
    triangles = np.concatenate([_faces(inside, number, axis) for axis in range(3)])
    return Mesh(points, triangles)


def relaxed(mesh: Mesh, rounds: int) -> Mesh:
    """Even out the grid's traces: each vertex moves to the mean of its ring."""
    points = mesh.points
    pairs = mesh.triangles[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    pairs = np.concatenate([pairs, pairs[:, ::-1]])
    count = np.bincount(pairs[:, 0], minlength=len(points))[:, None]
    for _ in range(rounds):
        total = np.zeros_like(points)
        np.add.at(total, pairs[:, 0], points[pairs[:, 1]])
        points = total / count
    return Mesh(points, mesh.triangles)


def _corner_stack(a: Indices) -> Indices:
    low, high = slice(None, -1), slice(1, None)
    parts = [a[i, j, k] for i in (low, high) for j in (low, high) for k in (low, high)]
    return np.stack(parts)


def _settled(points: Points, shape: Callable[[Points], Field]) -> Points:
    """Newton steps onto the zero surface."""
    for _ in range(4):
        value, slope = shape(points), gradient(points, shape)
        square = np.maximum((slope**2).sum(axis=1), 0.05)
        step = np.clip(value / square, -0.12, 0.12)
        points = points - step[:, None] * slope
    return points


def gradient(points: Points, shape: Callable[[Points], Field]) -> Points:
    """Central differences of the distance field."""
    e = 0.02
    parts = [
        (shape(points + e * axis) - shape(points - e * axis)) / (2 * e)
        for axis in np.eye(3)
    ]
    return np.stack(parts, axis=-1)


def _faces(inside: NDArray[np.bool_], number: Indices, axis: int) -> Indices:
    """Two triangles round every grid edge along ``axis`` that crosses zero."""
    moved_in = np.moveaxis(inside, axis, 0)
    moved = np.moveaxis(number, axis, 0)
    a, b = moved_in[:-1, 1:-1, 1:-1], moved_in[1:, 1:-1, 1:-1]
    i, j, k = np.nonzero(a != b)
    quad = np.stack(
        [
            moved[i, j, k],
            moved[i, j + 1, k],
            moved[i, j + 1, k + 1],
            moved[i, j, k + 1],
        ],
        axis=1,
    )
    # The order of the remaining axes keeps or flips the hand of the quad.
    outward = a[i, j, k] != (axis == 1)
    quad[~outward] = quad[~outward][:, ::-1]
    return np.concatenate([quad[:, [0, 1, 2]], quad[:, [0, 2, 3]]])
