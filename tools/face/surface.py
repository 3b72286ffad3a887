"""Tables from which plain Python finds z, the normal and what a view shows."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.face.mesh import Mesh, Points, Subdivided
from tools.face.raster import rasterise
from tools.face.views import HEIGHT_CM, VIEWS, WIDTH_CM, View

_STEP_CM = 0.2
_DEPTH_STEP_CM = 0.25
_RIM_CELLS = 2
_OVAL = (
    "10 338 297 332 284 251 389 356 454 323 361 288 397 365 379 378 400 377 152 "
    "148 176 149 150 136 172 58 132 93 234 127 162 21 54 103 67 109"
)

_FRONT_NOTE = (
    "Row j, column i holds the surface at x = i * step, y = y0 + j * step; the "
    "other half has x negated. Values reach two cells past the rim so that "
    "bilinear interpolation works up to it: test `outline` first."
)
_SIDE_NOTE = (
    "For the steep side of the face: row j, column i holds |x| at "
    "z = z0 + i * step, y = y0 + j * step. Use it where the front normal has "
    "nz < 0.5."
)


def oval_landmarks() -> list[int]:
    """Landmarks along the rim of the face, from the forehead clockwise."""
    return [int(word) for word in _OVAL.split()]


def surface_table(face: Subdivided) -> dict[str, Any]:
    """Everything in ``surface.json``: height fields in cm and unit normals."""
    mesh = face.mesh
    outline = face.curve(oval_landmarks(), closed=True)
    return {
        "about": (
            "Height fields of the canonical face after three rounds of Loop "
            "subdivision; lengths in cm, patient's left +x, up +y, toward the "
            "viewer +z. Grid cells without surface are null."
        ),
        "attribution": ATTRIBUTION,
        "front": _front_field(mesh),
        "side": _side_field(mesh),
        "outline": rounded(outline[::2], 2),
    }


ATTRIBUTION = (
    "Derived from the canonical face model of MediaPipe, "
    "Copyright 2020 The MediaPipe Authors, Apache License 2.0."
)


def rounded(values: Points, digits: int = 3) -> list[Any]:
    """Nested lists with plain floats; minus zero becomes zero."""
    out: list[Any] = (np.round(values, digits) + 0.0).tolist()
    return out


def _front_field(mesh: Mesh) -> dict[str, Any]:
    grid = (40, 90)
    plane = mesh.points[:, :2] / _STEP_CM + np.array([0.5, 47.5])
    table = np.column_stack([mesh.points[:, 2], mesh.normals])
    field = _filled(_sample(mesh, plane, mesh.points[:, 2], table, grid))
    normal = _unit(field[..., 1:])
    return {
        "note": _FRONT_NOTE,
        "step": _STEP_CM,
        "y0": -47 * _STEP_CM,
        "z": _with_nulls(field[..., 0], 2),
        "nx": _with_nulls(normal[..., 0], 2),
        "ny": _with_nulls(normal[..., 1], 2),
    }


def _side_field(mesh: Mesh) -> dict[str, Any]:
    grid = (40, 90)
    points = mesh.points
    plane = points[:, [2, 1]] / _STEP_CM + np.array([13.5, 47.5])
    table = np.column_stack([points[:, 0], mesh.normals])
    field = _filled(_sample(mesh, plane, points[:, 0], table, grid))
    normal = _unit(field[..., 1:])
    return {
        "note": _SIDE_NOTE,
        "step": _STEP_CM,
        "z0": -13 * _STEP_CM,
        "y0": -47 * _STEP_CM,
        "x": _with_nulls(field[..., 0], 2),
        "ny": _with_nulls(normal[..., 1], 2),
        "nz": _with_nulls(normal[..., 2], 2),
    }


def depth_table(mesh: Mesh, view: View) -> dict[str, Any]:
    """Nearest face surface per cell, in whole mm toward the viewer."""
    columns, rows = int(WIDTH_CM / _DEPTH_STEP_CM), int(HEIGHT_CM / _DEPTH_STEP_CM)
    depth = view.depth(mesh.points)
    plane = view.plane(mesh.points) / _DEPTH_STEP_CM
    field = _sample(mesh, plane, depth, depth[:, None], (columns, rows))[..., 0]
    used = np.argwhere(~np.isnan(field))
    (top, left), (bottom, right) = used.min(axis=0), used.max(axis=0) + 1
    part = field[top:bottom, left:right] * 10
    cells = [[None if np.isnan(v) else round(float(v)) for v in row] for row in part]
    return {
        "step": _DEPTH_STEP_CM,
        "x0": float((left + 0.5) * _DEPTH_STEP_CM),
        "y0": float((top + 0.5) * _DEPTH_STEP_CM),
        "mm": cells,
    }


def views_table(mesh: Mesh) -> dict[str, Any]:
    """Everything in ``views.json``."""
    return {
        "about": (
            "Orthographic pictures of the canonical face. A point p (cm) falls on "
            "the picture at matrix * p + offset, in cm, y down, origin top left."
        ),
        "visibility": _VISIBILITY,
        "attribution": ATTRIBUTION,
        "views": [_view_entry(mesh, view) for view in VIEWS],
    }


_VISIBILITY = {
    "rule": (
        "A surface point p with normal n is visible if toward . n >= facing_min "
        "and toward . p * 10 >= mm - slack_mm, where mm is the depth cell nearest "
        "to p's picture position; outside the depth table, or at null, only the "
        "first test applies."
    ),
    "facing_min": 0.12,
    "slack_mm": 5,
}


def _view_entry(mesh: Mesh, view: View) -> dict[str, Any]:
    matrix = np.array([view.across, [0.0, -1.0, 0.0]])
    return {
        "id": view.name,
        "label": view.label,
        "picture": f"face/{view.name}.webp",
        "width_cm": WIDTH_CM,
        "height_cm": HEIGHT_CM,
        "matrix": rounded(matrix, 6),
        "offset": rounded(view.plane(np.zeros(3)), 3),
        "toward": rounded(view.toward, 6),
        "depth": depth_table(mesh, view),
    }


def _sample(
    mesh: Mesh,
    plane: Points,
    depth: NDArray[np.float64],
    table: Points,
    grid: tuple[int, int],
) -> NDArray[np.float64]:
    """Values at cell centres, rows by columns; NaN where there is no surface."""
    hits = rasterise(plane, depth, mesh.triangles, grid)
    out = np.full((grid[0] * grid[1], table.shape[1]), np.nan)
    out[hits.pixel] = hits.mix(table, mesh.triangles)
    return out.reshape(grid[1], grid[0], -1)


def _filled(field: NDArray[np.float64]) -> NDArray[np.float64]:
    """Carry values outward along straight lines for a few cells past the rim."""
    for _ in range(_RIM_CELLS):
        total = np.zeros_like(field)
        count = np.zeros(field.shape[:2])
        for axis, step in ((0, 1), (0, -1), (1, 1), (1, -1)):
            near = _shifted(field, axis, step)
            guess = 2 * near - _shifted(field, axis, 2 * step)
            known = ~np.isnan(guess[..., 0])
            total[known] += guess[known]
            count += known
        gap = np.isnan(field[..., 0]) & (count > 0)
        field = field.copy()
        field[gap] = total[gap] / count[gap][:, None]
    return field


def _shifted(field: NDArray[np.float64], axis: int, step: int) -> NDArray[np.float64]:
    out = np.full_like(field, np.nan)
    source: list[slice] = [slice(None), slice(None)]
    target: list[slice] = [slice(None), slice(None)]
    source[axis] = slice(None, -step) if step > 0 else slice(-step, None)
    target[axis] = slice(step, None) if step > 0 else slice(None, step)
    out[tuple(target)] = field[tuple(source)]
    return out


def _unit(normal: NDArray[np.float64]) -> NDArray[np.float64]:
    length = np.linalg.norm(normal, axis=-1, keepdims=True)
    return np.asarray(normal / np.maximum(length, 1e-9))


def _with_nulls(field: NDArray[np.float64], digits: int) -> list[list[float | None]]:
    return [
        [None if np.isnan(v) else float(round(v, digits) + 0.0) for v in row]
        for row in field
    ]
