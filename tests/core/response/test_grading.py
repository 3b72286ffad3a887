"""From severity to a written grade, and who enters a trial by it."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from glabella.core.response.entry import baseline_mean
from glabella.core.response.grading import CUTPOINTS, at_most, grade_chance

severities = st.floats(-1.0, 5.0)
spreads = st.floats(0.05, 1.5)

SCREENED, INVESTIGATOR, SUBJECT = 0.6, 0.22, 0.5
"""Grades: severity among those screened, errors of both raters at entry."""


@given(severity=severities, spread=spreads)
def test_the_chances_of_all_grades_add_up_to_one(severity, spread):
    line = np.array([severity])
    chances = [grade_chance(grade, line, spread)[0] for grade in range(4)]
    assert min(chances) >= 0.0
    assert sum(chances) == pytest.approx(1.0)


@given(severity=severities, worse=st.floats(0.0, 3.0), spread=spreads)
def test_a_worse_line_is_never_more_likely_to_be_called_mild(severity, worse, spread):
    better, deeper = at_most(1, np.array([severity, severity + worse]), spread)
    assert deeper <= better


@pytest.mark.parametrize(("grade", "border"), list(enumerate(CUTPOINTS)))
def test_a_line_on_a_border_is_called_either_way(grade, border):
    assert at_most(grade, np.array([border]), 0.3)[0] == pytest.approx(0.5)


def test_no_grade_lies_off_the_scale():
    lines = np.array([0.0, 1.5, 3.0])
    assert (at_most(-1, lines, 0.3) == 0.0).all()
    assert (at_most(3, lines, 0.3) == 1.0).all()


def test_a_careful_rater_writes_the_nearest_grade():
    lines = np.array([0.1, 0.9, 2.2, 2.9])
    for line, grade in zip(lines, (0, 1, 2, 3), strict=True):
        assert grade_chance(grade, np.array([line]), 0.02)[0] > 0.999


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.85, 0.97])
def test_those_screened_give_the_trial_its_share_of_severe_lines(share):
    mean = baseline_mean(
        share, spread=SCREENED, investigator=INVESTIGATOR, subject=SUBJECT
    )
    chance = np.random.default_rng(7)
    size = 400_000
    line = mean + SCREENED * chance.standard_normal(size)
    by_investigator = line + INVESTIGATOR * chance.standard_normal(size)
    by_subject = line + SUBJECT * chance.standard_normal(size)
    entered = (by_investigator > 1.5) & (by_subject > 1.5)
    severe = (by_investigator > 2.5)[entered].mean()
    error = np.sqrt(share * (1 - share) / entered.sum())
    assert abs(severe - share) < 4.5 * error


@settings(max_examples=15)
@given(
    shares=st.lists(st.floats(0.02, 0.98), min_size=2, max_size=2, unique=True).map(
        sorted
    )
)
def test_more_severe_trials_screen_worse_lines(shares):
    low, high = (
        baseline_mean(s, spread=SCREENED, investigator=INVESTIGATOR, subject=SUBJECT)
        for s in shares
    )
    assert low < high
