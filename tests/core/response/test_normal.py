"""The normal distribution of our own against SciPy's."""

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.special import ndtr, ndtri

from glabella.core.response.normal import normal_cdf, normal_quantile


def test_chances_agree_with_scipy():
    points = np.concatenate([np.linspace(-9.0, 9.0, 100_003), [-40.0, 40.0]])
    assert np.abs(normal_cdf(points) - ndtr(points)).max() < 1e-7


def test_quantiles_agree_with_scipy():
    tail = np.logspace(-9, -2, 3001)
    chances = np.concatenate([np.linspace(0.01, 0.99, 9001), tail, 1.0 - tail])
    wanted = ndtri(chances)
    error = np.abs(normal_quantile(chances) - wanted) / np.maximum(np.abs(wanted), 1.0)
    assert error.max() < 1e-6


@given(first=st.floats(-50.0, 50.0), second=st.floats(-50.0, 50.0))
def test_chances_never_fall(first, second):
    low, high = sorted((first, second))
    less, more = normal_cdf(np.array([low, high]))
    assert 0.0 <= less <= more <= 1.0


@given(chance=st.floats(1e-9, 1.0 - 1e-9))
def test_a_quantile_is_the_point_of_its_chance(chance):
    point = normal_quantile(np.array([chance]))
    assert normal_cdf(point)[0] == pytest.approx(chance, abs=2e-7)


def test_both_are_symmetric():
    points = np.linspace(0.0, 7.0, 701)
    np.testing.assert_allclose(normal_cdf(points) + normal_cdf(-points), 1.0)
    chances = np.linspace(0.001, 0.5, 500)
    np.testing.assert_allclose(
        normal_quantile(chances), -normal_quantile(1.0 - chances), atol=1e-9
    )


def test_certainty_is_a_finite_number():
    ends = normal_quantile(np.array([0.0, 1.0]))
    assert np.isfinite(ends).all()
    assert ends[0] < -7.0
    assert ends[1] > 7.0


def test_the_shape_is_kept():
    assert normal_cdf(np.zeros((2, 3))).shape == (2, 3)
    assert normal_quantile(np.full((4, 1), 0.5)).shape == (4, 1)
