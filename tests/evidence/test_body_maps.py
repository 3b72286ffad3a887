"""Body maps can be drawn, are true in centimetres, and carry sound patterns."""

import json
import re
from collections import Counter
from itertools import pairwise
from math import dist

import pytest

from glabella.core.face import Point
from glabella.core.face.geometry import path_distance
from glabella.core.face.zones import inside
from glabella.drawing.views import BODY_MAPS, view
from glabella.evidence import catalogue, planning
from glabella.evidence.files import DATA
from tests.cases import area as wish, case, document, findings, line
from tools.body.build import MAPS
from tools.face.write import write_json

CLASSES = {"skin", "line", "soft", "muscle"}
FROM_BEHIND = {"trapezius", "head-back"}
NUMBERS_AFTER = {"M": 2, "L": 2, "C": 6, "Z": 0}
BLEED_CM = 1.5
"""How far a shape and the handles of its curves may run over the edge."""
LARGEST_BYTES = 40_000
GRIDS = {"hh_palm", "hh_sole"}
BODY_AREAS = (
    "hh_axilla",
    "hh_palm",
    "hh_sole",
    "micro_lower",
    "migraine",
    "platysma",
    "trapezius",
)
HOMES = {
    "axillary skin": "axilla",
    "cervical paraspinal": "cervical paraspinal",
    "jawline skin": "jawline",
    "neck skin": "neck",
    "occipitalis": "occipitalis",
    "palm skin": "palm",
    "sole skin": "sole",
    "upper trapezius": "upper trapezius",
}
"""The region of the map in which the sites of a part lie."""


def body_map(name):
    return json.loads((DATA / "body" / f"{name}.json").read_text(encoding="utf-8"))


def steps(data):
    """(command, numbers) of path data; fails on anything that is neither."""
    assert re.fullmatch(r"M[-\d .MLCZ]+", data), data[:80]
    found = re.findall(r"([MLCZ])([^MLCZ]*)", data)
    return [(command, [float(n) for n in text.split()]) for command, text in found]


def patterns(key):
    return planning.area(key).patterns


def spots(site):
    """A site's places in fractions of its map: one, or those of its droplets."""
    return site.grid or (site.fraction,)


def in_cm(name, spot):
    chosen = view(name)
    return (spot[0] * chosen.width_cm, spot[1] * chosen.height_cm)


def nearest_cm(places):
    """Distance of each place to its nearest neighbour."""
    return [min(dist(a, b) for b in places if b is not a) for a in places]


def spacing(key):
    """(least, most) centimetres between sites that the evidence asks for."""
    tables = (value.value for value in catalogue.area_values(key).of("placement_rule"))
    rule = next(table for table in tables if table["from"] == "other sites")
    return rule["minimum_cm"], rule.get("maximum_cm")


def lines_of(key, **answers):
    """The line of one area planned with Botox in the US."""
    technique = "skin" if key == "micro_lower" else "standard"
    told = document(
        case("botox", [wish(key, 3, 3, **answers)], where="US", technique=technique)
    )
    return line(told, key), told


# --- the drawings -------------------------------------------------------------------


@pytest.mark.parametrize("name", BODY_MAPS)
def test_every_path_of_a_map_can_be_drawn_and_stays_in_its_frame(name):
    table = body_map(name)
    assert {row["class"] for row in table["paths"]} <= CLASSES
    assert any(row["class"] == "skin" for row in table["paths"])
    for row in table["paths"]:
        for command, numbers in steps(row["d"]):
            size = NUMBERS_AFTER[command]
            assert len(numbers) == size or (size and not len(numbers) % size)
            for x, y in zip(numbers[::2], numbers[1::2], strict=True):
                assert -BLEED_CM <= x <= table["width_cm"] + BLEED_CM
                assert -BLEED_CM <= y <= table["height_cm"] + BLEED_CM


@pytest.mark.parametrize("name", BODY_MAPS)
def test_a_map_is_a_view_of_the_size_it_states(name):
    table, chosen = body_map(name), view(name)
    assert (chosen.width_cm, chosen.height_cm) == tuple(table["size"])
    assert table["size"] == [table["width_cm"], table["height_cm"]]
    assert (table["id"], table["title"]) == (name, chosen.title)
    assert len(chosen.shapes) == len(table["paths"])
    assert (DATA / "body" / f"{name}.json").stat().st_size < LARGEST_BYTES


@pytest.mark.parametrize("draw", MAPS, ids=lambda draw: draw.__name__)
def test_the_committed_map_is_the_one_its_script_draws(draw, tmp_path):
    plate = draw()
    write_json(tmp_path / "map.json", plate.table())
    committed = DATA / "body" / f"{plate.id}.json"
    assert (tmp_path / "map.json").read_bytes() == committed.read_bytes()


