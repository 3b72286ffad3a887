"""The quick course of many people is the course of ``core.response``."""

import numpy as np
import pytest

from glabella.core.forecast.crowd import VisitPlan, crowd_of, dosing, sensitivity
from glabella.core.forecast.draws import draw_state, draw_vectors
from glabella.core.forecast.exposure import area_rule
from glabella.core.forecast.mechanics import Lines, courses, mechanics
from glabella.core.forecast.model import DAYS
from glabella.core.forecast.walk import Doses, Dosing
from glabella.core.response.activity import unit_activity
from glabella.core.response.course import Visit, course
from glabella.core.response.parameters import population
from glabella.core.response.population import People
from tests.core.forecast.patients import SMALL


@pytest.fixture(scope="module")
def crowd(basis):
    vectors = draw_vectors(basis.posterior, ("glabella",), SMALL)
    state = draw_state(("glabella",), 2, SMALL)
    return state, vectors, crowd_of(state, vectors, basis)


def _line(people, *, depth=2.4, share=0.2):
    whole = np.full((1, people), depth)
    rest = share * whole
    return Lines(dynamic=whole - rest, fast_rest=0.4 * rest, slow_rest=0.6 * rest)


def _dosings(basis, crowd, *units):
    state, vectors, _ = crowd
    rule = area_rule("glabella", "botox-cosmetic", basis)
    sensitive = sensitivity(state, vectors, basis, (rule,))
    days = (-100, 0)[-len(units) :]
    visits = [VisitPlan(d, ((rule, u),)) for d, u in zip(days, units, strict=True)]
    return dosing(visits, state, vectors, basis, sensitive)


def _slow(basis, crowd, given, line, days):
    """The same people through the equations of ``core.response``."""
    state, vectors, one = crowd
    fixed = basis.posterior.constants
    theta = {name: values[state.vector] for name, values in vectors.theta.items()}
    none = np.zeros(len(state))
    people = People(
        sensitivity=none + 1.0,
        half_life_days=one.half_life_days,
        entry_rate=one.entry_rate,
        severity=line.depth[0],
        fast_rest=line.fast_rest[0],
        slow_rest=line.slow_rest[0],
        notice_grades=none,
        mass_loss_fraction=none + fixed.mass_loss_fraction,
    )
    visits = [Visit(g.day, g.exposure[0]) for g in given]
    return course(population(theta, fixed), people, visits, days)


def test_the_quick_course_follows_the_equations_of_the_model(basis, crowd):
    days = np.arange(-100.0, 366.0)
    given, line = _dosings(basis, crowd, 20.0, 12.0), _line(SMALL.draws)
    exact = _slow(basis, crowd, given, line, days)
    fixed = basis.posterior.constants
    doses = Doses.of(crowd[2], given, days)
    quick = courses(crowd[2], doses, (0, slice(None)), line, fixed)
    for name in ("force", "mass", "at_rest", "in_contraction"):
        assert pytest.approx(getattr(exact, name), abs=2e-4) == getattr(quick, name).T


def test_the_days_of_a_forecast_are_fine_enough(basis, crowd):
    # A grid of weeks against a grid of six hours: far below what a rater sees.
    given, line = _dosings(basis, crowd, 20.0), _line(SMALL.draws)
    fine = np.arange(0.0, 365.0, 0.25)
    exact = _slow(basis, crowd, given, line, fine)
    doses = Doses.of(crowd[2], given, np.array(DAYS))
    fixed = basis.posterior.constants
    quick = courses(crowd[2], doses, (0, slice(None)), line, fixed)
    places = np.searchsorted(fine, DAYS)
    error = np.abs(quick.in_contraction.T - exact.in_contraction[:, places])
    assert error.max() < 0.01


def test_without_a_dose_nothing_moves_but_age(basis, crowd):
    given, line = _dosings(basis, crowd, 0.0), _line(SMALL.draws)
    doses = Doses.of(crowd[2], given, np.array(DAYS))
    fixed = basis.posterior.constants
    got = courses(crowd[2], doses, (0, slice(None)), line, fixed)
    assert got.force == pytest.approx(1.0)
    assert got.mass == pytest.approx(1.0)
    grown = got.in_contraction[-1] - line.depth[0]
    year = fixed.slow_growth_per_day * DAYS[-1]
    assert grown == pytest.approx(year, rel=0.05)


def test_what_visits_leave_adds_up(basis, crowd):
    days = np.array(DAYS)
    first = _dosings(basis, crowd, 20.0)[0]
    later = Dosing(28.0, first.exposure * 0.3)
    both, one, other = (
        Doses.of(crowd[2], visits, days)
        for visits in ((first, later), (first,), (later,))
    )
    for step in (0, 5, 20, len(DAYS) - 1):
        added = one.activity(step) + other.activity(step)
        assert both.activity(step) == pytest.approx(added, rel=1e-5)


def test_activity_is_the_exposure_times_the_unit_course(basis, crowd):
    one = crowd[2]
    given = _dosings(basis, crowd, 20.0)
    days = np.array([0.0, 30.0])
    unit = unit_activity(
        days, entry_rate=one.entry_rate, half_life_days=one.half_life_days
    )
    got = Doses.of(one, given, days).activity(1)[0]
    assert got == pytest.approx(unit[:, 1] * given[0].exposure[0], rel=1e-5)


def test_a_course_may_stop_and_go_on(basis, crowd):
    line, fixed = _line(SMALL.draws), basis.posterior.constants
    given = _dosings(basis, crowd, 20.0, 12.0)
    days = np.arange(-100.0, 121.0, 2.0)
    whole = courses(
        crowd[2], Doses.of(crowd[2], given, days), (0, slice(None)), line, fixed
    )
    until, after = days[days <= 0], days[days >= 0]
    first = mechanics(crowd[2], Doses.of(crowd[2], given, until), [0], fixed)
    rest = Doses.of(crowd[2], given, after)
    went_on = courses(crowd[2], rest, (0, slice(None)), line, fixed, first.end)
    for name in ("force", "mass", "at_rest", "in_contraction"):
        known = getattr(whole, name)[days >= 0]
        assert getattr(went_on, name) == pytest.approx(known, abs=1e-5)


def test_blocks_of_people_do_not_change_the_answer(basis, crowd, monkeypatch):
    given = _dosings(basis, crowd, 20.0, 10.0)
    days = np.array([-100.0, -90.0, -60.0, -20.0, 0.0, 30.0])
    doses, fixed = Doses.of(crowd[2], given, days), basis.posterior.constants
    whole = mechanics(crowd[2], doses, [1, 5], fixed)
    monkeypatch.setattr("glabella.core.forecast.mechanics._BLOCK", 7)
    blocks = mechanics(crowd[2], doses, [1, 5], fixed)
    assert blocks.moved == pytest.approx(whole.moved)
