"""The plan as the document that others read: its keys and their meaning."""

import json

import pytest
from hypothesis import given

from glabella.core.findings import RULES
from glabella.core.intended_use import INTENDED_USE
from glabella.core.planner.document import as_document
from tests.cases import case, document, plan
from tests.strategies import MODEST, any_cases

TOP = {
    "status", "findings", "suitability", "lines", "preparation", "preparations",
    "next_treatment_not_before", "citations",
}  # fmt: skip
LINE = {
    "area", "technique", "product", "basis", "label_status", "label_units", "units",
    "range_units", "modifiers", "sites", "forecast", "sources",
}  # fmt: skip
SITE = {
    "id", "side", "muscle", "map", "position_cm", "position", "units", "volume_ml",
    "depth", "sources",
}  # fmt: skip
PREPARATION = {
    "product", "areas", "units", "vials", "diluent_ml", "units_per_0_1_ml",
    "total_volume_ml", "syringe_marks_u100", "use_within_hours", "left_over_units",
    "sources",
}  # fmt: skip


@MODEST
@given(any_cases())
def test_every_key_of_the_contract_is_always_there(table):
    told = document(table)
    assert told.keys() >= TOP
    assert told["status"] in {"ok", "needs_review", "blocked"}
    for found in told["findings"]:
        assert found.keys() >= {"rule", "severity", "message", "areas", "sources"}
        assert found["rule"] in RULES
    for one in told["lines"]:
        assert one.keys() >= LINE
        assert one["product"] == table["product"]
        assert one["technique"] in {"standard", "baby", "skin"}
        assert one["basis"] in {"label", "consensus", "ours", "estimate"}
        assert one["label_status"] in {"approved", "off_label"}
        assert all(m.keys() >= {"name", "factor", "sources"} for m in one["modifiers"])
        assert all(site.keys() >= SITE for site in one["sites"])
        assert {site["side"] for site in one["sites"]} <= {"R", "L", "M"}
    for mixed in told["preparations"]:
        assert mixed.keys() >= PREPARATION
        assert mixed["product"] == table["product"]
    for source in told["citations"]:
        assert source.keys() >= {"key", "title", "address", "grade"}


@MODEST
@given(any_cases())
def test_whole_numbers_are_printed_without_a_trailing_zero(table):
    text = json.dumps(as_document(plan(table)))
    assert '"units": 4.0' not in text
    for one in json.loads(text)["lines"]:
        for number in (one["units"], *one["range_units"]):
            assert isinstance(number, int) or number != int(number)


def test_the_contract_names_every_rule_the_planner_may_use():
    named = {
        "pregnancy", "breastfeeding", "allergy", "infection", "age", "neuromuscular",
        "swallowing-breathing", "interacting-medicine", "bruising-medicine",
        "interval", "ceiling", "overlap", "needs-other-area", "eyelid", "dry-eye",
        "body-dysmorphia", "keloid", "bleeding", "recent-procedure", "occupation",
        "not-asked", "not-recognised", "off-label", "no-dose", "not-authorised",
        "weak-evidence", "geometry",
    }  # fmt: skip
    assert named <= set(RULES)
    assert len(RULES) == len(set(RULES))


def test_a_healthy_person_with_a_label_dose_is_ready():
    told = document(case())
    assert told["status"] == "ok"
    assert {f["severity"] for f in told["findings"]} <= {"info"}
    assert [one["area"] for one in told["lines"]] == ["glabella"]
    assert told["lines"][0]["forecast"] is None


def test_the_contract_example_of_a_first_low_dose_is_reproduced():
    told = document(case(technique="baby", age_years=28))
    planned = told["lines"][0]
    assert planned["technique"] == "baby"
    assert planned["label_units"] == 20
    assert planned["units"] == 10
    assert planned["range_units"] == [8, 15]
    assert planned["modifiers"][0]["name"] == "technique: baby"
    assert planned["modifiers"][0]["factor"] == 0.5
    assert {s["id"] for s in planned["sites"]} == {
        "procerus-M", "corrugator-medial-R", "corrugator-medial-L",
        "corrugator-lateral-R", "corrugator-lateral-L",
    }  # fmt: skip
    right = next(s for s in planned["sites"] if s["id"] == "corrugator-medial-R")
    assert (right["units"], right["volume_ml"]) == (2, 0.05)
    assert told["next_treatment_not_before"] == "2027-02-18"


def test_the_intended_use_stands_in_every_document():
    assert document(case())["intended_use"] == INTENDED_USE
    assert document(case(pregnant=True))["intended_use"] == INTENDED_USE


def test_lines_stand_in_the_order_of_the_wishes():
    wishes = ["crows_feet", "glabella", "forehead"]
    told = document(case(areas=wishes))
    assert [one["area"] for one in told["lines"]] == wishes


@pytest.mark.parametrize("key", ["glabella", "perioral", "micro_upper"])
def test_the_explanation_leads_from_the_start_to_the_dose(key):
    one = document(case(areas=[key]))["lines"][0]
    assert one["explanation"][0].startswith("Start: ")
    assert any(f"{one['units']:g} units" in step for step in one["explanation"])
