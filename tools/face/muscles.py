"""Muscles as outlines and fans of fibres that lie on the surface (cm)."""

import tomllib
from pathlib import Path
from typing import Any

import numpy as np

from tools.face.drape import evenly, spline
from tools.face.ground import SIDES, Ground
from tools.face.mesh import FACE_DATA, Points
from tools.face.surface import ATTRIBUTION, rounded

_TABLE = Path(__file__).with_name("muscles.toml")
_ACROSS = 14
_ALONG = 21
_KEPT = 9
_RING = 48

_BASIS = (
    "Drawn by us on the mean canonical face from the read attachments; not "
    "measured, and no patient's own anatomy."
)


def muscles_table(ground: Ground) -> dict[str, Any]:
    """Everything in ``muscles.json``."""
    facts = muscle_facts()
    with _TABLE.open("rb") as handle:
        table = tomllib.load(handle)
    out: dict[str, dict[str, Any]] = {}
    for entry in table["muscle"]:
        if entry["id"] not in out:
            out[entry["id"]] = _head(entry, facts[entry["id"]])
        sides = out[entry["id"]]["sides"]
        shapes = _shapes(entry, ground)
        for side, mirror in _sides(entry):
            parts = [_mirrored(shape, mirror) for shape in shapes]
            sides.setdefault(side, {"parts": []})["parts"] += parts
    for muscle in out.values():
        for parts in muscle["sides"].values():
            _summarise(muscle, parts)
    absent = [
        {**item, "drawn": False} | _named(facts[item["id"]]) for item in table["absent"]
    ]
    return {
        "about": "Muscles on the canonical face; points in cm, patient's left +x.",
        "attribution": ATTRIBUTION,
        "basis": _BASIS,
        "muscles": [*out.values(), *absent],
    }


def _named(fact: dict[str, Any]) -> dict[str, Any]:
    return {"name": fact["name"], "sources": fact["sources"]}


def _head(entry: dict[str, Any], fact: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": entry["id"],
        "drawn": True,
        "depth": entry["depth"],
        "layer": entry["layer"],
        "beyond_surface": False,
        "sides": {},
    } | _named(fact)


def _summarise(muscle: dict[str, Any], side: dict[str, Any]) -> None:
    """Outline, fibres, origin and insertion of the whole from its parts."""
    parts = side["parts"]
    largest = max(parts, key=lambda part: _span(part["outline"]))
    side["outline"] = largest["outline"]
    side["fibres"] = [fibre for part in parts for fibre in part["fibres"]]
    for key in ("origin", "insertion"):
        side[key] = largest.get(key)
    beyond = any(part["beyond_surface"] for part in parts)
    muscle["beyond_surface"] = muscle["beyond_surface"] or beyond
    for part in parts:
        del part["fibres"]
        for key in ("origin", "insertion"):
            part.pop(key, None)


def _span(outline: list[list[float]]) -> float:
    points = np.array(outline)
    return float(np.linalg.norm(points.max(axis=0) - points.min(axis=0)))


def _sides(entry: dict[str, Any]) -> list[tuple[str, Points]]:
    if entry.get("single"):
        return [("M", np.ones(3))]
    return list(SIDES.items())


def _mirrored(shape: dict[str, Any], mirror: Points) -> dict[str, Any]:
    """A drawn part on one side of the face, rounded for the file."""
    out = dict(shape)
    for key in ("outline", "hole", "origin", "insertion"):
        if key in shape:
            out[key] = rounded(shape[key] * mirror, 2)
    out["fibres"] = [rounded(fibre * mirror, 2) for fibre in shape["fibres"]]
    return out


def _shapes(entry: dict[str, Any], ground: Ground) -> list[dict[str, Any]]:
    return [_fan(entry, ground)] if "rows" in entry else _rings(entry, ground)


def _fan(entry: dict[str, Any], ground: Ground) -> dict[str, Any]:
    rows = [ground.laid(np.array(row, dtype=float)) for row in entry["rows"]]
    across = np.stack([_row(row) for row in rows])
    sheet = np.stack([spline(across[:, k], _ALONG) for k in range(_ACROSS)], axis=1)
    sheet = ground.lifted(sheet.reshape(-1, 3)).reshape(_ALONG, _ACROSS, 3)
    outline = np.concatenate(
        [sheet[0], sheet[1:, -1], sheet[-1, -2::-1], sheet[-2:0:-1, 0]]
    )
    return {
        "name": entry.get("part", "whole"),
        "outline": _rounded_off(outline),
        "fibres": _fibres(sheet, entry["fibres"], entry.get("points", _KEPT)),
        "origin": sheet[0].mean(axis=0),
        "insertion": sheet[-1].mean(axis=0),
        "beyond_surface": ground.leaves_face(outline),
    }


def _rounded_off(outline: Points) -> Points:
    """Cut the corners of a closed outline twice: muscle ends are not square."""
    for _ in range(2):
        after = np.roll(outline, -1, axis=0)
        before = np.roll(outline, 1, axis=0)
        outline = (before + 2 * outline + after) / 4
    return outline[::2]


def _fibres(sheet: Points, count: int, kept: int) -> list[Points]:
    """Lines along the sheet, a little inside it, of two lengths in turn.

    Even ends would read as a comb; uneven ones read as muscle.
    """
    out = []
    for k, column in enumerate(np.linspace(0.7, _ACROSS - 1.7, count)):
        low = int(column)
        share = column - low
        line = sheet[:, low] * (1 - share) + sheet[:, low + 1] * share
        trim = k % 2
        out.append(evenly(line[trim : _ALONG - trim], kept))
    return out


def _row(row: Points) -> Points:
    return spline(row, _ACROSS) if len(row) > 1 else np.repeat(row, _ACROSS, axis=0)


def _rings(entry: dict[str, Any], ground: Ground) -> list[dict[str, Any]]:
    inner, outer = (_closed(np.array(entry[key], float)) for key in ("inner", "outer"))
    shapes = []
    for band in entry["bands"]:
        shares = np.linspace(band["from"], band["to"], band["count"])
        rings = [
            ground.lifted(ground.laid(inner * (1 - share) + outer * share))
            for share in shares
        ]
        shapes.append(
            {
                "name": band["name"],
                "outline": rings[-1][:-1],
                "hole": rings[0][:-1],
                "fibres": rings,
                "origin": rings[-1][0],
                "insertion": rings[0][0],
                "beyond_surface": ground.leaves_face(rings[-1]),
            }
        )
    return shapes


def _closed(ring: Points) -> Points:
    """A smooth closed curve through the points; the first point comes again."""
    turns = np.concatenate([ring, ring, ring, ring[:1]])
    count = len(ring)
    path = spline(turns, 3 * count * 16 + 1)
    return evenly(path[count * 16 : 2 * count * 16 + 1], _RING + 1)


def muscle_facts() -> dict[str, dict[str, Any]]:
    """Names and source keys by muscle id, from the project's own evidence."""
    with (FACE_DATA.parent / "muscles.toml").open("rb") as handle:
        values = tomllib.load(handle)["values"]
    return {
        row["value"]["id"]: {"name": row["value"]["name"], "sources": row["sources"]}
        for row in values
        if row["key"] == "muscle"
    }
