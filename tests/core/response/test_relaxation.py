"""Muscle mass and lines at rest: exact steps against the equations."""

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.integrate import solve_ivp

from glabella.core.response.relaxation import muscle_mass, relax

LOSS_DAYS, RECOVERY_DAYS, LARGEST_LOSS = 43.0, 216.0, 0.4


def block(day):
    """A block that comes in days and goes in months, without a kink."""
    rise = -np.expm1(-np.asarray(day, dtype=float) / 4.0)
    return rise / (1.0 + np.exp((np.asarray(day) - 110.0) / 15.0))


def mass_by_steps(days):
    def slope(day, mass):
        target = 1.0 - LARGEST_LOSS * block(day)
        tau = LOSS_DAYS if target < mass[0] else RECOVERY_DAYS
        return [(target - mass[0]) / tau]

    done = solve_ivp(
        slope, (0, days[-1]), [1.0], t_eval=days, rtol=1e-10, atol=1e-12, max_step=1.0
    )
    assert done.success
    return done.y[0]


def mass_on(days):
    return muscle_mass(
        1.0 - block(days)[None, :],
        days,
        loss_fraction=LARGEST_LOSS,
        loss_days=LOSS_DAYS,
        recovery_days=RECOVERY_DAYS,
    )[0]


@pytest.mark.parametrize("start", [0.0, 1.0, 2.5])
def test_relaxation_is_exact_for_a_target_that_is_linear_between_days(start):
    days = np.array([0.0, 1.0, 5.0, 40.0, 41.0, 300.0])
    target = np.array([[0.0, 2.0, -1.0, 0.5, 0.5, 3.0]])
    said = relax(target, days, start=start, time_constant_days=30.0)[0]
    value = start
    for step in range(1, days.size):
        # Piece by piece: the right-hand side has a kink at every day.
        done = solve_ivp(
            lambda t, y: (np.interp(t, days, target[0]) - y) / 30.0,
            (days[step - 1], days[step]),
            [value],
            rtol=1e-11,
            atol=1e-13,
        )
        value = done.y[0, -1]
        assert said[step] == pytest.approx(value, abs=1e-9)


def test_halving_the_steps_quarters_the_error_of_a_curved_target():
    def error(step):
        days = np.arange(0.0, 240.0 + step, step)
        target = np.sin(days / 30.0)[None, :]
        said = relax(target, days, start=0.0, time_constant_days=30.0)[0, -1]
        # y' = (sin(t/30) - y)/30, y(0) = 0: (sin u - cos u + exp(-u)) / 2, u = t/30.
        u = days[-1] / 30.0
        return abs(said - 0.5 * (np.sin(u) - np.cos(u) + np.exp(-u)))

    coarse, fine = error(8.0), error(4.0)
    assert coarse < 5e-3
    assert fine < coarse / 3.5


def test_a_day_named_twice_changes_nothing():
    target = np.array([[1.0, 1.0, 1.0, 1.0]])
    once = relax(
        target[:, :3], np.array([0.0, 5.0, 9.0]), start=0.0, time_constant_days=20.0
    )
    twice = relax(
        target, np.array([0.0, 5.0, 5.0, 9.0]), start=0.0, time_constant_days=20.0
    )
    np.testing.assert_allclose(twice[0, [0, 1, 3]], once[0])
    assert twice[0, 1] == twice[0, 2]


def test_muscle_mass_solves_its_equation():
    days = np.arange(0.0, 729.0)
    assert np.abs(mass_on(days) - mass_by_steps(days)).max() < 3e-4


def test_the_error_in_mass_falls_with_the_square_of_the_step():
    def error(step):
        days = np.arange(0.0, 728.0 + step, step)
        return np.abs(mass_on(days) - mass_by_steps(days)).max()

    coarse, fine = error(4.0), error(2.0)
    assert coarse < 5e-3
    assert fine < coarse / 3.0


def test_dense_early_days_make_fortnights_enough():
    # The block comes within days and goes within months: so are trials looked at.
    days = np.concatenate(([0.0, 3.0, 7.0, 14.0, 21.0], np.arange(28.0, 729.0, 14.0)))
    assert np.abs(mass_on(days) - mass_by_steps(days)).max() < 5e-3


def test_muscle_mass_stays_whole_without_a_block():
    days = np.array([0.0, 3.0, 30.0, 700.0])
    mass = muscle_mass(
        np.ones((2, 4)), days, loss_fraction=0.5, loss_days=30.0, recovery_days=200.0
    )
    assert (mass == 1.0).all()


def test_a_muscle_shrinks_faster_than_it_grows_back():
    days = np.arange(0.0, 1201.0)
    residual = np.where(days < 600.0, 0.0, 1.0)[None, :]
    mass = muscle_mass(
        residual, days, loss_fraction=0.3, loss_days=40.0, recovery_days=200.0
    )[0]
    assert mass[600] == pytest.approx(0.7, abs=1e-3)
    lost_in_40, back_in_40 = 1.0 - mass[40], mass[640] - mass[600]
    assert lost_in_40 == pytest.approx(0.3 * (1 - np.exp(-1)), rel=1e-3)
    assert back_in_40 == pytest.approx(0.3 * (1 - np.exp(-0.2)), rel=0.05)


@given(
    losses=st.lists(st.floats(0.0, 1.0), min_size=2, max_size=20),
    step=st.floats(0.1, 60.0),
)
def test_mass_stays_between_full_loss_and_whole(losses, step):
    residual = 1.0 - np.array([losses])
    days = step * np.arange(len(losses))
    mass = muscle_mass(
        residual, days, loss_fraction=0.35, loss_days=40.0, recovery_days=200.0
    )
    assert (mass <= 1.0 + 1e-12).all()
    assert (mass >= 0.65 - 1e-12).all()
