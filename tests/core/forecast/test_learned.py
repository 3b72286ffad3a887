"""How long earlier treatments lasted, and what other doses would do."""

from dataclasses import replace
from datetime import timedelta

import pytest

from glabella.core.case import EarlierTreatment, FollowUp
from glabella.core.forecast.lasting import grade_before, lasted
from glabella.core.forecast.learned import Tried, Wish, learned
from glabella.core.forecast.today import today
from tests.core.forecast.patients import ON, SMALL, a_case, a_line

DOSES = (10.0, 15.0, 20.0, 30.0)


def treated(days_ago: int, *grades: tuple[int, int], rater="investigator", units=20.0):
    on = ON - timedelta(days=days_ago)
    seen = tuple(
        FollowUp(on + timedelta(days=days), "glabella", grade, rater)
        for days, grade in grades
    )
    return EarlierTreatment(on, "botox-cosmetic", (("glabella", units),), None, seen)


# --- what was seen -------------------------------------------------------------------


def test_it_lasted_from_the_last_better_look_to_the_first_back():
    (one,) = lasted(
        (treated(100, (0, 3), (28, 1), (70, 2), (77, 3)),), "glabella", None
    )
    assert (one.better_day, one.back_day, one.grade) == (70, 77, 3)


def test_a_bad_grade_between_two_better_ones_does_not_end_it():
    (one,) = lasted(
        (treated(100, (0, 3), (28, 1), (40, 3), (60, 1)),), "glabella", None
    )
    assert (one.better_day, one.back_day) == (60, None)


def test_the_visit_of_the_next_treatment_tells_of_the_last_one():
    first, second = treated(200, (0, 3), (28, 1)), treated(100, (0, 3))
    found = lasted((second, first), "glabella", None)
    assert [one.back_day for one in found] == [100, None]


def test_what_was_seen_after_the_next_treatment_tells_nothing_of_the_last():
    first, second = treated(200, (0, 3), (28, 1), (150, 3)), treated(100, (0, 2))
    assert lasted((first, second), "glabella", None)[0].back_day is None


def test_a_wished_grade_ends_it_earlier():
    told = (treated(100, (0, 3), (28, 1), (60, 2), (90, 3)),)
    assert lasted(told, "glabella", 2)[0].back_day == 60
    assert lasted(told, "glabella", None)[0].back_day == 90


def test_without_a_grade_of_before_nothing_is_claimed():
    (one,) = lasted((treated(100, (28, 1), (90, 3)),), "glabella", None)
    assert (one.grade, one.better_day, one.back_day) == (None, None, None)
    assert one.looked_on == (28, 90)


def test_an_investigator_goes_before_a_patient_on_the_same_day():
    on = ON - timedelta(days=100)
    seen = (
        FollowUp(on, "glabella", 3),
        FollowUp(on + timedelta(days=28), "glabella", 1),
        FollowUp(on + timedelta(days=28), "glabella", 3, "subject"),
    )
    told = EarlierTreatment(on, "x", (("glabella", 20.0),), None, seen)
    assert lasted((told,), "glabella", None)[0].better_day == 28


def test_never_better_is_told_from_not_looked():
    (poor,) = lasted((treated(60, (0, 3), (28, 3)),), "glabella", None)
    (unseen,) = lasted((treated(60, (0, 3)),), "glabella", None)
    assert poor.never_better
    assert not unseen.never_better


def test_the_grade_before_any_treatment_is_that_of_the_first_day():
    told = (treated(100, (0, 2), (28, 1)), treated(200, (0, 3)))
    assert grade_before(told, "glabella") == 3
    assert grade_before(told, "forehead") is None


# --- other doses -----------------------------------------------------------------------


THREE_MONTHS = Wish(None, 12.0)


def asked(basis, previous, wish=THREE_MONTHS, doses=DOSES):
    case = a_case("glabella", previous=previous)
    tried = [Tried(a_line("glabella", doses[0]), doses)]
    (found,) = learned(case, tried, wish, basis, settings=SMALL)
    return found


def test_more_units_last_longer_in_the_middle_person(basis):
    weeks = [one.weeks.median for one in asked(basis, ()).ahead]
    assert weeks == sorted(weeks)
    assert weeks[0] < weeks[-1]


def test_without_a_past_this_patient_is_like_everybody(basis):
    for one in asked(basis, ()).ahead:
        assert one.weeks.median == pytest.approx(one.in_general.median)


def test_a_short_effect_and_a_long_one_move_the_patient_apart(basis):
    short = asked(basis, (treated(120, (0, 3), (28, 1), (60, 3)),))
    long = asked(basis, (treated(120, (0, 3), (28, 0), (110, 0)),))
    for brief, lengthy in zip(short.ahead, long.ahead, strict=True):
        assert brief.weeks.high50 < lengthy.weeks.low50
        assert brief.in_general == lengthy.in_general
        assert brief.chance < lengthy.chance


def test_the_smallest_dose_that_reaches_the_wish_is_the_answer(basis):
    found = asked(basis, (), Wish(None, 16.0))
    assert found.enough is not None
    smaller = [one for one in found.ahead if one.units < found.enough.units]
    assert all(one.chance < 0.5 for one in smaller)
    assert found.enough.chance >= 0.5


def test_an_impossible_wish_has_no_dose(basis):
    found = asked(basis, (treated(120, (0, 3), (28, 2), (60, 3)),), Wish(None, 52.0))
    assert found.enough is None
    assert found.ahead


def test_a_milder_grade_to_come_back_at_is_reached_sooner(basis):
    own, mild = asked(basis, ()), asked(basis, (), Wish(1, 12.0))
    for one, earlier in zip(own.ahead, mild.ahead, strict=True):
        assert earlier.weeks.median < one.weeks.median


def test_nothing_is_asked_of_a_skin_or_without_a_dose(basis):
    found = asked(basis, (), doses=DOSES)
    assert not found.reason
    case = a_case("glabella", "hh_axilla")
    lines = [
        Tried(a_line("hh_axilla", 50.0), (50.0,)),
        Tried(a_line("glabella", 20.0), ()),
    ]
    for one in learned(replace(case, areas=()), lines, Wish(None, 12.0), basis):
        assert one.reason
        assert one.ahead == ()


# --- today -------------------------------------------------------------------------------


def test_today_counts_to_the_grade_that_is_waited_for(basis):
    case = a_case("glabella", previous=(treated(60, (0, 3), (28, 0)),))
    (whole,) = today(case, basis, settings=SMALL)
    (part,) = today(case, basis, settings=SMALL, at_grade=1)
    assert part.back.days.median < whole.back.days.median
