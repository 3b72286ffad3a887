"""Skull, neck, ears and hair: the quiet parts round the canonical face.

Proportions follow the canonical face (chin y = -9.4, hairline y = 8.3, eyes at
y = 2.6 halfway up the head). They are drawing, not measurement: nothing here
carries a distance rule.
"""

import numpy as np

from tools.face.mesh import Mesh, Points, Subdivided
from tools.face.sculpt import Box, Field, carve, ellipsoid, join, mesh_of, relaxed, tube
from tools.face.surface import oval_landmarks

_RIM_INSET = 1.5
_HAIR_CM = 0.7
_EAR_ROOT = np.array([7.35, 0.75, -3.55])
_EAR_FLARE = np.radians(24)
_EAR_LEAN = np.radians(10)
_EAR_SCALE = 0.97

_FRONT_EDGE = np.array(
    [
        *((-3.0, 0.2), (-2.6, 1.2), (-2.2, 2.3), (-1.1, 3.9), (0.1, 5.35)),
        *((1.4, 6.7), (2.6, 7.6), (3.7, 8.05), (4.5, 8.3), (5.4, 8.6)),
    ]
)
"""Hairline from sideburn to midline as z and y in cm, seen from the side."""

_REAR_EDGE = np.array(
    [
        *((-8.6, 11.6), (-6.6, 10.0), (-4.0, 8.6), (-1.0, 7.5), (1.5, 7.0)),
        *((3.2, 6.4), (4.4, 5.0), (5.2, 3.0), (7.0, -1.0)),
    ]
)
"""Hairline behind the ear down to the nape as y and -z in cm."""

_OVER_EAR = np.array([[-7.4, 4.3], [-6, 4.7], [-4.6, 4.5], [-3.8, 2.6], [-3.4, 0.5]])
"""Lower edge of the hair above the ear as z and y in cm."""


def _array(*values: float) -> Points:
    return np.array(values)


def _mirrored(p: Points) -> Points:
    return np.concatenate([np.abs(p[..., :1]), p[..., 1:]], axis=-1)


class Head:
    """The distance fields, built once from the rim of the face."""

    def __init__(self, face: Subdivided) -> None:
        rim = face.curve(oval_landmarks(), closed=True)[::4]
        normal = _rim_normals(face)[::4]
        keep = rim[:, 0] >= -0.01
        path = (rim - _RIM_INSET * normal)[keep]
        self._rim = path[np.argsort(-path[:, 1])]

    def bare(self, p: Points) -> Field:
        """Skull, jaw and neck without ears and hair."""
        q = _mirrored(p)
        skull = ellipsoid(q, _array(0, 5.4, -4.1), _array(8.1, 7.9, 9.0))
        base = ellipsoid(q, _array(0, -1.6, -4.2), _array(7.0, 6.0, 6.6))
        floor = ellipsoid(q, _array(0, -6.5, -0.6), _array(4.6, 2.4, 3.8))
        radii = np.full(len(self._rim), _RIM_INSET)
        rim = tube(q, self._rim, radii)
        out = join(skull, base, 2.5)
        out = join(out, floor, 1.2)
        out = join(out, rim, 0.5)
        return join(out, _neck(q), 1.3)

    def haired(self, p: Points) -> Field:
        """The skull with a short, close cap of hair."""
        q = _mirrored(p)
        taper = np.interp(q[..., 1], [-8, 1, 7, 11], [0.2, 0.8, 1.0, 1.5])
        return np.asarray(self.bare(q) - _HAIR_CM * taper * hair_cover(q))


def _rim_normals(face: Subdivided) -> Points:
    mesh = face.mesh
    rim = face.curve(oval_landmarks(), closed=True)
    nearest = [int(np.argmin(((mesh.points - p) ** 2).sum(axis=1))) for p in rim]
    return mesh.normals[nearest]


def hair_cover(p: Points) -> Field:
    """0 on skin, 1 well inside the hair, by place on the head."""
    ramp = np.clip(hair_depth(p) / 3.0, 0, 1)
    return np.asarray(1 - (1 - ramp) ** 2)


def hair_depth(p: Points) -> Field:
    """How far (about, in cm) a point lies inside the hairline; < 0 on skin."""
    y, z = p[..., 1], p[..., 2]
    front = 0.72 * (y - np.interp(z, _FRONT_EDGE[:, 0], _FRONT_EDGE[:, 1]))
    above = 0.9 * (y - np.interp(z, _OVER_EAR[:, 0], _OVER_EAR[:, 1]))
    rear = -z - np.interp(y, _REAR_EDGE[:, 0], _REAR_EDGE[:, 1])
    nape = y + 7.4
    outside_front = np.maximum(-front, -above)
    outside_rear = np.maximum(-rear, -nape)
    return -join(outside_front, outside_rear, 0.8)


