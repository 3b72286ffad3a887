"""What an earlier treatment still does at the first visit of a regimen."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from glabella.core.forecast.model import Settings
from glabella.core.forecast.patient import forecast_lines
from glabella.core.forecast.run import prepare
from glabella.core.regimens.compare import compare
from glabella.core.regimens.course import live
from glabella.core.regimens.document import as_comparison_document
from glabella.core.regimens.rhythms import UNTREATED
from glabella.evidence.response_rules import forecast_basis
from tests.cases import area, case
from tests.core.regimens.conftest import ask, posterior

TODAY = date(2026, 11, 20)


def treated(days_ago, **more):
    earlier = {
        "on": TODAY - timedelta(days=days_ago),
        "product": "botox-cosmetic",
        "areas": {"glabella": 20},
    }
    lines = [area("glabella", 2, 1)]
    table = case(areas=lines, previous=[earlier], first_treatment=False, **more)
    return ask(table, years=1)


def untreated_course(question):
    return live(question.cohort, UNTREATED, question.target(), 52).track


@pytest.mark.parametrize("days_ago", [95, 120])
def test_the_first_day_is_that_of_the_forecast(days_ago):
    question = treated(days_ago)
    assert question.start == TODAY
    basis = forecast_basis(posterior())
    (told,) = forecast_lines(question.case, question.lines["standard"], basis)
    track = untreated_course(question)
    assert np.median(track.in_contraction[0]) == pytest.approx(
        told.in_contraction.median[0], abs=0.05
    )
    assert np.median(track.force[0]) == pytest.approx(
        told.movement_kept.median[0], abs=0.05
    )


def test_week_by_week_goes_on_as_the_forecast_of_no_further_treatment():
    """The forecast walks on in days, given nothing; the weeks must agree."""
    question = treated(100)
    basis = forecast_basis(posterior())
    days = tuple(float(day) for day in range(0, 29, 1))
    rule = question.area_rules["glabella"]
    run = prepare(question.case, [(rule, 0.0)], (), basis, Settings(days=days))
    course = run.course(0, run.people(0))
    track = untreated_course(question)
    for week in range(5):
        for mine, theirs in (
            (track.in_contraction, course.in_contraction),
            (track.force, course.force),
            (track.mass, course.mass),
            (track.at_rest, course.at_rest),
        ):
            assert mine[week, 0].mean() == pytest.approx(
                theirs[7 * week].mean(), abs=0.03
            )


def test_until_the_label_interval_ends_time_goes_on():
    """60 days after 20 units the first visit is 30 days away (90 days, US label)."""
    waiting = treated(60)
    assert waiting.start == TODAY + timedelta(days=30)
    track = untreated_course(waiting)
    rows = waiting.cohort.rows
    assert np.median(rows.start.residual) > 0.3
    same = replace(
        waiting, cohort=replace(waiting.cohort, rows=replace(rows, start=None))
    )
    assert np.median(untreated_course(same).force[0]) == 1.0
    assert np.median(track.force[0]) < 0.95
    assert np.median(track.force[-1]) > 0.97


def test_what_is_left_fades_out_of_the_lines_within_the_year():
    question = treated(95)
    rows = replace(question.cohort.rows, start=None)
    forgotten = replace(question, cohort=replace(question.cohort, rows=rows))
    mine, theirs = untreated_course(question), untreated_course(forgotten)
    less = (theirs.in_contraction - mine.in_contraction).mean(axis=(1, 2))
    assert less[0] > 0.1
    assert (np.diff(less[4:]) < 0.0).all()
    assert 0.0 <= less[-1] < 0.1


def test_it_is_said_that_an_earlier_treatment_counts():
    question = treated(95)
    told = compare(question)
    assert told.untreated.regimen.name == "No further treatment"
    assert any("still counts at the first visit" in text for text in question.told)
    assert as_comparison_document(told)["earlier_treatment_counts"] is True


def test_an_effect_that_is_over_is_not_talked_about():
    question = treated(500)
    assert not any("still counts" in text for text in question.told)


def test_without_an_earlier_treatment_everybody_starts_untreated(comparison):
    assert comparison.question.cohort.rows.start is None
    assert comparison.untreated.regimen.name == "No treatment"
    assert as_comparison_document(comparison)["earlier_treatment_counts"] is False
