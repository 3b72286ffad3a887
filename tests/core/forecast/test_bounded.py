"""What one question costs is bounded, in memory and in work, and honest."""

from dataclasses import replace
from datetime import timedelta

import numpy as np

from glabella.core.forecast import Settings, draws, tempering
from glabella.core.forecast.crowd import sensitivity
from glabella.core.forecast.draws import draw_state, draw_vectors, take
from glabella.core.forecast.exposure import area_rule
from glabella.core.forecast.likelihood import history_of
from glabella.core.forecast.past import read_past
from glabella.core.forecast.tempering import temper
from glabella.evidence import response_rules
from tests.core.forecast.patients import ON, SMALL, a_case, earlier, graded

UNITS = {"glabella": 20.0}


def _past(basis, previous=(), past=()):
    rules = [area_rule("glabella", "botox-cosmetic", basis)]
    return read_past(a_case("glabella", previous=previous), rules, past, basis)


def test_people_are_kept_for_few_questions_only():
    for visits in range(1, 40):
        draw_state(("a", "b", "c", "d", "e", "f", "g", "h"), visits, SMALL)
    info = draws._strata.cache_info()
    assert info.maxsize is not None
    assert info.currsize <= info.maxsize
    assert info.maxsize * Settings().draws * 4 * 8 < 40e6


def test_an_older_visit_leaves_the_others_as_they_were():
    two, three = (draw_state(("glabella",), n, SMALL).occasion for n in (2, 3))
    assert (two == three[1:]).all()
    assert (three[0] != three[1]).any()


def test_products_that_a_visitor_invents_are_not_kept(basis):
    basis.standard("botox-cosmetic", "glabella")
    before = response_rules._start.cache_info().currsize
    for number in range(50):
        assert basis.standard(f"invented {number}", "glabella") is None
        basis.standard(f"Botox   Cosmetic{' ' * number}", "glabella")
    assert response_rules._start.cache_info().currsize <= before + 1


def test_visits_that_cannot_matter_any_more_do_not_enter_and_are_named(basis):
    days = [20, 60, 100, 150, 200, 250, 300, 350, 400, 450, 600]
    told = [earlier(UNITS, on=ON - timedelta(days=d)) for d in days]
    past = _past(basis, told)
    assert [visit.day for visit in past.visits] == [-d for d in reversed(days[:8])]
    assert len(past.unused) == 3
    oldest = (ON - timedelta(days=600)).isoformat()
    assert any(oldest in text and "too long ago" in text for text in past.unused)


def _history(basis):
    past = _past(basis, past=[graded(UNITS, (28, "glabella", 3))])
    vectors = draw_vectors(basis.posterior, past.areas, Settings())
    state = draw_state(past.areas, len(past.visits) + 1, Settings())
    return history_of(past, vectors, basis), state


def test_a_long_history_gets_fewer_sweeps(basis):
    history, _ = _history(basis)
    usual = tempering._affordable(history, 2000)
    long = replace(history, days=np.linspace(-500.0, 0.0, 400))
    assert tempering._FEWEST <= tempering._affordable(long, 2000) < usual


def test_people_who_are_all_different_count_in_full_and_copies_do_not(basis):
    history, state = _history(basis)
    walk = tempering._started(history, state, np.random.default_rng(3))
    assert tempering._independent(walk)[0] > 700
    size = len(walk.state) // tempering._ISLANDS
    copies = np.repeat(np.arange(tempering._ISLANDS) * size, size)
    known = draws.take_vectors(walk.history.vectors, copies)
    few = replace(
        walk,
        history=replace(walk.history, vectors=known),
        state=replace(take(walk.state, copies), vector=np.arange(copies.size)),
    )
    assert tempering._independent(few)[0] < 60


def test_the_number_that_is_said_is_the_spread_between_repeats(basis):
    """Eight populations of other people: their means lie as far apart as was said."""
    history, state = _history(basis)
    need, said, spread = [], [], []
    for shift in range(8):
        chosen = np.roll(np.arange(len(state)), 37 * shift)[: 1000 + 20 * shift]
        found = temper(history, take(state, chosen))
        fixed = basis.posterior.constants
        clinic = fixed.trial_exposure_spread * found.vectors.exposure

        values = sensitivity(found.state, found.vectors, basis, history.past.rules)[0]
        need.append((values + clinic).mean())
        spread.append((values + clinic).var())
        said.append(found.effective_sample_size[0])
    true = np.mean(spread) / np.var(need, ddof=1)
    # Seven degrees of freedom: the true number itself is known within a factor of 2.
    assert true / 2.5 < np.median(said) < 2.5 * true
