"""The drawn face agrees with the canonical landmarks and with the evidence."""

import csv
import json
import tomllib
from math import dist
from pathlib import Path

import pytest

import glabella

_ROOT = Path(glabella.__file__).parent
_DATA = _ROOT / "evidence/data"
_FACE = _DATA / "face"
_INNER_LIPS = {
    *(12, 13, 38, 41, 42, 62, 78, 80, 81, 82, 183, 184, 191),
    *(268, 271, 272, 292, 308, 310, 311, 312, 407, 408, 415),
}
"""Landmarks behind the upper lip: from the front the lip hides them."""


def _read(name):
    return json.loads((_FACE / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def landmarks():
    with (_FACE / "canonical_vertices.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [tuple(float(row[f"{axis}_cm"]) for axis in "xyz") for row in rows]


def _height(table, x, y):
    across, up = abs(x) / table["step"], (y - table["y0"]) / table["step"]
    i, j = int(across), int(up)
    u, v = across - i, up - j
    (a, b), (c, d) = (table["z"][j + k][i : i + 2] for k in (0, 1))
    return (a * (1 - u) + b * u) * (1 - v) + (c * (1 - u) + d * u) * v


def _place(view, point):
    pairs = zip(view["matrix"], view["offset"], strict=True)
    return [
        sum(m * p for m, p in zip(row, point, strict=True)) + shift
        for row, shift in pairs
    ]


def _views():
    return {view["id"]: view for view in _read("views.json")["views"]}


def test_a_landmark_dropped_on_the_surface_keeps_its_depth(landmarks):
    table = _read("surface.json")["front"]
    seen = [
        abs(_height(table, x, y) - z)
        for number, (x, y, z) in enumerate(landmarks)
        if number not in _INNER_LIPS
    ]
    assert max(seen) < 0.3
    assert sum(seen) / len(seen) < 0.05


@pytest.mark.parametrize("name", list(_views()))
def test_every_landmark_falls_inside_the_picture(name, landmarks):
    view = _views()[name]
    for point in landmarks:
        x, y = _place(view, point)
        assert 0 < x < view["width_cm"]
        assert 0 < y < view["height_cm"]


def test_from_the_patients_right_the_nose_points_to_the_pictures_right(landmarks):
    nose, ear = landmarks[4], landmarks[234]
    right, left = _views()["right-90"], _views()["left-90"]
    assert _place(right, nose)[0] > _place(right, ear)[0]
    assert _place(left, nose)[0] < _place(left, ear)[0]


def test_from_the_front_the_patients_right_is_the_pictures_left(landmarks):
    front = _views()["front"]
    right_eye, left_eye = landmarks[33], landmarks[263]
    assert _place(front, right_eye)[0] < _place(front, left_eye)[0]


@pytest.mark.parametrize("name", list(_views()))
def test_each_view_has_a_picture_of_modest_size(name):
    picture = _ROOT / "web/static" / _views()[name]["picture"]
    assert 20_000 < picture.stat().st_size < 250_000


def test_every_muscle_of_the_evidence_is_drawn_or_says_why_not():
    with (_DATA / "muscles.toml").open("rb") as file:
        values = tomllib.load(file)["values"]
    known = {row["value"]["id"] for row in values if row["key"] == "muscle"}
    shown = {row["id"]: row for row in _read("muscles.json")["muscles"]}
    assert set(shown) == known
    for row in shown.values():
        assert row["sides"] if row["drawn"] else row["reason"]


def test_right_and_left_muscles_are_mirror_images():
    for row in _read("muscles.json")["muscles"]:
        sides = row.get("sides", {})
        if "M" in sides or not sides:
            continue
        pairs = zip(sides["R"]["fibres"], sides["L"]["fibres"], strict=True)
        for right, left in pairs:
            assert [[-x, y, z] for x, y, z in right] == left


def test_frontalis_leaves_a_gap_high_on_the_midline():
    (row,) = [m for m in _read("muscles.json")["muscles"] if m["id"] == "frontalis"]
    high = [x for x, y, _z in row["sides"]["L"]["outline"] if y > 7.9]
    low = [x for x, y, _z in row["sides"]["L"]["outline"] if y < 5.5]
    assert min(high) > 1.0
    assert min(low) < 0.4


def _zone(name):
    (row,) = [row for row in _read("danger_zones.json")["zones"] if row["id"] == name]
    return row


def test_the_low_frontalis_zone_ends_two_centimetres_above_the_brow(landmarks):
    # The brow line over the pupil: the mean of landmarks 282 and 334.
    brow = [(a + b) / 2 for a, b in zip(landmarks[282], landmarks[334], strict=True)]
    outline = _zone("low_frontalis-L")["outline"]
    top = max((p for p in outline if abs(p[0] - brow[0]) < 0.3), key=lambda p: p[1])
    assert dist(top, brow) == pytest.approx(2.0, abs=0.12)


def test_the_mouth_corner_zone_keeps_one_and_a_half_centimetres(landmarks):
    for side, number in (("L", 291), ("R", 61)):
        outline = _zone(f"mouth_corner-{side}")["outline"]
        reach = [dist(point, landmarks[number]) for point in outline]
        assert reach == pytest.approx([1.5] * len(reach), abs=0.12)


def test_every_zone_and_line_names_sources_that_exist():
    known = set()
    for path in (_DATA / "sources").glob("*.toml"):
        with path.open("rb") as file:
            known |= set(tomllib.load(file))
    rows = [*_read("danger_zones.json")["zones"], *_read("linework.json")["lines"]]
    assert rows
    for row in rows:
        distances = row.get("distances", [])
        named = {*row["sources"], *(key for d in distances for key in d["sources"])}
        assert named
        assert named <= known


def test_only_a_background_zone_rests_on_grade_d_sources_alone():
    weak = set()
    for path in (_DATA / "sources").glob("*.toml"):
        with path.open("rb") as file:
            table = tomllib.load(file)
        weak |= {key for key, row in table.items() if row["grade"] == "D"}
    for row in _read("danger_zones.json")["zones"]:
        if set(row["sources"]) <= weak:
            assert row["basis"] == "background", row["id"]
