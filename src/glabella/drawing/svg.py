"""A view as a complete SVG document: picture, layers and numbered pins."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import hypot
from typing import NamedTuple

from glabella.drawing.files import picture_bytes
from glabella.drawing.layers import Layer, LayerKind
from glabella.drawing.pins import PlacedPin
from glabella.drawing.spread import spread
from glabella.drawing.views import BodyShape, Spot, View
from glabella.drawing.wording import number

__all__ = ["SERIES", "Box", "Drawing", "embedded", "frame_of", "svg_document"]

SERIES = ("#14545b", "#6d3a55", "#32567d", "#8f4524", "#2b6540", "#5c5320", "#4b4a7a")
"""Fills of the areas' pins in turn; white figures on each keep 4.5 to 1."""

_BODY = {
    "skin": 'fill="#f1dfd2" stroke="#b98f78" stroke-width="{w}"',
    "soft": 'fill="none" stroke="#d3b5a2" stroke-width="{w}"',
    "line": 'fill="none" stroke="#8d6a58" stroke-width="{w}"',
    "muscle": 'fill="#d9a394" fill-opacity="0.45" stroke="#a86a5c" stroke-width="{w}"',
}
_LAYERS: dict[LayerKind, str] = {
    "muscles": 'fill="#a8433c" fill-opacity="0.16" stroke="#8c3631" stroke-opacity="0.6"',
    "dangers": 'fill="#a3161f" fill-opacity="0.14" stroke="#a3161f" '
    'stroke-dasharray="0.22 0.14"',
    "landmarks": 'fill="none" stroke="#32567d" stroke-dasharray="0.3 0.16"',
}
_STROKE_CM = 0.05
_USUAL_CM = 24.0
"""Width of a view at which lines have that stroke."""
_FADE_CM = 2.2
_LEADER_CM = 0.12
"""A pin that moved less than this needs no line to its site."""
_LEAST_FIGURES_CM = 0.46


class Box(NamedTuple):
    """A part of a picture, in cm."""

    x: float
    y: float
    width: float
    height: float


_FACE = Box(2.2, 0.4, 19.6, 26.0)
_PROFILE = Box(0.6, 0.4, 22.8, 26.0)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What to draw. ``frame`` None: the whole view.

    ``picture`` is the address or data URI of the picture; empty: none.
    """

    view: View
    pins: Sequence[PlacedPin] = ()
    layers: Sequence[Layer] = ()
    frame: Box | None = None
    picture: str = ""
    title: str = ""
    font: str = "Inter, system-ui, sans-serif"
    pin_scale: float = 1.0
    """Larger pins for a picture that is printed small."""


def frame_of(view: View) -> Box | None:
    """The head without the fading shoulders; None: the whole of a body map."""
    if view.kind == "body":
        return None
    return _PROFILE if view.id.endswith("-90") else _FACE


def embedded(view: View) -> str:
    """The view's picture as a data URI; empty for a body map."""
    if not view.picture:
        return ""
    kind = view.picture.rsplit(".", 1)[-1]
    content = base64.b64encode(picture_bytes(view.picture)).decode("ascii")
    return f"data:image/{kind};base64,{content}"


def _quoted(text: str) -> str:
    return f'"{escape(text)}"'


def svg_document(drawing: Drawing) -> str:
    """The whole document; every text in it is escaped."""
    view = drawing.view
    frame = drawing.frame or Box(0, 0, view.width_cm, view.height_cm)
    box = " ".join(number(value) for value in frame)
    title = drawing.title or view.title
    size = f'width="{number(frame.width)}cm" height="{number(frame.height)}cm"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" {size} role="img">',
        f"<title>{escape(title)}</title>",
        *_picture(drawing),
        *(_shape(view, shape) for shape in view.shapes),
        *(_layer(layer) for layer in drawing.layers),
        *_droplets(drawing.pins),
        *_pins(drawing),
        "</svg>",
    ]
    return "\n".join(parts)


def _picture(drawing: Drawing) -> list[str]:
    if not drawing.picture:
        return []
    size = (
        f'width="{number(drawing.view.width_cm)}" '
        f'height="{number(drawing.view.height_cm)}"'
    )
    image = f'<image href={_quoted(drawing.picture)} x="0" y="0" {size}/>'
    if drawing.frame is None:
        return [image]
    name = f"fade-{drawing.view.id}"
    return [_fade(drawing.frame, name), f'<g mask="url(#{name})">{image}</g>']


