"""The map: every pin on its view, and each side named where it is."""

import re

import pytest

from glabella.drawing.svg import SERIES
from glabella.web.planner.line_view import SERIES as SERIES_COUNT
from glabella.web.planner.screen import screen


def plane(answers, fields, view: str):
    shown = screen(answers(fields)).map
    return next(plane for plane in shown.planes if plane.id == view)


def test_from_the_front_the_patients_right_is_the_images_left(answers, fields):
    front = plane(answers, fields, "front")
    assert front.sides == ("Patient's right", "Patient's left")
    right = [float(pin.x) for pin in front.pins if pin.side == "R"]
    left = [float(pin.x) for pin in front.pins if pin.side == "L"]
    assert max(right) < min(left)


def test_from_behind_the_patients_right_is_the_images_right(answers, fields):
    back = plane(answers, fields | {"area": ["migraine"]}, "head-back")
    assert back.sides == ("Patient's left", "Patient's right")
    right = [float(pin.x) for pin in back.pins if pin.side == "R"]
    left = [float(pin.x) for pin in back.pins if pin.side == "L"]
    assert min(right) > max(left)


@pytest.mark.parametrize(("view", "side"), [("right-90", "R"), ("left-90", "L")])
def test_a_profile_shows_no_pin_of_the_other_side(answers, fields, view, side):
    profile = plane(answers, fields, view)
    assert {pin.side for pin in profile.pins} <= {side, "M"}
    assert len(profile.pins) >= 3
    assert profile.unseen + len(profile.pins) == 16


def test_a_view_that_is_not_there_falls_back_to_the_front(answers, fields):
    shown = screen(answers(fields | {"view": ["palm"]})).map
    assert [plane.id for plane in shown.planes if plane.chosen] == ["front"]


def test_a_pin_of_more_units_is_larger(answers, fields):
    key = "glabella/procerus-M"
    fields |= {f"units.{key}": ["12"], f"proposed.{key}": ["4"]}
    sizes = {pin.key: float(pin.radius) for pin in plane(answers, fields, "front").pins}
    assert sizes[key] == max(sizes.values())
    assert sizes[key] > min(sizes.values())


def test_the_page_and_the_print_out_use_the_same_colours(root):
    css = (root / "src/glabella/web/planner/static/planner/map.css").read_text("utf-8")
    told = re.findall(r"--series-(\d): (#[0-9a-f]{6});", css)
    assert len(SERIES) == SERIES_COUNT
    assert set(told) == {(str(n), colour) for n, colour in enumerate(SERIES)}
