"""The fitted model beside published numbers: wide bands, each with its source.

The bands say what may not happen, not how good the fit is: that is measured by
leaving trials out (``glabella calibrate --cross-validate``).
"""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from glabella.core.response.activity import exposure_ratio
from glabella.core.response.contraction import strain
from glabella.core.response.course import Visit, course
from glabella.core.response.parameters import area_response, population
from glabella.core.response.population import DIMENSIONS, people
from glabella.core.response.sampling import standard_normals
from glabella.evidence.response import posterior
from glabella.studies.trials.predicting import predict
from glabella.studies.trials.sweat import sweat_left
from tests.studies.trial_parts import DURATION, RESPONDER, arm, trial

FITTED = posterior()
ONE_GRADE = replace(RESPONDER, criterion="improved_1")
COMPOSITE = replace(RESPONDER, criterion="improved_2_and_none_or_mild", rater="both")


def said(endpoint, **changes):
    (one,) = predict(trial(arm(endpoint, **changes)), FITTED)
    return one


def holds(one, seen):
    return one.low <= seen <= one.high


# Prabo 2024 (records R094, R095: 183 and 149 days) adds 4.9 weeks; 3.3 to 4.9 in
# science.md 9.6. A week is allowed on either side: medians fall on monthly visits.
def test_forty_units_last_some_weeks_longer_than_twenty():
    gained = (
        said(DURATION, dose_units=40.0).predicted
        - said(DURATION, dose_units=20.0).predicted
    )
    assert 2.3 <= gained / 7.0 <= 5.9


# Record R256: 0.77 of 202 none or mild on day 30; other trials of 20 units saw 0.85
# (R197) and 0.89 (R246), so that 0.15 is the difference between trials.
def test_carruthers_2003_is_within_reach():
    one = said(RESPONDER, n=202)
    assert holds(one, 0.77)
    assert abs(one.predicted - 0.77) < 0.15


# Placebo composites: 0.026 (R043), 0.012 (R092-P), 0.013 (R093-P), 0 (R084-P).
def test_placebo_hardly_ever_meets_the_composite():
    assert said(COMPOSITE, dose_units=0.0, product="placebo").predicted <= 0.03


# Placebo by the investigator: 0.128 (R045), 0.189 (R111-P), 0.079 (R112-P), 0 (R006).
def test_placebo_stays_near_baseline():
    one = said(ONE_GRADE, dose_units=0.0, product="placebo")
    assert one.predicted < 0.2
    assert holds(one, 0.128)


# Records R076, R078, R080 and R082: 223 people, 50 units, by the subject.
READY = {7.0: 0.972, 30.0: 0.977, 91.0: 0.90, 182.0: 0.71}


@pytest.mark.parametrize("day", READY)
def test_the_ready_1_series_is_within_the_interval(day):
    asks = replace(ONE_GRADE, rater="subject", day=day)
    one = said(asks, product="relabotulinumtoxinA", dose_units=50.0, n=223)
    assert holds(one, READY[day])
    if day <= 30.0:
        assert one.predicted > 0.85


# Records R007, R009, R011 and R013: week 24, one grade, by the investigator.
WEEK_24 = {20.0: 0.16, 40.0: 0.32, 60.0: 0.306, 80.0: 0.385}


@pytest.mark.parametrize("units", WEEK_24)
def test_high_doses_at_week_24_are_within_the_interval(units):
    assert holds(
        said(replace(ONE_GRADE, day=168.0), dose_units=units, n=50), WEEK_24[units]
    )


# Records R019, R026, R033 and R040: week 36, one grade, by the investigator.
WEEK_36 = {50.0: 0.175, 75.0: 0.263, 100.0: 0.35, 125.0: 0.309}


@pytest.mark.parametrize("units", WEEK_36)
def test_abobotulinumtoxina_at_week_36_is_within_the_interval(units):
    asks = replace(ONE_GRADE, day=252.0)
    one = said(asks, product="abobotulinumtoxinA", dose_units=units, n=80)
    assert holds(one, WEEK_36[units])


@cache
def twenty_units():
    """The glabella of 1,000 people after 20 units, day by day; and the exponent."""
    theta, fixed = FITTED.typical(), FITTED.constants
    everyone = population(theta, fixed)
    area = area_response(theta, "glabella", fixed)
    who = people(everyone, area, standard_normals(1000, DIMENSIONS))
    exposure = exposure_ratio(
        20.0, half_effect_units=area.half_effect_units, saturation=everyone.saturation
    )
    days = np.arange(0.0, 366.0)
    return course(everyone, who, [Visit(0.0, exposure)], days), everyone.strain_exponent


# Record R142, masseter by weekly ultrasound: thinnest at week 11; 9 to 12 in
# science.md 9.6.
def test_muscle_is_least_two_to_three_months_after_treatment():
    told, _ = twenty_units()
    week = told.days[told.mass.mean(axis=0).argmin()] / 7.0
    assert 9.0 <= week <= 12.5


# LEMDANI25 (a belief of the fit): strain of the skin 0.52, 0.11 and about 1 of that
# before, on days 3, 30 and 180; few people, so that a fifth either way is allowed.
@pytest.mark.parametrize(("day", "low", "high"), [(3, 0.3, 0.72), (30, 0.0, 0.31)])
def test_the_skin_stills_as_it_was_measured(day, low, high):
    told, exponent = twenty_units()
    moved = strain(told.force, exponent)[:, day].mean()
    assert low <= moved <= high


def test_movement_is_nearly_back_after_half_a_year():
    told, exponent = twenty_units()
    assert strain(told.force, exponent)[:, 180].mean() > 0.8


# Record R162: 8 % of sweat left at full effect; 88 to 92 % less at week 2 in
# science.md 9.6. The belief about the floor has a spread of a third.
def test_underarm_sweat_nearly_stops_in_two_weeks():
    left = sweat_left(FITTED.typical(), 100.0, np.array([14.0]))[0]
    assert 0.05 <= left <= 0.15
