"""The surface that anatomy is drawn on: the face, continued by the bare head."""

from dataclasses import dataclass

import numpy as np

from tools.face.drape import Drape
from tools.face.head import Head, bare_head_mesh
from tools.face.mesh import Mesh, Points, Subdivided, subdivided_face

_LIFT_CM = 0.03
_OVERLAP_CM = 0.35
_BEYOND_CM = 0.3
_MIRROR = np.array([-1.0, 1.0, 1.0])

SIDES = {"R": _MIRROR, "L": np.ones(3)}
"""Tables give the distance from the midline; the patient's right is -x."""


@dataclass(frozen=True)
class Ground:
    """Where curves are laid; ``face`` alone, and ``whole`` with the head."""

    surface: Subdivided
    face: Drape
    whole: Drape

    def laid(self, points: Points) -> Points:
        """Points of two numbers drop onto the face, of three go to the nearest."""
        if points.shape[1] == 2:
            return self.face.from_front(points)
        return self.whole.nearest(self.whole.nearest(points))

    def lifted(self, points: Points) -> Points:
        """On the surface and a hair's breadth above it, so that it stays seen."""
        on = self.whole.nearest(points)
        return np.asarray(on + _LIFT_CM * self.whole.normal(on))

    def leaves_face(self, points: Points) -> bool:
        """Whether any point lies past the rim of the canonical face."""
        return bool((self.face.gap(points) > _BEYOND_CM).any())


def build_ground() -> Ground:
    """Join the face and the part of the head that it does not cover."""
    surface = subdivided_face()
    face = Drape.on(surface.mesh)
    head = bare_head_mesh(Head(surface))
    free = face.gap(head.points) > _OVERLAP_CM
    # Under the face the head model is only a filler: it must not attract points.
    hidden = _under(surface.mesh, head)
    keep = free & ~hidden
    points = np.concatenate([surface.mesh.points, head.points[keep]])
    normals = np.concatenate([surface.mesh.normals, head.normals[keep]])
    return Ground(surface, face, Drape(points, normals))


def _under(face: Mesh, head: Mesh) -> np.ndarray:
    """Head points that only fill the face from behind; not the floor of the jaw."""
    sketch, points = face.points[::7, :2], head.points
    gap = np.full(len(points), np.inf)
    for k in range(0, len(points), 500):
        part = points[k : k + 500, None, :2] - sketch[None]
        gap[k : k + 500] = np.sqrt((part**2).sum(-1)).min(axis=1)
    forward = (points[:, 2] > -2.4) & (head.normals[:, 1] > -0.55)
    return np.asarray((gap < 0.25) & forward & (points[:, 1] > -9.3))
