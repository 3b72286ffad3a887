"""Eyes, lips and folds, painted by place on the face so that all views agree.

Eye geometry (cm): an adult iris is about 1.2 wide, the globe about 2.4; these
are drawing sizes on the canonical face, not measurements of a patient.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.face.mesh import Points, load_canonical
from tools.face.scene import FACE, Buffers
from tools.face.tone import Grey, smoothstep
from tools.face.views import View

type Mask = NDArray[np.bool_]

_UPPER_LID = "133 173 157 158 159 160 161 246 33"
_LOWER_LID = "133 155 154 153 145 144 163 7 33"
_UPPER_LIP = "61 185 40 39 37 0 267 269 270 409 291"
_LOWER_LIP = "61 146 91 181 84 17 314 405 321 375 291"
_EYE_CENTRE = np.array([3.155, 2.64, 2.55])
_EYE_RADII = np.array([1.46, 1.24, 1.24])
_IRIS_CM = 0.6
_PUPIL_CM = 0.21


@dataclass(frozen=True)
class Lids:
    """Lid margins on the right half of the picture: y (cm) over |x| (cm)."""

    x: Grey
    upper: Grey
    lower: Grey

    def height(self, x: Grey) -> tuple[Grey, Grey]:
        """Upper and lower margin at |x|."""
        return np.interp(x, self.x, self.upper), np.interp(x, self.x, self.lower)


def _landmarks(words: str) -> Points:
    return load_canonical().points[[int(word) for word in words.split()]]


def lids() -> Lids:
    """Open eyes: the canonical margins, a millimetre or two further apart."""
    upper, lower = _landmarks(_UPPER_LID), _landmarks(_LOWER_LID)
    x = np.linspace(1.84, 4.5, 80)
    t = (x - x[0]) / (x[-1] - x[0])
    bow = np.sin(np.pi * t**0.9)
    top = _through(upper, x) + 0.19 * bow
    low = _through(lower, x) - 0.09 * np.sin(np.pi * t**1.2)
    return Lids(x, top, low)


def _through(row: Points, x: Grey) -> Grey:
    """A smooth curve near the landmarks: a quartic in |x|, pinned at the ends."""
    across, height = np.abs(row[:, 0]), row[:, 1]
    weight = np.ones(len(row))
    weight[[0, -1]] = 6
    return np.asarray(np.polyval(np.polyfit(across, height, 4, w=weight), x))


def lip_edges() -> tuple[Points, Points]:
    """Vermilion border above and below, right corner to left, x and y in cm."""
    return _resampled(_landmarks(_UPPER_LIP)), _resampled(_landmarks(_LOWER_LIP))


def _resampled(row: Points) -> Points:
    """Catmull-Rom through the landmarks."""
    p = np.concatenate([2 * row[:1] - row[1:2], row, 2 * row[-1:] - row[-2:-1]])
    t = np.linspace(0, 1, 9)[:-1, None]
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
    return np.concatenate([*parts, row[-1:]])


def paint_lips(rgb: Points, buffers: Buffers) -> None:
    """A natural tint with a clear border and a quiet line between the lips."""
    x, y, face = _face_xy(buffers)
    top, low = lip_edges()
    upper, lower = (
        np.interp(x, top[:, 0], top[:, 1]),
        np.interp(x, low[:, 0], low[:, 1]),
    )
    upper = upper + 0.05 * np.exp(-(((np.abs(x) - 0.52) / 0.3) ** 2))
    upper = upper - 0.06 * np.exp(-((x / 0.2) ** 2))
    half = np.abs(top[0, 0])
    between = -4.25 - 0.06 * np.exp(-((x / 0.45) ** 2)) - 0.03 * (x / half) ** 2
    inside = np.minimum(upper - y, y - lower)
    near_corner = smoothstep(half - np.abs(x), 0.0, 0.35)
    edge = smoothstep(inside, -0.03, 0.07) * near_corner * face
    tint = np.where(
        (y > between)[..., None],
        np.array([0.90, 0.76, 0.74]),
        np.array([0.93, 0.80, 0.78]),
    )
    _multiply(rgb, edge, tint)
    border = np.exp(-((inside / 0.06) ** 2)) * near_corner * face
    _multiply(rgb, 0.35 * border, np.array([0.80, 0.66, 0.62]))
    gap = (y - between) / np.where(y > between, 0.075, 0.05)
    line = np.exp(-(gap**2)) * smoothstep(half - np.abs(x), -0.1, 0.5) * face
    _multiply(rgb, 0.8 * line, np.array([0.50, 0.33, 0.32]))
    shade = np.exp(-(((y - between) / 0.3) ** 2)) * (y > between) * edge
    _multiply(rgb, 0.2 * shade, np.array([0.75, 0.62, 0.62]))
    corner = ((np.abs(x) - 2.5) / 0.26) ** 2 + ((y + 4.34) / 0.15) ** 2
    _multiply(rgb, 0.5 * np.exp(-corner) * face, np.array([0.68, 0.50, 0.46]))
    shine = np.exp(-(((y + 4.78) / 0.14) ** 2) - (x / 0.75) ** 2) * edge
    rgb += 16 * shine[..., None]


def paint_folds(rgb: Points, buffers: Buffers) -> None:
    """Philtrum, nasolabial fold, nostril and chin crease, only hinted."""
    x, y, face = _face_xy(buffers)
    soft = np.array([0.80, 0.66, 0.60])
    fold = np.array(
        [[1.72, -0.7], [2.05, -1.5], [2.5, -2.4], [2.86, -3.3], [3.0, -4.0]]
    )
    ax = np.abs(x)
    gap = np.abs(ax - np.interp(-y, -fold[:, 1], fold[:, 0]))
    along = smoothstep(-y, 0.5, 1.2) * (1 - smoothstep(-y, 2.6, 4.1))
    _multiply(rgb, 0.26 * np.exp(-((gap / 0.24) ** 2)) * along * face, soft)
    groove = np.exp(-((x / 0.2) ** 2)) * smoothstep(-y, 2.2, 2.5)
    groove *= 1 - smoothstep(-y, 3.1, 3.4)
    _multiply(rgb, 0.22 * groove * face, soft)
    ridge = np.exp(-(((ax - 0.5) / 0.16) ** 2)) * smoothstep(-y, 2.3, 2.7)
    ridge *= 1 - smoothstep(-y, 3.05, 3.4)
    rgb += 7 * (ridge * face)[..., None]
    crease = np.exp(-(((y + 6.25 + 0.12 * (x / 1.4) ** 2) / 0.2) ** 2 + (x / 1.5) ** 4))
    _multiply(rgb, 0.2 * crease * face, soft)


def paint_eyes(rgb: Points, buffers: Buffers, view: View) -> None:
    """Globe, iris, lid margins, crease and the shade that the lid casts."""
    x, y, face = _face_xy(buffers)
    margin = lids()
    for side in (-1.0, 1.0):
        ax = side * x
        here = (face > 0) & (ax > 1.5) & (ax < 5.2) & (y > 1.4) & (y < 4.2)
        if not here.any():
            continue
        rows, columns = np.nonzero(here)
        box = np.s_[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        part = rgb[box]
        _eye(
            part, buffers.place[box], (ax[box], y[box], face[box]), (view, side, margin)
        )
        rgb[box] = part


def _eye(
    rgb: Points,
    place: Points,
    where: tuple[Grey, Grey, Grey],
    how: tuple[View, float, Lids],
) -> None:
    (ax, y, face), (view, side, margin) = where, how
    face = face * (ax > 1.3) * (ax < 5.3)
    upper, lower = margin.height(ax)
    ends = smoothstep(np.minimum(ax - 1.84, 4.5 - ax), -0.02, 0.04)
    opening = np.minimum(upper - y, y - lower)
    open_ = smoothstep(opening, -0.012, 0.018) * ends * face
    globe = _globe(place, view, side)
    shade = 1 - 0.42 * np.exp(-(np.maximum(upper - y, 0) / 0.17)) * ends
    shade *= 1 - 0.16 * np.exp(-(np.maximum(y - lower, 0) / 0.1))
    globe = globe * shade[..., None]
    corner = np.exp(-(((ax - 1.92) / 0.15) ** 2 + ((y - 2.58) / 0.14) ** 2))
    globe += corner[..., None] * 0.75 * (np.array([205, 148, 138]) - globe)
    _catch_light(globe, place, view, side)
    rgb += open_[..., None] * (globe - rgb)
    _lid_lines(rgb, (ax, y, face), (upper, lower, ends))


def _globe(place: Points, view: View, side: float) -> Points:
    """Colour of the eyeball that the line of sight meets behind each pixel."""
    p = _on_globe(place, view, side)
    radius = np.hypot(p[..., 0] * _EYE_RADII[0] * 0.9, p[..., 1] * _EYE_RADII[1])
    white = np.array([238, 232, 226]) - 34 * (1 - p[..., 2:3]) ** 1.2
    angle = np.arctan2(p[..., 1], p[..., 0])
    fibre = 0.5 + 0.5 * np.sin(angle * 38 + 3 * np.sin(angle * 7))
    t = np.clip((radius - _PUPIL_CM) / (_IRIS_CM - _PUPIL_CM), 0, 1)
    iris = np.array([124, 102, 80]) * (0.82 + 0.3 * np.sin(np.pi * t * 0.8))[..., None]
    iris *= (0.93 + 0.1 * fibre)[..., None]
    iris *= (1 - 0.5 * smoothstep(t, 0.72, 1.0))[..., None]
    iris += 24 * smoothstep(-p[..., 1], -0.1, 0.45)[..., None]
    pupil = smoothstep(radius, _PUPIL_CM + 0.02, _PUPIL_CM - 0.02)
    pupil = 1 - smoothstep(radius, _PUPIL_CM - 0.025, _PUPIL_CM + 0.025)
    iris += pupil[..., None] * (np.array([30, 25, 24]) - iris)
    ring = 1 - smoothstep(radius, _IRIS_CM - 0.035, _IRIS_CM + 0.035)
    ring = ring * (p[..., 2] > 0)
    return np.asarray(white + ring[..., None] * (iris - white))


def _on_globe(place: Points, view: View, side: float) -> Points:
    """Where the line of sight meets the globe, in units of its radii."""
    centre = _EYE_CENTRE * np.array([side, 1, 1])
    q = (place - centre) / _EYE_RADII
    d = view.toward / _EYE_RADII
    a, b, c = d @ d, q @ d, (q**2).sum(axis=-1) - 1
    root = np.sqrt(np.maximum(b**2 - a * c, 0))
    out = q + ((-b + root) / a)[..., None] * d
    length = np.linalg.norm(out, axis=-1, keepdims=True)
    return np.asarray(out / np.maximum(length, 1e-6))


def _catch_light(globe: Points, place: Points, view: View, side: float) -> None:
    centre = _EYE_CENTRE * np.array([side, 1, 1])
    front = centre + np.array([0, 0, _EYE_RADII[2]])
    offset = -0.17 * view.across + np.array([0, 0.2, 0])
    on = _on_globe(place, view, side) * _EYE_RADII + centre
    gap = view.plane(on) - view.plane(front + offset)
    spot = np.exp(-((np.linalg.norm(gap, axis=-1) / 0.085) ** 4))
    globe += (0.92 * spot)[..., None] * (np.array([255, 252, 248]) - globe)


def _lid_lines(
    rgb: Points, where: tuple[Grey, Grey, Grey], edges: tuple[Grey, Grey, Grey]
) -> None:
    (ax, y, face), (upper, lower, ends) = where, edges
    t = np.clip((ax - 1.84) / 2.66, 0, 1)
    thick = 0.035 + 0.035 * t
    lash = np.exp(-(((y - upper - 0.01) / thick) ** 2)) * ends * face
    _multiply(rgb, 0.9 * lash, np.array([0.32, 0.24, 0.22]))
    water = np.exp(-(((y - lower + 0.02) / 0.035) ** 2)) * ends * face
    rgb += (0.45 * water)[..., None] * (np.array([222, 172, 158]) - rgb)
    under = np.exp(-(((y - lower + 0.075) / 0.035) ** 2)) * ends * face
    _multiply(rgb, 0.42 * under * (0.35 + 0.65 * t), np.array([0.62, 0.50, 0.46]))
    fold = upper + 0.27 + 0.1 * np.sin(np.pi * np.clip(t * 0.92, 0, 1))
    span = smoothstep(ax, 1.95, 2.6) * (1 - smoothstep(ax, 4.35, 4.95))
    crease = np.exp(-(((y - fold) / 0.05) ** 2)) * span * face
    _multiply(rgb, 0.55 * crease, np.array([0.68, 0.53, 0.47]))
    above = np.exp(-(((y - fold - 0.14) / 0.2) ** 2)) * span * face
    _multiply(rgb, 0.2 * above, np.array([0.80, 0.68, 0.62]))


def _face_xy(buffers: Buffers) -> tuple[Grey, Grey, Grey]:
    face = (buffers.part == FACE).astype(np.float64)
    return buffers.place[..., 0], buffers.place[..., 1], face


def _multiply(rgb: Points, amount: Grey, tint: Points) -> None:
    rgb *= 1 - np.clip(amount, 0, 1)[..., None] * (1 - tint)
