"""The days of an effect, on courses whose days can be read off."""

import numpy as np
import pytest

from glabella.core.forecast.moments import days_of_graded, days_of_share
from glabella.core.forecast.summary import (
    Course,
    causes,
    expected_by_normals,
    expected_by_vector,
)
from glabella.evidence.response_rules import response_rules

DAYS = np.array([0.0, 10.0, 20.0, 120.0])
RULES = response_rules()


def _graded(*rows, leniency=0.0):
    severity = np.array(rows, dtype=float).T
    spread = np.full(severity.shape[1], leniency)
    return days_of_graded(severity[0], Course(DAYS, severity), spread, RULES)


def test_the_days_of_a_line_that_falls_and_returns():
    # From 2 to 0 in 10 days, flat until day 20, back to 2 on day 120.
    found = _graded([2.0, 0.0, 0.0, 2.0])
    assert found.onset.days.median == pytest.approx(5.0)  # half of 10 days
    assert found.most.days.median == pytest.approx(8.0)
    assert found.peak.days.median == 10.0
    assert found.half_gone.days.median == pytest.approx(70.0)
    # Graded moderate again from 1.5 on.
    assert found.gone.days.median == pytest.approx(95.0)


def test_a_lenient_investigator_gives_the_grade_of_before_later():
    assert _graded([2.0, 0.0, 0.0, 2.0], leniency=0.2).gone.days.median > 95.0


def test_a_line_graded_none_has_no_grade_to_come_back():
    found = _graded([0.4, 0.1, 0.1, 0.4])
    assert found.gone is None
    assert found.onset is None


def test_a_grade_that_is_not_back_within_the_year_is_later():
    found = _graded([2.0, 0.0, 0.0, 1.0])
    assert found.gone.days.median is None
    assert found.gone.chance == 0.0


def test_nothing_begins_before_the_first_day():
    assert _graded([3.0, 0.0, 0.0, 3.0]).onset.days.median >= 1.0
    days = np.array([0.0, 1.0, 2.0])
    severity = np.array([[3.0], [0.0], [0.0]])
    found = days_of_graded(
        severity[0], Course(days, severity), np.zeros(1), response_rules()
    )
    assert found.onset.days.median == 1.0


def test_the_days_of_a_share_end_within_what_the_rule_says():
    share = np.array([[1.0], [0.0], [0.0], [1.0]])
    movement = days_of_share(DAYS, share, RULES, "movement_gone_within")
    mass = days_of_share(DAYS, share, RULES, "mass_gone_within")
    assert movement.gone.days.median == pytest.approx(110.0)
    assert mass.gone.days.median == pytest.approx(115.0)
    assert mass.without_start().onset is None
    assert mass.without_start().gone == mass.gone


def test_what_a_vector_lets_expect_is_its_mean_less_what_chance_spreads():
    rng = np.random.default_rng(7)
    vector = np.repeat(np.arange(40), 50)
    effect = rng.normal(0.0, 0.3, 40)
    people = rng.normal(0.0, 1.0, (1, 2000))
    found = expected_by_vector(effect[vector][None] + people, vector, 40)
    assert found.std() == pytest.approx(0.3, abs=0.1)
    alike = expected_by_vector(people, vector, 40)
    assert alike.std() < 0.08


def test_a_regression_finds_the_same_where_each_person_has_a_vector():
    rng = np.random.default_rng(8)
    known = rng.normal(0.0, 1.0, (3, 2000))
    people = rng.normal(0.0, 1.0, 2000)
    found = expected_by_normals((0.4 * known[0] + people)[None], causes(known))
    assert np.corrcoef(found[0], known[0])[0, 1] > 0.95
    assert found.std() == pytest.approx(0.4, abs=0.06)