@pytest.mark.parametrize("name", BODY_MAPS)
def test_regions_have_both_sides_as_mirror_images_inside_the_map(name):
    for region in body_map(name)["regions"].values():
        right, left = region["sides"]["R"], region["sides"]["L"]
        assert len(right) >= 3
        for (x, y), (other_x, other_y) in zip(right, left, strict=True):
            assert 0 <= x <= 1
            assert 0 <= y <= 1
            assert (round(1 - x, 3), y) == (pytest.approx(other_x, abs=2e-3), other_y)


@pytest.mark.parametrize("name", BODY_MAPS)
def test_the_right_side_lies_where_the_orientation_says(name):
    table = body_map(name)
    behind = name in FROM_BEHIND
    assert ("left is the image's left" in table["orientation"]) == behind
    assert ("right is the image's left" in table["orientation"]) != behind
    for region in table["regions"].values():
        for x, _ in region["sides"]["R"]:
            assert (x >= 0.5) == behind


@pytest.mark.parametrize("name", BODY_MAPS)
def test_landmarks_lie_on_the_map(name):
    for x, y in body_map(name)["landmarks"].values():
        assert 0 <= x <= 1
        assert 0 <= y <= 1


# --- the sites on them --------------------------------------------------------------


@pytest.mark.parametrize("key", BODY_AREAS)
def test_sites_lie_in_the_region_of_their_part_on_their_own_side(key):
    for pattern in patterns(key):
        for site in pattern.sites:
            if site.map == "face" or site.part == "platysma":
                continue
            sides = body_map(site.map)["regions"][HOMES[site.part]]["sides"]
            for spot in spots(site):
                assert inside(spot, sides[site.side]), (site.id, site.side, spot)


@pytest.mark.parametrize("key", BODY_AREAS)
def test_sites_of_the_two_sides_mirror_each_other_unless_the_bands_differ(key):
    for pattern in patterns(key):
        by_side = {
            side: {site.id for site in pattern.sites if site.side == side}
            for side in "RL"
        }
        same = by_side["R"] == by_side["L"]
        assert same or pattern.variant in {"bands R1 L2", "bands R2 L1"}


@pytest.mark.parametrize("key", ["hh_axilla", "hh_palm", "hh_sole"])
def test_sweating_grids_keep_the_spacing_that_was_read(key):
    least, most = spacing(key)
    (pattern,) = patterns(key)
    for side in "RL":
        places = [
            in_cm(site.map, spot)
            for site in pattern.sites
            if site.side == side
            for spot in spots(site)
        ]
        gaps = nearest_cm(places)
        assert min(gaps) >= least
        assert max(gaps) <= most


def test_axillary_sites_are_staggered_about_a_centimetre_and_a_half_apart():
    (pattern,) = patterns("hh_axilla")
    places = [in_cm(s.map, s.fraction) for s in pattern.sites if s.side == "R"]
    assert nearest_cm(places) == pytest.approx([1.6] * 10, abs=0.05)


@pytest.mark.parametrize("pattern", patterns("platysma"), ids=lambda p: p.id)
def test_platysma_sites_are_two_centimetres_apart_along_each_band(pattern):
    least, _ = spacing("platysma")
    places = [in_cm(site.map, site.fraction) for site in pattern.sites]
    # Fractions are kept to a ten-thousandth: 0.002 cm on this map.
    assert min(nearest_cm(places)) >= least - 0.005
    for band in ("band-lateral", "band-medial"):
        for side in "RL":
            run = [
                in_cm(site.map, site.fraction)
                for site in pattern.sites
                if site.id.startswith(band) and site.side == side
            ]
            steps_cm = [dist(a, b) for a, b in pairwise(run)]
            assert steps_cm == pytest.approx([least] * len(steps_cm), abs=0.05)


def test_jawline_sites_stay_lateral_to_the_45_degree_line_from_the_mouth_corner():
    marks = body_map("neck")["landmarks"]
    corner = in_cm("neck", marks["mouth corner-L"])
    for site in patterns("platysma")[0].sites:
        if site.side == "L" and site.id in {"jawline-1", "jawline-2", "jawline-3"}:
            x, y = in_cm("neck", site.fraction)
            assert x - corner[0] >= y - corner[1], site.id


def test_micro_droplets_lie_at_least_half_a_centimetre_apart():
    least, _ = spacing("micro_lower")
    (pattern,) = patterns("micro_lower")
    for site in pattern.sites:
        assert min(nearest_cm([in_cm(site.map, p) for p in site.grid])) >= least


