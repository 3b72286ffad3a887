"""The canonical face as a triangle mesh, and its smooth subdivision.

Axes everywhere: patient's left is +x, up is +y, toward the viewer is +z, in cm.
"""

import csv
import json
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

type Points = NDArray[np.float64]
type Indices = NDArray[np.int64]

ROOT = Path(__file__).resolve().parents[2]
FACE_DATA = ROOT / "src/glabella/evidence/data/face"
PICTURES = ROOT / "src/glabella/web/static/face"

_ROUNDS = 3
_FIT_ROUNDS = 2
_FIT_STEP = 0.8


@dataclass(frozen=True)
class Mesh:
    """Vertices in cm, triangles as vertex numbers, unit normals per vertex."""

    points: Points
    triangles: Indices

    @property
    def normals(self) -> Points:
        """Area-weighted vertex normals; the face model winds outward."""
        return vertex_normals(self.points, self.triangles)


@dataclass(frozen=True)
class Subdivided:
    """The smooth face, its control mesh, and the curve of each landmark pair."""

    mesh: Mesh
    control: Mesh
    edges: dict[tuple[int, int], list[int]]

    def curve(self, landmarks: list[int], *, closed: bool = False) -> Points:
        """Follow mesh edges through the landmarks; points lie on the surface."""
        stops = [*landmarks, landmarks[0]] if closed else landmarks
        numbers = [stops[0]]
        for start, end in pairwise(stops):
            key = (start, end) if start < end else (end, start)
            chain = self.edges[key]
            numbers += chain[1:] if start < end else chain[-2::-1]
        return self.mesh.points[numbers[:-1] if closed else numbers]


def vertex_normals(points: Points, triangles: Indices) -> Points:
    """Unit normals, each the area-weighted mean of the touching triangles."""
    a, b, c = (points[triangles[:, k]] for k in range(3))
    face = np.cross(b - a, c - a)
    out = np.zeros_like(points)
    for k in range(3):
        np.add.at(out, triangles[:, k], face)
    length = np.linalg.norm(out, axis=1, keepdims=True)
    return np.asarray(out / np.maximum(length, 1e-12))


def load_canonical() -> Mesh:
    """Read the 468 landmarks (cm) and 898 triangles of the canonical face."""
    with (FACE_DATA / "canonical_vertices.csv").open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    points = np.array([[float(r[f"{axis}_cm"]) for axis in "xyz"] for r in rows])
    with (FACE_DATA / "canonical_triangles.csv").open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    triangles = np.array([[int(r[k]) for k in "abc"] for r in rows])
    return Mesh(points, triangles)


def load_contours() -> dict[str, list[list[int]]]:
    """Pairs of landmark numbers that draw lips, eyes, brows, nose and oval."""
    text = (FACE_DATA / "contours.json").read_text(encoding="utf-8")
    contours: dict[str, list[list[int]]] = json.loads(text)
    return contours


def boundary_edges(triangles: Indices) -> Indices:
    """Edges that belong to one triangle only: the rim of the face."""
    edges = _all_edges(triangles)
    unique, count = np.unique(edges, axis=0, return_counts=True)
    return np.asarray(unique[count == 1])


def subdivided_face() -> Subdivided:
    """Three rounds of Loop subdivision that pass near every landmark.

    Plain Loop subdivision pulls the surface up to 3.3 mm inside its control
    points. A distance rule between landmarks must hold on the surface too, so
    the control points are first moved out: the mean gap falls to 0.3 mm.
    """
    coarse = load_canonical()
    points = coarse.points
    for _ in range(_FIT_ROUNDS):
        gap = (
            coarse.points
            - loop_refined(Mesh(points, coarse.triangles)).points[: len(points)]
        )
        points = points + _FIT_STEP * gap
    coarse = Mesh(points, coarse.triangles)
    edges = np.unique(_all_edges(coarse.triangles), axis=0)
    chains = {(int(a), int(b)): [int(a), int(b)] for a, b in edges}
    mesh = coarse
    for _ in range(_ROUNDS):
        mesh, middle = _loop_round(mesh)
        chains = {k: _split(chain, middle) for k, chain in chains.items()}
    return Subdivided(mesh, coarse, chains)


def loop_refined(mesh: Mesh) -> Mesh:
    """Three rounds of Loop subdivision of any control mesh."""
    for _ in range(_ROUNDS):
        mesh, _middle = _loop_round(mesh)
    return mesh


def _split(chain: list[int], middle: dict[tuple[int, int], int]) -> list[int]:
    out = [chain[0]]
    for a, b in pairwise(chain):
        out += [middle[(a, b) if a < b else (b, a)], b]
    return out


def _all_edges(triangles: Indices) -> Indices:
    pairs = triangles[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    return np.asarray(np.sort(pairs, axis=1))


def _loop_round(mesh: Mesh) -> tuple[Mesh, dict[tuple[int, int], int]]:
    """One round of Loop's scheme (C. Loop, Utah, 1987) with boundary rules."""
    count = len(mesh.points)
    edges, inverse, uses = np.unique(
        _all_edges(mesh.triangles), axis=0, return_inverse=True, return_counts=True
    )
    inverse = inverse.reshape(-1, 3)
    rim = uses == 1
    old = _moved_vertices(mesh.points, edges, rim)
    new = _edge_points(mesh, edges, inverse, rim)
    ab, bc, ca = (inverse[:, k] + count for k in range(3))
    a, b, c = (mesh.triangles[:, k] for k in range(3))
    triangles = np.concatenate(
        [
            np.stack([a, ab, ca], 1),
            np.stack([ab, b, bc], 1),
            np.stack([ca, bc, c], 1),
            np.stack([ab, bc, ca], 1),
        ]
    )
    middle = {(int(p), int(q)): count + k for k, (p, q) in enumerate(edges)}
    return Mesh(np.concatenate([old, new]), triangles), middle


def _moved_vertices(points: Points, edges: Indices, rim: NDArray[np.bool_]) -> Points:
    both = np.concatenate([edges, edges[:, ::-1]])
    valence = np.bincount(both[:, 0], minlength=len(points))
    total = np.zeros_like(points)
    np.add.at(total, both[:, 0], points[both[:, 1]])
    cosine = 3 / 8 + np.cos(2 * np.pi / np.maximum(valence, 1)) / 4
    beta = (5 / 8 - cosine**2) / np.maximum(valence, 1)
    out = (1 - valence * beta)[:, None] * points + beta[:, None] * total
    border = np.concatenate([edges[rim], edges[rim][:, ::-1]])
    ring = np.zeros_like(points)
    np.add.at(ring, border[:, 0], points[border[:, 1]])
    on_rim = np.unique(border)
    out[on_rim] = 0.75 * points[on_rim] + ring[on_rim] / 8
    return np.asarray(out)


def _edge_points(
    mesh: Mesh, edges: Indices, inverse: Indices, rim: NDArray[np.bool_]
) -> Points:
    ends = mesh.points[edges].sum(axis=1)
    opposite = np.zeros_like(ends)
    for k in range(3):
        np.add.at(opposite, inverse[:, k], mesh.points[mesh.triangles[:, (k + 2) % 3]])
    inner = 3 / 8 * ends + opposite / 8
    return np.asarray(np.where(rim[:, None], ends / 2, inner))
