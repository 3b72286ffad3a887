"""From a dose to activity in the nerve ending: closed forms against the equations."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from glabella.core.response.activity import exposure_ratio, loss_rate, unit_activity
from tests.core.response.reference import activity_by_steps

DAYS = np.concatenate([np.linspace(0.0, 7.0, 15), np.arange(14.0, 365.0, 14.0)])

half_lives = st.floats(5.0, 90.0)
entry_rates = st.floats(0.01, 3.0)


@pytest.mark.parametrize(
    ("entry_rate", "half_life"),
    [
        pytest.param(0.063, 26.0, id="scale-based entry"),
        pytest.param(1.2, 31.0, id="fast entry"),
        pytest.param(0.01, 10.0, id="entry slower than loss"),
        pytest.param(np.log(2.0) / 30.0, 30.0, id="equal rates"),
        pytest.param(np.log(2.0) / 30.0 * (1 + 1e-9), 30.0, id="nearly equal rates"),
    ],
)
def test_activity_solves_its_two_equations(entry_rate, half_life):
    said = unit_activity(DAYS, entry_rate=entry_rate, half_life_days=half_life)
    wanted = activity_by_steps(DAYS, entry_rate, half_life)
    # Equal rates are told apart by 1e-9 a day: half of it times 364 days is 1.8e-7.
    np.testing.assert_allclose(said, wanted, rtol=2e-7, atol=1e-11)


def test_activity_halves_in_one_half_life_once_all_has_entered():
    late = unit_activity(np.array([300.0, 330.0]), entry_rate=0.5, half_life_days=30.0)
    assert late[1] / late[0] == pytest.approx(0.5, rel=1e-9)


@given(entry_rate=entry_rates, half_life=half_lives)
def test_activity_peaks_where_entry_and_loss_balance(entry_rate, half_life):
    ke = float(loss_rate(half_life))
    gap = entry_rate - ke
    # ln(ka/ke)/(ka-ke); both rates equal: 1/ke.
    peak = 1.0 / ke if abs(gap) < 1e-6 else np.log(entry_rate / ke) / gap
    around = np.array([0.98, 1.0, 1.02]) * peak
    early, top, late = unit_activity(
        around, entry_rate=entry_rate, half_life_days=half_life
    )
    assert top >= early
    assert top >= late
    assert 0.0 < top < 1.0


def test_nothing_acts_before_the_visit():
    said = unit_activity(
        np.array([-400.0, -1.0, 0.0]), entry_rate=0.2, half_life_days=30.0
    )
    assert (said == 0.0).all()


def test_each_person_has_a_row():
    said = unit_activity(
        DAYS,
        entry_rate=np.array([0.1, 0.2, 0.3]),
        half_life_days=np.array([20.0, 30.0, 40.0]),
    )
    assert said.shape == (3, DAYS.size)
    alone = unit_activity(DAYS, entry_rate=0.2, half_life_days=30.0)
    np.testing.assert_array_equal(said[1], alone)


def test_activity_is_a_number_however_slow_the_entry_and_late_the_day():
    said = unit_activity(np.array([3650.0]), entry_rate=0.01, half_life_days=3.0)
    # Entry limits: ka/(ke-ka) exp(-ka t), about exp(-36.5)/22.
    assert said[0] == pytest.approx(0.01 / (np.log(2) / 3 - 0.01) * np.exp(-36.5))


def test_a_small_dose_counts_in_full_and_a_huge_one_saturates():
    def ratio(units):
        return exposure_ratio(units, half_effect_units=4.0, saturation=30.0)

    assert ratio(0.0) == 0.0
    assert ratio(0.004) == pytest.approx(0.001, rel=1e-4)
    assert ratio(4.0 * 30.0) == pytest.approx(15.0)
    assert ratio(1e9) == pytest.approx(30.0, rel=1e-6)


@given(units=st.floats(0.0, 1e4), more=st.floats(1.0, 100.0))
def test_more_units_never_act_less_nor_more_than_in_proportion(units, more):
    def ratio(amount):
        return float(exposure_ratio(amount, half_effect_units=3.0, saturation=20.0))

    less, grown = ratio(units), ratio(units * more)
    assert less <= grown + 1e-12
    assert grown <= more * less * (1 + 1e-12) + 1e-12
    assert grown < 20.0
