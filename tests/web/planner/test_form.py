"""From the form to a case: what was answered, and nothing else."""

from datetime import date

import pytest

from glabella.clinic.plans.asking.answers import LONGEST_TEXT, starting_answers
from glabella.clinic.plans.asking.case_table import read_form
from glabella.web.planner.screen import screen


def problem(answers, fields) -> tuple[str, str]:
    problems = read_form(answers(fields)).problems
    assert problems
    return problems[0].field, problems[0].message


def test_a_complete_form_becomes_the_case_that_was_answered(answers, fields):
    case = read_form(answers(fields)).case
    assert case is not None
    assert case.on == date(2026, 11, 20)
    assert case.patient.first_treatment is True
    assert case.history.pregnant is False
    assert case.history.allergies == ()
    assert [wish.id for wish in case.areas] == ["glabella", "forehead", "crows_feet"]


def test_nothing_is_answered_for_the_clinician_at_the_start():
    case = read_form(starting_answers(date(2026, 11, 20))).case
    assert case is not None
    assert case.patient.first_treatment is None
    assert case.history.pregnant is None
    assert case.history.medicines is None
    assert case.history.previous is None


def test_every_unasked_question_is_a_caution_of_the_first_plan():
    plan = screen(starting_answers(date(2026, 11, 20))).plan
    assert plan is not None
    unasked = [caution for caution in plan.cautions if caution.rule == "not asked"]
    assert len(unasked) == 8
    assert plan.status == "needs_review"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("age_years", "seventy", "age_years"),
        ("age_years", "nan", "age_years"),
        ("age_years", "-1", "age_years"),
        ("age_years", "1e309", "age_years"),
        ("age_years", "", "age_years"),
        ("on", "2026-13-40", "on"),
        ("on", "", "on"),
        ("on", "9999-12-31", "on"),
        ("on", "0001-01-01", "on"),
        ("event_on", "2026-01-01", "event_on"),
        ("event_on", "9999-12-31", "event_on"),
        ("born_on", "2030-01-01", "born_on"),
        ("born_on", "1990-05-05", "age_years"),
        ("sex", "other", "sex"),
        ("jurisdiction", "MARS", "jurisdiction"),
        ("product", "../../etc/passwd", "product"),
        ("skin_type", "VII", "skin_type"),
        ("first_treatment", "perhaps", "first_treatment"),
        ("pregnant", "perhaps", "pregnant"),
        ("allergies", "perhaps", "allergies"),
        ("technique", "magic", "technique"),
        ("rest.glabella", "7", "rest.glabella"),
        ("contraction.forehead", "1.5", "contraction.forehead"),
        ("mass.glabella", "huge", "mass.glabella"),
    ],
)
def test_an_impossible_answer_is_named_beside_its_field(
    answers, fields, name, value, expected
):
    field, message = problem(answers, fields | {name: [value]})
    assert field == expected
    assert message.endswith(".")


def test_an_unknown_area_is_refused(answers, fields):
    fields["area"].append("nose_job")
    assert problem(answers, fields)[0] == "area"


def test_an_area_without_its_grades_waits_and_the_others_are_planned(answers, fields):
    del fields["contraction.forehead"]
    form = read_form(answers(fields))
    assert form.ungraded == ["forehead"]
    assert form.case is not None
    assert [wish.id for wish in form.case.areas] == ["glabella", "crows_feet"]


def test_no_area_at_all_asks_for_one(answers, fields):
    fields["area"] = []
    assert problem(answers, fields) == ("area", "Choose an area to plan.")


def test_the_sweat_scale_holds_the_same_grade_twice(answers, fields):
    fields |= {"area": ["hh_axilla"], "contraction.hh_axilla": ["3"]}
    case = read_form(answers(fields)).case
    assert case is not None
    assert case.areas[0].severity_at_rest == 3


def test_each_line_of_a_list_is_one_entry(answers, fields):
    fields |= {
        "medicines": ["yes"],
        "medicines.text": ["aspirin 75 mg, daily\r\n\r\n  gentamicin  "],
    }
    case = read_form(answers(fields)).case
    assert case is not None
    assert case.history.medicines == ("aspirin 75 mg, daily", "gentamicin")


@pytest.mark.parametrize("answer", ["", "no"])
def test_details_under_another_answer_are_never_dropped(answers, fields, answer):
    fields |= {"allergies": [answer], "allergies.text": ["albumin"]}
    assert problem(answers, fields)[0] == "allergies"


def test_yes_without_details_asks_for_them(answers, fields):
    fields |= {"conditions": ["yes"], "conditions.text": ["  \n "]}
    assert problem(answers, fields)[0] == "conditions"


def test_rows_of_one_visit_are_one_treatment(answers, fields):
    visit = {"on": "2026-05-01", "product": "dysport", "result": "as_wished"}
    fields |= {"previous": ["yes"], "first_treatment": ["no"]}
    for number, (area, units) in enumerate([("glabella", "50"), ("forehead", "40")]):
        row = {**visit, "area": area, "units": units}
        fields |= {f"previous-{number}-{key}": [text] for key, text in row.items()}
    case = read_form(answers(fields)).case
    assert case is not None
    assert case.history.previous is not None
    (treatment,) = case.history.previous
    assert treatment.units == (("glabella", 50), ("forehead", 40))
    assert treatment.result == "as_wished"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("previous-0-on", "2027-01-01"),
        ("previous-0-units", "many"),
        ("previous-0-area", ""),
        ("previous-0-product", ""),
        ("previous-0-result", "lovely"),
        ("previous-0-followups", "soon 2"),
        ("previous-0-followups", "2026-05-29 7"),
        ("previous-0-followups", "2020-05-29 2"),
    ],
)
def test_a_fault_in_a_row_is_named_in_that_row(answers, fields, name, value):
    row = {"on": "2026-05-01", "product": "botox-cosmetic", "area": "glabella"}
    fields |= {"previous": ["yes"], "first_treatment": ["no"]}
    fields |= {f"previous-0-{key}": [text] for key, text in row.items()}
    fields |= {"previous-0-units": ["20"], name: [value]}
    assert problem(answers, fields)[0] == name


def test_a_first_treatment_after_an_earlier_one_is_refused(answers, fields):
    row = {"on": "2026-05-01", "product": "unknown", "area": "glabella"}
    fields |= {f"previous-0-{key}": [text] for key, text in row.items()}
    fields |= {"previous": ["yes"], "first_treatment": ["yes"]}
    assert problem(answers, fields)[0] == "first_treatment"


def test_more_text_than_anyone_types_is_refused(answers, fields):
    fields |= {"allergies": ["yes"], "allergies.text": ["x" * (LONGEST_TEXT + 1)]}
    assert problem(answers, fields)[0] == "allergies.text"
