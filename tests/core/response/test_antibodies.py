"""The scenario of antibodies: only its direction and its anchor are meant."""

import pytest
from hypothesis import given, strategies as st

from glabella.core.response.antibodies import (
    AntibodyScenario,
    chance_of_antibodies,
    exposure_left,
)

SCENARIO = AntibodyScenario(
    chance_per_cycle=0.002,
    usual_units=20.0,
    usual_days=90.0,
    per_dose_doubling=0.7,
    per_interval_halving=0.5,
    exposure_lost=0.8,
)

units = st.floats(1.0, 400.0)
intervals = st.floats(7.0, 365.0)
cycles = st.integers(1, 60)


def chance(units=20.0, interval_days=90.0, cycles=1):
    return chance_of_antibodies(
        SCENARIO, units=units, interval_days=interval_days, cycles=cycles
    )


def test_the_usual_treatment_has_the_stated_chance():
    assert chance() == pytest.approx(0.002)
    # Visits count as independent: 1 - 0.998^20.
    assert chance(cycles=20) == pytest.approx(1 - 0.998**20)


def test_a_doubling_and_a_halving_move_the_odds_as_stated():
    def odds(p):
        return p / (1 - p)

    assert odds(chance(units=40.0)) / odds(chance()) == pytest.approx(2.013752707)
    assert odds(chance(interval_days=45.0)) / odds(chance()) == pytest.approx(
        1.648721271
    )


@given(dose=units, interval=intervals, count=cycles)
def test_less_toxin_and_longer_gaps_are_never_worse(dose, interval, count):
    here = chance(dose, interval, count)
    assert 0.0 < here < 1.0
    assert chance(dose * 1.5, interval, count) >= here
    assert chance(dose, interval / 1.5, count) >= here
    assert chance(dose, interval, count + 1) >= here


def test_no_toxin_means_no_antibodies():
    assert chance(units=0.0) == 0.0
    assert chance(cycles=0) == 0.0


def test_antibodies_leave_the_rest_of_the_exposure():
    assert exposure_left(SCENARIO) == pytest.approx(0.2)
