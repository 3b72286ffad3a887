"""What a picture shows: per pixel the place, the normal, the depth, the part."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.face.head import Head, ear_mesh, head_mesh
from tools.face.mesh import (
    Mesh,
    Points,
    Subdivided,
    load_canonical,
    loop_refined,
    subdivided_face,
)
from tools.face.raster import rasterise
from tools.face.surface import oval_landmarks
from tools.face.views import HEIGHT_CM, WIDTH_CM, View

NOTHING, HEAD, EAR, FACE = range(4)

_FACE_PRIORITY_CM = 2.5
_SEAM_CM = 1.6
_CHIN_CM = (5.0, 3.2)
_LIP_RINGS = (
    ("191 80 81 82 13 312 311 310 415", "95 88 178 87 14 317 402 318 324", 1.0),
    ("183 42 41 38 12 268 271 272 407", "96 89 179 86 15 316 403 319 325", 0.45),
)


@dataclass(frozen=True)
class Model:
    """The meshes that every view is drawn from."""

    face: Subdivided
    picture_face: Mesh
    rim_distance: NDArray[np.float64]
    head: Head
    head_mesh: Mesh
    ear_mesh: Mesh


@dataclass(frozen=True)
class Buffers:
    """Arrays of height x width (x 3): part, place and normal in face space."""

    part: NDArray[np.int64]
    place: Points
    normal: Points
    depth: NDArray[np.float64]
    rim: NDArray[np.float64]
    scale: float

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.part.shape
        return rows, columns


def build_model() -> Model:
    """Subdivide the face, close its lips for the picture, sculpt the rest."""
    face = subdivided_face()
    picture = loop_refined(_with_closed_lips(face.control))
    rim = face.curve(oval_landmarks(), closed=True)
    gap = np.min([((picture.points - point) ** 2).sum(axis=1) for point in rim], axis=0)
    head = Head(face)
    return Model(face, picture, np.sqrt(gap), head, head_mesh(head), ear_mesh())


def _with_closed_lips(control: Mesh) -> Mesh:
    """Lips at rest touch; the canonical mouth stands open by half a centimetre."""
    points = control.points.copy()
    inner = load_canonical().points
    upper = [int(k) for k in _LIP_RINGS[0][0].split()]
    lower = [int(k) for k in _LIP_RINGS[0][1].split()]
    gap = (inner[upper, 1] - inner[lower, 1]) / 2
    for above, below, share in _LIP_RINGS:
        points[[int(k) for k in above.split()], 1] -= gap * share * 0.9
        points[[int(k) for k in below.split()], 1] += gap * share * 0.9
    return Mesh(points, control.triangles)


def render(model: Model, view: View, scale: float) -> Buffers:
    """Rasterise the parts; the face wins where it lies just under another part."""
    rows, columns = round(HEIGHT_CM * scale), round(WIDTH_CM * scale)
    count = rows * columns
    part = np.zeros(count, dtype=np.int64)
    nearest = np.full(count, -np.inf)
    place, normal = np.zeros((count, 3)), np.zeros((count, 3))
    rim = np.full(count, np.inf)
    layers = (
        (HEAD, model.head_mesh),
        (EAR, model.ear_mesh),
        (FACE, model.picture_face),
    )
    for which, mesh in layers:
        depth = view.depth(mesh.points)
        hits = rasterise(
            view.plane(mesh.points) * scale, depth, mesh.triangles, (columns, rows)
        )
        table = np.column_stack([mesh.points, mesh.normals, depth])
        if which == FACE:
            table = np.column_stack([table, model.rim_distance])
        values = hits.mix(table, mesh.triangles)
        reach = values[:, 6] + (_FACE_PRIORITY_CM if which == FACE else 0)
        front = reach > nearest[hits.pixel]
        pixel, values = hits.pixel[front], values[front]
        if which == FACE:
            rim[pixel] = values[:, 7]
            _soften_seam(pixel, values, (normal, nearest))
        part[pixel] = which
        nearest[pixel] = values[:, 6]
        place[pixel], normal[pixel] = values[:, :3], values[:, 3:6]
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)
    flat, solid = (rows, columns), (rows, columns, 3)
    return Buffers(
        part.reshape(flat),
        place.reshape(solid),
        normal.reshape(solid),
        nearest.reshape(flat),
        rim.reshape(flat),
        scale,
    )


def _soften_seam(
    pixel: NDArray[np.int64],
    values: Points,
    behind: tuple[Points, NDArray[np.float64]],
) -> None:
    """Lead the face's normals and depths over into those of the head behind.

    Not where the head is far behind, nor at the chin: there the
    head ends within the face, and a blend would show as a line.
    """
    normal, nearest = behind[0][pixel], behind[1][pixel]
    gap = np.abs(values[:, 6] - nearest)
    far = np.clip((gap - 0.8) / (_FACE_PRIORITY_CM - 0.8), 0, 1)
    chin = np.clip((-values[:, 1] - _CHIN_CM[0]) / 2.5, 0, 1)
    chin *= np.clip((_CHIN_CM[1] - np.abs(values[:, 0])) / 1.5, 0, 1)
    t = np.clip(values[:, 7] / _SEAM_CM, 0, 1)
    own = np.maximum(np.maximum(t * t * (3 - 2 * t), far), chin)[:, None]
    values[:, 3:6] = own * values[:, 3:6] + (1 - own) * normal
    depth = np.where(gap < _FACE_PRIORITY_CM, nearest, values[:, 6])
    values[:, 6] = own[:, 0] * values[:, 6] + (1 - own[:, 0]) * depth
