"""The fit of the response model to the trial records."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, strategies as st

from glabella.core.trials import Endpoint
from glabella.evidence.response import constants, priors
from glabella.evidence.trials import trial_records
from glabella.studies.calibration.check import check_by_sampling
from glabella.studies.calibration.cross_validation import Seen, cross_validate, scores
from glabella.studies.calibration.fit import Fit, fit, jacobian
from glabella.studies.calibration.problem import Problem
from glabella.studies.calibration.profile import profiles
from glabella.studies.trials.answering import EFFECTS
from tests.studies.calibration_parts import (
    QUIET,
    TRUE,
    WANTED,
    record,
    small_problem,
)

MEDIAN = Endpoint("m", "median_duration_days", "investigator", until="baseline")
NOBODY = Problem((), (), QUIET, np.zeros((1, 1)))
shares = st.floats(0.0, 1.0)


def duration(seen, *, lower_bound=False):
    return record("m", endpoint=MEDIAN, observed=seen, lower_bound=lower_bound)


# --- one residual ---------------------------------------------------------------------


@given(seen=shares, low=shares, high=shares)
def test_a_residual_is_said_minus_seen(seen, low, high):
    low, high = sorted((low, high))
    one = record("r", observed=seen)
    assert NOBODY.residual(one, low, 0.0) <= NOBODY.residual(one, high, 0.0)
    assert NOBODY.residual(one, 1.0, 0.0) > 0.0 > NOBODY.residual(one, 0.0, 0.0)


def test_a_duration_is_compared_in_weeks():
    one = duration(140.0)
    scale = NOBODY.scale(one, 0.0)
    assert NOBODY.residual(one, 140.0, 0.0) == 0.0
    assert NOBODY.residual(one, 154.0, 0.0) == pytest.approx(2.0 / scale)
    assert NOBODY.residual(one, 126.0, 0.0) == pytest.approx(-2.0 / scale)


def test_a_lower_bound_pulls_only_from_below():
    one = duration(168.0, lower_bound=True)
    assert NOBODY.residual(one, 300.0, 0.0) == 0.0
    assert NOBODY.residual(one, 168.0, 0.0) == 0.0
    assert NOBODY.residual(one, 140.0, 0.0) < 0.0


@pytest.mark.parametrize("share", [0.03, 0.3, 0.5, 0.9])
@pytest.mark.parametrize("n", [40, 200])
def test_chance_alone_gives_residuals_of_spread_one(share, n):
    exact = replace(NOBODY, fixed=replace(QUIET, record_spread=0.0))
    counts = np.random.default_rng(4).binomial(n, share, 4000)
    found = [
        exact.residual(record("r", observed=count / n, n=n), share, 0.0)
        for count in counts
    ]
    # Anscombe's correction keeps it nearly so down to an expected count near one.
    assert np.std(found) == pytest.approx(1.0, abs=0.15)
    assert np.mean(found) == pytest.approx(0.0, abs=0.2)


def test_none_of_forty_is_not_the_same_as_none_of_four_hundred():
    few, many = (
        NOBODY.residual(record("r", observed=0.0, n=n), 0.05, 0.0) for n in (40, 400)
    )
    assert 0.0 < few < many


def test_a_size_that_we_guessed_counts_for_less():
    read = NOBODY.scale(record("r"), 0.0)
    ours = NOBODY.scale(record("r", n_basis="ours"), 0.0)
    assert ours > read


def test_the_spread_of_a_median_holds_its_chance_and_its_misfit():
    one = duration(140.0)
    assert NOBODY.scale(one, 14.0) == pytest.approx(np.hypot(2.0, QUIET.record_weeks))
    # Medians are read off visits weeks apart: never better than a week.
    assert NOBODY.scale(one, 0.0) == pytest.approx(np.hypot(1.0, QUIET.record_weeks))


# --- the problem ----------------------------------------------------------------------


@cache
def known():
    """The small problem and its fit."""
    problem = small_problem()
    return problem, fit(problem)


def truth(problem):
    return np.array([TRUE[name] for name in problem.names])


def test_at_the_truth_nothing_is_left():
    problem, _ = known()
    for trial in problem.trials:
        left = problem.residuals(truth(problem), trial, np.zeros(len(EFFECTS)))
        # Anscombe's three eighths of a patient remain near 0 and 1.
        assert np.abs(left).max() < 1.2


def test_each_record_is_given_its_own_value():
    problem, _ = known()
    said, _ = problem.predicted(truth(problem), "ona", np.zeros(len(EFFECTS)))
    seen = [one.fit.observed for one in problem.by_trial["ona"]]
    np.testing.assert_allclose(said, seen)
    assert len(set(seen)) == len(seen)


def test_a_median_of_four_times_the_patients_errs_by_half():
    problem, _ = known()
    errors = []
    for n in (100, 400):
        rows = tuple(replace(r, fit=replace(r.fit, n=n)) for r in problem.records)
        said, chance = replace(problem, records=rows).predicted(
            truth(problem), "ona", np.zeros(len(EFFECTS))
        )
        assert (chance[said < 1.0] == 0.0).all()
        errors.append(chance.max())
    assert errors[0] / errors[1] == pytest.approx(2.0, rel=0.25)
    assert 1.0 < errors[1] < 28.0


def test_leaving_a_trial_out_leaves_the_others():
    problem, _ = known()
    rest = problem.without("abo")
    assert problem.trials == ("abo", "ona")
    assert rest.trials == ("ona",)
    assert rest.by_trial["ona"] == problem.by_trial["ona"]
    assert rest.names == problem.names


def test_only_used_records_enter_and_every_one_of_them():
    records = trial_records()
    whole = Problem.of(records, priors(), constants(), people=2)
    assert {one.id for one in whole.records} == {
        one.id for one in records if one.use == "used"
    }
    assert [one.fit.trial for one in whole.records] == sorted(
        one.fit.trial for one in whole.records
    )


def test_the_slopes_are_those_of_the_residuals():
    problem, _ = known()
    theta, effect = truth(problem), np.full(len(EFFECTS), 0.004)
    by_theta, by_effect = jacobian(problem, theta, "abo", effect)
    for name in WANTED:
        index = problem.names.index(name)
        step = np.zeros(theta.size)
        step[index] = 1e-4
        ends = [problem.residuals(theta + s * step, "abo", effect) for s in (-1, 1)]
        central = (ends[1] - ends[0]) / 2e-4
        np.testing.assert_allclose(by_theta[:, index], central, rtol=0.02, atol=0.05)
    for index in range(len(EFFECTS)):
        step = np.zeros(len(EFFECTS))
        step[index] = 1e-4
        ends = [problem.residuals(theta, "abo", effect + s * step) for s in (-1, 1)]
        central = (ends[1] - ends[0]) / 2e-4
        np.testing.assert_allclose(by_effect[:, index], central, rtol=0.02, atol=0.05)


# --- the fit --------------------------------------------------------------------------


def test_the_fit_finds_parameters_that_are_known():
    problem, found = known()
    for name, value in WANTED.items():
        index = problem.names.index(name)
        spread = np.sqrt(found.covariance[index, index])
        assert found.theta[index] == pytest.approx(value, abs=0.05), name
        assert abs(found.theta[index] - value) < 2.0 * spread, name
        # The belief alone said something else, and the records said it loudly.
        assert abs(problem.mean[index] - value) > 2.0 * spread, name
        assert spread < 0.2 * problem.spread[index], name
    assert found.cost < 2.0


def test_the_fit_comes_back_from_where_it_ended():
    problem, found = known()
    again = fit(problem, found)
    np.testing.assert_allclose(again.theta, found.theta, atol=5e-3)
    assert again.cost <= found.cost + 1e-9


def test_more_patients_say_more():
    problem, found = known()
    fewer = replace(
        problem,
        records=tuple(
            replace(one, fit=replace(one.fit, n=20)) for one in problem.records
        ),
    )
    blurred = fit(fewer, found)
    index = problem.names.index("ln_half_life_days")
    assert blurred.covariance[index, index] > 2.0 * found.covariance[index, index]


def test_one_trial_of_a_product_cannot_tell_potency_from_the_trial():
    """What a trial's own exposure may be, the product's potency may be as well."""
    problem, found = known()
    index = problem.names.index("ln_potency_abobotulinumtoxinA")
    loose = replace(problem, fixed=replace(QUIET, trial_exposure_spread=0.4))
    unsure = fit(loose, found)
    np.testing.assert_allclose(unsure.covariance, unsure.covariance.T, atol=1e-9)
    # Of both trials, abobotulinumtoxinA's and the one it is measured against: 0.4
    # twice over; the belief's own spread of 1 limits it.
    wanted = 1.0 / np.sqrt(1.0 + 1.0 / (2.0 * 0.4**2))
    spread = np.sqrt(unsure.covariance[index, index])
    assert spread == pytest.approx(wanted, rel=0.15)
    assert np.sqrt(found.covariance[index, index]) < 0.1


def test_a_trial_that_differs_is_explained_by_its_own_effect():
    problem, found = known()
    loose = replace(
        problem.fixed, trial_exposure_spread=1.0, trial_leniency_spread=0.01
    )
    # The same truth, but the trial "abo" had 1.5 times the exposure.
    shift = np.zeros(len(EFFECTS))
    shift[EFFECTS.index("exposure")] = np.log(1.5)
    moved, _ = problem.predicted(truth(problem), "abo", shift)
    seen = iter(moved)
    rows = tuple(
        replace(one, fit=replace(one.fit, observed=float(next(seen))))
        if one.fit.trial == "abo"
        else one
        for one in problem.records
    )
    held = tuple(
        replace(one, mean=TRUE[one.name], spread=1e-3) for one in problem.beliefs
    )
    start = Fit(truth(problem), np.zeros((2, len(EFFECTS))), found.covariance, 0.0)
    explained = fit(Problem(rows, held, loose, problem.normals), start)
    row = explained.effects[problem.trials.index("abo")]
    assert row[EFFECTS.index("exposure")] == pytest.approx(np.log(1.5), abs=0.03)
    assert np.abs(explained.effects[problem.trials.index("ona")]).max() < 0.05


def test_sampling_agrees_with_the_approximation_where_all_is_nearly_normal():
    problem, found = known()
    check = check_by_sampling(problem, found, draws=60)
    assert check.draws == 60
    assert 10 < check.effective_sample_size <= 60
    spread = np.sqrt(np.diag(found.covariance))
    assert (np.abs(check.mean - found.theta) / spread).max() < 1.0
    assert 0.4 < np.median(check.spread / spread) < 1.6


def test_a_profile_rises_as_the_spread_says(monkeypatch):
    problem, found = known()
    offsets = (-2.0, 0.0, 2.0)
    monkeypatch.setattr("glabella.studies.calibration.profile.OFFSETS", offsets)
    (one,) = profiles(problem, found, ["ln_half_life_days"])
    assert one.name == "ln_half_life_days"
    assert min(one.rises) == 0.0
    # Half the square of the offset: 2 at two spreads, were all exactly normal.
    low, middle, high = one.rises
    assert middle < 0.1
    assert 0.8 < low < 4.0
    assert 0.8 < high < 4.0


# --- trials that the model has not seen -------------------------------------------------


def test_each_trial_is_predicted_without_itself(monkeypatch):
    problem, found = known()
    # As many draws as a mean width asks for: this is not about the predictions.
    monkeypatch.setattr("glabella.studies.trials.predicting.DRAWS", 40)
    monkeypatch.setattr("glabella.studies.trials.predicting.PEOPLE", 60)
    seen = cross_validate(problem, found)
    assert [one.record for one in seen] == list(problem.records)
    assert all(one.low <= one.said <= one.high for one in seen)
    # Without its own trial nothing tells the potency of abobotulinumtoxinA.
    width = {
        trial: np.mean(
            [one.high - one.low for one in seen if one.record.fit.trial == trial]
        )
        for trial in problem.trials
    }
    assert width["abo"] > 0.1


def seen_as(said, low, high, **changes):
    return Seen(record("r", **changes), said, low, high)


def test_errors_are_points_or_weeks():
    assert seen_as(0.6, 0.4, 0.8, observed=0.5).error == pytest.approx(10.0)
    late = seen_as(154.0, 100.0, 200.0, observed=140.0, endpoint=MEDIAN)
    assert late.error == pytest.approx(2.0)


def test_a_value_on_the_edge_is_covered_and_one_outside_is_not():
    assert seen_as(0.6, 0.5, 0.8, observed=0.5).covered
    assert not seen_as(0.6, 0.51, 0.8, observed=0.5).covered
    assert not seen_as(0.3, 0.1, 0.49, observed=0.5).covered


def test_a_lower_bound_is_covered_by_anything_later():
    bound = {"observed": 168.0, "lower_bound": True, "endpoint": MEDIAN}
    assert seen_as(250.0, 200.0, 300.0, **bound).covered
    assert not seen_as(120.0, 100.0, 160.0, **bound).covered


def test_scores_count_errors_and_coverage_by_kind():
    rows = [
        seen_as(0.6, 0.4, 0.8, observed=0.5, dose=0.0),
        seen_as(0.7, 0.6, 0.8, observed=0.5),
        seen_as(154.0, 100.0, 200.0, observed=140.0, endpoint=MEDIAN),
        seen_as(200.0, 180.0, 250.0, observed=168.0, endpoint=MEDIAN, lower_bound=True),
    ]
    by_name = {one.name: one for one in scores(rows)}
    both = by_name["responders and relapses"]
    assert (both.records, both.error, both.unit) == (2, pytest.approx(15.0), "points")
    assert both.coverage == 0.5
    assert by_name["the same, treated arms"].error == pytest.approx(20.0)
    weeks = by_name["median durations"]
    # The bound counts for coverage, but has no error.
    assert (weeks.records, weeks.error, weeks.unit) == (2, pytest.approx(2.0), "weeks")
    assert weeks.coverage == 1.0
    assert np.isnan(by_name["all"].error)
    assert by_name["all"].coverage == 0.75
