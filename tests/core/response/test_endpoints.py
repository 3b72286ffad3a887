"""The end points against a trial with real raters: 200,000 gradings by chance."""

from dataclasses import dataclass, replace
from functools import cache
from itertools import product

import numpy as np
import pytest

from glabella.core.response.endpoints import (
    Cohort,
    first_below_half,
    noticed,
    relapsed,
    responders,
    still_improved,
)
from glabella.core.response.grading import Rater
from glabella.core.trials import RATERS, UNTILS

DRAWS = 200_000
MET = {
    "improved_1": lambda entry, grade: grade <= entry - 1,
    "improved_2": lambda entry, grade: grade <= entry - 2,
    "none_or_mild": lambda _, grade: grade <= 1,
    "improved_2_and_none_or_mild": lambda entry, grade: (
        (grade <= entry - 2) & (grade <= 1)
    ),
}
LOST = {
    "baseline": lambda entry, grade: grade >= entry,
    "loss_of_none_or_mild": lambda _, grade: grade > 1,
    "loss_of_improved_1": lambda entry, grade: grade > entry - 1,
}

# Eight people; columns: best effect, half gone, nearly back.
BEFORE = np.array([1.2, 1.6, 1.9, 2.2, 2.5, 2.7, 3.0, 3.4])
KEPT = np.array([[0.3, 0.6, 0.9], [0.5, 0.7, 1.0], [0.1, 0.2, 0.6], [0.4, 0.5, 0.8]])
AFTER = BEFORE[:, None] * np.tile(KEPT, (2, 1))
COHORT = Cohort(
    before=BEFORE,
    base=BEFORE,
    after=AFTER,
    investigator=Rater(0.3, 0.1),
    subject=Rater(0.55, -0.05),
)
RESTING = replace(COHORT, base=0.55 * BEFORE, after=0.5 * AFTER)
COHORTS = {"contraction": COHORT, "rest": RESTING}
VISITS = (0, 1, 2)


@dataclass(frozen=True)
class Seen:
    """What both raters wrote about everyone who entered; (patients, days)."""

    entry: dict[str, np.ndarray]
    grade: dict[str, np.ndarray]
    improvable: dict[str, np.ndarray]
    """At rest a grade of 0 leaves nothing to improve."""


def graded(severity, spread, chance):
    error = spread * chance.standard_normal(severity.shape)
    return np.searchsorted([0.5, 1.5, 2.5], severity + error)


@cache
def seen(state):
    """A trial by chance, by the entry rule of the contract."""
    chance = np.random.default_rng(20261121)
    cohort = COHORTS[state]
    who = chance.integers(0, BEFORE.size, DRAWS)
    both = {"investigator": cohort.investigator, "subject": cohort.subject}
    first = {
        name: graded(cohort.before[who], rater.spread, chance)
        for name, rater in both.items()
    }
    entered = (first["investigator"] >= 2) & (first["subject"] >= 2)
    who = who[entered]
    entry = {name: grade[entered] for name, grade in first.items()}
    if state == "rest":
        entry = {
            name: graded(cohort.base[who], rater.spread, chance)
            for name, rater in both.items()
        }
    grade = {
        name: graded(cohort.after[who] - rater.leniency, rater.spread, chance)
        for name, rater in both.items()
    }
    return Seen(entry, grade, {name: one >= 1 for name, one in entry.items()})


def named(rater):
    return ("investigator", "subject") if rater == "both" else (rater,)


def counted(trial, rater, criterion="improved_1"):
    """Patients whose entry grade can count for the criterion."""
    if criterion == "none_or_mild":
        return np.ones_like(trial.improvable["subject"])
    return np.logical_and.reduce([trial.improvable[one] for one in named(rater)])


def agree(said, sample):
    """Within four and a half standard errors, and a 5,000th for the closed form."""
    seen_share = sample.mean(axis=0)
    error = np.sqrt(seen_share * (1 - seen_share) / len(sample))
    assert len(sample) > 20_000
    assert (np.abs(said - seen_share) < 4.5 * error + 2e-4).all(), (said, seen_share)


@pytest.mark.parametrize(
    ("state", "rater", "criterion"),
    # None or mild at rest has a rule of its own: the next test.
    [
        (state, rater, criterion)
        for state, rater, criterion in product(COHORTS, RATERS, MET)
        if (state, criterion) != ("rest", "none_or_mild")
    ],
)
def test_responders_are_those_whom_the_raters_call_so(state, rater, criterion):
    trial = seen(state)
    chosen = counted(trial, rater, criterion)
    met = np.ones((chosen.sum(), 3), dtype=bool)
    for one in named(rater):
        entry = trial.entry[one][chosen][:, None]
        met &= MET[criterion](entry, trial.grade[one][chosen])
    agree(responders(COHORTS[state], rater, criterion), met)


@pytest.mark.parametrize("rater", RATERS)
def test_none_or_mild_at_rest_is_asked_of_everyone_who_entered(rater):
    trial = seen("rest")
    met = np.logical_and.reduce([trial.grade[one] <= 1 for one in named(rater)])
    agree(responders(RESTING, rater, "none_or_mild"), met)


