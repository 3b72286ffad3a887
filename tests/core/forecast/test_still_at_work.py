"""Today's grade is seen through an earlier treatment that still works."""

from datetime import timedelta

import numpy as np
import pytest

from glabella.core.forecast import DAYS, Settings, forecast_lines
from glabella.core.forecast.crowd import sensitivity
from glabella.core.forecast.draws import REST, SEVERITY, draw_state, draw_vectors
from glabella.core.forecast.exposure import area_rule
from glabella.core.forecast.likelihood import history_of
from glabella.core.forecast.mechanics import Lines, lines
from glabella.core.forecast.past import read_past
from glabella.core.forecast.run import prepare
from tests.core.forecast.patients import ON, a_case, a_line, earlier

EDGES = (0.0, 0.5, 1.5, 2.5, np.inf)
UNITS = 20.0  # label dose of the glabella (BC-DOSE)
FOUR_WEEKS = DAYS.index(28.0)


def _case(ago, grade, rest=None):
    before = earlier({"glabella": UNITS}, on=ON - timedelta(days=ago))
    return a_case("glabella", rest=rest, contraction=grade, previous=[before])


def _run(basis, case):
    rule = area_rule("glabella", "botox-cosmetic", basis)
    return prepare(case, [(rule, UNITS)], (), basis, Settings())


def _rejected(basis, case):
    """People, half a million, of whom only those with today's grades stay."""
    settings = Settings(vectors=80, people=6000)
    rule = area_rule("glabella", "botox-cosmetic", basis)
    past = read_past(case, [rule], (), basis)
    vectors = draw_vectors(basis.posterior, past.areas, settings)
    state = draw_state(past.areas, len(past.visits) + 1, settings)
    history = history_of(past, vectors, basis)
    fixed = basis.posterior.constants
    theta = vectors.theta["logit_rest_share_glabella"][state.vector]
    depth = fixed.baseline_mean + fixed.baseline_spread * state.own[:, SEVERITY]
    odds = theta + fixed.rest_share_spread * state.own[:, REST]
    rest = depth / (1.0 + np.exp(-odds))
    fast = fixed.fast_share * rest
    line = Lines(depth - rest, fast, rest - fast)
    course = history.course(state)
    today = lines(course, line)[-1, 0]
    still = (course.fast * fast + course.slow * (rest - fast) + course.grown)[-1, 0]
    stays = (depth[0] >= 0.0) & (depth[0] <= 4.0)
    for severity, grade in (
        (today, case.areas[0].severity_at_contraction),
        (still, case.areas[0].severity_at_rest),
    ):
        if grade is not None:
            stays &= (severity >= EDGES[grade]) & (severity < EDGES[grade + 1])
    need = sensitivity(state, vectors, basis, past.rules)[0]
    return need[stays], depth[0][stays], today[stays]


@pytest.mark.parametrize(
    ("ago", "grade", "rest"), [(40, 2, None), (60, 3, 1), (95, 2, 0), (30, 1, 1)]
)
def test_today_s_grade_chooses_the_people_that_plain_rejection_leaves(
    basis, ago, grade, rest
):
    case = _case(ago, grade, rest)
    need, depth, today = _rejected(basis, case)
    assert need.size > 500
    run = _run(basis, case)
    who = run.people(0)
    state, vectors = run.personal.state, run.history.vectors
    rules = run.history.past.rules
    found = sensitivity(state, vectors, basis, rules)[0][who]
    for ours, theirs, near in (
        (found, need, 0.06),
        (run.personal.lines.depth[0][who], depth, 0.05),
        (run.severity(0)[0], today, 0.04),
    ):
        assert ours.mean() == pytest.approx(theirs.mean(), abs=near)
        assert ours.std() == pytest.approx(theirs.std(), rel=0.15)


@pytest.mark.parametrize("ago", [7, 19, 60, 111])
@pytest.mark.parametrize("grade", [2, 3])
def test_the_first_day_is_the_grade_of_today_however_long_ago_the_last_visit(
    basis, ago, grade
):
    severity = _run(basis, _case(ago, grade, rest=0)).severity(0)[0]
    assert severity.min() > EDGES[grade] - 1e-3
    assert severity.max() < EDGES[grade + 1] + 1e-3


def test_a_line_still_severe_after_four_weeks_is_a_poor_result(basis):
    lines = [a_line("glabella", UNITS)]
    plain = forecast_lines(a_case("glabella", contraction=3), lines, basis)[0]
    poor = forecast_lines(_case(28, 3, rest=0), lines, basis)[0]
    usual, now = plain.in_contraction, poor.in_contraction
    assert now.median[FOUR_WEEKS] > usual.median[FOUR_WEEKS] + 0.3
    width = [one.high90[FOUR_WEEKS] - one.low90[FOUR_WEEKS] for one in (usual, now)]
    assert width[1] > width[0]
    said = " ".join(poor.explanation)
    assert "After 20 units 28 days ago, today's grade severe counts as a result" in said
    assert "more than in most people" in said


def test_an_effect_that_is_still_there_is_said(basis):
    lines = [a_line("glabella", UNITS)]
    found = forecast_lines(_case(60, 1, rest=0), lines, basis)[0]
    said = " ".join(found.explanation)
    assert "20 units 60 days ago still work here" in said
    assert "returns there" in said
    assert found.in_contraction.median[0] < found.in_contraction.median[-1] - 0.4


def test_without_a_treatment_today_s_grades_say_nothing_of_the_response(basis):
    run = _run(basis, a_case("glabella", rest=1, contraction=2))
    assert run.personal.weights is None
    assert run.personal.effective_sample_size == (4000.0,)


def test_both_grades_of_an_untreated_face_choose_lines_as_rejection_does(basis):
    rng = np.random.default_rng(5)
    fixed = basis.posterior.constants
    run = _run(basis, a_case("glabella", rest=1, contraction=2))
    theta = run.history.vectors.theta["logit_rest_share_glabella"]
    depth = rng.normal(fixed.baseline_mean, fixed.baseline_spread, (80, 40_000))
    spread = fixed.rest_share_spread
    odds = theta[:, None] + spread * rng.standard_normal(depth.shape)
    rest = depth / (1.0 + np.exp(-odds))
    stays = (depth > 1.5) & (depth < 2.5) & (rest > 0.5) & (rest < 1.5)
    # Each parameter vector counts alike: one face says nothing of the trials.
    means = [
        (one[here].mean(), other[here].mean())
        for one, other, here in zip(depth, rest, stays, strict=True)
    ]
    line = run.personal.lines
    at_rest = line.fast_rest + line.slow_rest
    wanted = np.mean(means, axis=0)
    assert line.depth[0].mean() == pytest.approx(wanted[0], abs=0.02)
    assert at_rest[0].mean() == pytest.approx(wanted[1], abs=0.02)
