"""The course of an area: against the equations, and what must hold for anyone."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from glabella.core.response.course import Visit, activity, course, lines_at_rest
from tests.core.response.reference import Group, follow
from tests.core.response.samples import EVERYONE, drawn, schedule

COUNT = 30
VISITS = (0.0, 30.0, 120.0, 210.0, 400.0)
LAST = 728.0

doses = st.floats(0.0, 60.0)


def group_of(who):
    return Group(
        ka=who.entry_rate,
        ke=np.log(2.0) / who.half_life_days,
        sensitivity=who.sensitivity,
        mass_loss=who.mass_loss_fraction,
        fast=who.fast_rest,
        slow=who.slow_rest,
        dynamic=who.severity - who.fast_rest - who.slow_rest,
        hill=EVERYONE.hill,
        strain_exponent=EVERYONE.strain_exponent,
        mass_loss_days=EVERYONE.mass_loss_days,
        mass_recovery_days=EVERYONE.mass_recovery_days,
        fast_days=EVERYONE.fast_days,
        slow_days=EVERYONE.slow_days,
        slow_growth=EVERYONE.slow_growth_per_day,
    )


@pytest.fixture(scope="module")
def told_and_true():
    """Thirty people, five visits in two years, each visit with its own exposure."""
    who = drawn(COUNT)
    chance = np.random.default_rng(20261121)
    exposures = [5.0 * np.exp(0.3 * chance.standard_normal(COUNT)) for _ in VISITS]
    days = schedule(VISITS, LAST)
    visits = list(zip(VISITS, exposures, strict=True))
    told = course(EVERYONE, who, [Visit(day, x) for day, x in visits], days)
    return told, follow(group_of(who), visits, days)


def worst(said, true):
    return float(np.abs(said - true).max())


def test_residual_contraction_is_exact(told_and_true):
    told, true = told_and_true
    assert worst(told.residual, true.residual) < 1e-6


# Targets count as linear between the days of the grid, and activity bends fastest
# after a visit, where the grid is half a day, then a day: 1.0e-3 grades were found
# (weekly days alone: 3e-2). A rater errs by two tenths of a grade, 100 times more.
def test_severity_solves_the_equations_for_two_years(told_and_true):
    told, true = told_and_true
    assert worst(told.in_contraction, true.in_contraction) < 2e-3
    assert worst(told.at_rest, true.at_rest) < 2e-3
    assert worst(told.mass, true.mass) < 1e-3


def test_the_course_moves_as_far_as_the_reference(told_and_true):
    told, true = told_and_true
    # Or the comparison above would be one of straight lines.
    assert np.ptp(true.in_contraction, axis=1).min() > 0.5
    assert np.ptp(told.mass, axis=1).min() > 0.05


def test_an_untreated_line_only_grows_and_by_the_stated_growth():
    who = drawn(COUNT)
    days = np.arange(0.0, 3651.0, 30.0)
    alone = course(EVERYONE, who, [], days)
    assert (alone.residual == 1.0).all()
    assert (alone.mass == 1.0).all()
    # Ws' = g at first and Ws -> ws + g tau: ws + g tau (1 - exp(-t / tau)).
    tau, growth = EVERYONE.slow_days, EVERYONE.slow_growth_per_day
    grown = growth * tau * -np.expm1(-days / tau)
    np.testing.assert_allclose(
        alone.in_contraction - who.severity[:, None],
        np.broadcast_to(grown, alone.residual.shape),
        atol=1e-9,
    )


def test_a_visit_without_a_dose_is_no_visit():
    who, days = drawn(COUNT), np.arange(0.0, 200.0, 7.0)
    empty = course(EVERYONE, who, [Visit(0.0, 0.0), Visit(60.0, 0.0)], days)
    alone = course(EVERYONE, who, [], days)
    np.testing.assert_array_equal(empty.in_contraction, alone.in_contraction)


@given(first=doses, second=doses, later=st.floats(0.0, 300.0))
def test_activity_of_two_visits_is_the_sum_of_each(first, second, later):
    who, days = drawn(5), np.arange(0.0, 400.0, 20.0)
    both = activity(who, [Visit(0.0, first), Visit(later, second)], days)
    alone = activity(who, [Visit(0.0, first)], days)
    np.testing.assert_allclose(
        both, alone + activity(who, [Visit(later, second)], days), atol=1e-9
    )


@given(dose=doses, more=st.floats(0.0, 60.0), later=st.floats(0.0, 300.0))
def test_more_dose_never_blocks_less_on_any_day(dose, more, later):
    who, days = drawn(10), schedule((0.0,), 365.0)
    less = course(EVERYONE, who, [Visit(0.0, dose), Visit(later, dose)], days)
    full = course(EVERYONE, who, [Visit(0.0, dose + more), Visit(later, dose)], days)
    slack = 1e-12
    assert (full.residual <= less.residual + slack).all()
    assert (full.force <= less.force + slack).all()
    assert (full.at_rest <= less.at_rest + slack).all()
    assert (full.in_contraction <= less.in_contraction + slack).all()


@settings(max_examples=30)
@given(
    exposures=st.lists(doses, min_size=1, max_size=6), interval=st.floats(7.0, 200.0)
)
def test_every_course_stays_inside_its_bounds(exposures, interval):
    who, days = drawn(10), np.arange(0.0, 1200.0, 10.0)
    visits = [Visit(interval * i, x) for i, x in enumerate(exposures)]
    told = course(EVERYONE, who, visits, days)
    slack = 1e-9
    assert (told.residual >= 0).all()
    assert (told.residual <= 1).all()
    assert (told.mass <= 1 + slack).all()
    assert (told.mass >= 1 - who.mass_loss_fraction[:, None] - slack).all()
    growth = EVERYONE.slow_growth_per_day * EVERYONE.slow_days
    assert (told.at_rest >= -slack).all()
    assert (told.at_rest <= told.in_contraction + slack).all()
    assert (told.in_contraction <= who.severity[:, None] + growth + slack).all()


def test_each_person_is_treated_alone():
    who = drawn(4)
    days = np.arange(0.0, 200.0, 10.0)
    exposures = np.array([0.0, 1.0, 5.0, 20.0])
    together = course(EVERYONE, who, [Visit(0.0, exposures)], days)
    for index, exposure in enumerate(exposures):
        alone = course(EVERYONE, who, [Visit(0.0, float(exposure))], days)
        np.testing.assert_array_equal(
            together.in_contraction[index], alone.in_contraction[index]
        )


def test_the_same_severity_counts_before_and_after():
    who, days = drawn(COUNT), np.array([0.0, 30.0])
    told = course(EVERYONE, who, [Visit(0.0, 5.0)], days)
    np.testing.assert_allclose(told.in_contraction[:, 0], who.severity)
    np.testing.assert_allclose(told.at_rest[:, 0], who.fast_rest + who.slow_rest)


def test_a_line_at_rest_follows_movement_in_weeks_first():
    who = drawn(COUNT)
    days = np.arange(0.0, 91.0)
    still = np.zeros((COUNT, days.size))
    rest = lines_at_rest(EVERYONE, who, still, days)
    lost = rest[:, 0] - rest[:, -1]
    assert (lost > 0.9 * who.fast_rest).all()
    assert (lost < who.fast_rest + 0.05 * (who.slow_rest + 0.1)).all()


# Mice and men alike: a stronger dose lasts by the logarithm of it, one half-life
# for each doubling, once all of it has entered (science.md section 1.6).
def test_twice_the_exposure_lasts_one_half_life_longer():
    who = replace(
        drawn(1),
        sensitivity=np.ones(1),
        half_life_days=np.array([28.0]),
        entry_rate=np.array([0.5]),
    )
    days = np.arange(0.0, 400.0, 0.25)

    def half_back(exposure):
        told = course(EVERYONE, who, [Visit(0.0, exposure)], days)
        blocked = told.residual[0] < 0.5
        return days[blocked][-1]

    assert half_back(20.0) - half_back(10.0) == pytest.approx(28.0, abs=0.3)
