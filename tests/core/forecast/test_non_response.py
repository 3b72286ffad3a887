"""A missing effect raises questions with sources, never a verdict."""

from datetime import timedelta

from glabella.core.forecast import question_non_response
from glabella.evidence.catalogue import sources
from tests.core.forecast.patients import ON, SMALL, a_case, graded


def _asked(basis, *treatments):
    return question_non_response(
        a_case("glabella", contraction=3), treatments, basis, settings=SMALL
    )


def test_a_full_dose_without_effect_is_rare_and_a_quarter_dose_is_not(basis):
    full = _asked(basis, graded({"glabella": 20.0}, (28, "glabella", 3)))
    little = _asked(basis, graded({"glabella": 5.0}, (28, "glabella", 3)))
    assert full.chance < 0.1 < little.chance
    assert little.sentence.startswith("Results this poor")


def test_a_missing_effect_twice_is_rarer_than_once(basis):
    once = graded({"glabella": 20.0}, (28, "glabella", 3))
    again = graded({"glabella": 20.0}, (28, "glabella", 3), on=ON - timedelta(days=330))
    both = _asked(basis, again, once)
    assert both.chance < _asked(basis, once).chance


def test_a_good_result_surprises_nobody(basis):
    fine = _asked(basis, graded({"glabella": 20.0}, (28, "glabella", 0)))
    assert fine.chance > 0.99
    assert "not rare" in fine.sentence


def test_the_questions_of_this_record_come_first_and_all_are_asked(basis):
    low = _asked(basis, graded({"glabella": 10.0}, (60, "glabella", 3)))
    topics = [question.topic for question in low.questions]
    assert set(topics[:2]) == {"dose", "time"}
    assert set(topics) == {
        "dose", "product", "time", "storage", "site", "interval", "antibodies",
    }  # fmt: skip
    said = {question.topic: question.text for question in low.questions}
    assert said["dose"].startswith("10 units were given, standard 20.")
    assert said["time"].startswith("It was judged on day 60.")
    assert "3 of 810" in said["antibodies"]


def test_visits_close_together_raise_the_question_of_the_interval(basis):
    first = graded({"glabella": 20.0}, on=ON - timedelta(days=200))
    second = graded({"glabella": 20.0}, (28, "glabella", 3))
    found = _asked(basis, first, second)
    assert found.questions[0].topic == "interval"
    assert "50 days apart" in found.questions[0].text


def test_without_a_usable_grade_there_is_no_chance(basis):
    found = _asked(basis, graded({"glabella": None}, (28, "glabella", 3)))
    assert found.chance is None
    assert found.unused
    assert found.questions


def test_every_question_has_sources_that_the_evidence_knows(basis):
    found = _asked(basis, graded({"glabella": 20.0}, (28, "glabella", 3)))
    assert all(question.sources for question in found.questions)
    assert set(found.sources) <= set(sources())
