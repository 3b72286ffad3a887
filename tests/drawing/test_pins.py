"""Numbered pins: their order, their words, their size, where they show."""

from math import pi

import pytest

from glabella.core.planner.edits import Edits
from glabella.drawing.pins import numbered, place, views_for
from glabella.drawing.views import view
from tests.cases import case, plan

UPPER = ("glabella", "forehead", "crows_feet")


def pins_of(*areas, edits=None, **more):
    return numbered(plan(case(areas=areas, **more), edits))


def test_numbers_run_over_the_whole_plan_area_by_area_right_before_left():
    pins = pins_of(*UPPER)
    assert [pin.number for pin in pins] == list(range(1, 17))
    assert [pin.area for pin in pins] == ["glabella"] * 5 + ["forehead"] * 5 + [
        "crows_feet"
    ] * 6
    assert "".join(pin.side for pin in pins[:5]) == "RRMLL"
    assert [pin.series for pin in pins[::5]] == [0, 1, 2, 2]


def test_moving_a_pin_or_changing_its_units_renumbers_nothing():
    before = pins_of(*UPPER)
    last = before[0]
    elsewhere = before[15].site.position
    after = pins_of(
        *UPPER, edits=Edits(units={last.key: 9}, positions={last.key: elsewhere})
    )
    assert [(p.number, p.key) for p in after] == [(p.number, p.key) for p in before]
    assert after[0].units == 9


def test_a_label_tells_a_listener_all_that_the_eye_sees():
    pin = pins_of("glabella")[1]
    assert pin.label == (
        "Pin 2: corrugator lateral, right, 4 units of Botox Cosmetic, intramuscular"
    )


def test_one_unit_is_one_unit():
    labels = [pin.label for pin in pins_of("lip_flip")]
    assert any(", 1 unit of " in label for label in labels)
    assert not any("1 units" in label for label in labels)


def test_the_area_of_a_pin_grows_with_its_units():
    by_units = {
        pin.units: pi * pin.radius_cm**2
        for pin in pins_of("glabella", edits=Edits(units={"glabella/procerus-M": 8}))
    }
    assert by_units[8] / by_units[4] == pytest.approx(2, rel=0.02)


def test_no_pin_is_too_small_to_read_or_large_enough_to_hide_its_neighbour():
    edits = Edits(
        units={"glabella/procerus-M": 200, "glabella/corrugator-medial-R": 0.1}
    )
    radii = {pin.radius_cm for pin in pins_of("glabella", edits=edits)}
    assert min(radii) >= 0.35
    assert max(radii) <= 0.7


def test_products_with_other_units_get_pins_of_like_size():
    botox = pins_of("glabella")[0]
    azzalure = pins_of("glabella", product="azzalure")[0]
    assert azzalure.units > botox.units
    assert azzalure.radius_cm == pytest.approx(botox.radius_cm, rel=0.2)


def test_a_pin_on_the_far_side_is_marked_as_hidden_not_left_out():
    placed = place(pins_of("crows_feet"), view("right-90"))
    assert len(placed) == 6
    assert {pin.pin.side for pin in placed if pin.visible} == {"R"}


def test_percent_places_lie_inside_the_picture():
    for placed in place(pins_of(*UPPER), view("front")):
        assert 0 < placed.percent.x < 100
        assert 0 < placed.percent.y < 100


def test_droplets_of_a_region_surround_its_pin():
    pins = pins_of("micro_upper", technique="skin")
    for placed in place(pins, view("front")):
        spots = placed.droplets
        assert len(spots) == placed.pin.site.droplets
        xs, ys = [spot.x for spot in spots], [spot.y for spot in spots]
        assert min(xs) < placed.spot.x < max(xs)
        assert min(ys) < placed.spot.y < max(ys)


@pytest.mark.parametrize(
    ("areas", "views"),
    [
        (("glabella",), ["front"]),
        (UPPER, ["front"]),
        (("masseter_slim",), ["front", "right-45", "left-45"]),
        (("hh_axilla",), ["axilla"]),
        (("glabella", "platysma"), ["front", "neck"]),
    ],
)
def test_the_views_of_a_plan_show_every_site(areas, views):
    assert [chosen.id for chosen in views_for(plan(case(areas=areas)))] == views


def test_the_migraine_pattern_shows_on_the_face_and_from_behind():
    made = plan(case("botox", ["migraine"]))
    pins, shown = numbered(made), views_for(made)
    assert len(pins) == 31
    assert {"front", "head-back"} <= {chosen.id for chosen in shown}
    seen = {
        placed.pin.key
        for chosen in shown
        for placed in place(pins, chosen)
        if placed.visible
    }
    assert seen == {pin.key for pin in pins}


def test_a_blocked_plan_has_no_pin_and_no_view():
    made = plan(case(pregnant=True))
    assert numbered(made) == ()
    assert views_for(made) == ()
