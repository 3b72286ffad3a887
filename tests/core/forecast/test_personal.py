"""What earlier results of this patient change."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from glabella.core.forecast import DAYS, Settings, forecast_lines
from glabella.core.forecast.crowd import crowd_of, sensitivity
from glabella.core.forecast.draws import draw_state, draw_vectors
from glabella.core.forecast.exposure import area_rule
from glabella.core.forecast.likelihood import history_of
from glabella.core.forecast.past import read_past
from glabella.core.forecast.summary import resample
from glabella.core.forecast.tempering import temper
from glabella.core.forecast.update import area_weights, effective, personalise
from tests.core.forecast.patients import ON, VISIT, a_case, a_line, earlier, graded

UNITS = {"glabella": 20.0, "forehead": 20.0}
FOUR_WEEKS = DAYS.index(28.0)


def _forecast(basis, past=(), previous=(), areas=("glabella",)):
    case = a_case(*areas, previous=previous)
    lines = [a_line(area, UNITS[area]) for area in areas]
    return forecast_lines(case, lines, basis, past=past)


def _width(band, day=FOUR_WEEKS):
    return band.high90[day] - band.low90[day]


def test_a_poor_result_makes_the_forecast_worse_and_wider_and_says_why(basis):
    case, lines = a_case("glabella", contraction=3), [a_line("glabella", 20.0)]
    past = [graded({"glabella": 20.0}, (28, "glabella", 3))]
    plain = forecast_lines(case, lines, basis)[0]
    poor = forecast_lines(case, lines, basis, past=past)[0]
    usual, now = plain.in_contraction, poor.in_contraction
    assert now.median[FOUR_WEEKS] > usual.median[FOUR_WEEKS] + 0.3
    assert _width(now) > _width(usual) + 0.2
    middle = [one.high50[FOUR_WEEKS] - one.low50[FOUR_WEEKS] for one in (usual, now)]
    assert middle[1] > 1.3 * middle[0]
    assert poor.half_gone_day.days.median < plain.half_gone_day.days.median - 10
    said = " ".join(poor.explanation)
    assert "20 units of Botox Cosmetic" in said
    assert "on day 28 the investigator saw grade severe" in said
    assert "times the dose for the same effect" in said
    assert "more than in most people" in said
    assert "went wrong there" in said
    assert "why the range is wide" in said
    assert plain.explanation == ()


def test_a_good_result_does_the_opposite(basis):
    plain = _forecast(basis)[0]
    good = _forecast(basis, [graded({"glabella": 20.0}, (112, "glabella", 0))])[0]
    assert good.half_gone_day.days.median > plain.half_gone_day.days.median + 10
    assert "less than in most people" in " ".join(good.explanation)


def test_one_area_tells_about_another_but_less(basis):
    past = [graded({"forehead": 20.0}, (28, "forehead", 2))]
    told = _forecast(basis, past, areas=("glabella", "forehead"))
    plain = _forecast(basis, areas=("glabella", "forehead"))
    rise = [
        one.in_contraction.median[FOUR_WEEKS] - other.in_contraction.median[FOUR_WEEKS]
        for one, other in zip(told, plain, strict=True)
    ]
    assert 0.02 < rise[0] < rise[1]
    assert "those of others are" in told[0].explanation[0]


def test_a_word_in_the_case_file_counts_softly(basis):
    then = {"glabella": 20.0}
    words = {
        word: _forecast(basis, previous=[earlier(then, result=word)])[0]
        for word in (None, "too_little", "as_wished", "too_much")
    }
    weeks = {word: one.weeks_none_or_mild.median for word, one in words.items()}
    assert weeks["too_little"] < weeks[None]
    assert weeks["too_little"] < weeks["as_wished"] < weeks["too_much"]
    assert "called too little" in words["too_little"].explanation[0]


def test_a_result_that_cannot_be_used_is_named(basis):
    unknown = earlier({"glabella": None}, result="too_little")
    found = _forecast(basis, previous=[unknown])[0]
    assert "was not used" in found.explanation[0]
    early = earlier({"glabella": 20.0}, on=ON - timedelta(days=10), result="too_little")
    found = _forecast(basis, previous=[early])[0]
    assert "too recent" in found.explanation[-1]


def test_a_grade_after_the_day_of_planning_is_not_used(basis):
    past = [graded({"glabella": 20.0}, (400, "glabella", 2))]
    found = _forecast(basis, past)[0]
    assert "was not used" in found.explanation[-1]


@pytest.mark.parametrize(
    ("area", "grade"), [("elbow", 2), ("glabella", 7), ("chin", 2)]
)
def test_a_grade_that_means_nothing_here_is_named_and_left_out(basis, area, grade):
    past = [graded({"glabella": 20.0, area: 20.0}, (28, area, grade))]
    found = _forecast(basis, past)[0]
    plain = _forecast(basis, [graded({"glabella": 20.0, area: 20.0})])[0]
    assert "was not used" in found.explanation[-1]
    assert found.in_contraction == plain.in_contraction


def test_a_treatment_of_long_ago_is_left_out_and_named(basis):
    old = earlier({"glabella": 20.0}, on=ON - timedelta(days=2000), result="too_little")
    found = _forecast(basis, previous=[old])[0]
    assert found.in_contraction == _forecast(basis)[0].in_contraction
    assert "too long ago" in found.explanation[0]


def test_a_result_of_another_product_counts_by_its_own_units(basis):
    # 50 units of Dysport are its label dose, as 20 are of Botox Cosmetic.
    poor = (28, "glabella", 3)
    case, lines = a_case("glabella", contraction=3), [a_line("glabella", 20.0)]
    low, full = (
        forecast_lines(
            case,
            lines,
            basis,
            past=[graded({"glabella": units}, poor, product="dysport")],
        )[0]
        for units in (12.5, 50.0)
    )
    assert "50 units of Dysport" in full.explanation[0]
    # The same poor grade after a quarter of the dose says less against the person.
    day = DAYS.index(28.0)
    assert low.in_contraction.median[day] < full.in_contraction.median[day] - 0.2


def test_a_grade_from_before_an_injection_tells_of_the_line_not_of_the_effect(basis):
    case = a_case("glabella", rest=None, contraction=None)
    before = [graded({"glabella": 20.0}, (0, "glabella", 3))]
    unseen = [graded({"glabella": 20.0})]
    lines, day = [a_line("glabella", 20.0)], DAYS.index(84.0)
    found, plain = (
        forecast_lines(case, lines, basis, past=past)[0] for past in (before, unseen)
    )
    assert "before it the investigator saw grade severe" in found.explanation[0]
    near = pytest.approx(plain.movement_kept.median[day], abs=0.05)
    assert found.movement_kept.median[day] == near
    assert found.in_contraction.median[-1] > plain.in_contraction.median[-1] + 0.2


def _history(basis, settings, *grades):
    areas = tuple(UNITS)
    rules = [area_rule(area, "botox-cosmetic", basis) for area in areas]
    past = read_past(a_case(*areas), rules, [graded(UNITS, *grades)], basis)
    vectors = draw_vectors(basis.posterior, past.areas, settings)
    state = draw_state(past.areas, len(past.visits) + 1, settings)
    return history_of(past, vectors, basis), state


def _quantities(history, state, area):
    """What a result can move: the dose need and the half-life, by person."""
    fixed = history.basis.posterior.constants
    clinic = fixed.trial_exposure_spread * history.vectors.exposure[state.vector]
    rules = history.past.rules
    need = sensitivity(state, history.vectors, history.basis, rules)[area] + clinic
    half_life = crowd_of(state, history.vectors, history.basis).half_life_days
    return need, np.log(half_life)


def _moments(values, weights):
    mean = np.average(values, weights=weights)
    return mean, np.sqrt(np.average((values - mean) ** 2, weights=weights))


CASES = {
    "poor in both": ((28, "glabella", 2), (84, "forehead", 2)),
    "mild": ((28, "glabella", 1), (84, "forehead", 1)),
    "good and poor": ((84, "glabella", 0), (28, "forehead", 2)),
}


@pytest.mark.parametrize("grades", CASES.values(), ids=CASES.keys())
def test_the_update_agrees_with_brute_force(basis, grades):
    """Joint weights on 400,000 people, each with a parameter vector of their own."""
    known, many = _history(basis, Settings(vectors=400_000, people=1), *grades)
    joint = known.log_likelihood(many).sum(axis=0)
    truth = np.exp(joint - joint.max())
    history, state = _history(basis, Settings(), *grades)
    logarithm = history.log_likelihood(state)
    quick = area_weights(history, state, logarithm)
    found = temper(history, state)
    moved, anew = found.state, replace(history, vectors=found.vectors)
    enough = effective(quick).min() >= 200
    for area in range(len(UNITS)):
        ways = [(anew, moved, np.ones(len(moved)))]
        if enough:
            ways.append((history, state, quick[area]))
        for index in (0, 1):
            mean, spread = _moments(_quantities(known, many, area)[index], truth)
            for source, people, weights in ways:
                values = _quantities(source, people, area)[index]
                got, wide = _moments(values, weights)
                assert got == pytest.approx(mean, abs=0.2 * spread)
                assert wide == pytest.approx(spread, rel=0.2)


def test_few_like_minded_people_are_moved_instead_of_weighted(basis):
    history, state = _history(
        basis, Settings(), (28, "glabella", 3), (28, "forehead", 0)
    )
    weights = area_weights(history, state, history.log_likelihood(state))
    assert effective(weights).min() < 200
    personal = personalise(history, state, least=200)
    assert personal.moved
    # What we do not know does not hang on the few of 80 vectors that would fit.
    assert np.unique(personal.vectors.normals[0, personal.state.vector]).size > 400
    assert min(personal.effective_sample_size) > effective(weights).min()


def test_a_sample_that_stays_too_small_is_a_warning(basis):
    history, state = _history(
        basis, Settings(), (28, "glabella", 3), (28, "forehead", 0)
    )
    personal = personalise(history, state, least=1e6)
    assert "rough one" in personal.warning
    assert f"{min(personal.effective_sample_size):.0f} of 4,000" in personal.warning


def test_nothing_known_leaves_everybody(basis):
    rules = [area_rule("glabella", "botox-cosmetic", basis)]
    past = read_past(a_case("glabella"), rules, (), basis)
    vectors = draw_vectors(basis.posterior, past.areas, Settings())
    state = draw_state(past.areas, 1, Settings())
    personal = personalise(history_of(past, vectors, basis), state, least=200)
    assert personal.weights is None
    assert personal.effective_sample_size == (4000.0,)


def test_the_update_is_the_same_every_time(basis):
    past = [graded({"glabella": 20.0}, (28, "glabella", 3))]
    assert _forecast(basis, past) == _forecast(basis, past)


def test_resampling_keeps_the_weights():
    weights = np.array([0.1, 0.0, 0.6, 0.3])
    counts = np.bincount(resample(weights, 1000), minlength=4)
    assert counts == pytest.approx(weights * 1000, abs=1)
    assert VISIT < ON
