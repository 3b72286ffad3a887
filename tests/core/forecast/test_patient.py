"""The forecast of a plan's lines."""

import json
from dataclasses import replace
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
from glabella.evidence.catalogue import sources
from tests.core.forecast.patients import SMALL, a_case, a_line, earlier

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


def test_without_doubt_about_the_model_only_people_differ(basis):
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
    found = _one(
        replace(basis, posterior=sure), settings=Settings(vectors=40, people=40)
    )
    assert found.uncertainty.weeks_12_to_16.people > 0.97


@pytest.mark.parametrize(
    ("area", "units"), [("bunny", 6.0), ("chin", 7.0), ("masseter_slim", 50.0)]
)
def test_an_area_without_trials_is_extrapolated_and_says_so(basis, area, units):
    found = _one(basis, area=area, units=units)
    assert found.basis == "extrapolated"
    assert any("Extrapolated" in note for note in found.notes)
    assert _one(basis).basis == "trials"
    assert not any("Extrapolated" in note for note in _one(basis).notes)


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
    assert again.gone_day.days.median > 150


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
    for area, units in (("glabella", 20.0), ("hh_axilla", 100.0), ("chin", 7.0)):
        found = _one(basis, area=area, units=units, contraction=2)
        assert set(found.sources) <= set(sources())


def test_habits_without_a_size_are_named_as_unknown(basis):
    note = _one(basis).notes[-1]
    assert "effect unknown" in note
    assert "exercise" in note
    assert "smoking" in note
