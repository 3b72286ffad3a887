"""The forecast of a plan's lines."""

import json
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest

from glabella.core.forecast import (
    DAYS,
    Settings,
    as_forecast_document,
    forecast_lines,
)
from glabella.core.forecast.patient import severity_bands
from glabella.core.trials import Arm, Endpoint, Trial
from glabella.evidence.catalogue import sources
from glabella.evidence.response_rules import forecast_basis
from glabella.studies.trials.predicting import predict
from tests.core.forecast.patients import ON, SMALL, a_case, a_line, earlier

LABEL = 20.0  # units of the glabella, label (BC-DOSE)


def _one(basis, area="glabella", units=LABEL, settings=SMALL, **case):
    kind = a_case(area, **case)
    return forecast_lines(kind, [a_line(area, units)], basis, settings=settings)[0]


def _rows(band):
    return np.array([band.low90, band.low50, band.median, band.high50, band.high90])


def test_bands_are_nested_and_on_the_days_asked_for(basis):
    found = _one(basis)
    assert found.days == DAYS
    for band in (found.in_contraction, found.at_rest, found.movement_kept):
        rows = _rows(band)
        assert rows.shape == (5, len(DAYS))
        assert (np.diff(rows, axis=0) >= -1e-6).all()


def test_the_first_day_is_the_face_as_it_was_graded(basis):
    found = _one(basis, contraction=2)
    assert 1.5 <= found.in_contraction.low90[0] <= found.in_contraction.high90[0] <= 2.5
    assert found.movement_kept.median[0] == pytest.approx(1.0)


def test_no_dose_is_no_effect(basis):
    found = _one(basis, units=0.0)
    assert found.movement_kept.low90 == pytest.approx([1.0] * len(DAYS))
    assert found.onset_day is None
    assert found.half_gone_day is None


def test_more_units_never_act_shorter_or_weaker(basis):
    found = [_one(basis, units=units) for units in (5.0, 10.0, 20.0, 40.0)]
    half = [one.half_gone_day.days.median for one in found]
    assert half == sorted(half)
    assert half[-1] > half[0] + 20
    for less, more in pairwise(found):
        weaker, stronger = less.movement_kept.median, more.movement_kept.median
        assert (np.array(stronger) <= np.array(weaker) + 1e-6).all()
        assert more.weeks_none_or_mild.median >= less.weeks_none_or_mild.median


def test_the_effect_begins_peaks_and_fades_in_this_order(basis):
    found = _one(basis)
    days = (found.onset_day, found.peak_day, found.half_gone_day, found.gone_day)
    medians = [moment.days.median for moment in days]
    assert medians == sorted(medians)
    assert 1 <= medians[0] <= 14
    chance = np.array(found.chance_none_or_mild)
    at_four_weeks = chance[DAYS.index(28.0)]
    assert at_four_weeks > 0.7 > chance[0]
    assert chance[-1] < 0.2


def test_equal_questions_have_equal_answers(basis):
    assert _one(basis) == _one(basis)


def test_an_area_does_not_depend_on_what_else_is_planned(basis):
    alone = _one(basis)
    case = a_case("forehead", "glabella")
    lines = [a_line("forehead", 12.0), a_line("glabella", LABEL)]
    together = forecast_lines(case, lines, basis, settings=SMALL)
    assert [one.area for one in together] == ["forehead", "glabella"]
    assert together[1].in_contraction == alone.in_contraction


def test_the_uncertainty_is_split_into_people_and_knowledge(basis):
    found = _one(basis, settings=Settings(vectors=40, people=40)).uncertainty
    for part in (found.at_peak, found.weeks_12_to_16, *found.by_day):
        assert part.people + part.knowledge == pytest.approx(1.0)
    assert "people differ" in found.sentence


def _without_doubt(basis):
    posterior = basis.posterior
    sure = replace(
        posterior,
        covariance=posterior.covariance * 1e-12,
        constants=replace(
            posterior.constants,
            trial_exposure_spread=0.0,
            trial_leniency_spread=0.0,
            trial_half_life_spread=0.0,
        ),
    )
    return replace(basis, posterior=sure)


