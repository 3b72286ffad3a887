"""What is left today agrees with what was forecast on the day of the treatment."""

from dataclasses import replace
from datetime import timedelta

import pytest

from glabella.core.case import FollowUp
from glabella.core.forecast import forecast_lines
from glabella.core.forecast.today import today
from glabella.evidence.response_rules import forecast_basis
from tests.core.forecast.patients import ON, a_case, a_line, earlier

GLABELLA = {"glabella": 20.0}


@pytest.fixture(scope="module")
def basis():
    return forecast_basis()


def left(basis, days, units=None, **told):
    treated = earlier(units or GLABELLA, on=ON - timedelta(days=days), **told)
    (found,) = today(a_case(previous=(treated,)), basis)
    return found


def test_the_days_are_those_of_the_forecast_that_was_made_then(basis):
    (then,) = forecast_lines(
        a_case("glabella", contraction=None), [a_line("glabella", 20.0)], basis
    )
    now = left(basis, 30)
    assert now.back.days.median == pytest.approx(then.gone_day.days.median - 30, abs=12)


def test_the_effect_sets_in_and_fades(basis):
    soon, full, half, late = (left(basis, days) for days in (2, 30, 90, 250))
    assert soon.setting_in > 0.5
    assert full.setting_in < 0.1
    assert full.over.median < 0.1 < half.over.median < late.over.median
    assert 0.3 < half.over.median < 0.7


def test_a_later_day_is_nearer_to_the_end_by_as_many_days(basis):
    first, second = left(basis, 40), left(basis, 60)
    gap = first.back.days.median - second.back.days.median
    assert gap == pytest.approx(20, abs=4)


def test_a_grade_that_came_back_early_says_that_more_is_over(basis):
    def graded(grade):
        treated = earlier(GLABELLA, on=ON - timedelta(days=90))
        seen = (
            FollowUp(treated.on, "glabella", 3),
            FollowUp(ON - timedelta(days=5), "glabella", grade),
        )
        (found,) = today(a_case(previous=(replace(treated, followups=seen),)), basis)
        return found

    poor, good = graded(3), graded(0)
    assert poor.over.median > good.over.median + 0.2
    assert poor.back.days.median < good.back.days.median
    assert poor.explanation


def test_a_second_treatment_counts_from_its_own_day(basis):
    first = earlier(GLABELLA, on=ON - timedelta(days=200))
    second = earlier(GLABELLA, on=ON - timedelta(days=30), product="dysport")
    second = replace(second, units=(("glabella", 50.0),))
    (found,) = today(a_case(previous=(first, second)), basis)
    assert found.treated_on == second.on
    assert found.over.median < 0.15


def test_areas_keep_their_own_last_day(basis):
    first = earlier({"forehead": 20.0, "glabella": 20.0}, on=ON - timedelta(days=200))
    second = earlier(GLABELLA, on=ON - timedelta(days=30))
    found = {one.area: one for one in today(a_case(previous=(first, second)), basis)}
    assert found["glabella"].treated_on == second.on
    assert found["forehead"].treated_on == first.on
    assert found["forehead"].over.median > found["glabella"].over.median


@pytest.mark.parametrize(
    ("units", "days", "product", "words"),
    [
        (GLABELLA, 700, "botox-cosmetic", "more than"),
        ({"glabella": None}, 30, "botox-cosmetic", "not known"),
        (GLABELLA, 30, "unknown", "not in the evidence"),
        ({"lip_flip": 4.0}, 30, "botox-cosmetic", "lip"),
        ({"micro_upper": 24.0}, 30, "botox-cosmetic", "nothing is forecast"),
        ({"migraine": 155.0}, 30, "botox", "headache"),
    ],
)
def test_what_cannot_be_said_says_why(basis, units, days, product, words):
    found = left(basis, days, units, product=product)
    assert words in found.reason
    assert found.over is None


@pytest.mark.parametrize("days", [3, 60, 300, 500])
def test_glands_are_told_by_the_middle_person(basis, days):
    found = left(basis, days, {"hh_axilla": 100.0}, product="botox")
    assert found.badge == "weak evidence"
    assert found.over.low50 is None
    assert (found.setting_in > 0.5) == (days < 14)


def test_a_muscle_that_is_slimmed_goes_by_its_mass(basis):
    found = left(basis, 100, {"masseter_slim": 50.0})
    assert found.back.days.median is None or found.back.days.median > 100


def test_nobody_treated_nothing_told(basis):
    assert today(a_case(), basis) == ()