@pytest.mark.parametrize(("state", "rater"), list(product(COHORTS, RATERS)))
def test_a_relapse_is_back_at_the_grade_of_entry_by_every_rater(state, rater):
    trial = seen(state)
    chosen = counted(trial, rater)
    back = np.ones((chosen.sum(), 3), dtype=bool)
    for one in named(rater):
        back &= trial.grade[one][chosen] >= trial.entry[one][chosen][:, None]
    agree(relapsed(COHORTS[state], rater), back)


@pytest.mark.parametrize(
    ("state", "rater", "until", "response"),
    list(product(COHORTS, RATERS, UNTILS, [None, "improved_1", "none_or_mild"])),
)
def test_an_effect_lasts_until_the_last_rater_has_seen_its_end(
    state, rater, until, response
):
    trial = seen(state)
    chosen = counted(trial, rater)
    if response is not None:
        for one in named(rater):
            met = MET[response](trial.entry[one], trial.grade[one][:, 0])
            chosen = chosen & met
    visits = VISITS if response is None else VISITS[1:]
    lasting = np.zeros((chosen.sum(), len(visits)), dtype=bool)
    for one in named(rater):
        entry = trial.entry[one][chosen][:, None]
        lost = LOST[until](entry, trial.grade[one][chosen][:, list(visits)])
        lasting |= ~np.logical_or.accumulate(lost, axis=1)
    said = still_improved(
        COHORTS[state],
        rater,
        until,
        response=None if response is None else (0, response),
        visits=visits,
    )
    agree(said, lasting)


def test_an_effect_is_noticed_by_a_day_once_the_change_was_large_enough():
    chance = np.random.default_rng(3)
    threshold = np.linspace(0.2, 1.2, BEFORE.size)
    spread, falsely = 0.4, 0.1
    who = chance.choice(BEFORE.size, DRAWS, p=COHORT.weights())
    # Rising, then falling: the last day must not forget what had been noticed.
    after = AFTER[:, [2, 1, 0, 1]]
    change = (BEFORE[:, None] - after)[who]
    needed = threshold[who] * np.exp(spread * chance.standard_normal(DRAWS))
    reported = np.logical_or.accumulate(change >= needed[:, None], axis=1)
    reported |= (chance.random(DRAWS) < falsely)[:, None]
    cohort = replace(COHORT, after=after)
    said = noticed(cohort, threshold, spread=spread, false_notice=falsely)
    agree(said, reported)
    assert said[3] == said[2]


def test_nothing_is_noticed_where_nothing_changed_but_by_mistake():
    same = replace(COHORT, after=np.tile(BEFORE[:, None], (1, 2)))
    said = noticed(same, np.full(BEFORE.size, 0.3), spread=0.3, false_notice=0.07)
    np.testing.assert_allclose(said, 0.07)


def test_the_entry_weights_are_the_chance_of_being_let_in():
    weights = COHORT.weights()
    assert weights.sum() == pytest.approx(1.0)
    assert (np.diff(weights) > 0).all()
    shares = {name: seen("contraction").entry[name].mean() for name in ("subject",)}
    wanted = sum(
        weights @ (grade * chance)
        for grade, chance in COHORT.entry_grades(COHORT.subject)
    )
    assert wanted == pytest.approx(shares["subject"], abs=0.01)


VISIT_DAYS = 28.0 * np.arange(1, 14)
LASTS = np.linspace(90.0, 240.0, 60)


def lasting(visits, since=0.0):
    """Shares still improved at each visit, one row for each typical duration."""
    return np.exp(np.log(0.5) * ((visits - since) / (LASTS[:, None] - since)) ** 4)


@pytest.mark.parametrize("people", [30, 400])
def test_a_median_is_on_average_where_real_trials_would_put_it(people):
    """Kaplan-Meier without censoring: the first visit with at most half left."""
    chance = np.random.default_rng(11)
    still = lasting(VISIT_DAYS)
    said = first_below_half(still, VISIT_DAYS)
    seen = []
    for row in still:
        lost = np.diff(np.concatenate(([0.0], 1.0 - row, [1.0])))
        trials = chance.multinomial(people, lost, size=400)
        left = 1.0 - np.cumsum(trials, axis=1)[:, :-1] / people
        seen.append(VISIT_DAYS[np.argmax(left <= 0.5, axis=1)].mean())
    # A single trial falls on a visit, up to half a step away; in the mean they meet.
    assert np.abs(said - seen).max() <= 14.0
    assert abs(np.mean(said - seen)) < 3.0


def test_a_later_loss_is_a_later_median_by_as_much():
    said = first_below_half(lasting(VISIT_DAYS), VISIT_DAYS)
    assert (np.diff(said) > 0).all()
    np.testing.assert_allclose(np.diff(said).sum(), 150.0, rtol=0.05)


def test_responders_are_followed_from_the_day_of_their_response():
    later = VISIT_DAYS[1:]
    whole = first_below_half(lasting(VISIT_DAYS, 28.0), VISIT_DAYS)
    since = first_below_half(lasting(later, 28.0), later, since=28.0)
    np.testing.assert_allclose(since, whole, atol=1.0)


def test_a_median_beyond_the_last_visit_is_the_last_visit():
    still = np.array([[0.99, 0.98], [0.9, 0.51]])
    visits = np.array([28.0, 56.0])
    np.testing.assert_array_equal(first_below_half(still, visits), [56.0, 56.0])