def test_without_doubt_about_the_model_only_people_differ(basis):
    found = _one(_without_doubt(basis), settings=Settings(vectors=40, people=40))
    assert found.uncertainty.weeks_12_to_16.people > 0.97


@pytest.mark.parametrize(
    ("area", "units"),
    [("bunny", 6.0), ("masseter_brux", 50.0), ("masseter_slim", 50.0)],
)
def test_an_area_without_trials_is_extrapolated_and_says_so(basis, area, units):
    found = _one(basis, area=area, units=units)
    assert found.basis == "extrapolated"
    assert found.badge == "extrapolated"
    assert any("Extrapolated" in note for note in found.notes)
    assert _one(basis).basis == "trials"
    assert _one(basis).badge == ""
    assert not any("Extrapolated" in note for note in _one(basis).notes)


@pytest.mark.parametrize(
    "area",
    [
        *("lip_flip", "gummy", "dao", "chin", "brow_lift"),
        *("infraorbital", "perioral", "platysma", "trapezius", "parotid"),
    ],
)
def test_a_muscle_that_is_treated_in_part_has_no_curve_but_a_reason(basis, area):
    found = _one(basis, area=area, units=8.0, contraction=2)
    assert found.basis is None
    assert not found.days
    assert found.movement_kept is None
    assert "nothing is forecast" in found.reason
    assert found.sources == ("GLABELLA",)


def test_an_extrapolated_area_acts_by_its_own_standard_dose_and_is_less_sure(basis):
    standard = basis.standard("botox-cosmetic", "bunny").units
    found = _one(basis, area="bunny", units=standard)
    model = _one(basis)
    day = DAYS.index(84.0)
    near = pytest.approx(model.movement_kept.median[day], abs=0.15)
    assert found.movement_kept.median[day] == near
    share = found.uncertainty.weeks_12_to_16.knowledge
    assert share > model.uncertainty.weeks_12_to_16.knowledge


def test_a_shape_has_movement_and_mass_but_no_severity(basis):
    found = _one(basis, area="masseter_slim", units=56.0, contraction=None, rest=None)
    assert found.in_contraction is None
    assert found.chance_none_or_mild is None
    assert min(found.movement_kept.median) < 0.5
    assert min(found.muscle_mass.median) < 0.95


@pytest.mark.parametrize(
    ("area", "units", "word"),
    [("migraine", 155.0, "headache"), ("micro_upper", 24.0, "texture")],
)
def test_where_the_model_says_nothing_it_says_why(basis, area, units, word):
    found = _one(basis, area=area, units=units, contraction=None, rest=None)
    assert found.basis is None
    assert word in found.reason
    assert as_forecast_document(found)["severity_in_contraction"] is None


def test_a_product_without_trials_is_extrapolated_from_its_own_label(basis):
    found = _one(basis, product="letybo")
    assert found.basis == "extrapolated"
    assert any("letibotulinumtoxinA" in note for note in found.notes)
    assert "conversion" in " ".join(found.notes)


def test_a_product_without_any_standard_dose_has_no_forecast(basis):
    found = _one(basis, product="myobloc", units=1000.0)
    assert found.basis is None
    assert found.reason


def test_sweat_follows_its_own_trials(basis):
    # 8 percent are left at two weeks (R162); half is back around day 205 (HH1).
    found = _one(basis, area="hh_axilla", units=100.0, contraction=3, rest=3)
    left = found.skin.left
    assert found.skin.end_point == "sweat left"
    assert left.median[DAYS.index(14.0)] == pytest.approx(0.084, abs=0.04)
    assert found.half_gone_day.days.median == pytest.approx(205, abs=30)
    assert "Weak evidence" in found.notes[0]
    assert found.in_contraction is None
    assert found.badge == "weak evidence"


