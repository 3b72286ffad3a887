"""The case as a file: `glabella plan` reads back what the form held."""

import tomllib
from datetime import date

import pytest
from hypothesis import given, strategies as st

from glabella.clinic.plans.asking.case_file import case_text, opened
from glabella.clinic.plans.asking.case_table import read_form
from glabella.clinic.plans.asking.toml import dumps
from glabella.core.case_reading import read_case
from glabella.core.errors import CaseError
from glabella.evidence.planning import case_vocabulary

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
plain = st.one_of(
    texts,
    st.booleans(),
    st.integers(-(2**62), 2**62),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
)
inline = st.dictionaries(
    texts, st.one_of(plain, st.lists(plain, max_size=3)), max_size=3
)
tables = st.dictionaries(
    texts,
    st.one_of(plain, st.lists(plain, max_size=4), inline, st.lists(inline, max_size=3)),
    max_size=5,
)


@given(tables)
def test_what_is_written_is_read_back(table):
    assert tomllib.loads(dumps(table)) == table


def test_half_a_character_is_replaced_and_a_comment_stays_one_line():
    text = dumps({"a": "x\ud800y"}, ["one\nb = 1"])
    assert tomllib.loads(text) == {"a": "x\N{REPLACEMENT CHARACTER}y"}


def test_a_case_that_holds_no_number_is_not_written():
    with pytest.raises(ValueError, match="finite"):
        dumps({"a": float("nan")})


@pytest.fixture
def full(fields):
    """Every question answered, two visits, one procedure, the neck."""
    return fields | {
        "age_years": [""],
        "born_on": ["1981-02-28"],
        "skin_type": ["III"],
        "exercise": ["high"],
        "smoking": ["yes"],
        "event_on": ["2027-02-01"],
        "pregnant": ["not_applicable"],
        "first_treatment": ["no"],
        "allergies": ["yes"],
        "allergies.text": ['cow\'s "milk"\nprotein \\ x'],
        "infection_at_site": ["yes"],
        "infection_at_site.area": ["chin"],
        "previous": ["yes"],
        "previous-0-on": ["2026-03-01"],
        "previous-0-product": ["botox-cosmetic"],
        "previous-0-area": ["glabella"],
        "previous-0-units": ["22.5"],
        "previous-0-followups": ["2026-03-29 2, 2026-05-01 1 subject"],
        "previous-1-on": ["2025-03-01"],
        "previous-1-product": ["unknown"],
        "previous-1-area": ["forehead"],
        "recent_procedures": ["yes"],
        "procedure-0-kind": ["peel"],
        "procedure-0-on": ["2026-11-10"],
        "procedure-0-area": ["forehead"],
        "prevention": ["yes"],
        "area": ["glabella", "platysma"],
        "rest.platysma": ["2"],
        "contraction.platysma": ["3"],
        "bands.R.platysma": ["1"],
        "bands.L.platysma": ["2"],
    }


def test_the_command_reads_the_same_case(answers, full):
    form = read_form(answers(full))
    assert form.case is not None
    table = tomllib.loads(case_text(form))
    assert read_case(table, case_vocabulary()) == form.case


def test_a_saved_case_fills_the_form_again(answers, full):
    form = read_form(answers(full))
    again = read_form(opened(tomllib.loads(case_text(form))))
    assert again.problems == []
    assert again.case == form.case
    assert again.case is not None
    assert again.case.areas[1].bands == (1, 2)
    assert again.case.event_on == date(2027, 2, 1)
    first, _ = again.case.history.previous
    assert [(one.grade, one.rater) for one in first.followups] == [
        (2, "investigator"),
        (1, "subject"),
    ]


def test_an_area_that_waits_for_its_grade_is_named_in_the_file(answers, fields):
    del fields["rest.forehead"]
    text = case_text(read_form(answers(fields)))
    assert "not graded yet: forehead" in text
    assert [area["id"] for area in tomllib.loads(text)["areas"]] == [
        "glabella",
        "crows_feet",
    ]


def test_a_file_with_more_rows_than_the_form_is_not_cut_short(answers, fields):
    table = tomllib.loads(case_text(read_form(answers(fields))))
    table["patient"]["first_treatment"] = False
    table["history"]["previous"] = [
        {"on": date(2025, 1, day), "product": "unknown", "areas": ["glabella"]}
        for day in range(1, 11)
    ]
    with pytest.raises(CaseError, match="room for 8"):
        opened(table)
