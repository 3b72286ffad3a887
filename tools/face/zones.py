"""Danger zones and landmark lines, laid on the surface (cm)."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from tools.face.drape import evenly, spline
from tools.face.features import lids, lip_edges
from tools.face.ground import SIDES, Ground
from tools.face.mesh import Points, load_canonical
from tools.face.surface import ATTRIBUTION, rounded

_HERE = Path(__file__).parent
_LOW_BROW = (285, 295, 282, 283, 276)
_HIGH_BROW = (336, 296, 334, 293, 300)
_CORNER = 291
_JAW = (288, 397, 365, 379, 378)
_BROW_CM = 2.0
_RIM_CM = 1.0
_CORNER_CM = 1.5
_CHIN_CM = 1.0
_JAW_CM = 1.0
_TEMPLE_CM = 1.5
_LID_END = (1.7, 4.7)
_CONVERGENCE = 0.60
_STEP_CM = 0.3
_CENTRAL_BROW = (2.1, 4.6)


def zones_table(ground: Ground) -> dict[str, Any]:
    """Everything in ``danger_zones.json``."""
    return {
        "about": (
            "Closed outlines on the canonical face, in cm, patient's left +x. "
            "Advisory until landmarks are set on the patient's own photograph."
        ),
        "attribution": ATTRIBUTION,
        "zones": [
            row
            for entry in _entries("zones.toml", "zone")
            for row in _zone(entry, ground)
        ],
    }


def lines_table(ground: Ground) -> dict[str, Any]:
    """Everything in ``linework.json``."""
    return {
        "about": "Landmark lines on the canonical face, in cm, patient's left +x.",
        "attribution": ATTRIBUTION,
        "lines": [
            row
            for entry in _entries("lines.toml", "line")
            for row in _sided(entry, "points", _line_points(entry, ground))
        ],
    }


def _entries(name: str, key: str) -> list[dict[str, Any]]:
    with (_HERE / name).open("rb") as handle:
        rows: list[dict[str, Any]] = tomllib.load(handle)[key]
    return rows


_DRAWING = ("built", "polygon", "path", "landmarks", "landmark_pairs", "single")


def _sided(entry: dict[str, Any], key: str, points: Points) -> list[dict[str, Any]]:
    """One row per side, its id ending in the side; ``of`` keeps the plain id."""
    sides = {"M": np.ones(3)} if entry.get("single") else SIDES
    plain = {name: value for name, value in entry.items() if name not in _DRAWING}
    return [
        plain
        | {
            "id": f"{entry['id']}-{side}",
            "of": entry["id"],
            "side": side,
            key: rounded(points * mirror, 2),
        }
        for side, mirror in sides.items()
    ]


def _zone(entry: dict[str, Any], ground: Ground) -> list[dict[str, Any]]:
    if "built" in entry:
        outline = _BUILDERS[entry["built"]](ground)
    else:
        outline = _closed(ground.laid(np.array(entry["polygon"], dtype=float)))
    told = {"margin_cm": 0.0, "spares": []} | entry
    return _sided(told, "outline", ground.lifted(outline))


def _closed(corners: Points) -> Points:
    """A soft closed curve through the corners."""
    turns = np.concatenate([corners, corners, corners, corners[:1]])
    count = len(corners)
    path = spline(turns, 3 * count * 12 + 1)
    once = path[count * 12 : 2 * count * 12 + 1]
    return evenly(once, _count(once))[:-1]


def _count(path: Points) -> int:
    length = np.linalg.norm(np.diff(path, axis=0), axis=1).sum()
    return max(8, round(float(length) / _STEP_CM))


def _brow(rows: tuple[tuple[int, ...], ...]) -> Points:
    """A curve through the mean of landmark rows, patient's left, x and y."""
    points = load_canonical().points
    mean = np.mean([points[list(row)] for row in rows], axis=0)
    return spline(mean[:, :2], 24)


def _raised(ground: Ground, base: Points, distance: float) -> Points:
    """Straight ``distance`` (cm) above each base point, staying on the surface."""
    low = ground.face.from_front(base)
    rise = np.linspace(0, distance, 81)
    out = []
    for start, foot in zip(base, low, strict=True):
        up = start + np.column_stack([np.zeros_like(rise), rise])
        on = ground.face.from_front(up)
        far = np.linalg.norm(on - foot, axis=1)
        out.append([start[0], np.interp(distance, far, up[:, 1])])
    return np.array(out)


def _band(ground: Ground, low: Points, high: Points) -> Points:
    outline = np.concatenate([low, high[::-1]])
    laid = ground.face.from_front(outline)
    closed = np.concatenate([laid, laid[:1]])
    return evenly(closed, _count(closed))[:-1]


def _above_brow(ground: Ground) -> Points:
    """Brow line to 2 cm above it, out to the tail and in to the midline."""
    line = _brow((_LOW_BROW, _HIGH_BROW))
    inner = np.array([[0.0, line[0, 1]], [0.7, line[0, 1]]])
    base = np.concatenate([inner, line])
    return _band(ground, base, _raised(ground, base, _BROW_CM))


