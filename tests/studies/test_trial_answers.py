"""What the model says a trial would report: every question of the contract."""

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from glabella.core.response.parameters import FITTED_AREAS
from glabella.core.response.population import DIMENSIONS
from glabella.core.response.sampling import standard_normals
from glabella.core.trials import AMONG, CRITERIA, RATERS, STATES, TRIAL_AREAS, UNTILS
from glabella.evidence.response import posterior
from glabella.studies.trials.answering import NO_EFFECT, Answer, Effect, answer
from glabella.studies.trials.predicting import DRAWS, predict, spread_of_values
from glabella.studies.trials.sweat import VISIT_ERROR, _improvement
from tests.studies.trial_parts import (
    DURATION,
    ONSET,
    RELAPSE,
    RESPONDER,
    arm,
    trial,
)

FITTED = posterior()
TYPICAL = FITTED.typical()
PEOPLE = standard_normals(300, DIMENSIONS)
FACIAL_CRITERIA = (
    "improved_1",
    "improved_2",
    "none_or_mild",
    "improved_2_and_none_or_mild",
)
OWN_CRITERIA = {
    **dict.fromkeys(FITTED_AREAS, FACIAL_CRITERIA),
    "axilla": ("sweat_halved", "hdss_improved_2"),
    "masseter": ("mmps_3_or_less",),
}


def answers(of, effect=NO_EFFECT):
    return answer(TYPICAL, FITTED.constants, of, effect, PEOPLE)


def share(endpoint, effect=NO_EFFECT, **changes):
    return answers(arm(endpoint, **changes), effect)[0].share


def only(endpoint, **changes):
    (one,) = predict(trial(arm(endpoint, **changes)), FITTED)
    return one


# --- every kind, criterion, rater and area -------------------------------------------

RESPONDERS = [
    replace(RESPONDER, rater=rater, criterion=criterion, state=state)
    for rater, criterion, state in product(RATERS, CRITERIA, STATES)
]
RELAPSES = [replace(RELAPSE, rater=r, state=s) for r, s in product(RATERS, STATES)]
ONSETS = [replace(ONSET, rater=r, state=s) for r, s in product(RATERS, STATES)]
DURATIONS = [
    replace(
        DURATION,
        rater=rater,
        until=until,
        among=among,
        state=state,
        criterion="improved_1" if among == "responders" else None,
    )
    for rater, until, among, state in product(RATERS, UNTILS, AMONG, STATES)
]


def well_formed(said):
    """A share, or shares that only fall from visit to visit, or a note."""
    if not said.known:
        return said.note != ""
    if said.share is not None:
        return said.still is None and 0.0 <= said.share <= 1.0
    falling = np.diff(said.still) <= 1e-12
    inside = (said.still >= 0.0) & (said.still <= 1.0 + 1e-12)
    return bool(falling.all() and inside.all() and (np.diff(said.visits) > 0).all())


@pytest.mark.parametrize("dose", [0.0, 24.0])
@pytest.mark.parametrize("area", TRIAL_AREAS)
def test_every_question_of_the_contract_gets_an_answer_or_a_note(area, dose):
    questions = [*RESPONDERS, *RELAPSES, *ONSETS, *DURATIONS]
    said = answers(arm(*questions, area=area, dose_units=dose))
    assert len(said) == len(questions)
    wrong = [q for q, one in zip(questions, said, strict=True) if not well_formed(one)]
    assert wrong == []


@pytest.mark.parametrize("area", TRIAL_AREAS)
def test_a_responder_is_answered_by_the_criteria_of_the_area_alone(area):
    said = answers(arm(*RESPONDERS, area=area))
    asked = list(zip(RESPONDERS, said, strict=True))
    known = {q.criterion for q, one in asked if one.known}
    assert known == set(OWN_CRITERIA[area])
    silent = {q.criterion for q, one in asked if one.note and q.state == "contraction"}
    assert silent == set(CRITERIA) - known


@pytest.mark.parametrize("area", FITTED_AREAS)
def test_of_lines_at_rest_nothing_is_said_because_no_trial_could_be_fitted(area):
    asked = [q for q in (*RESPONDERS, *RELAPSES, *DURATIONS) if q.state == "rest"]
    assert asked
    assert all("at rest" in one.note for one in answers(arm(*asked, area=area)))