def test_sweat_at_two_weeks_is_as_wide_as_the_trial_that_measured_it(basis):
    # 24 (SD 27) and 32 (SD 39) of 192 mg a minute (R224): a mean of 12.5 percent,
    # and about 40 percent in people one SD above the mean of the lower dose.
    found = _one(basis, area="hh_axilla", units=100.0, settings=Settings())
    left, day = found.skin.left, DAYS.index(14.0)
    assert left.low90[day] < 0.125 < left.high50[day]
    assert left.high90[day] >= 0.40
    assert max(left.high90) <= 1.0 + 1e-6


@pytest.mark.parametrize(("area", "units"), [("hh_axilla", 100.0), ("sebum", 16.0)])
def test_no_day_is_made_up_for_the_first_change_of_glands(basis, area, units):
    found = _one(basis, area=area, units=units)
    assert found.onset_day is None
    assert found.most_day is None
    assert "No record" in found.onset_reason
    assert found.weak_before_day == 14.0
    assert as_forecast_document(found)["onset_reason"] == found.onset_reason


def test_a_visit_for_sweat_that_still_works_is_seen(basis):
    before = earlier({"hh_axilla": 100.0})
    again = _one(
        basis, area="hh_axilla", units=100.0, contraction=3, rest=3, previous=[before]
    )
    assert again.skin.left.median[0] < 0.6


def test_sebum_falls_by_less_than_half_and_is_back_within_months(basis):
    # 35 to 47 percent less at most, about a tenth at 16 weeks (R273).
    found = _one(basis, area="sebum", units=16.0, contraction=None, rest=None)
    left = found.skin.left.median
    assert 0.5 < min(left) < 0.75
    assert left[DAYS.index(112.0)] > 0.85


def test_an_earlier_treatment_that_still_works_is_where_the_forecast_starts(basis):
    plain = _one(basis)
    again = _one(basis, previous=[earlier({"glabella": LABEL})])
    assert again.movement_kept.median[0] < 0.95
    assert again.movement_kept.median[0] < plain.movement_kept.median[0]
    # What is graded today is what is there today.
    assert 1.4 < again.in_contraction.median[0] < 2.6
    # Its grade of today is back about when that of an untreated face is.
    near = pytest.approx(plain.gone_day.days.median, abs=45)
    assert again.gone_day.days.median == near


def test_the_quick_bands_are_those_of_the_forecast(basis):
    case, lines = a_case("glabella"), [a_line("glabella", LABEL)]
    quick = severity_bands(case, lines, basis, settings=SMALL)
    assert quick["glabella"][0] == _one(basis).in_contraction


def test_the_document_is_plain_json_with_the_keys_of_the_reference(basis):
    document = as_forecast_document(_one(basis))
    again = json.loads(json.dumps(document, allow_nan=False))
    assert again == document
    assert document["sentence"] == "from trials of groups; your patient may differ"
    assert set(document["severity_in_contraction"]) == {
        "median", "low50", "high50", "low90", "high90",
    }  # fmt: skip
    assert set(document["half_gone_day"]) == {
        "median", "low50", "high50", "low90", "high90", "chance",
    }  # fmt: skip
    assert isinstance(document["half_gone_day"]["median"], int)
    split = document["uncertainty"]
    assert split["people"] + split["knowledge"] == pytest.approx(1.0)
    assert document["sources"]


def test_every_source_is_known_to_the_evidence(basis):
    for area, units in (("glabella", 20.0), ("hh_axilla", 100.0), ("bunny", 6.0)):
        found = _one(basis, area=area, units=units, contraction=2)
        assert set(found.sources) <= set(sources())


def test_the_grade_of_before_is_back_when_a_trial_would_find_it(basis):
    # Without a grade the forecast is of moderate and severe people, as trials are.
    # Visits every 28 days print an end half a step late on average.
    step = 28
    plan = _one(basis, contraction=None, rest=None, settings=Settings())
    endpoint = Endpoint(
        id="back",
        kind="median_duration_days",
        rater="investigator",
        criterion=None,
        until="baseline",
        among="all",
        visit_every_days=step,
    )
    arm = Arm("ona20", "onabotulinumtoxinA", "glabella", LABEL, 200, (endpoint,))
    (trial,) = predict(Trial((arm,)), basis.posterior)
    printed = plan.gone_day.days.median + step / 2
    assert printed == pytest.approx(trial.predicted, abs=14)


