"""Units and places changed by hand."""

import pytest

from glabella.clinic.plans.asking.answers import Answers
from glabella.clinic.plans.asking.changes import read_changes
from glabella.clinic.plans.asking.planned import planned
from glabella.core.face import Point
from glabella.web.planner.screen import screen

KEY = "glabella/procerus-M"


def nowhere(view: str, x: float, y: float) -> Point | None:
    return None


def read(fields: dict[str, str], family: str = "ona", drop=nowhere):
    return read_changes(
        Answers({name: (text,) for name, text in fields.items()}), family, drop
    )


def test_units_as_proposed_are_no_change():
    assert read({f"units.{KEY}": "4", f"proposed.{KEY}": "4"}).edits is None


def test_units_that_differ_are_a_change():
    edits = read({f"units.{KEY}": "5.5", f"proposed.{KEY}": "4"}).edits
    assert edits is not None
    assert edits.units == {KEY: 5.5}


@pytest.mark.parametrize("text", ["", "x", "nan", "inf", "-1", "1001", "1e400"])
def test_units_that_nobody_gives_are_refused_beside_the_site(text):
    found = read({f"units.{KEY}": text, f"proposed.{KEY}": "4"})
    assert [problem.field for problem in found.problems] == [f"units.{KEY}"]
    assert found.edits is None


def test_units_never_pass_from_one_substance_to_another():
    fields = {f"units.{KEY}": "6", f"proposed.{KEY}": "4", "units_of": "ona"}
    found = read(fields, family="abo")
    assert found.edits is None
    assert found.put_back


def test_a_place_on_the_skin_is_taken_as_it_is():
    edits = read({f"at.{KEY}": "-1.2 4 5.25"}).edits
    assert edits is not None
    assert edits.positions == {KEY: Point(-1.2, 4, 5.25)}


@pytest.mark.parametrize(
    "text",
    ["99 0 0", "nan 0 0", "1 2", "front 1 1 1", "front a b", "\uff11 2 3", "<b>"],
)
def test_a_place_that_is_none_is_refused(text):
    found = read({f"at.{KEY}": text})
    assert [problem.field for problem in found.problems] == [f"at.{KEY}"]
    assert found.edits is None


@pytest.mark.parametrize("key", ["../x-M", "glabella/<script>-M", "a" * 200])
def test_a_name_that_is_no_site_is_passed_over(key):
    assert read({f"units.{key}": "4", f"at.{key}": "1 2 3"}).edits is None


def test_a_pin_dropped_in_a_view_lands_on_the_skin(answers, fields):
    fields[f"at.{KEY}"] = ["front 12.0 11.0"]
    plan = planned(answers(fields)).plan
    assert plan is not None
    point = plan.lines[0].sites[0].site.position
    assert point is not None
    assert point.x == pytest.approx(0.0, abs=0.01)
    assert point.y == pytest.approx(4.0, abs=0.01)
    assert point.z > 4  # the glabella lies in front of the middle of the head


def test_a_pin_dropped_beside_the_face_stays_where_it_was(answers, fields):
    fields[f"at.{KEY}"] = ["front 0.5 0.5"]
    made = planned(answers(fields))
    assert made.plan is None
    assert made.problems[0].field == f"at.{KEY}"


def test_sums_follow_a_change_of_units(answers, fields):
    before = screen(answers(fields)).plan
    fields |= {f"units.{KEY}": ["6"], f"proposed.{KEY}": ["4"]}
    after = screen(answers(fields)).plan
    assert before is not None
    assert after is not None
    assert (before.headline, after.headline) == ("64 units", "66 units")
    assert after.lines[0].units.text == "22 units"
    assert before.preparations[0].volume is not None
    assert before.preparations[0].volume.text == "1.6 mL"
    assert after.preparations[0].volume is not None
    assert after.preparations[0].volume.text == "1.65 mL"


def test_a_change_outside_the_range_is_said(answers, fields):
    fields |= {f"units.{KEY}": ["40"], f"proposed.{KEY}": ["4"]}
    plan = screen(answers(fields)).plan
    assert plan is not None
    assert "range" in {caution.rule for caution in plan.cautions}


def test_changes_survive_a_plan_that_shows_no_sites(answers, fields):
    fields |= {f"units.{KEY}": ["6"], f"proposed.{KEY}": ["4"], "age_years": ["17"]}
    shown = screen(answers(fields))
    assert shown.plan is not None
    assert shown.plan.status == "blocked"
    kept = {field.name: field.value for field in shown.kept}
    assert kept == {f"units.{KEY}": "6", f"proposed.{KEY}": "4"}