@pytest.mark.parametrize("area", FITTED_AREAS)
def test_lines_have_relapses_onsets_and_durations(area):
    asked = [q for q in (*RELAPSES, *DURATIONS, *ONSETS) if q.state == "contraction"]
    assert all(one.known for one in answers(arm(*asked, area=area)))


@pytest.mark.parametrize("area", [*FITTED_AREAS, "axilla"])
@pytest.mark.parametrize("criterion", CRITERIA)
def test_a_duration_counts_responders_by_a_criterion_of_its_area(area, criterion):
    asks = replace(DURATION, among="responders", criterion=criterion)
    (said,) = answers(arm(asks, area=area))
    # Two grades of the HDSS are the only response that underarm durations know.
    own = FACIAL_CRITERIA if area in FITTED_AREAS else ("hdss_improved_2",)
    assert said.known == (criterion in own)


def test_onset_does_not_compare_a_line_at_rest_with_one_in_contraction():
    (said,) = answers(arm(replace(ONSET, state="rest")))
    assert not said.known or said.share == pytest.approx(share(ONSET))


# --- what any model of this kind must say ---------------------------------------------


@pytest.mark.parametrize("criterion", FACIAL_CRITERIA)
@pytest.mark.parametrize("rater", RATERS)
def test_a_stricter_question_has_fewer_responders(criterion, rater):
    strict = share(replace(RESPONDER, rater="both", criterion=criterion))
    loose = share(replace(RESPONDER, rater=rater, criterion=criterion))
    assert strict <= loose + 1e-9
    composite = share(
        replace(RESPONDER, rater=rater, criterion="improved_2_and_none_or_mild")
    )
    assert composite <= share(replace(RESPONDER, rater=rater)) + 1e-9


@pytest.mark.parametrize("day", [14.0, 112.0, 250.0])
def test_who_has_not_relapsed_has_improved(day):
    better = share(replace(RESPONDER, criterion="improved_1", day=day))
    back = share(replace(RELAPSE, day=day))
    assert better + back == pytest.approx(1.0, abs=1e-9)


def test_onset_is_never_forgotten():
    days = (0.0, 1.0, 2.0, 3.0, 7.0, 14.0, 28.0, 100.0, 300.0)
    told = answers(arm(*(replace(ONSET, day=day) for day in days)))
    shares = [one.share for one in told]
    assert all(a <= b + 1e-9 for a, b in pairwise(shares))
    assert shares[0] < 0.15


@settings(max_examples=25, deadline=None)
@given(
    area=st.sampled_from(FITTED_AREAS),
    doses=st.lists(st.floats(0.0, 200.0), min_size=2, max_size=2).map(sorted),
    day=st.sampled_from((7.0, 30.0, 112.0, 168.0)),
    rater=st.sampled_from(RATERS),
    criterion=st.sampled_from(FACIAL_CRITERIA),
)
def test_more_units_never_do_less(area, doses, day, rater, criterion):
    asks = replace(RESPONDER, rater=rater, criterion=criterion, day=day)
    less, more = (share(asks, area=area, dose_units=dose) for dose in doses)
    assert less <= more + 1e-9
    back = replace(RELAPSE, rater=rater, day=day)
    less, more = (share(back, area=area, dose_units=dose) for dose in doses)
    assert more <= less + 1e-9


def test_more_units_last_longer():
    said = predict(
        trial(*(arm(DURATION, dose_units=u) for u in (0.0, 20.0, 60.0))),
        FITTED,
    )
    medians = [one.predicted for one in said]
    assert all(a < b for a, b in pairwise(medians))


def test_underarms_and_masseters_answer_more_to_more_units():
    for area, criterion in (
        ("axilla", "sweat_halved"),
        ("axilla", "hdss_improved_2"),
        ("masseter", "mmps_3_or_less"),
    ):
        asks = replace(RESPONDER, criterion=criterion, day=84.0)
        shares = [share(asks, area=area, dose_units=u) for u in (0.0, 24.0, 48.0, 96.0)]
        assert all(a < b for a, b in pairwise(shares)), (area, criterion, shares)


def test_a_trial_may_differ_from_the_average_one():
    usual = share(RESPONDER)
    assert share(RESPONDER, Effect(exposure=-0.5)) < usual
    assert share(RESPONDER, Effect(leniency=0.3)) > usual
    late = replace(RESPONDER, day=150.0)
    assert share(late, Effect(half_life=0.2)) > share(late)
    assert share(ONSET, Effect(notice=0.5)) > share(ONSET)


