"""What the muscle, the skin and the glands still do under activity."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from glabella.core.response.activity import unit_activity
from glabella.core.response.contraction import force, residual_contraction, strain
from glabella.core.response.skin import output_left, standard_exposure

hills = st.floats(0.5, 6.0)


@given(hill=hills)
def test_half_of_the_contraction_is_left_at_the_half_effect(hill):
    assert residual_contraction(np.array([[1.0]]), hill)[0, 0] == pytest.approx(0.5)


@given(hill=hills, ratio=st.floats(0.0, 1e6), more=st.floats(1.0, 1e3))
def test_more_activity_never_leaves_more_contraction(hill, ratio, more):
    left = residual_contraction(np.array([[ratio, ratio * more]]), hill)[0]
    assert 1.0 >= left[0] >= left[1] >= 0.0


@given(hill=hills, ratio=st.floats(1e-6, 1e6))
def test_residual_contraction_is_the_hill_curve(hill, ratio):
    left = residual_contraction(np.array([[ratio]]), hill)[0, 0]
    assert left == pytest.approx(1.0 / (1.0 + ratio**hill), rel=1e-9)


def test_untreated_muscle_contracts_in_full_and_nothing_warns():
    left = residual_contraction(np.zeros((3, 2)), np.array([0.5, 2.0, 6.0]))
    assert (left == 1.0).all()


def test_an_absurd_activity_leaves_nothing_and_nothing_warns():
    left = residual_contraction(np.array([[1e300, np.inf]]), 6.0)
    assert (left < 1e-100).all()


def test_each_person_has_an_own_slope():
    activity = np.full((2, 3), 2.0)
    left = residual_contraction(activity, np.array([1.0, 3.0]))
    np.testing.assert_allclose(left[:, 0], [1 / 3, 1 / 9])


def test_force_is_what_is_left_of_contraction_times_mass():
    told = force(np.array([[1.0, 0.5, 0.0]]), np.array([[0.8, 0.8, 0.8]]))
    np.testing.assert_allclose(told, [[0.8, 0.4, 0.0]])


def test_the_skin_moves_with_a_power_of_the_force():
    told = strain(np.array([[0.0, 0.25, 1.0]]), 0.5)
    np.testing.assert_allclose(told, [[0.0, 0.5, 1.0]])


def test_a_gland_keeps_the_part_that_toxin_cannot_block():
    told = output_left(np.array([[0.0, 1.0, 1e12]]), 2.0, 0.4)
    np.testing.assert_allclose(told, [[1.0, 0.8, 0.6]])


@given(
    back=st.floats(20.0, 400.0), entry=st.floats(0.05, 2.0), half=st.floats(15.0, 60.0)
)
def test_a_standard_dose_is_half_over_on_the_day_it_is_set_by(back, entry, half):
    exposure = standard_exposure(back, entry_rate=entry, half_life_days=half)
    at = unit_activity(np.array([back]), entry_rate=entry, half_life_days=half)
    left = residual_contraction(np.atleast_2d(exposure * at), 2.0)
    assert left[0, 0] == pytest.approx(0.5)
