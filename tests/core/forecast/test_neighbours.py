"""Toxin that reaches a neighbour's sites is spoken of, and changes no curve."""

from dataclasses import replace

import pytest

from glabella.core.face import Point
from glabella.core.forecast import forecast_lines
from glabella.core.forecast.neighbours import spill_over
from tests.core.forecast.patients import SMALL, a_case, a_line


def _line_at(area, height_cm):
    line = a_line(area, 20.0)
    site = replace(line.sites[0].site, position=Point(0.0, height_cm, 5.0))
    return replace(line, sites=(replace(line.sites[0], site=site),))


@pytest.mark.parametrize(("apart_cm", "said"), [(0.5, True), (2.5, False)])
def test_only_sites_within_reach_are_mentioned(basis, apart_cm, said):
    # Half a centimetre halves the effect (rat); none was seen beyond 2.5 cm (SUP-120).
    low, high = _line_at("glabella", 4.0), _line_at("forehead", 4.0 + apart_cm)
    assert bool(spill_over(high, (low, high), basis.rules)) is said


def test_the_note_names_the_neighbour_and_leaves_the_curve(basis):
    low, high = _line_at("glabella", 4.0), _line_at("forehead", 4.4)
    case = a_case("glabella", "forehead")
    near = forecast_lines(case, (low, high), basis, settings=SMALL)
    far = forecast_lines(case, (low, _line_at("forehead", 7.0)), basis, settings=SMALL)
    assert any("sites of the glabella" in note for note in near[1].notes)
    assert near[1].in_contraction == far[1].in_contraction
    assert "SUP-120" in near[1].sources


def test_sites_off_the_face_have_no_neighbours(basis):
    assert spill_over(a_line("a", 20.0), (a_line("b", 20.0),), basis.rules) == []