def test_trapezius_sites_are_spread_and_off_the_margin_of_their_region():
    sides = body_map("trapezius")["regions"]["upper trapezius"]["sides"]
    (pattern,) = patterns("trapezius")
    places = [in_cm(s.map, s.fraction) for s in pattern.sites if s.side == "R"]
    edge = [Point(*in_cm("trapezius", spot), 0) for spot in sides["R"]]
    assert min(nearest_cm(places)) > 2
    for place in places:
        assert path_distance(Point(*place, 0), [*edge, edge[0]]) > 0.25


# --- counts and sums ----------------------------------------------------------------


def test_an_axilla_gets_ten_sites_of_five_units_as_the_label_counts_them():
    planned, _ = lines_of("hh_axilla")
    assert planned["label_status"] == "approved"
    assert planned["units"] == 100
    assert Counter(site["side"] for site in planned["sites"]) == {"R": 10, "L": 10}
    assert {site["units"] for site in planned["sites"]} == {5}
    assert {site["volume_ml"] for site in planned["sites"]} == {0.2}


@pytest.mark.parametrize("key", sorted(GRIDS))
def test_palms_and_soles_are_one_region_a_side_at_about_two_units_a_droplet(key):
    planned, _ = lines_of(key)
    assert [site["side"] for site in planned["sites"]] == ["R", "L"]
    for site, row in zip(patterns(key)[0].sites, planned["sites"], strict=True):
        assert len(site.grid) == site.droplets
        assert row["units"] / site.droplets == pytest.approx(2, abs=0.1)
        # The dilution was not read, so no volume is told.
        assert row["volume_ml"] is None


@pytest.mark.parametrize(
    ("bands", "units"),
    [((1, 1), 26), ((1, 2), 31), ((2, 1), 31), ((2, 2), 36)],
)
def test_platysma_gets_the_labelled_total_as_two_and_one_units_a_site(bands, units):
    right, left = bands
    planned, _ = lines_of("platysma", bands={"R": right, "L": left})
    assert planned["units"] == units
    assert Counter(site["side"] for site in planned["sites"]) == {
        "R": 4 + 5 * right,
        "L": 4 + 5 * left,
    }
    for site in planned["sites"]:
        assert site["units"] == (2 if site["id"].startswith("jawline") else 1)


def test_trapezius_gets_five_sites_a_side_in_equal_parts():
    planned, _ = lines_of("trapezius")
    assert Counter(site["side"] for site in planned["sites"]) == {"R": 5, "L": 5}
    assert len({site["units"] for site in planned["sites"]}) == 1


def test_lower_micro_droplets_are_about_a_millilitre_a_side():
    planned, _ = lines_of("micro_lower")
    (pattern,) = patterns("micro_lower")
    volume = sum(site["volume_ml"] for site in planned["sites"])
    assert volume == pytest.approx(2, abs=0.11)
    droplets = sum(site.droplets for site in pattern.sites)
    assert droplets == sum(len(site.grid) for site in pattern.sites)
    assert 100 <= droplets / volume <= 120


def test_migraine_is_31_sites_of_five_units_shared_over_muscles_as_read():
    planned, told = lines_of("migraine")
    assert planned["label_status"] == "approved"
    assert (planned["units"], len(planned["sites"])) == (155, 31)
    assert {site["units"] for site in planned["sites"]} == {5}
    read = {
        table["muscle"]: table["sites"]
        for table in (
            value.value
            for value in catalogue.area_values("migraine").of("protocol_muscle")
        )
    }
    assert Counter(site["muscle"] for site in planned["sites"]) == read
    assert findings(told, "geometry") == []


def test_temple_sites_keep_clear_of_the_orbital_rim():
    rule = next(r for r in planning.area("migraine").rules if r.sites == "temporalis")
    marks = planning.landmarks()
    sites = [s for s in patterns("migraine")[0].sites if s.muscle == "temporalis"]
    assert len(sites) == 8
    for site in sites:
        assert marks.off_line(site.position, "supraorbital rim") >= rule.minimum_cm
        canthus = marks.point("lateral canthus", site.side)
        assert dist(site.position, canthus) >= rule.minimum_cm
    right = [site.position for site in sites if site.side == "R"]
    assert min(nearest_cm(right)) > 1.2


def test_frontalis_sites_of_the_migraine_pattern_lie_in_its_upper_third():
    marks = planning.landmarks()
    for site in patterns("migraine")[0].sites:
        if site.muscle == "frontalis":
            x, y, _ = site.position
            brow, hair = marks.height("brow line", x), marks.height("hairline", x)
            assert (y - brow) / (hair - brow) >= 2 / 3, site.id
