"""Lay points and curves on the face, and beyond its rim on the sculpted head."""

from typing import Self

import numpy as np

from tools.face.mesh import Mesh, Points

_NEIGHBOURS = 6
_CHUNK = 400


class Drape:
    """Projects points in space (cm) onto a surface given by points and normals."""

    def __init__(self, points: Points, normals: Points) -> None:
        self._points = points
        self._normals = normals

    @classmethod
    def on(cls, mesh: Mesh) -> Self:
        """Onto the vertices of a mesh."""
        return cls(mesh.points, mesh.normals)

    def from_front(self, xy: Points) -> Points:
        """Drop points straight back onto the frontmost surface."""
        return self._laid(xy, 2)

    def nearest(self, points: Points) -> Points:
        """Move each point to the closest part of the surface."""
        return self._laid(points, 3)

    def normal(self, points: Points) -> Points:
        """Outward unit normal near each point."""
        index, weight = self._close(points, 3)
        out = (self._normals[index] * weight[..., None]).sum(axis=1)
        return np.asarray(out / np.linalg.norm(out, axis=1, keepdims=True))

    def gap(self, points: Points) -> Points:
        """Distance (cm) to the nearest vertex: small on the mesh, large past it."""
        parts = [
            np.sqrt(_squares(part, self._points).min(axis=1))
            for part in _chunks(points)
        ]
        return np.concatenate(parts)

    def _laid(self, points: Points, axes: int) -> Points:
        index, weight = self._close(points, axes)
        near, normal = self._points[index], self._normals[index]
        start = points
        if axes == 2:
            height = (near[..., 2] * weight).sum(axis=1)
            start = np.column_stack([points, height])
        above = ((start[:, None] - near) * normal).sum(axis=-1)
        if axes == 2:
            steep = np.maximum(normal[..., 2], 0.3)
            lift = (np.clip(above / steep, -0.3, 0.3) * weight).sum(axis=1)
            return np.column_stack([points, start[:, 2] - lift])
        drop = (above[..., None] * normal * weight[..., None]).sum(axis=1)
        return np.asarray(start - drop)

    def _close(self, points: Points, axes: int) -> tuple[np.ndarray, Points]:
        indices, weights = [], []
        for part in _chunks(points):
            square = _squares(part[:, :axes], self._points[:, :axes])
            if axes == 2:
                square = square - 1e-4 * self._points[None, :, 2]
            index = np.argpartition(square, _NEIGHBOURS, axis=1)[:, :_NEIGHBOURS]
            d = np.take_along_axis(square, index, axis=1)
            weight = 1 / (d - d.min(axis=1, keepdims=True) + 2e-3)
            indices.append(index)
            weights.append(weight / weight.sum(axis=1, keepdims=True))
        return np.concatenate(indices), np.concatenate(weights)


def _squares(a: Points, b: Points) -> Points:
    """Squared distances of every point of a to every point of b."""
    square = (a**2).sum(1)[:, None] + (b**2).sum(1)[None] - 2 * a @ b.T
    return np.maximum(square, 0)


def _chunks(points: Points) -> list[Points]:
    return [points[k : k + _CHUNK] for k in range(0, len(points), _CHUNK)]


def spline(row: Points, count: int) -> Points:
    """Catmull-Rom through the points, ``count`` points evenly along it."""
    p = np.concatenate([2 * row[:1] - row[1:2], row, 2 * row[-1:] - row[-2:-1]])
    t = np.linspace(0, 1, 17)[:-1, None]
    parts = [
        0.5
        * (
            2 * p[k]
            + (p[k + 1] - p[k - 1]) * t
            + (2 * p[k - 1] - 5 * p[k] + 4 * p[k + 1] - p[k + 2]) * t**2
            + (3 * p[k] - p[k - 1] - 3 * p[k + 1] + p[k + 2]) * t**3
        )
        for k in range(1, len(p) - 2)
    ]
    return evenly(np.concatenate([*parts, row[-1:]]), count)


def evenly(path: Points, count: int) -> Points:
    """Points at equal steps of length along a polyline."""
    step = np.linalg.norm(np.diff(path, axis=0), axis=1)
    length = np.concatenate([[0], np.cumsum(step)])
    at = np.linspace(0, length[-1], count)
    return np.stack(
        [np.interp(at, length, path[:, k]) for k in range(path.shape[1])], 1
    )
