"""People drawn from a population, and numbers that replace chance."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, strategies as st

from glabella.core.response.population import DIMENSIONS, people
from glabella.core.response.sampling import standard_normals
from tests.core.response.samples import AREA, EVERYONE, drawn


def test_the_same_numbers_come_every_time():
    first = standard_normals(100, DIMENSIONS)
    np.testing.assert_array_equal(first, standard_normals(100, DIMENSIONS))


@pytest.mark.parametrize("dimensions", [1, 3, DIMENSIONS])
def test_the_numbers_are_standard_normal(dimensions):
    normals = standard_normals(4000, dimensions)
    assert normals.shape == (4000, dimensions)
    # Even spreading errs far less than chance would: 4 / sqrt(4000) is 0.06.
    np.testing.assert_allclose(normals.mean(axis=0), 0.0, atol=0.01)
    np.testing.assert_allclose(normals.std(axis=0), 1.0, atol=0.01)
    for level in (-1.645, 0.0, 1.282):
        below = (normals < level).mean(axis=0)
        wanted = {-1.645: 0.05, 0.0: 0.5, 1.282: 0.9}[level]
        np.testing.assert_allclose(below, wanted, atol=0.01)


def test_the_dimensions_do_not_follow_one_another():
    together = np.corrcoef(standard_normals(4000, DIMENSIONS), rowvar=False)
    off = together - np.eye(DIMENSIONS)
    assert np.abs(off).max() < 0.05


@given(skip=st.integers(0, 5000), count=st.integers(1, 50))
def test_a_skip_continues_the_sequence(skip, count):
    whole = standard_normals(skip + count, 3)
    np.testing.assert_allclose(
        standard_normals(count, 3, skip=skip), whole[skip:], atol=1e-6
    )


def test_other_people_come_after_a_skip():
    assert not np.isclose(
        standard_normals(50, DIMENSIONS), standard_normals(50, DIMENSIONS, skip=50)
    ).any()


def test_people_have_the_population_s_medians_and_spreads():
    who = drawn(4000)
    assert len(who) == 4000
    assert np.median(who.sensitivity) == pytest.approx(1.0, rel=0.02)
    assert np.log(who.sensitivity).std() == pytest.approx(AREA.log_spread, rel=0.02)
    assert np.median(who.half_life_days) == pytest.approx(30.0, rel=0.02)
    assert np.log(who.half_life_days).std() == pytest.approx(0.25, rel=0.02)
    assert np.median(who.entry_rate) == pytest.approx(0.15, rel=0.02)
    assert np.log(who.entry_rate).std() == pytest.approx(0.4, rel=0.02)
    assert who.severity.mean() == pytest.approx(2.4, abs=0.02)
    assert np.median(who.notice_grades) == pytest.approx(0.4, rel=0.02)
    assert (who.mass_loss_fraction == 0.25).all()


def test_the_line_at_rest_is_part_of_the_line_in_contraction():
    who = drawn(2000)
    rest = who.fast_rest + who.slow_rest
    assert (rest >= 0).all()
    assert (rest <= who.severity).all()
    np.testing.assert_allclose(who.fast_rest, EVERYONE.fast_share * rest)
    share = np.median(rest[who.severity > 0] / who.severity[who.severity > 0])
    assert share == pytest.approx(1.0 / (1.0 + np.exp(1.5)), rel=0.03)


def test_nobody_has_less_than_no_line():
    who = drawn(2000, baseline_mean=0.2, baseline_spread=1.0)
    assert who.severity.min() == 0.0
    assert (who.fast_rest >= 0).all()


def test_a_value_may_differ_from_person_to_person():
    each = replace(EVERYONE, half_life_days=np.array([20.0, 40.0]))
    who = people(each, AREA, np.zeros((2, DIMENSIONS)))
    np.testing.assert_allclose(who.half_life_days, [20.0, 40.0])
