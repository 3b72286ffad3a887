"""Injection patterns: named sites of ``data/sites/`` laid on the face or a body map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from glabella.core.areas import Pattern, Site
from glabella.core.errors import EvidenceError
from glabella.core.face import Landmarks, Point, Surface, centroid
from glabella.core.face.droplets import inset, lay_droplets
from glabella.core.face.geometry import mirror
from glabella.core.face.landmarks import Side
from glabella.evidence.files import DATA, read_toml

__all__ = ["Canvas", "Region", "patterns"]

Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Region:
    """A named outline of a body map, in fractions, and the size of the map."""

    outline: tuple[tuple[float, float], ...]
    width_cm: float
    height_cm: float


class Canvas:
    """The face and the body maps that sites are laid on."""

    def __init__(
        self, landmarks: Landmarks, surface: Surface, regions: Mapping[str, Region]
    ) -> None:
        """``regions`` maps "map/region/side" to an outline in fractions."""
        self.landmarks = landmarks
        self.surface = surface
        self.regions = regions

    def place(self, at: Table) -> Point:
        """The right-side (or midline) point on the skin that ``at`` describes."""
        marks = self.landmarks
        if "landmarks" in at:
            weighted = [
                (marks.vertices[int(number)], float(weight))
                for number, weight in at["landmarks"].items()
            ]
            return self.surface.nearest(centroid(weighted))
        if "line" in at:
            x = 0.0 - abs(float(at["x"]))
            y = marks.height(at["line"], x) + float(at.get("up", 0))
        else:
            origin = marks.point(at["point"])
            x = -abs(at["x"]) if "x" in at else origin.x - float(at.get("out", 0))
            y = origin.y + float(at.get("up", 0))
        return self._drop(x, y)

    def _drop(self, x: float, y: float) -> Point:
        found = self.surface.from_front(x, y)
        return found or self.surface.nearest(Point(x, y, 0.0))

    def on_midline(self, point: Point) -> Point:
        """The point of the skin on the midline at the height of ``point``."""
        return self._drop(0.0, point.y)

    def droplets(self, row: Table) -> tuple[Point, tuple[tuple[float, ...], ...]]:
        """(middle, droplet points in cm) of a region of the face, right side."""
        marks = self.landmarks.vertices
        outline = [(marks[n].x, marks[n].y) for n in row["region"]]
        laid = lay_droplets(inset(outline, float(row["inset"])), int(row["droplets"]))
        grid = tuple(self._drop(x, y) for x, y in laid)
        middle = centroid([(point, 1.0) for point in grid])
        return self.surface.nearest(middle), grid


def patterns(area: str, canvas: Canvas, root: Path = DATA) -> tuple[Pattern, ...]:
    """The patterns of one area, in the file's order; empty where none was read."""
    path = root / "sites" / f"{area}.toml"
    return _patterns(area, canvas, path) if path.exists() else ()


def _patterns(area: str, canvas: Canvas, path: Path) -> tuple[Pattern, ...]:
    file = f"sites/{path.name}"
    try:
        return tuple(_pattern(area, row, canvas) for row in read_toml(path)["patterns"])
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise EvidenceError.at(file, "patterns", repr(error)) from error


def _pattern(area: str, row: Table, canvas: Canvas) -> Pattern:
    sites = tuple(site for spec in row["sites"] for site in _sites(spec, canvas))
    return Pattern(
        id=row["id"],
        area=area,
        sites=sites,
        sources=tuple(row["sources"]),
        products=tuple(row.get("products", ())),
        families=tuple(row.get("families", ())),
        variant=row.get("variant", ""),
        units_per_ml=row.get("units_per_ml"),
        basis=row.get("basis", "read"),
        note=row.get("note", ""),
    )


def _sites(row: Table, canvas: Canvas) -> tuple[Site, ...]:
    sides: Sequence[Side] = ("R", "L") if row["side"] == "both" else (row["side"],)
    return tuple(_site(row, side, canvas) for side in sides)


def _site(row: Table, side: Side, canvas: Canvas) -> Site:
    position, fraction, grid = _where(row, side, canvas)
    return Site(
        id=row["id"],
        side=side,
        muscle=row["muscle"],
        map=row.get("map", "face"),
        depth=row["depth"],
        sources=tuple(row["sources"]),
        position=position,
        fraction=fraction,
        weight=float(row.get("weight", 1.0)),
        units=row.get("units"),
        droplets=int(row.get("droplets", 0)),
        grid=grid,
        part=row.get("part", ""),
    )


Where = tuple[Point | None, tuple[float, float] | None, tuple[tuple[float, ...], ...]]


def _where(row: Table, side: Side, canvas: Canvas) -> Where:
    if row.get("map", "face") != "face":
        return _on_body(row, side, canvas)
    if "region" in row:
        middle, grid = canvas.droplets(row)
        if side == "L":
            return mirror(middle), None, tuple(mirror(Point(*p)) for p in grid)
        if side == "M":
            middle = canvas.on_midline(middle)
        return middle, None, grid
    point = canvas.place(row["at"])
    return (mirror(point) if side == "L" else point), None, ()


def _on_body(row: Table, side: Side, canvas: Canvas) -> Where:
    """Fractions of a body map; the left is the mirror image unless it is drawn."""
    if "region" in row:
        region = canvas.regions[f"{row['map']}/{row['region']}/R"]
        laid = _droplets_in(region, float(row.get("inset", 0.5)), row["droplets"])
        if side == "L":
            laid = tuple((round(1 - x, 4), y) for x, y in laid)
        x = sum(p[0] for p in laid) / len(laid)
        y = sum(p[1] for p in laid) / len(laid)
        return None, (round(x, 4), round(y, 4)), laid
    across, down = float(row["at"][0]), float(row["at"][1])
    if side == "L" and row.get("mirrored", True):
        across = round(1 - across, 4)
    return None, (across, down), ()


def _droplets_in(
    region: Region, inset_cm: float, count: int
) -> tuple[tuple[float, float], ...]:
    """Droplets spaced evenly in cm, as fractions of their map."""
    flat = [(x * region.width_cm, y * region.height_cm) for x, y in region.outline]
    laid = lay_droplets(inset(flat, inset_cm), count)
    return tuple(
        (round(x / region.width_cm, 4), round(y / region.height_cm, 4)) for x, y in laid
    )
