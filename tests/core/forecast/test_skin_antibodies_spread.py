"""Glands, the antibody scenario and the kernel of spread, each by its equation."""

from math import exp

import numpy as np
import pytest
from hypothesis import given, strategies as st

from glabella.core.response.activity import unit_activity
from glabella.core.response.antibodies import (
    chance_of_antibodies,
    exposure_left,
)
from glabella.core.response.skin import output_left, standard_exposure
from glabella.core.response.spread import share_beyond, width_cm
from glabella.evidence.response_rules import antibody_scenario, response_rules


@pytest.fixture(scope="module")
def scenario():
    return antibody_scenario()


def test_a_full_block_takes_away_what_was_seen_and_no_more():
    ratio = np.array([[0.0, 1.0, 1e9]])
    assert output_left(ratio, 2.0, 0.92)[0] == pytest.approx([1.0, 0.54, 0.08])


def test_half_of_a_gland_is_back_on_the_day_that_was_read():
    full = standard_exposure(205.0, entry_rate=0.09, half_life_days=31.0)
    course = unit_activity(np.array([205.0]), entry_rate=0.09, half_life_days=31.0)
    assert full * course == pytest.approx(1.0)


def test_one_usual_cycle_has_the_chance_that_was_read(scenario):
    # 3 of 810 (JANKOVIC2023)
    chance = chance_of_antibodies(scenario, units=20, interval_days=90, cycles=1)
    assert chance == pytest.approx(3 / 810, abs=1e-4)


@given(
    units=st.floats(1, 400),
    days=st.floats(14, 400),
    cycles=st.integers(1, 40),
)
def test_more_and_sooner_never_lower_the_chance(scenario, units, days, cycles):
    chance = chance_of_antibodies(
        scenario, units=units, interval_days=days, cycles=cycles
    )
    for other in (
        {"units": 2 * units, "interval_days": days, "cycles": cycles},
        {"units": units, "interval_days": days / 2, "cycles": cycles},
        {"units": units, "interval_days": days, "cycles": cycles + 1},
    ):
        assert chance <= chance_of_antibodies(scenario, **other) + 1e-12
    assert 0 < chance < 1


def test_nothing_given_raises_no_antibodies(scenario):
    assert chance_of_antibodies(scenario, units=0, interval_days=90, cycles=9) == 0
    assert chance_of_antibodies(scenario, units=20, interval_days=90, cycles=0) == 0
    assert exposure_left(scenario) == pytest.approx(0.1)


def test_the_kernel_loses_by_distance():
    number = response_rules().number
    wide = width_cm(number("spread_width"), 0.1, number("spread_per_root_ml"))
    assert wide == pytest.approx(0.42)
    # A normal density has fallen to half at 0.5 cm: the rat muscle of the rule.
    assert exp(-0.5 * (0.5 / wide) ** 2) == pytest.approx(0.5, abs=0.02)
    assert share_beyond(0.0, wide) == 1.0
    assert share_beyond(2.5, wide) < 1e-6
    assert share_beyond(0.5, wide) > share_beyond(1.0, wide)
    assert width_cm(0.3, 1.0, 0.4) == pytest.approx(0.5)
