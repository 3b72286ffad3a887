"""Pictures that stand for photographs: our own drawing of a face, and nobody's.

The lines are those of the grade, drawn where the severity drawings have them, and a
band across the foot says in words that no person is shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from math import cos, exp, radians, sin
from typing import Final

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from glabella.clinic.photos.standard import Shot
from glabella.core.face import Point
from glabella.drawing.files import picture_path
from glabella.drawing.severity import lines
from glabella.drawing.severity.strokes import Dot, band, mirrored, through
from glabella.drawing.views import Spot, view as view_of

__all__ = ["SAYS", "Camera", "Grades", "drawn", "place_of"]

SAYS: Final = "DRAWN, NOT A PERSON: made up for the demonstration"
_WIDTH, _HEIGHT = 672, 812
_PX_PER_CM: Final = 28
_BACKDROP: Final = (203, 210, 214)
_INK: Final = (92, 48, 38)
_QUALITY: Final = 88
_BAND_PX: Final = 36
_STEP_PX: Final = 32
"""Meshes of the warp are so wide."""
_FACING: Final = 0.25
"""How squarely skin that carries a line or is moved faces the viewer."""
_FEWEST: Final = 8
"""Corners of a line that is long enough to be drawn."""

Grades = Mapping[str, int]
"""Grade of the lines of an area in full contraction; 0 where there is none."""
Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Camera:
    """How somebody stood before the camera that day: never twice the same."""

    turned: float = 0.0
    """Degrees."""
    scale: float = 1.0
    right: float = 0.0
    down: float = 0.0
    """Pixels."""


@dataclass(frozen=True, slots=True)
class _Push:
    """How a muscle moves the skin about a place of the face, in cm, y up."""

    at: Dot
    by: Dot
    reach: float


_MOVES: Final[Mapping[str, tuple[str, tuple[_Push, ...]]]] = {
    "frown": (
        "glabella",
        (
            _Push(Dot(1.5, 4.5), Dot(-0.42, -0.42), 1.0),
            _Push(Dot(3.2, 4.8), Dot(-0.15, -0.25), 1.2),
        ),
    ),
    "raise": (
        "forehead",
        (
            _Push(Dot(1.8, 4.7), Dot(0, 0.55), 1.3),
            _Push(Dot(4.0, 4.8), Dot(0, 0.6), 1.3),
        ),
    ),
    "smile": (
        "crows_feet",
        (
            _Push(Dot(2.5, -4.2), Dot(0.55, 0.5), 1.0),
            _Push(Dot(3.2, -0.6), Dot(0.1, 0.3), 1.6),
            _Push(Dot(3.1, 2.1), Dot(0, 0.22), 0.8),
        ),
    ),
}
"""The area whose muscle it is, and what it moves, on the patient's left."""
_SHARES: Final = (0.25, 0.6, 0.85, 1.0)
"""How far it moves by the grade that is left: a muscle at rest folds no skin."""
_LINES: Final = {
    "glabella": (lines.glabella, False),
    "forehead": (lines.forehead, False),
    "crows_feet": (lines.crows_feet, True),
}
"""What draws the lines of an area, and whether on one side only."""


def drawn(shot: Shot, grades: Grades, camera: Camera, tone: Colour) -> bytes:
    """A JPEG of this view and expression, with the lines of these grades."""
    area = _MOVES[shot.expression][0] if shot.expression in _MOVES else ""
    share = _SHARES[grades.get(area, 0)] if area else 0.0
    image = _moved(shot.view, shot.expression, share).copy()
    _draw_lines(image, shot, grades, area)
    image = _toned(_seen_by(image, camera), tone)
    image.paste(_foot(), (0, _HEIGHT - _BAND_PX))
    target = BytesIO()
    image.save(target, "JPEG", quality=_QUALITY)
    return target.getvalue()


def place_of(spot: Spot, camera: Camera) -> list[float]:
    """Where a place of a view (cm) is seen, as fractions of width and height."""
    turn = radians(camera.turned)
    x = spot.x * _PX_PER_CM - _WIDTH / 2
    y = spot.y * _PX_PER_CM - _HEIGHT / 2
    across = camera.scale * (x * cos(turn) - y * sin(turn)) + camera.right
    below = camera.scale * (x * sin(turn) + y * cos(turn)) + camera.down
    return [
        round(across / _WIDTH + 0.5, 5),
        round(below / _HEIGHT + 0.5, 5),
    ]


# --- the face --------------------------------------------------------------------


@cache
def _face(name: str) -> Image.Image:
    """A view of the face before a plain backdrop."""
    with Image.open(picture_path(view_of(name).picture)) as file:
        face = file.convert("RGBA").resize((_WIDTH, _HEIGHT), Image.Resampling.LANCZOS)
    paper = Image.new("RGBA", face.size, _BACKDROP)
    paper.alpha_composite(face)
    return paper.convert("RGB")