def test_twice_the_people_change_a_share_by_less_than_a_point():
    twice = standard_normals(800, DIMENSIONS)
    late = replace(RESPONDER, day=150.0, criterion="improved_1")
    for asks in (RESPONDER, late, RELAPSE, ONSET):
        fewer, more = (
            answer(TYPICAL, FITTED.constants, arm(asks), NO_EFFECT, people)[0].share
            for people in (twice[:400], twice)
        )
        assert abs(fewer - more) < 0.01


def test_more_severe_trials_clear_fewer_faces():
    shares = [share(RESPONDER, severe_share=s) for s in (0.2, 0.6, 0.9)]
    assert all(a > b for a, b in pairwise(shares))
    assert share(RESPONDER, severe_share=None) == share(RESPONDER, severe_share=0.6)


# --- predictions ----------------------------------------------------------------------


def test_a_prediction_is_the_same_every_time():
    asks = trial(arm(RESPONDER, DURATION), arm(ONSET, dose_units=0.0))
    assert predict(asks, FITTED) == predict(asks, FITTED)


def test_predictions_stand_in_the_order_of_the_file():
    asks = trial(arm(RESPONDER, DURATION), arm(ONSET), arm(RELAPSE, RESPONDER))
    said = [(one.arm, one.endpoint) for one in predict(asks, FITTED)]
    assert said == [(one.id, e.id) for one in asks.arms for e in one.endpoints]


@pytest.mark.parametrize(
    ("asks", "unit"),
    [(RESPONDER, 1.0), (RELAPSE, 1.0), (ONSET, 1.0), (DURATION, 100.0)],
)
def test_smaller_trials_have_wider_intervals(asks, unit):
    widths = []
    for n in (10, 50, 1000):
        one = only(asks, n=n)
        assert one.low <= one.predicted <= one.high
        widths.append((one.high - one.low) / unit)
    assert widths[0] > widths[2]
    assert widths[0] > widths[1] - 0.01
    assert widths[1] > widths[2] - 0.01
    # Parameters and trials differ however many patients there are.
    assert widths[2] > 0.05


def test_shares_stay_shares_and_days_stay_days():
    extremes = [
        arm(RESPONDER, n=1, dose_units=0.0),
        arm(RESPONDER, n=1, dose_units=500.0),
        arm(replace(DURATION, visit_every_days=7.0), n=1, dose_units=0.0),
        arm(replace(DURATION, visit_every_days=7.0), n=5, dose_units=3.0),
        arm(DURATION, area="axilla", dose_units=0.0, n=2),
    ]
    for one, of in zip(predict(trial(*extremes), FITTED), extremes, strict=True):
        top = 1.0 if of.endpoints[0].kind == "responder" else np.inf
        assert 0.0 <= one.low <= one.predicted <= one.high <= top


@pytest.mark.parametrize("area", ["glabella", "axilla"])
@pytest.mark.parametrize("among", AMONG)
@pytest.mark.parametrize("step", [1.0, 90.0, 120.0])
def test_any_visits_that_the_reader_takes_are_answered(area, among, step):
    criterion = "hdss_improved_2" if area == "axilla" else "none_or_mild"
    asks = replace(DURATION, among=among, visit_every_days=step, criterion=criterion)
    (said,) = answers(arm(asks, area=area))
    assert said.known
    assert said.visits[0] >= step


def sweating(until, among="responders"):
    asks = replace(DURATION, until=until, among=among, criterion="hdss_improved_2")
    (said,) = answers(arm(asks, area="axilla", dose_units=100.0))
    return said


def test_bearable_sweating_is_lost_before_the_last_grade_of_gain():
    bearable, gain = sweating("loss_of_none_or_mild"), sweating("baseline")
    later = slice(2, None)
    assert (bearable.still[later] < gain.still[later]).all()
    np.testing.assert_allclose(gain.still, sweating("loss_of_improved_1").still)


