"""What can be laid over a view: muscles, danger zones, landmarks."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from glabella.core.errors import EvidenceError
from glabella.core.face import Point
from glabella.drawing.paths import closed_path, hole_path, middle, open_path
from glabella.drawing.views import Spot, View, view as view_of
from glabella.drawing.wording import SIDES
from glabella.evidence.files import read_json

__all__ = ["LAYER_TITLES", "Item", "Layer", "LayerKind", "layer"]

LayerKind = Literal["muscles", "dangers", "landmarks"]

LAYER_TITLES: dict[LayerKind, str] = {
    "muscles": "Muscles",
    "dangers": "Danger zones",
    "landmarks": "Landmarks and midline",
}
"""The toggles in the order they are offered."""


@dataclass(frozen=True, slots=True)
class Item:
    """One muscle, zone or line as SVG path data in cm of its view.

    ``outline`` is closed, ``lines`` open (fibres); either may be empty.
    """

    id: str
    name: str
    note: str
    """For a zone the harm, for a muscle its depth."""
    sources: tuple[str, ...]
    outline: str
    lines: str
    at: Spot | None
    """Where a name may stand."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One toggle's drawing for one view."""

    kind: LayerKind
    title: str
    view: str
    items: tuple[Item, ...]


@cache
def layer(kind: LayerKind, view_id: str) -> Layer:
    """The layer over a view of the face; empty over a body map."""
    chosen = view_of(view_id)
    if chosen.kind == "body":
        return Layer(kind, LAYER_TITLES[kind], view_id, ())
    read = {"muscles": _muscles, "dangers": _dangers, "landmarks": _landmarks}[kind]
    items = (item for item in read(view_id) if item.outline or item.lines)
    return Layer(kind, LAYER_TITLES[kind], view_id, tuple(items))


def _points(rows: list[list[float]]) -> list[Point]:
    return [Point(*row) for row in rows]


def _rows(file: str, key: str) -> Iterator[dict[str, Any]]:
    rows = read_json(file).get(key)
    if not isinstance(rows, list):
        raise EvidenceError.at(file, key, "is not a list")
    yield from rows


def _muscles(view_id: str) -> Iterator[Item]:
    """Deep muscles first, so that the superficial ones lie over them."""
    rows = [row for row in _rows("face/muscles.json", "muscles") if row["drawn"]]
    for row in sorted(rows, key=lambda row: int(row["layer"])):
        for side in sorted(row["sides"], key="RML".index):
            yield _muscle(view_of(view_id), row, side)


def _muscle(chosen: View, row: dict[str, Any], side: str) -> Item:
    told = row["sides"][side]
    name = row["name"].partition(" (")[0]
    fibres = (_points(fibre) for fibre in told["fibres"])
    return Item(
        id=f"{row['id']}-{side}",
        name=_sided(name, side),
        note=row["depth"],
        sources=tuple(row["sources"]),
        outline="".join(_part(chosen, part) for part in told["parts"]),
        lines="".join(open_path(chosen, fibre) for fibre in fibres),
        at=middle(chosen, _points(told["outline"])),
    )


def _part(chosen: View, part: dict[str, Any]) -> str:
    """A part's outline; a ring's hole runs the other way round, so it stays open."""
    outline = _points(part["outline"])
    hole = _points(part.get("hole") or [])
    return closed_path(chosen, outline) + hole_path(chosen, hole, outline)


def _dangers(view_id: str) -> Iterator[Item]:
    chosen = view_of(view_id)
    for row in _rows("face/danger_zones.json", "zones"):
        weak = " (weak evidence)" if row["basis"] == "background" else ""
        points = _points(row["outline"])
        yield Item(
            id=row["id"],
            name=_sided(row["name"], row["side"]),
            note=f"{row['harm']}{weak}",
            sources=tuple(row["sources"]),
            outline=closed_path(chosen, points),
            lines="",
            at=middle(chosen, points),
        )


def _landmarks(view_id: str) -> Iterator[Item]:
    chosen = view_of(view_id)
    for row in _rows("face/linework.json", "lines"):
        points = _points(row["points"])
        yield Item(
            id=row["id"],
            name=_sided(row["name"], row["side"]),
            note=row.get("note", ""),
            sources=tuple(row["sources"]),
            outline="",
            lines=open_path(chosen, points),
            at=middle(chosen, points),
        )


def _sided(name: str, side: str) -> str:
    return name if side == "M" else f"{name}, {SIDES[side]}"