@cache
def _moved(name: str, expression: str, share: float) -> Image.Image:
    """The face while a muscle contracts by ``share`` of what it can."""
    if expression not in _MOVES or not share:
        return _face(name)
    pushes = list(_pushes(name, _MOVES[expression][1], share))

    def source(x: float, y: float) -> tuple[float, float]:
        for at, by, reach in pushes:
            near = exp(-((x - at.x) ** 2 + (y - at.y) ** 2) / (2 * reach * reach))
            x, y = x - by.x * near, y - by.y * near
        return x, y

    meshes = []
    for left in range(0, _WIDTH, _STEP_PX):
        for top in range(0, _HEIGHT, _STEP_PX):
            right, foot = left + _STEP_PX, min(top + _STEP_PX, _HEIGHT)
            corners = ((left, top), (left, foot), (right, foot), (right, top))
            quad = tuple(part for one in corners for part in source(*one))
            meshes.append(((left, top, right, foot), quad))
    return _face(name).transform(
        (_WIDTH, _HEIGHT), Image.Transform.MESH, meshes, Image.Resampling.BILINEAR
    )


def _pushes(
    name: str, pushes: Sequence[_Push], share: float
) -> Iterator[tuple[Spot, Spot, float]]:
    """Each push on both sides, in pixels of this view."""
    for push in pushes:
        for side in (1, -1):
            here = _spot(name, Dot(side * push.at.x, push.at.y))
            there = _spot(
                name, Dot(side * (push.at.x + push.by.x), push.at.y + push.by.y)
            )
            if here is None or there is None:
                continue
            by = Spot((there.x - here.x) * share, (there.y - here.y) * share)
            yield here, by, push.reach * _PX_PER_CM


@cache
def _spot(name: str, dot: Dot) -> Spot | None:
    """Where a place of the face, told from the front, shows in a view, in pixels."""
    view, front = view_of(name), view_of("front")
    middle = front.project(Point(0, 0, 0))
    point = front.unproject(middle.x + dot.x, middle.y - dot.y)
    if point is None or not view.visible(point) or view.facing(point) < _FACING:
        return None
    seen = view.project(point)
    return Spot(seen.x * _PX_PER_CM, seen.y * _PX_PER_CM)


# --- what lies on it --------------------------------------------------------------


def _draw_lines(image: Image.Image, shot: Shot, grades: Grades, active: str) -> None:
    """Lines of every area; those of the muscle that contracts are the deeper ones."""
    folds, shades = (Image.new("L", image.size) for _ in range(2))
    fold, shade = ImageDraw.Draw(folds), ImageDraw.Draw(shades)
    for area, grade in grades.items():
        moving = area == active
        for wrinkle in _wrinkles(area, moving=moving, grade=grade - (not moving)):
            dots = [
                dot
                for dot in through(wrinkle.line, 3)
                if _spot(shot.view, dot) is not None
            ]
            for width, pen in ((wrinkle.width, fold), (wrinkle.width * 4, shade)):
                outline = [_spot(shot.view, dot) for dot in band(dots, width)]
                shown = [(one.x, one.y) for one in outline if one is not None]
                if len(shown) >= _FEWEST:
                    pen.polygon(shown, fill=255)
    folds = folds.filter(ImageFilter.GaussianBlur(0.9)).point(lambda v: v * 0.55)
    shades = shades.filter(ImageFilter.BoxBlur(4)).point(lambda v: v * 0.22)
    image.paste(_INK, mask=shades)
    image.paste(_INK, mask=folds)


def _wrinkles(area: str, *, moving: bool, grade: int) -> Iterator[lines.Wrinkle]:
    draw, is_one_sided = _LINES[area]
    for one in draw(contracted=moving, grade=grade):
        yield one
        if is_one_sided:
            yield lines.Wrinkle(mirrored(one.line), one.width, one.furrow)


def _seen_by(image: Image.Image, camera: Camera) -> Image.Image:
    """As the camera stood: turned, nearer or farther, and to the side."""
    turn = radians(camera.turned)
    cosine, sine = cos(turn) / camera.scale, sin(turn) / camera.scale
    x, y = _WIDTH / 2 + camera.right, _HEIGHT / 2 + camera.down
    back = (
        *(cosine, sine, _WIDTH / 2 - cosine * x - sine * y),
        *(-sine, cosine, _HEIGHT / 2 + sine * x - cosine * y),
    )
    return image.transform(
        image.size,
        Image.Transform.AFFINE,
        back,
        Image.Resampling.BILINEAR,
        fillcolor=_BACKDROP,
    )


def _toned(image: Image.Image, tone: Colour) -> Image.Image:
    """Warmer or darker, so that two people are not taken for one."""
    tables = [min(round(level * part), 255) for part in tone for level in range(256)]
    return image.point(tables)


@cache
def _foot() -> Image.Image:
    """The band that says what this is."""
    foot = Image.new("RGB", (_WIDTH, _BAND_PX), (38, 44, 46))
    pen = ImageDraw.Draw(foot)
    middle = (_WIDTH / 2, _BAND_PX / 2)
    font = ImageFont.load_default(18)
    pen.text(middle, SAYS, fill=(244, 240, 234), font=font, anchor="mm")
    return foot