def test_the_first_change_is_a_window_and_not_a_share_of_people():
    # 98 percent saw a change by day 4 (R206); an observer on day 5.3 (R105).
    found = _one(forecast_basis(), settings=Settings())
    first, most = found.onset_day, found.most_day
    assert first.chance == pytest.approx(1.0)
    assert first.days.low90 == 1.0
    assert 3.5 <= first.days.high90 <= 7
    assert first.days.high90 < most.days.high90 <= 14


def test_the_chance_has_a_band_of_clinics(basis):
    found = _one(basis, contraction=3, settings=Settings())
    day = DAYS.index(28.0)
    band, chance = found.chance_none_or_mild_band, found.chance_none_or_mild[day]
    rows = _rows(band)
    assert (np.diff(rows, axis=0) >= -1e-6).all()
    assert rows.min() >= 0.0
    assert rows.max() <= 1.0
    assert band.low90[day] < chance < band.high90[day]
    assert band.high90[day] - band.low90[day] > 0.1
    assert found.weak_before_day == 7.0


def test_without_doubt_all_clinics_have_one_chance(basis):
    found = _one(_without_doubt(basis), settings=Settings(vectors=40, people=40))
    band, day = found.chance_none_or_mild_band, DAYS.index(84.0)
    assert band.high90[day] - band.low90[day] < 0.05


def test_a_muscle_that_shall_become_thinner_has_the_days_of_its_mass(basis):
    slim = _one(basis, area="masseter_slim", units=50.0, contraction=None, rest=None)
    grind = _one(basis, area="masseter_brux", units=50.0, contraction=None, rest=None)
    thinnest = DAYS[int(np.argmin(slim.muscle_mass.median))]
    assert slim.days_of == "muscle mass"
    assert slim.peak_day.days.median == pytest.approx(thinnest, abs=21)
    # thinnest in week 9 to 12 (R142: week 11); weakest within weeks
    assert 49 <= slim.peak_day.days.median <= 98
    assert grind.days_of == "movement kept"
    assert grind.peak_day.days.median < 35


def test_a_low_dose_says_that_no_trial_tried_it_as_such(basis):
    case = a_case("glabella")
    low = forecast_lines(
        case, [a_line("glabella", 10.0, technique="baby")], basis, settings=SMALL
    )[0]
    assert any("no trial set half" in note for note in low.notes)
    assert not any("no trial set half" in note for note in _one(basis).notes)


def test_a_result_that_was_too_little_brings_questions_with_their_sources(basis):
    on = ON - timedelta(days=120)
    told = [earlier({"glabella": LABEL}, on=on, result="too_little")]
    found = _one(basis, previous=told, contraction=3)
    asked = found.non_response
    assert 0.0 < asked.chance < 0.6
    assert {"dose", "storage", "antibodies"} <= {one.topic for one in asked.questions}
    assert all(one.sources for one in asked.questions)
    assert set(asked.sources) <= set(found.sources)
    document = as_forecast_document(found)["non_response"]
    assert document["questions"][0]["sources"]
    assert document["chance"] == pytest.approx(asked.chance, abs=1e-4)


def test_a_poor_result_of_unknown_units_raises_the_questions_without_a_chance(basis):
    on = ON - timedelta(days=120)
    told = [earlier({"glabella": None}, on=on, result="too_little")]
    asked = _one(basis, previous=told).non_response
    assert asked.chance is None
    assert asked.questions
    assert "no chance is given" in asked.sentence


@pytest.mark.parametrize("result", ["as_wished", None])
def test_nobody_is_asked_about_a_result_that_was_not_too_little(basis, result):
    on = ON - timedelta(days=120)
    told = [earlier({"glabella": LABEL}, on=on, result=result)]
    assert _one(basis, previous=told).non_response is None


def test_habits_without_a_size_are_named_as_unknown(basis):
    note = _one(basis).notes[-1]
    assert "is unknown" in note
    assert "exercise" in note
    assert "smoking" in note
