"""Anatomical landmarks and lines of the canonical face, right and left.

Landmark numbers are those of the canonical face model of MediaPipe (Apache
License 2.0, The MediaPipe Authors, 2020). The right side is named; the left is
its mirror image. Brow line: mean of the lower and the upper brow landmarks;
bony supraorbital rim: the lower ones, a cautious choice of ours; mid-pupil: the
middle of the two canthi.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from glabella.core.face.geometry import (
    Point,
    centroid,
    interpolate_y,
    mirror,
    path_distance,
)

__all__ = ["LINES", "POINTS", "Landmarks", "Side"]

Side = Literal["R", "L", "M"]

POINTS: dict[str, tuple[int, ...]] = {
    "alar crease": (129,),
    "gonion": (172,),
    "lateral canthus": (33,),
    "lower lip": (17,),
    "medial canthus": (133,),
    "menton": (152,),
    "mental crease": (18,),
    "mid-pupil": (33, 133),
    "mouth corner": (61,),
    "nasal side wall": (114, 217),
    "nasion": (168,),
    "pogonion": (199,),
    "subnasale": (2,),
    "tragus": (234,),
    "zygion": (227,),
}
"""Named points; several numbers mean the middle of them."""

_LOWER_BROW = (55, 65, 52, 53, 46)
_UPPER_BROW = (107, 66, 105, 63, 70)
LINES: dict[str, tuple[int, ...]] = {
    "supraorbital rim": _LOWER_BROW,
    "upper vermilion border": (0, 37, 39, 40, 185, 61),
    "lower vermilion border": (17, 84, 181, 91, 146, 61),
    "mandible border": (152, 148, 176, 149, 150, 136, 172, 58),
    "lower lid margin": (133, 155, 154, 153, 145, 144, 163, 7, 33),
    "hairline": (10, 109, 67, 103, 54, 21),
    "masseter anterior border": (147, 213, 138, 136),
    "masseter posterior border": (93, 132, 58),
    "tragus to mouth corner": (234, 61),
}
"""Named lines of the right side, as landmark numbers along them."""


@dataclass(frozen=True)
class Landmarks:
    """Names over the numbered vertices (cm)."""

    vertices: tuple[Point, ...]

    def point(self, name: str, side: Side = "R") -> Point:
        """A named point on one side; KeyError for an unknown name."""
        if name == "procerus crossing":
            return self._procerus_crossing()
        numbers = POINTS[name]
        middle = centroid([(self.vertices[n], 1.0) for n in numbers])
        return mirror(middle) if side == "L" else middle

    def line(self, name: str, side: Side = "R") -> tuple[Point, ...]:
        """A named line on one side, in cm; "brow line" is computed."""
        path = self._lines[name]
        return tuple(mirror(p) for p in path) if side == "L" else path

    def has_line(self, name: str) -> bool:
        """Whether the canonical face has a line of this name."""
        return name in self._lines

    def height(self, name: str, x: float) -> float:
        """Height y in cm of a named line at ``x``, on the side of ``x``."""
        return interpolate_y(self._lines[name], -abs(x))

    def off_line(self, point: Point, name: str) -> float:
        """Straight distance in cm from a point to the line on its own side."""
        side: Side = "L" if point.x > 0 else "R"
        return path_distance(point, self.line(name, side))

    def _procerus_crossing(self) -> Point:
        """Where lines from each brow head to the opposite inner canthus cross (PK6)."""
        head, canthus = self._lines["brow line"][0], self.point("medial canthus", "L")
        share = -head.x / (canthus.x - head.x)
        return Point(
            0.0,
            head.y + share * (canthus.y - head.y),
            head.z + share * (canthus.z - head.z),
        )

    @cached_property
    def _lines(self) -> dict[str, tuple[Point, ...]]:
        lines = {
            name: tuple(self.vertices[n] for n in numbers)
            for name, numbers in LINES.items()
        }
        lines["brow line"] = tuple(
            centroid([(self.vertices[low], 1.0), (self.vertices[high], 1.0)])
            for low, high in zip(_LOWER_BROW, _UPPER_BROW, strict=True)
        )
        return lines