def _neck(q: Points) -> Field:
    core = tube(
        q * np.array([1.0, 1.0, 1.1]),
        _array(0, -3, -6.4, 0, -9.5, -6.2, 0, -13.5, -7.0, 0, -18, -7.8).reshape(-1, 3),
        _array(5.7, 5.4, 5.4, 5.8),
    )
    strap = tube(
        q,
        _array(6.2, -1.5, -5.8, 4.7, -7.2, -3.6, 2.5, -13, -1.7, 1.0, -17, -1).reshape(
            -1, 3
        ),
        _array(0.9, 1.0, 0.9, 0.8),
    )
    shoulder = tube(
        q,
        _array(3.0, -7.5, -9.0, 5.2, -12.2, -8.8, 10, -15.6, -8.4, 17, -18, -8).reshape(
            -1, 3
        ),
        _array(1.5, 1.9, 2.4, 3.0),
    )
    throat = ellipsoid(q, _array(0, -12.2, -1.6), _array(1.5, 1.7, 1.0))
    out = join(core, strap, 2.0)
    out = join(out, throat, 1.8)
    return join(out, shoulder, 3.0)


def _ear_axes() -> Points:
    """Rows: backward along the ear, up along the ear, outward from it."""
    back = _array(np.sin(_EAR_FLARE), 0, -np.cos(_EAR_FLARE))
    up = _array(0.10, np.cos(_EAR_LEAN), -np.sin(_EAR_LEAN))
    up -= back * (up @ back)
    up /= np.linalg.norm(up)
    return np.stack([back, up, np.cross(up, back) * -1])


def ear_local(p: Points) -> Points:
    """Position in the ear's own frame (cm, back, up, out)."""
    return np.asarray((_mirrored(p) - _EAR_ROOT) @ _ear_axes().T / _EAR_SCALE)


def _polyline(*values: float) -> Points:
    return _smoothed(np.array(values).reshape(-1, 3))


def _smoothed(path: Points) -> Points:
    """Two rounds of corner cutting, ends kept (Chaikin)."""
    for _ in range(2):
        a, b = path[:-1], path[1:]
        cut = np.stack([0.75 * a + 0.25 * b, 0.25 * a + 0.75 * b], 1).reshape(-1, 3)
        path = np.concatenate([path[:1], cut, path[-1:]])
    return path


_HELIX = _polyline(
    *(0.85, 0.15, 0.0, 0.25, 0.45, 0.2, -0.2, 1.1, 0.32, -0.3, 2.1, 0.38),
    *(0.15, 2.95, 0.4, 1.0, 3.3, 0.4, 1.95, 2.95, 0.36, 2.5, 2.0, 0.3),
    *(2.45, 0.9, 0.24, 2.1, -0.4, 0.18, 1.55, -1.45, 0.12, 1.1, -2.1, 0.08),
)
_ANTIHELIX = _polyline(
    *(0.65, 2.2, 0.1, 1.15, 1.75, 0.25, 1.5, 1.0, 0.36, 1.5, 0.1, 0.38),
    *(1.2, -0.75, 0.34, 0.75, -1.15, 0.36, 0.35, -1.2, 0.3),
)
_CRUS = _polyline(1.75, 2.3, 0.12, 1.55, 1.6, 0.24, 1.5, 0.9, 0.34)


def ear(p: Points) -> Field:
    """One ear (both by mirror): shell, helix, antihelix, tragus and lobe."""
    q = ear_local(p)
    shell = ellipsoid(q, _array(1.05, 0.75, 0.0), _array(1.55, 2.6, 0.26))
    bowl = ellipsoid(q, _array(0.62, -0.15, 0.5), _array(0.72, 0.95, 0.55))
    lobe = ellipsoid(q, _array(0.5, -2.05, 0.08), _array(0.8, 0.85, 0.26))
    tragus = ellipsoid(q, _array(-0.12, -0.3, 0.16), _array(0.32, 0.55, 0.24))
    stem = ellipsoid(q, _array(0.5, 0.0, -0.6), _array(0.9, 1.6, 0.9))
    out = join(shell, lobe, 0.5)
    out = join(out, stem, 0.5)
    out = carve(out, bowl, 0.25)
    out = join(out, tube(q, _HELIX, np.linspace(0.2, 0.22, len(_HELIX))), 0.16)
    anti = np.full(len(_ANTIHELIX), 0.2)
    out = join(out, tube(q, _ANTIHELIX, anti), 0.22)
    out = join(out, tube(q, _CRUS, np.full(len(_CRUS), 0.14)), 0.25)
    return join(out, tragus, 0.4) * _EAR_SCALE


def head_mesh(head: Head) -> Mesh:
    """Skull, hair and neck."""
    box = Box(_array(-16, -16.6, -15.4), _array(16.2, 15.2, 7.0), 0.25)
    return relaxed(mesh_of(head.haired, box), 5)


def bare_head_mesh(head: Head) -> Mesh:
    """Skull and neck without hair, coarser: the ground for muscles."""
    box = Box(_array(-10, -16.0, -15.4), _array(10.2, 15.2, 7.0), 0.3)
    return relaxed(mesh_of(head.bare, box), 3)


def ear_mesh() -> Mesh:
    """Both ears, finely."""
    right = Box(_array(6.2, -3.0, -8.4), _array(10.2, 5.4, -2.0), 0.08)
    one = mesh_of(ear, right)
    flip = one.points * np.array([-1.0, 1, 1])
    triangles = np.concatenate(
        [one.triangles, one.triangles[:, ::-1] + len(one.points)]
    )
    return Mesh(np.concatenate([one.points, flip]), triangles)
