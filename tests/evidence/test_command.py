"""``glabella evidence`` as it is typed."""

import json

import pytest
from typer.testing import CliRunner

from glabella.cli.evidence import app
from glabella.evidence import catalogue, check as checking


@pytest.fixture
def glabella():
    """Run ``glabella evidence`` with the words given."""
    return lambda *words: CliRunner().invoke(app, list(words))


def test_check_prints_the_contract_s_object(glabella):
    done = glabella("check", "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert list(told) == [
        "values",
        "sources",
        "products",
        "areas",
        "by_grade",
        "problems",
        "trials",
    ]
    assert (told["sources"], told["products"], told["areas"]) == (488, 13, 25)
    assert told["problems"] == []
    assert sum(told["by_grade"].values()) == told["values"] > 1000


@pytest.mark.parametrize("words", [("check",), ("check", "--json")])
def test_check_fails_where_there_is_a_problem(glabella, monkeypatch, words):
    broken = checking.Report(1, 1, 1, 1, {"A": 1}, ("a.toml: b: wrong",))
    monkeypatch.setattr(checking, "check", lambda: broken)
    done = glabella(*words)
    assert done.exit_code == 1
    assert "a.toml: b: wrong" in done.output


def test_products_lists_the_keys_that_a_case_may_name(glabella):
    done = glabella("products")
    assert done.exit_code == 0
    rows = [line.split()[0] for line in done.stdout.splitlines() if line.split()]
    assert [row for row in rows if row in catalogue.product_keys()] == list(
        catalogue.product_keys()
    )
    assert "Speywood units" in done.stdout


def test_areas_and_sources_list_every_one(glabella):
    listed = glabella("areas").stdout
    assert all(key in listed for key in catalogue.area_keys())
    listed = glabella("sources").stdout
    assert all(key in listed for key in catalogue.sources())


def test_show_prints_a_dose_with_its_source(glabella):
    done = glabella("show", "botox-cosmetic.label_dose")
    assert done.exit_code == 0
    assert "units 20, sites 5, units per site 4" in done.stdout
    assert "[BC-DOSE, grade A]" in done.stdout
    assert "https://drugs.com/dosage/botox-cosmetic.html" in done.stdout
    assert "stands alone" not in done.stdout


def test_show_says_where_grade_d_stands_alone(glabella):
    done = glabella("show", "dysport.use_within_background")
    assert "grade D stands alone" in done.stdout


def test_show_tells_a_gap_from_a_fact(glabella):
    done = glabella("show", "azzalure.label_dose")
    assert "crows_feet" in done.stdout
    assert "not known: " in done.stdout


def test_show_prints_rows_one_to_a_line(glabella):
    done = glabella("show", "dysport.dilution_therapeutic")
    assert [
        line.strip() for line in done.stdout.splitlines() if "vial units" in line
    ] == [
        "vial units 500, diluent mL 1, units per mL 500  (units per mL)",
        "vial units 500, diluent mL 2.5, units per mL 200  (units per mL)",
        "vial units 500, diluent mL 5, units per mL 100  (units per mL)",
    ]


def test_show_of_a_source_says_that_a_machine_wrote_it(glabella):
    done = glabella("show", "PRE2")
    assert "written by a machine" in done.stdout
    assert "cited by" in done.stdout


def test_show_of_an_unknown_name_is_one_line_of_help(glabella):
    done = glabella("show", "botox-cosmetics")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "similar: botox-cosmetic" in done.stderr


def test_gaps_lists_what_was_not_found(glabella):
    done = glabella("gaps")
    assert done.exit_code == 0
    assert "products/relfydess.toml: vial_size" in done.stdout
