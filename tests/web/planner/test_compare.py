"""Regimens compared from the page: the same form, the printed comparison, the way back."""

import re

import pytest

from glabella.clinic.plans.asking.answers import Answers
from glabella.web.planner.comparing import carried, read_wish

HOSTILE = '"><script>alert(1)</script>&'


@pytest.fixture
def one_area(fields):
    """A plan of one area: a quick comparison."""
    return fields | {"area": ["glabella"]}


def compared(client, fields, **more):
    return client.post("/planner/compare/", fields, **more)


def wish_of(**texts: str):
    return read_wish(Answers({name: (text,) for name, text in texts.items()}))


def hidden(text: str) -> set[tuple[str, str]]:
    pattern = r'<input type="hidden" name="([^"]+)" value="([^"]*)">'
    return {pair for pair in re.findall(pattern, text) if "csrf" not in pair[0]}


def test_a_plan_leads_to_the_comparison_and_a_blocked_one_does_not(client, fields):
    button = 'formaction="/planner/compare/"'
    assert button in client.post("/planner/plan/", fields).text
    blocked = client.post("/planner/plan/", fields | {"pregnant": ["yes"]})
    assert button not in blocked.text


def test_the_comparison_stands_in_the_frame_of_the_site(client, one_area):
    answer = compared(client, one_area)
    assert answer.status_code == 200
    text = answer.text
    assert text.lower().count("<!doctype html>") == 1
    assert text.count("<main") == 1
    assert text.count("<h1") == 1
    for said in (
        "Regimens over 2 years",
        "your patient may differ",
        "Breaks the label interval: not recommended",
        "Standard dose every 16 weeks",
        "For licensed professionals",
    ):
        assert said in text, said
    assert not re.search(r"<style|\sstyle=", text)
    assert text.count('class="course"') > 8


def test_years_prices_and_search_are_taken(client, one_area):
    more = {"years": ["1"], "price_per_unit": ["10"], "search": ["yes"]}
    text = compared(client, one_area | more).text
    assert "Regimens over 1 year<" in text
    assert "cost a year" in text
    assert "Least units and visits for the target" in text
    plain = compared(client, one_area).text
    assert "Least units and visits for the target" not in plain


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("years", "0"),
        ("years", "6"),
        ("years", "two"),
        ("price_per_unit", "-1"),
        ("price_per_unit", "nan"),
        ("price_per_visit", "inf"),
        ("price_per_visit", "a lot"),
        ("price_per_visit", "1e300"),
    ],
)
def test_a_wish_that_cannot_be_read_is_told_and_nothing_is_compared(
    client, one_area, name, text
):
    (problem,) = wish_of(**{name: text}).problems
    assert problem.field == name
    answer = compared(client, one_area | {name: [text]})
    assert answer.status_code == 422
    assert problem.message in answer.text
    assert 'class="comparison"' not in answer.text


def test_without_a_wish_two_years_are_looked_at():
    assert wish_of() == wish_of(years="2", price_per_unit="0")
    assert wish_of(years="5", search="yes").years == 5


def test_the_form_travels_along_and_leads_back(client, one_area):
    one_area |= {"medicines": ["yes"], "medicines.text": [HOSTILE], "years": ["1"]}
    text = compared(client, one_area).text
    assert "<script>alert" not in text
    back = hidden(text)
    assert ("age_years", "45") in back
    assert ("area", "glabella") in back
    assert not {"years", "search"} & {name for name, _ in back}
    page = client.post("/planner/plan/", dict(back)).text
    assert 'name="age_years"' in page


def test_every_answer_is_carried_and_nothing_of_the_comparison():
    answers = Answers(
        {
            "area": ("glabella", "forehead"),
            "age_years": ("45",),
            "years": ("2",),
            "csrfmiddlewaretoken": ("x",),
        }
    )
    assert [(field.name, field.value) for field in carried(answers)] == [
        ("area", "glabella"),
        ("area", "forehead"),
        ("age_years", "45"),
    ]


def test_changes_by_hand_are_said_to_be_left_out(client, one_area):
    said = "changes by hand are left out"
    assert said not in compared(client, one_area).text
    edited = one_area | {
        "units_of": ["ona"],
        "units.glabella/procerus-M": ["6"],
        "proposed.glabella/procerus-M": ["4"],
    }
    assert said in compared(client, edited).text


def test_a_form_that_cannot_be_planned_shows_why(client, fields):
    answer = compared(client, fields | {"age_years": ["x"]})
    assert answer.status_code == 422
    assert "whole years" in answer.text


def test_a_blocked_plan_is_shown_instead(client, fields):
    answer = compared(client, fields | {"pregnant": ["yes"]})
    assert "No dose is shown" in answer.text
    assert 'class="comparison"' not in answer.text


def test_the_address_alone_leads_to_the_planner(client):
    answer = client.get("/planner/compare/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/planner/"