@pytest.mark.parametrize("until", ["loss_of_none_or_mild", "baseline"])
def test_random_people_with_an_underarm_agree(until):
    """Grades 3 and 4 at entry in turn, a lasting error, and one at each visit."""
    said = sweating(until)
    rng = np.random.default_rng(5)
    count = 60_000
    days = np.concatenate(([28.0], said.visits))
    mean = _improvement(TYPICAL, 100.0, days, 0.0)
    gained = mean + rng.normal(size=(count, 1))
    seen = gained + VISIT_ERROR * rng.normal(size=gained.shape)
    entry = np.where(np.arange(count) % 2 == 0, 3, 4)[:, None]
    back = 2.0 if until == "loss_of_none_or_mild" else entry - 1.0
    kept = np.cumprod(entry - seen[:, 1:] <= back, axis=1)
    responded = seen[:, 0] >= 2.0
    np.testing.assert_allclose(kept[responded].mean(axis=0), said.still, atol=0.012)


@pytest.mark.parametrize("area", ["glabella", "axilla"])
@pytest.mark.parametrize("step", [121.0, 400.0, 3650.0])
def test_visits_too_far_apart_to_tell_are_not_answered(area, step):
    criterion = "hdss_improved_2" if area == "axilla" else "none_or_mild"
    asks = replace(DURATION, visit_every_days=step, criterion=criterion)
    (said,) = answers(arm(asks, area=area))
    assert not said.known
    assert said.note


@pytest.mark.parametrize("dose", [0.0, 5.0, 20.0])
@pytest.mark.parametrize("step", [7.0, 28.0, 90.0])
def test_no_median_is_printed_before_the_first_visit_or_after_the_last(dose, step):
    one = only(replace(DURATION, visit_every_days=step), dose_units=dose)
    assert step <= one.low <= one.high < 400.0


def test_a_median_beyond_the_last_visit_says_so():
    # The last visit before day 400 is that of day 300.
    one = only(replace(DURATION, visit_every_days=100.0), dose_units=500.0)
    assert one.high >= 300.0
    assert "may be later" in one.note
    assert only(DURATION, dose_units=5.0).note == ""


@pytest.mark.parametrize(("first_visit", "since"), [(28.0, 0.0), (56.0, 28.0)])
def test_the_median_said_is_the_visit_by_which_half_have_lost_it(first_visit, since):
    """Responders of day 28 are first seen again on day 56: still four weeks apart."""
    visits = np.arange(first_visit, 400.0, 28.0)
    quiet = replace(FITTED, constants=replace(FITTED.constants, record_weeks=0.0))
    lasts = np.linspace(100.0, 280.0, 60)
    curves = [
        Answer(visits=visits, still=np.exp(-((visits / t) ** 4)), since=since)
        for t in lasts
    ]
    said = spread_of_values(curves, 10**6, quiet, np.zeros((lasts.size, 2)))
    visit = [visits[np.argmax(one.still <= 0.5)] for one in curves]
    # One falls on a visit, the other between two: half a step apart, not on average.
    assert np.abs(said - visit).max() <= 15.0
    assert abs(np.mean(said - visit)) < 3.0


def test_the_interval_of_a_share_is_that_of_chance_and_misfit():
    draws = 4000
    noise = np.random.default_rng(2).standard_normal((draws, 2))
    said = spread_of_values([Answer(share=0.6)] * draws, 50, FITTED, noise)
    # Binomial error and misfit, both on the angular scale.
    scale = np.hypot(0.5 / np.sqrt(50), FITTED.constants.record_spread)
    spread = 2 * scale * np.sqrt(0.6 * 0.4)
    assert np.mean(said) == pytest.approx(0.6, abs=0.01)
    assert np.std(said) == pytest.approx(spread, rel=0.05)


def test_a_product_without_a_trial_of_its_own_is_not_guessed():
    one = only(RESPONDER, product="rimabotulinumtoxinB")
    assert (one.predicted, one.low, one.high) == (None, None, None)
    assert "rimabotulinumtoxinB" in one.note


def test_placebo_needs_no_known_product():
    for name in ("placebo", "saline", "rimabotulinumtoxinB"):
        assert only(RESPONDER, product=name, dose_units=0.0).predicted is not None


def test_the_arms_of_a_trial_do_not_change_each_other_s_expected_answers():
    alone = only(RESPONDER)
    (beside, _) = predict(trial(arm(RESPONDER), arm(RESPONDER, dose_units=0.0)), FITTED)
    # Only the shuffling of chance differs: 160 draws of a 90 % interval.
    assert beside.predicted == pytest.approx(alone.predicted, abs=0.03)
    assert DRAWS >= 100
