"""The parameters that ship: fitted to the present records, and to their end."""

import re
from functools import cache

import numpy as np
import pytest

from glabella.evidence.files import DATA, read_toml
from glabella.evidence.response import (
    FITTED,
    belief_hash,
    constants,
    posterior,
    priors,
)
from glabella.evidence.trials import fitted_hash, trial_records
from glabella.studies.calibration.comparison import compare
from glabella.studies.calibration.fit import Fit, fit
from glabella.studies.calibration.problem import Problem
from glabella.studies.trials.answering import EFFECTS
from tools.never_met import PAGE

SHOWN = PAGE.read_text(encoding="utf-8").splitlines()


@cache
def shipped():
    """The problem of today's records and beliefs, and the stored result."""
    return Problem.of(trial_records(), priors(), constants()), posterior()


def test_the_stored_parameters_were_fitted_to_the_present_records():
    _, stored = shipped()
    assert stored.records_hash == fitted_hash(trial_records())


def test_the_stored_parameters_are_those_of_the_present_beliefs():
    problem, stored = shipped()
    assert stored.names == problem.names
    assert read_toml(DATA / FITTED)["beliefs_sha256"] == belief_hash()


def test_the_stored_covariance_is_one():
    _, stored = shipped()
    np.testing.assert_allclose(stored.covariance, stored.covariance.T)
    spread = np.sqrt(np.diag(stored.covariance))
    correlation = stored.covariance / np.outer(spread, spread)
    # Four decimals are kept: far from singular, or draws would be noise.
    assert np.linalg.eigvalsh(correlation).min() > 1e-3


def test_what_is_only_compared_is_no_part_of_the_problem():
    problem, _ = shipped()
    fitted = {one.id for one in trial_records() if one.use == "used"}
    assert {one.id for one in problem.records} == fitted


def test_the_page_says_of_trials_never_met_what_the_stored_parameters_say():
    seen = compare(trial_records(), posterior())
    assert len(seen) == 39
    for one in seen:
        (row,) = [line for line in SHOWN if f"| {one.record.id} |" in line]
        told = [float(word) for word in re.findall(r"([\d.]+) (?:%|weeks) ", row)]
        factor = 1.0 / 7.0 if one.record.is_duration else 100.0
        wanted = [factor * one.record.fit.observed, factor * one.said]
        # Stored parameters are rounded, and so is the page.
        np.testing.assert_allclose(told, wanted, atol=0.7)


def test_the_records_narrow_what_they_speak_of_and_nothing_else():
    problem, stored = shipped()
    left = np.sqrt(np.diag(stored.covariance)) / problem.spread
    assert (left < 0.8).sum() >= 5
    # No masseter record is fitted: what is believed of it must come out as it was.
    silent = problem.names.index("ln_mmps_gain")
    assert abs(left[silent] - 1.0) < 0.01


def half_sum(problem, theta, effects):
    residuals = [
        problem.residuals(theta, trial, effects[i])
        for i, trial in enumerate(problem.trials)
    ]
    beliefs = (theta - problem.mean) / problem.spread
    offsets = (effects / problem.effect_spread).ravel()
    squares = sum(float(one @ one) for one in residuals)
    return 0.5 * (squares + float(beliefs @ beliefs) + float(offsets @ offsets))


def settled_effects(problem, theta):
    """The differences between trials that go best with theta.

    Medians move from visit to visit in steps, which can hold the search up: trials
    with one are started from a shorter and a longer half-life as well.
    """
    half_life = np.eye(len(EFFECTS))[EFFECTS.index("half_life")] * problem.effect_spread
    found = []
    for trial in problem.trials:
        medians = any(one.is_duration for one in problem.by_trial[trial])
        starts = [way * half_life for way in ((0.0, -1.0, 1.0) if medians else (0.0,))]
        ends = [_settled(problem, theta, trial, start) for start in starts]
        found.append(min(ends, key=lambda end: end[1])[0])
    return np.array(found)


def _settled(problem, theta, trial, effect):
    """Gauss-Newton steps from ``effect``, and half the sum of squares at their end."""
    prior = np.diag(problem.effect_spread**-2.0)
    nudges = np.diag(1e-3 * problem.effect_spread)
    best = (effect, np.inf)
    for _ in range(12):
        here = problem.residuals(theta, trial, effect)
        cost = 0.5 * float(here @ here + effect @ prior @ effect)
        if cost > best[1] - 1e-5:
            break
        best = (effect, cost)
        moved = [problem.residuals(theta, trial, effect + one) for one in nudges]
        slope = (np.stack(moved, axis=1) - here[:, None]) / np.diag(nudges)
        effect = effect - np.linalg.solve(
            slope.T @ slope + prior, slope.T @ here + prior @ effect
        )
    return best


@pytest.fixture(scope="module")
def at_the_end():
    """Stored parameters, and the differences of trials that go with them."""
    problem, stored = shipped()
    return problem, stored, settled_effects(problem, stored.mean)


# Of half the sum of squares: 0.02 is a fifth of a spread in the worst direction. The
# search stops at a step that gains less than 0.001; medians and tables have corners.
SLACK = 0.02


def test_no_small_step_along_a_parameter_is_better(at_the_end):
    problem, stored, effects = at_the_end
    lowest = half_sum(problem, stored.mean, effects)
    better = {}
    for index, name in enumerate(stored.names):
        step = 0.1 * np.sqrt(stored.covariance[index, index])
        for way in (-step, step):
            theta = stored.mean.copy()
            theta[index] += way
            gain = lowest - half_sum(problem, theta, effects)
            if gain > SLACK:
                better[name] = gain
    assert better == {}


def test_one_more_step_of_the_fit_gains_next_to_nothing(at_the_end, monkeypatch):
    problem, stored, effects = at_the_end
    monkeypatch.setattr("glabella.studies.calibration.fit.STEPS", 1)
    start = Fit(stored.mean, effects, stored.covariance, 0.0)
    further = fit(problem, start)
    # What better effects alone would gain is no fault of the parameters.
    here = min(
        half_sum(problem, stored.mean, each) for each in (effects, further.effects)
    )
    assert here - further.cost < 2.0 * SLACK
    moved = (further.theta - stored.mean) / np.sqrt(np.diag(stored.covariance))
    assert np.abs(moved).max() < 0.2