def _fade(frame: Box, name: str) -> str:
    """A mask that lets the cut neck run out softly instead of ending in an edge."""
    x, y, width, height = (number(value) for value in frame)
    start = number(1 - _FADE_CM / frame.height)
    return (
        f'<defs><linearGradient id="{name}-run" x1="0" y1="0" x2="0" y2="1">'
        f'<stop offset="{start}" stop-color="#fff"/>'
        '<stop offset="1" stop-color="#000"/></linearGradient>'
        f'<mask id="{name}" maskUnits="userSpaceOnUse" x="{x}" y="{y}" '
        f'width="{width}" height="{height}"><rect x="{x}" y="{y}" width="{width}" '
        f'height="{height}" fill="url(#{name}-run)"/></mask></defs>'
    )


def _shape(view: View, shape: BodyShape) -> str:
    width = number(_STROKE_CM * view.width_cm / _USUAL_CM)
    look = _BODY.get(shape.style, _BODY["line"]).format(w=width)
    return (
        f'<path d={_quoted(shape.data)} {look} stroke-linecap="round" '
        'stroke-linejoin="round"/>'
    )


def _layer(layer: Layer) -> str:
    paths = []
    for item in layer.items:
        name = f"<title>{escape(item.name)}</title>"
        outline = f"<path d={_quoted(item.outline)}/>" if item.outline else ""
        lines = f'<path d={_quoted(item.lines)} fill="none"/>' if item.lines else ""
        paths.append(f"<g>{name}{outline}{lines}</g>")
    look = f'{_LAYERS[layer.kind]} stroke-width="{_STROKE_CM}"'
    return f'<g {look} stroke-linejoin="round">{"".join(paths)}</g>'


def _colour(series: int) -> str:
    return SERIES[series % len(SERIES)]


def _droplets(pins: Sequence[PlacedPin]) -> list[str]:
    return [
        f'<g fill="{_colour(placed.pin.series)}" stroke="#fff" stroke-width="0.03">'
        + "".join(
            f'<circle cx="{number(spot.x)}" cy="{number(spot.y)}" r="0.12"/>'
            for spot in placed.droplets
        )
        + "</g>"
        for placed in pins
        if placed.droplets
    ]


def _pins(drawing: Drawing) -> Iterator[str]:
    """Pins moved apart, a line leading from each moved one to its true site."""
    shown = [placed for placed in drawing.pins if placed.visible]
    radii = [placed.pin.radius_cm * drawing.pin_scale for placed in shown]
    moved = spread([placed.spot for placed in shown], radii)
    for placed, spot in zip(shown, moved, strict=True):
        if hypot(spot.x - placed.spot.x, spot.y - placed.spot.y) > _LEADER_CM:
            yield _leader(placed, spot)
    for placed, spot, radius in zip(shown, moved, radii, strict=True):
        yield _pin(placed, spot, radius, drawing)


def _leader(placed: PlacedPin, spot: Spot) -> str:
    colour = _colour(placed.pin.series)
    x, y = number(placed.spot.x), number(placed.spot.y)
    return (
        f'<path d="M{x} {y}L{number(spot.x)} {number(spot.y)}" stroke="{colour}" '
        f'stroke-width="0.07"/><circle cx="{x}" cy="{y}" r="0.11" fill="{colour}" '
        'stroke="#fff" stroke-width="0.03"/>'
    )


def _pin(placed: PlacedPin, spot: Spot, radius: float, drawing: Drawing) -> str:
    pin, x, y = placed.pin, number(spot.x), number(spot.y)
    figures = str(pin.number)
    size = radius * (1.3 if len(figures) == 1 else 1.12)
    size = max(size, _LEAST_FIGURES_CM * drawing.pin_scale)
    return (
        f"<g><title>{escape(pin.label)}</title>"
        f'<circle cx="{x}" cy="{y}" r="{number(radius)}" '
        f'fill="{_colour(pin.series)}" stroke="#fff" stroke-width="0.08"/>'
        f'<text x="{x}" y="{number(spot.y + 0.36 * size)}" '
        f'font-family={_quoted(drawing.font)} font-size="{number(size)}" '
        f'font-weight="600" text-anchor="middle" fill="#fff">{figures}</text></g>'
    )
