"""The modifiers on areas made by hand, where the evidence holds no such case."""

from dataclasses import replace
from math import prod

import pytest

from glabella.core.areas import CitedNumber
from glabella.core.dosing.modifiers import Question, low_dose_range, target_dose
from glabella.core.dosing.start import Start
from glabella.evidence.planning import knowledge_for
from tests.cases import area, case, read

OURS = ("GLABELLA",)


def _question(start, *, low_figure=None, **wish):
    """The glabella of one person, with a start and a low figure of our own making."""
    technique = {k: wish.pop(k) for k in ("movement",) if k in wish}
    whole = read(case(areas=[area("glabella", **wish)], **technique))
    known = knowledge_for("botox-cosmetic")
    figures = {}
    if low_figure is not None:
        figures["ona"] = CitedNumber(OURS, "ours", "ours", "", number=low_figure)
    place = replace(known.area("glabella"), low_doses=figures)
    return Question(whole, place, whole.areas[0], start, known.rules, "ona")


def _start(units, low, high):
    return Start(units, low, high, "label", OURS, "made by hand")


def test_a_low_figure_above_the_standard_plan_is_brought_down_to_it_and_named():
    # Mild lines: standard 0.75 of 20 is 15; a low figure of 18 would be more.
    question = _question(_start(20, 10, 40), low_figure=18, contraction=1)
    standard = target_dose(question, "standard")
    low = target_dose(question, "baby")
    assert standard.units == 15
    assert low.units == 15
    assert low.modifiers[-1].name == "not above the standard plan"
    assert 20 * prod(m.factor for m in low.modifiers) == pytest.approx(15)
    assert low.low <= low.units <= low.high


@pytest.mark.parametrize(
    ("figure", "wanted"), [(None, (10, 8, 15)), (6, (6, 6, 15)), (17, (17, 8, 17))]
)
def test_the_range_of_a_low_dose_takes_in_a_figure_that_was_read(figure, wanted):
    # GLABELLA (ours): 0.5 of 20 units, allowed 0.4 to 0.75.
    question = _question(_start(20, 10, 40), low_figure=figure)
    cited = question.area.low_doses.get("ona")
    assert low_dose_range(question.start, cited, question.rules) == wanted


@pytest.mark.parametrize(
    ("wish", "units", "word"),
    [
        ({"muscle_mass": "high"}, 22, "top of the range"),
        ({"muscle_mass": "low", "contraction": 1}, 18, "bottom of the range"),
    ],
)
def test_the_end_of_a_range_stops_the_modifiers_and_is_named(wish, units, word):
    target = target_dose(_question(_start(20, 18, 22), **wish), "standard")
    assert target.units == units
    assert target.modifiers[-1].name == word
    assert 20 * prod(m.factor for m in target.modifiers) == pytest.approx(units)
    assert "18 to 22 units" in target.beyond_range


def test_inside_the_range_nothing_is_said_about_its_ends():
    target = target_dose(_question(_start(20, 10, 40)), "standard")
    assert target.units == 20
    assert target.beyond_range == ""
    assert {m.factor for m in target.modifiers} == {1}


def test_the_fullest_reduction_goes_to_the_top_and_no_further():
    question = _question(_start(20, 10, 40), movement="maximal")
    assert target_dose(question, "standard").units == 40
    assert target_dose(question, "baby").units == 15


def test_every_modifier_names_where_its_size_and_direction_come_from():
    for technique in ("standard", "baby"):
        target = target_dose(_question(_start(20, 10, 40)), technique)
        assert all(modifier.sources for modifier in target.modifiers)
