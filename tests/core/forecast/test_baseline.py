"""The virtual people have the lines that were seen on the real one."""

import numpy as np
import pytest

from glabella.core.forecast.baseline import AreaSeen, Remaining, draw_lines
from glabella.core.forecast.draws import draw_state
from tests.core.forecast.patients import SMALL

EDGES = (0.0, 0.5, 1.5, 2.5, 4.0)


@pytest.fixture(scope="module")
def state():
    return draw_state(("glabella",), 1, SMALL)


def _lines(basis, state, seen, left=None):
    logit = np.full((1, len(state)), -1.5)
    return draw_lines((seen,), state, logit, basis.posterior.constants, left).lines


@pytest.mark.parametrize("grade", [0, 1, 2, 3])
def test_severity_lies_in_the_bin_of_its_grade(basis, state, grade):
    line = _lines(basis, state, AreaSeen("glabella", None, grade))
    assert line.depth.min() >= EDGES[grade]
    assert line.depth.max() <= EDGES[grade + 1]
    assert np.ptp(line.depth) > 0.3


@pytest.mark.parametrize(("rest", "contraction"), [(0, 2), (1, 2), (2, 3), (1, 1)])
def test_a_resting_line_lies_in_its_bin_and_below_contraction(
    basis, state, rest, contraction
):
    line = _lines(basis, state, AreaSeen("glabella", rest, contraction))
    at_rest = line.fast_rest + line.slow_rest
    assert at_rest.min() >= EDGES[rest] - 1e-6
    assert at_rest.max() <= EDGES[rest + 1] + 1e-6
    assert (line.dynamic >= -1e-9).all()


def test_without_a_grade_people_are_those_of_the_trials(basis, state):
    line = _lines(basis, state, AreaSeen("glabella", None, None))
    fixed = basis.posterior.constants
    assert line.depth.mean() == pytest.approx(fixed.baseline_mean, abs=0.1)


def test_a_grade_seen_through_an_earlier_treatment_hides_a_deeper_line(basis, state):
    half = np.full((1, len(state)), 0.5)
    seen = AreaSeen("glabella", 0, 1)
    hidden = _lines(basis, state, seen, Remaining(half, half, half, 0.0 * half))
    open_ = _lines(basis, state, seen)
    assert hidden.depth.mean() > open_.depth.mean() + 0.3
    # Half of what is there is what was graded as mild.
    assert (0.5 * hidden.depth <= 1.5 + 1e-6).all()
