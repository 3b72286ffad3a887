"""Views of the face and the body maps: from a place in space to one in a picture."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple

from glabella.core.areas import Site
from glabella.core.errors import EvidenceError
from glabella.core.face import Point
from glabella.drawing.grid import Grid
from glabella.drawing.skin import normal_at
from glabella.evidence.files import read_json

__all__ = [
    "BODY_MAPS",
    "FACE_VIEWS",
    "BodyShape",
    "Spot",
    "View",
    "body_view",
    "face_views",
    "view",
]

FACE_VIEWS = ("front", "right-45", "left-45", "right-90", "left-90")
BODY_MAPS = ("axilla", "palm", "sole", "neck", "trapezius", "scalp", "head-back")
"""Ids of the maps that sites off the face name."""

_MM_PER_CM = 10
_MIRRORED = "Patient's right is the image's left."


class Spot(NamedTuple):
    """A place in a picture, in cm from its top left, y down."""

    x: float
    y: float


class BodyShape(NamedTuple):
    """One drawn path of a body map, in cm; ``style`` is its class name."""

    style: str
    data: str


@dataclass(frozen=True)
class _Optics:
    """How a face view looks at the face: a point p falls on M p + t."""

    matrix: tuple[Point, Point]
    offset: Spot
    toward: Point
    depth_mm: Grid
    facing_min: float
    slack_mm: float


@dataclass(frozen=True)
class View:
    """One picture with its scale in cm; body maps have ``shapes``, no picture."""

    id: str
    title: str
    kind: Literal["face", "body"]
    width_cm: float
    height_cm: float
    orientation: str = ""
    """Which side of the image is the patient's right, where it has both."""
    picture: str = ""
    """Path below the static folder, for the browser and for documents."""
    shapes: tuple[BodyShape, ...] = ()
    optics: _Optics | None = None

    def project(self, point: Point) -> Spot:
        """Where a point of the face (cm) falls in this picture."""
        optics = self._optics()
        across, down = optics.matrix
        return Spot(
            round(_dot(across, point) + optics.offset.x, 4),
            round(_dot(down, point) + optics.offset.y, 4),
        )

    def visible(self, point: Point) -> bool:
        """Whether the skin at ``point`` faces this view and nothing covers it."""
        normal = normal_at(point)
        if normal is not None and not self.faces(normal):
            return False
        return self.uncovered(point)

    def faces(self, normal: Point) -> bool:
        """Whether skin with this unit normal is turned toward the viewer."""
        optics = self._optics()
        return _dot(optics.toward, normal) >= optics.facing_min

    def facing(self, point: Point) -> float:
        """How squarely the skin at ``point`` faces the viewer: 1 fully, 0 edge-on."""
        normal = normal_at(point)
        return 1.0 if normal is None else _dot(self._optics().toward, normal)

    def uncovered(self, point: Point) -> bool:
        """Whether no nearer part of the face lies before ``point``."""
        optics = self._optics()
        spot = self.project(point)
        mm = optics.depth_mm.near(spot.x, spot.y)
        return (
            mm is None
            or _dot(optics.toward, point) * _MM_PER_CM >= mm - optics.slack_mm
        )

    def unproject(self, x_cm: float, y_cm: float) -> Point | None:
        """The point of the skin seen at a place of the picture; None beside it."""
        optics = self._optics()
        mm = optics.depth_mm.at(x_cm, y_cm)
        if mm is None:
            return None
        across, down = optics.matrix
        parts = (
            (across, x_cm - optics.offset.x),
            (down, y_cm - optics.offset.y),
            (optics.toward, mm / _MM_PER_CM),
        )
        x, y, z = (
            round(sum(axis[i] * amount for axis, amount in parts), 4) + 0.0
            for i in range(3)
        )
        return Point(x, y, z)

    def spot_of(self, site: Site) -> Spot | None:
        """Where a planned site lies in this view; None on another map."""
        if self.kind == "face":
            return self.project(site.position) if site.position else None
        if site.map != self.id or site.fraction is None:
            return None
        return self.at(site.fraction[0], site.fraction[1])

    def at(self, across: float, down: float) -> Spot:
        """The place at these fractions of the picture's width and height."""
        x, y = across * self.width_cm, down * self.height_cm
        return Spot(round(x, 4), round(y, 4))

    def percent(self, spot: Spot) -> Spot:
        """The same place in percent of the picture's width and height."""
        x, y = 100 * spot.x / self.width_cm, 100 * spot.y / self.height_cm
        return Spot(round(x, 3), round(y, 3))

    def _optics(self) -> _Optics:
        if self.optics is None:
            msg = f"the body map {self.id!r} has no points in space; use fractions"
            raise ValueError(msg)
        return self.optics


def _dot(a: Point, b: Point) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


@cache
def face_views() -> tuple[View, ...]:
    """The five views of the face, the front first."""
    table = read_json("face/views.json")
    rule = table["visibility"]
    found = {row["id"]: _face_view(row, rule) for row in table["views"]}
    return tuple(found[key] for key in FACE_VIEWS if key in found)


def view(key: str) -> View:
    """A view of the face or a body map; KeyError for an unknown id."""
    for candidate in face_views():
        if candidate.id == key:
            return candidate
    if key not in BODY_MAPS:
        raise KeyError(key)
    return body_view(key)


def _face_view(row: dict[str, Any], rule: dict[str, Any]) -> View:
    depth = row["depth"]
    across, down = (Point(*line) for line in row["matrix"])
    return View(
        id=row["id"],
        title=row["label"],
        kind="face",
        width_cm=float(row["width_cm"]),
        height_cm=float(row["height_cm"]),
        orientation="" if row["id"].endswith("-90") else _MIRRORED,
        picture=row["picture"],
        optics=_Optics(
            matrix=(across, down),
            offset=Spot(*row["offset"]),
            toward=Point(*row["toward"]),
            depth_mm=Grid(depth["x0"], depth["y0"], depth["step"], depth["mm"]),
            facing_min=float(rule["facing_min"]),
            slack_mm=float(rule["slack_mm"]),
        ),
    )


@cache
def body_view(key: str) -> View:
    """One body map, drawn by its own paths."""
    file = f"body/{key}.json"
    row = read_json(file)
    try:
        return View(
            id=key,
            title=row["title"],
            kind="body",
            width_cm=float(row["width_cm"]),
            height_cm=float(row["height_cm"]),
            orientation=row["orientation"],
            shapes=tuple(BodyShape(p["class"], p["d"]) for p in row["paths"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise EvidenceError.at(file, "map", repr(error)) from error