def _above_rim(ground: Ground) -> Points:
    base = _brow((_LOW_BROW,))
    base = base[(base[:, 0] >= _CENTRAL_BROW[0]) & (base[:, 0] <= _CENTRAL_BROW[1])]
    return _band(ground, base, _raised(ground, base, _RIM_CM))


def _upper_lid(ground: Ground) -> Points:
    rim = _brow((_LOW_BROW,))
    rim = rim[(rim[:, 0] >= _LID_END[0]) & (rim[:, 0] <= _LID_END[1])]
    x = np.linspace(1.86, 4.45, 20)
    margin = np.column_stack([x, lids().height(x)[0]])
    return _band(ground, margin, rim)


def _mouth_corner(ground: Ground) -> Points:
    """The circle of points at a straight 1.5 cm from the mouth corner."""
    centre = load_canonical().points[_CORNER]
    out = []
    for turn in np.linspace(0, 2 * np.pi, 36, endpoint=False):
        reach = np.linspace(0.2, _CORNER_CM, 60)
        way = np.array([np.cos(turn), np.sin(turn)])
        on = ground.face.from_front(centre[:2] + reach[:, None] * way)
        far = np.linalg.norm(on - centre, axis=1)
        out.append(centre[:2] + np.interp(_CORNER_CM, far, reach) * way)
    return ground.face.from_front(np.array(out))


def _below_lip(ground: Ground) -> Points:
    """Lower lip edge to a straight 1 cm below it, between the corners."""
    edge = lip_edges()[1][:, :2]
    edge = edge[np.abs(edge[:, 0]) < 1.7]
    base = ground.face.from_front(edge)
    drop = np.linspace(0, _CHIN_CM, 60)
    low = []
    for start, foot in zip(edge, base, strict=True):
        down = start - np.column_stack([np.zeros_like(drop), drop])
        far = np.linalg.norm(ground.face.from_front(down) - foot, axis=1)
        low.append([start[0], np.interp(_CHIN_CM, far, down[:, 1])])
    return _band(ground, edge[::2], np.array(low)[::2])


def _jaw_border(ground: Ground) -> Points:
    """A band of 1 cm along the surface above the jaw's lower rim."""
    rim = spline(ground.surface.curve(list(_JAW)), 22)
    inward = np.array([-0.35, 1.0, 0.35])
    edge = []
    for foot in rim:
        reach = np.linspace(0, 2.2, 45)
        on = ground.face.nearest(foot + reach[:, None] * inward)
        far = np.linalg.norm(on - foot, axis=1)
        first = int(np.argmax(far >= _JAW_CM)) if (far >= _JAW_CM).any() else -1
        edge.append(on[first])
    closed = np.concatenate([rim, np.array(edge)[::-1], rim[:1]])
    return evenly(closed, _count(closed))[:-1]


_OUTER_RIM = np.array([[4.59, 4.3], [5.25, 3.88], [5.12, 3.3], [4.98, 2.65]])


def _temple_rim(ground: Ground) -> Points:
    """From the outer orbital rim to a straight 1.5 cm outside and above it."""
    rim = spline(_OUTER_RIM, 16)
    turn = np.radians(np.linspace(75, -5, len(rim)))
    way = np.stack([np.cos(turn), np.sin(turn)], 1)
    reach = np.linspace(0, _TEMPLE_CM, 60)
    edge = []
    for foot, step in zip(rim, way, strict=True):
        flat = foot + reach[:, None] * step
        on = ground.face.from_front(flat)
        far = np.linalg.norm(on - on[0], axis=1)
        edge.append(foot + np.interp(_TEMPLE_CM, far, reach) * step)
    return _band(ground, rim, np.array(edge))


_BUILDERS: dict[str, Callable[[Ground], Points]] = {
    "above_brow": _above_brow,
    "above_rim": _above_rim,
    "below_lip": _below_lip,
    "jaw_border": _jaw_border,
    "mouth_corner": _mouth_corner,
    "temple_rim": _temple_rim,
    "upper_lid": _upper_lid,
}


def _line_points(entry: dict[str, Any], ground: Ground) -> Points:
    return ground.lifted(_line_path(entry, ground))


def _line_path(entry: dict[str, Any], ground: Ground) -> Points:
    if "landmarks" in entry:
        path = ground.surface.curve(entry["landmarks"])
        return evenly(path, _count(path))
    if "landmark_pairs" in entry:
        points = load_canonical().points
        pairs = [points[list(pair)].mean(axis=0) for pair in entry["landmark_pairs"]]
        path = spline(np.array(pairs) * np.array([-1, 1, 1]), 24)
        return ground.face.from_front(path[:, :2])
    if "built" in entry:
        return _convergence(ground)
    path = spline(ground.laid(np.array(entry["path"], dtype=float)), 40)
    return evenly(path, _count(path))


def _convergence(ground: Ground) -> Points:
    """60 % of the way up from the brow line to the hairline."""
    brow = _brow((_LOW_BROW, _HIGH_BROW))
    rim = ground.surface.curve([10, 338, 297, 332, 284])
    x = np.linspace(0.2, 4.9, 20)
    low = np.interp(x, brow[:, 0], brow[:, 1])
    high = np.interp(x, rim[:, 0], rim[:, 1])
    y = low + _CONVERGENCE * (high - low)
    return ground.face.from_front(np.column_stack([x, y]))
