"""A regimen's course as a picture."""

import xml.etree.ElementTree as ET

import pytest

from glabella.core.regimens.model import Course
from glabella.drawing.regimens import Chart, chart_svg, year_svg

WEEKS = 104


def chart(**changes):
    flat = (1.0,) * (WEEKS + 1)
    parts = {
        "name": "Frown <lines>",
        "course": Course(flat, (2.0, *flat[1:]), (3.0,) * (WEEKS + 1)),
        "untreated": (2.5,) * (WEEKS + 1),
        "zone": 1.5,
        "marks": ((0.0, 0.0, 0.0), (13.0, 20.0, 30.0)),
        "description": "Between 1 and 2.",
        **changes,
    }
    return Chart(**parts)


def tree(text):
    return ET.fromstring(text)  # noqa: S314  our own text


def of_class(root, name):
    return [node for node in root.iter() if node.get("class") == name]


def test_the_picture_has_a_name_and_a_description_for_those_who_do_not_see_it():
    root = tree(chart_svg(chart()))
    assert root.get("role") == "img"
    assert root.find("title").text == "Frown <lines>"
    assert root.find("desc").text == "Between 1 and 2."


def test_every_visit_has_a_mark_and_a_spread_visit_a_bar():
    root = tree(chart_svg(chart()))
    assert len(of_class(root, "visit")) == 2
    assert len(of_class(root, "when")) == 1


def test_time_is_told_in_months_and_over_many_years_in_years():
    words = [text.text for text in tree(chart_svg(chart())).iter("text")]
    assert words[4:] == ["start", "6", "12", "24 months"]
    flat = (1.0,) * 261
    long = chart(course=Course(flat, flat, flat), untreated=flat)
    words = [text.text for text in tree(chart_svg(long)).iter("text")]
    assert words[4:] == ["start", "1", "2", "3", "4", "5 years"]


def test_deeper_lines_are_drawn_higher():
    (middle,) = of_class(tree(chart_svg(chart())), "middle")
    first, second = middle.get("d").removeprefix("M").split("L")[:2]
    assert float(first.split()[1]) < float(second.split()[1])


def test_the_zone_reaches_from_none_to_the_target():
    heights = [
        float(of_class(tree(chart_svg(chart(zone=zone))), "zone")[0].get("height"))
        for zone in (0.5, 1.5)
    ]
    assert heights[1] == pytest.approx(3 * heights[0], abs=0.2)


def test_the_year_is_shared_out_by_weeks():
    root = tree(year_svg((26.0, 25.0, 1.0), "half at target"))
    kinds = [node.get("class") for node in root.iter("rect")]
    assert kinds == ["at-target", "too-little", "above-target"]
    widths = [float(node.get("width")) for node in root.iter("rect")]
    assert widths == [156.0, 150.0, 6.0]
    assert [text.text for text in root.iter("text")] == ["26", "25"]


def test_weeks_that_hardly_move_are_striped_save_at_their_number():
    (stripes,) = of_class(tree(year_svg((26.0, 25.0, 1.0), "half")), "stripes")
    places = [float(part.split()[0]) for part in stripes.get("d").split("M")[1:]]
    # The part lies from 26 to 51 of 52 weeks, six to a week; its number is inside.
    assert min(places) > 156
    assert max(places) < 306
    assert not [x for x in places if abs(x - 231) <= 10]
    assert of_class(tree(year_svg((52.0, 0.0, 0.0), "all")), "stripes") == []
