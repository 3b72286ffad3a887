"""Hair as strokes: short tapered lines that lie on the surface."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from tools.face.drape import Drape, spline
from tools.face.head import Head, hair_depth
from tools.face.mesh import Points, load_canonical
from tools.face.scene import EAR, NOTHING, Buffers, Model
from tools.face.sculpt import gradient
from tools.face.views import View

_SEED = 20
_BROW_LOW = "55 65 52 53 46"
_BROW_HIGH = "107 66 105 63 70"


@dataclass(frozen=True)
class Stroke:
    """A line in space with its width (cm) and colour (red, green, blue, alpha)."""

    path: Points
    width: float
    colour: tuple[int, int, int, int]


def brow_strokes(model: Model) -> list[Stroke]:
    """Hairs of both brows: upright at the head, sweeping outward to the tail."""
    chance = np.random.default_rng(_SEED)
    points = load_canonical().points
    low = spline(points[_numbers(_BROW_LOW)][:, :2], 60)
    high = spline(points[_numbers(_BROW_HIGH)][:, :2], 60)
    roots, tips = _brow_hairs(low, high, chance)
    drape = Drape.on(model.picture_face)
    t = np.linspace(0, 1, 5)[None, :, None]
    bow = np.array([0.0, 0.03]) * (4 * t * (1 - t))
    flat = roots[:, None] * (1 - t) + tips[:, None] * t + bow
    laid = drape.from_front(flat.reshape(-1, 2)).reshape(len(roots), 5, 3)
    out: list[Stroke] = []
    for path in laid:
        tone = int(chance.integers(-12, 14))
        colour = (84 + tone, 64 + tone, 54 + tone, int(chance.integers(90, 165)))
        width = float(chance.uniform(0.022, 0.036))
        out.append(Stroke(path, width, colour))
        out.append(Stroke(path * np.array([-1, 1, 1]), width, colour))
    return out


def _numbers(words: str) -> list[int]:
    return [int(word) for word in words.split()]


def _brow_hairs(
    low: Points, high: Points, chance: np.random.Generator
) -> tuple[Points, Points]:
    along = np.clip(chance.beta(1.15, 1.25, 560), 0.01, 0.985)
    across = np.clip(chance.normal(0.5, 0.2, len(along)), 0.08, 0.92)
    taper = np.interp(along, [0, 0.08, 0.55, 1], [0.55, 0.8, 0.8, 0.25])
    across = 0.46 + (across - 0.5) * taper
    index = along * (len(low) - 1)
    grid = np.arange(len(low))
    edge_low = np.stack([np.interp(index, grid, low[:, k]) for k in (0, 1)], 1)
    edge_high = np.stack([np.interp(index, grid, high[:, k]) for k in (0, 1)], 1)
    roots = edge_low + (edge_high - edge_low) * across[:, None]
    run = np.gradient((low + high) / 2, axis=0)
    run /= np.linalg.norm(run, axis=1, keepdims=True)
    run = run[index.astype(int)]
    # Landmarks here are the patient's right, so "outward" is toward -x and
    # the normal of the run turned clockwise points up.
    up = np.stack([run[:, 1], -run[:, 0]], 1)
    lean = np.interp(along, [0, 0.12, 0.4, 1], [1.25, 0.8, 0.38, 0.02])
    lean = lean - 0.75 * (across - 0.45) + chance.normal(0, 0.09, len(along))
    length = np.interp(along, [0, 0.15, 0.6, 1], [0.34, 0.48, 0.5, 0.34])
    length = length * chance.uniform(0.75, 1.1, len(along))
    way = np.cos(lean)[:, None] * run + np.sin(lean)[:, None] * up
    return roots, roots + way * length[:, None]


def hair_strokes(model: Model) -> list[Stroke]:
    """A short cut, brushed back from the hairline, over the cap of hair."""
    chance = np.random.default_rng(_SEED + 1)
    mesh = model.head_mesh
    depth = hair_depth(mesh.points)
    inside = np.flatnonzero((depth > -0.1) & (mesh.points[:, 0] >= -0.3))
    # Shorter steps between roots near the hairline, where each hair shows.
    odds = 1 + 2.5 * np.exp(-((depth[inside] / 0.6) ** 2))
    number = chance.choice(inside, 5200, p=odds / odds.sum())
    start = mesh.points[number] + chance.normal(0, 0.08, (len(number), 3))
    paths = _brushed(start, model.head, chance)
    out: list[Stroke] = []
    for path in paths:
        light = chance.random() < 0.42
        tone = int(chance.integers(-12, 12))
        base = (196, 174, 155) if light else (58, 43, 36)
        red, green, blue = (value + tone for value in base)
        alpha = int(chance.integers(18, 50) if light else chance.integers(22, 62))
        width = float(chance.uniform(0.02, 0.055))
        side = 1.0 if chance.random() < 0.5 else -1.0
        moved = path * np.array([side, 1, 1])
        out.append(Stroke(moved, width, (red, green, blue, alpha)))
    return out


def _brushed(start: Points, head: Head, chance: np.random.Generator) -> Points:
    steps, reach = 9, chance.uniform(0.12, 0.3, (len(start), 1))
    turn = chance.normal(0, 0.13, (len(start), 1))
    path = [start]
    for _ in range(steps):
        here = path[-1]
        normal = gradient(here, head.haired)
        normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-6)
        way = _brush_direction(here)
        way -= normal * (way * normal).sum(axis=1, keepdims=True)
        way /= np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-6)
        way += turn * np.cross(normal, way)
        there = here + way * reach
        drift = head.haired(there)[:, None]
        path.append(there - normal * np.clip(drift, -0.2, 0.2))
    return np.stack(path, axis=1)


def _brush_direction(p: Points) -> Points:
    """Back and up over the forehead, back and down over the ears and nape."""
    back = np.clip((3.5 - p[:, 2]) / 9, 0, 1)
    low = np.clip((8.0 - p[:, 1]) / 7, 0, 1)
    down = 0.85 - 1.1 * back - 1.1 * low - 0.8 * (p[:, 2] < -9)
    aside = 0.22 * (1 - back) * np.sign(p[:, 0] + 1.2)
    return np.stack([aside, down, -np.ones(len(p))], axis=1)


def draw(
    rgb: Points, buffers: Buffers, view: View, strokes: Iterable[Stroke]
) -> Points:
    """Draw the strokes that can be seen; returns a new picture."""
    image = Image.fromarray(np.clip(rgb, 0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(image, "RGBA")
    for stroke in strokes:
        plane = view.plane(stroke.path) * buffers.scale
        seen = _seen(stroke, plane, buffers, view)
        count = len(plane)
        for k in range(count - 1):
            if not (seen[k] and seen[k + 1]):
                continue
            thin = 1 - abs(2 * (k + 0.5) / (count - 1) - 0.7) ** 2 * 0.55
            width = max(1, round(stroke.width * buffers.scale * thin))
            red, green, blue, alpha = stroke.colour
            ends = k == 0 or k >= count - 2
            fade = alpha // 2 if ends else alpha
            line = [tuple(plane[k]), tuple(plane[k + 1])]
            pen.line(line, fill=(red, green, blue, fade), width=width)
    return np.asarray(image).astype(np.float64)


def _seen(stroke: Stroke, plane: Points, buffers: Buffers, view: View) -> np.ndarray:
    rows, columns = buffers.shape
    column = np.clip(plane[:, 0].astype(int), 0, columns - 1)
    row = np.clip(plane[:, 1].astype(int), 0, rows - 1)
    part = buffers.part[row, column]
    close = view.depth(stroke.path) >= buffers.depth[row, column] - 0.35
    return np.asarray(close & (part != NOTHING) & (part != EAR))
