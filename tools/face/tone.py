"""Light and colour: from place and normal to a warm, soft drawing."""

import numpy as np
from numpy.typing import NDArray

from tools.face.head import hair_depth
from tools.face.mesh import Points
from tools.face.scene import EAR, NOTHING, Buffers
from tools.face.views import TOP_CM, View

type Grey = NDArray[np.float64]

_KEY = np.array([-0.38, 0.52, 0.76])
_FILL = np.array([0.75, 0.05, 0.45])
_SKIN = np.array(
    [
        *((0.00, 104, 70, 60), (0.22, 158, 114, 98), (0.45, 205, 163, 143)),
        *((0.68, 233, 201, 183), (0.86, 246, 225, 211), (1.00, 253, 241, 232)),
    ]
)
_HAIR = np.array(
    [(0.0, 46, 35, 30), (0.4, 98, 77, 65), (0.75, 146, 121, 104), (1.0, 186, 163, 145)]
)


def smoothstep(value: Grey, low: float, high: float) -> Grey:
    """0 below ``low``, 1 above ``high``, smooth between."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))


def ramp(light: Grey, stops: Points) -> Points:
    """Colour (0..255) for a lightness by straight mixing between stops."""
    parts = [np.interp(light, stops[:, 0], stops[:, k]) for k in (1, 2, 3)]
    return np.stack(parts, axis=-1)


def blurred(values: Grey, radius: int) -> Grey:
    """Three box blurs, close to a Gaussian; edges repeat."""
    out = values
    for _ in range(3):
        for axis in (0, 1):
            out = _box(out, radius, axis)
    return out


def _box(values: Grey, radius: int, axis: int) -> Grey:
    pad = [(0, 0)] * values.ndim
    pad[axis] = (radius + 1, radius)
    total = np.cumsum(np.pad(values, pad, mode="edge"), axis=axis, dtype=np.float64)
    size = 2 * radius + 1
    high = np.take(total, np.arange(size, total.shape[axis]), axis=axis)
    low = np.take(total, np.arange(total.shape[axis] - size), axis=axis)
    return np.asarray((high - low) / size)


def lightness(buffers: Buffers, view: View) -> Grey:
    """0 dark to 1 bright: a soft key light, a fill, hollows and rims."""
    frame = np.stack([view.across, [0.0, 1.0, 0.0], view.toward])
    key = _direction(_KEY) @ frame
    fill = _direction(_FILL) @ frame
    n = buffers.normal
    wrap = (n @ key + 0.35) / 1.35
    light = 0.66 * np.clip(wrap, 0, 1) ** 1.35 + 0.15 * np.clip(n @ fill, 0, 1)
    light = light + 0.20 * (0.5 + 0.5 * n[..., 1]) + 0.07
    facing = np.clip(n @ view.toward, 0, 1)
    light = light * (1 - 0.34 * (1 - facing) ** 2.6)
    return np.asarray(np.clip(light * _hollows(buffers), 0, 1))


def _direction(vector: Points) -> Points:
    return np.asarray(vector / np.linalg.norm(vector))


def _hollows(buffers: Buffers) -> Grey:
    """Darken what lies deeper than its surroundings, at three sizes."""
    seen = buffers.part != NOTHING
    out = np.ones(buffers.shape)
    for size_cm, strength in ((0.12, 0.9), (0.4, 0.5), (1.4, 0.2)):
        radius = max(1, round(size_cm * buffers.scale * 0.6))
        floor = np.where(seen, buffers.depth, 0.0)
        weight = blurred(seen.astype(np.float64), radius)
        mean = blurred(floor, radius) / np.maximum(weight, 1e-3)
        deeper = np.clip((mean - floor) / size_cm, -0.25, 0.7)
        out *= 1 - strength * np.where(seen, np.maximum(deeper, deeper * 0.25), 0)
    return np.clip(out, 0.35, 1.12)


def colour(buffers: Buffers, light: Grey) -> Points:
    """Skin and hair tones, 0..255, before features are drawn."""
    place = buffers.place
    skin = ramp(light, _SKIN) * _flush(place, buffers)
    hair = ramp(light * 0.93, _HAIR)
    cover = smoothstep(hair_depth(place), -0.25, 1.0) * _not_ear(buffers)
    return np.asarray(skin * (1 - cover[..., None]) + hair * cover[..., None])


def _not_ear(buffers: Buffers) -> Grey:
    return np.asarray((buffers.part != EAR).astype(np.float64))


_FLUSHED = (
    *((4.7, -0.4, 2.9, 2.2, 0.5), (0.0, -0.7, 7.4, 1.3, 0.8)),
    *((1.2, -1.0, 6.0, 0.9, 0.6), (0.0, -8.2, 5.0, 1.8, 0.4)),
    *((8.2, 1.0, -4.5, 3.0, 0.9), (3.2, 3.3, 4.2, 1.1, 0.45)),
    (3.1, 1.75, 4.0, 1.0, 0.35),
)
"""Rosier places: x, y, z, size in cm, strength (cheek, nose, chin, ear, lids)."""


def _flush(place: Points, buffers: Buffers) -> Points:
    mirrored = np.concatenate([np.abs(place[..., :1]), place[..., 1:]], axis=-1)
    amount = np.zeros(buffers.shape)
    for x, y, z, size, strength in _FLUSHED:
        gap = ((mirrored - np.array([x, y, z])) ** 2).sum(axis=-1)
        amount += strength * np.exp(-gap / size**2)
    return np.asarray(
        1 - np.minimum(amount, 1)[..., None] * np.array([0.0, 0.062, 0.07])
    )


def quieter(rgb: Points, buffers: Buffers) -> Points:
    """Lead the eye to the face: the neck is paler and greyer."""
    grey = rgb.mean(axis=-1, keepdims=True)
    calm = 0.72 * rgb + 0.28 * grey
    calm = calm + 0.12 * (236 - calm)
    far = smoothstep(-buffers.place[..., 1], 7.2, 12.0)
    far = np.where(buffers.part == EAR, 0.35, far)
    return np.asarray(rgb + far[..., None] * (calm - rgb))


def coverage(buffers: Buffers) -> Grey:
    """Opacity 0..1: solid, fading out below the throat."""
    rows, _columns = buffers.shape
    y = TOP_CM - (np.arange(rows, dtype=np.float64) + 0.5) / buffers.scale
    fade = smoothstep(y, -14.0, -10.6)[:, None]
    return np.asarray((buffers.part != NOTHING) * fade)
