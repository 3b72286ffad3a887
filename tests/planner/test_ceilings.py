"""Totals of a session and of a period: never planned above, never borrowed."""

from datetime import timedelta

import pytest
from hypothesis import given

from tests.cases import ON, area, case, document, findings, line, severities
from tests.strategies import MODEST, healthy_cases

UPPER_FACE = ("glabella", "forehead", "crows_feet")

# product, areas counted (empty: all), units, source
CEILINGS = [
    ("botox-cosmetic", UPPER_FACE, 64, "BC-MPR"),
    ("botox-cosmetic", (), 400, "BC-HL"),
    ("botox", (), 400, "HH-RXR"),
    ("xeomin", UPPER_FACE, 64, "XE-PP"),
    ("xeomin", (), 400, "XE-DRG"),
    ("daxxify", ("glabella",), 40, "DX-MPR"),
    ("relfydess", (), 110, "RE-FI"),
]


def _fullest(*keys):
    """The strongest wish that each area can carry."""
    return [area(key, contraction=9, rest=9, muscle_mass="high") for key in keys]


@MODEST
@given(healthy_cases(most_areas=12))
def test_no_plan_ever_proposes_more_than_a_session_ceiling(table):
    told = document(table)
    for product, counted, most, _ in CEILINGS:
        if table["product"] == product:
            planned = sum(
                one["units"]
                for one in told["lines"]
                if not counted or one["area"] in counted
            )
            assert planned <= most


def test_a_wish_above_the_ceiling_is_brought_down_and_said():
    # BC-MPR: 64 units for the three areas; their ranges alone would allow 100.
    told = document(case(areas=_fullest(*UPPER_FACE), movement="maximal"))
    assert 60 < sum(one["units"] for one in told["lines"]) <= 64
    said = [f for f in findings(told, "ceiling") if f["severity"] == "caution"]
    assert len(said) == 1
    assert "BC-MPR" in said[0]["sources"]
    assert "64 units" in said[0]["message"]
    assert told["status"] == "needs_review"


@pytest.mark.parametrize(
    ("product", "areas", "units"),
    [
        ("xeomin", UPPER_FACE, 64),  # XE-PP
        ("daxxify", ("glabella",), 40),  # DX-MPR
        ("relfydess", ("glabella", "crows_feet"), 110),  # RE-FI
    ],
)
def test_label_doses_that_meet_the_ceiling_exactly_are_not_cut(product, areas, units):
    told = document(case(product, areas))
    assert sum(one["units"] for one in told["lines"]) == units
    assert "caution" not in severities(told, "ceiling")


def test_a_ceiling_names_its_areas_as_a_clinician_does():
    strong = [area(key, muscle_mass="high") for key in UPPER_FACE]
    said = findings(document(case(areas=strong)), "ceiling")
    assert "Crow's feet" in said[0]["message"]
    assert "crows_feet" not in said[0]["message"]


def test_three_labelled_areas_fit_exactly_under_the_labelled_total():
    # BC-MPR: 64 units are 20, 20 and 24.
    told = document(case(areas=UPPER_FACE))
    assert sum(one["units"] for one in told["lines"]) == 64
    assert "caution" not in severities(told, "ceiling")
    assert told["status"] == "ok"


def test_what_a_ceiling_takes_away_comes_from_what_was_added_to_the_label_dose():
    told = document(case(areas=_fullest(*UPPER_FACE)))
    by_area = {one["area"]: one["units"] for one in told["lines"]}
    assert set(by_area) == set(UPPER_FACE)
    assert sum(by_area.values()) <= 64
    assert by_area["glabella"] >= 18
    named = {m["name"] for one in told["lines"] for m in one["modifiers"]}
    assert any("ceiling" in name for name in named)


def test_an_area_that_does_not_fit_is_left_to_another_session_and_named():
    # BC-HL: 400 units of Botox and Botox Cosmetic in 3 months.
    asked = ("hh_sole", "hh_palm", "hh_axilla", "migraine")
    told = document(case("botox", asked, where="US"))
    planned = {one["area"] for one in told["lines"]}
    assert sum(one["units"] for one in told["lines"]) <= 400
    left = [f for f in findings(told, "ceiling") if f["severity"] == "caution"]
    assert left
    missing = set(asked) - planned
    assert missing == {"hh_palm"}  # no label doses it, and it was asked for last
    assert missing <= {key for f in told["findings"] for key in f["areas"]}


@pytest.mark.parametrize(
    ("days", "units", "passed"),
    [(60, 390, True), (60, 380, False), (89, 390, True), (120, 390, False)],
)
def test_toxin_of_the_last_months_counts_toward_the_period_ceiling(days, units, passed):
    # BC-HL: 400 units of Botox and Botox Cosmetic in 3 months (20 planned today).
    earlier = {
        "on": ON - timedelta(days=days),
        "product": "botox",
        "areas": {"hh_axilla": units},
    }
    told = document(case(first_treatment=False, previous=[earlier]))
    assert ("caution" in severities(told, "ceiling")) == passed
    assert line(told, "glabella")["units"] == 20


def test_units_of_another_substance_never_count_toward_a_ceiling():
    earlier = {
        "on": ON - timedelta(days=30),
        "product": "dysport",
        "areas": {"masseter_slim": 500},
    }
    told = document(case(first_treatment=False, previous=[earlier]))
    assert "caution" not in severities(told, "ceiling")
    assert severities(told, "interval") == ["caution"]


def test_an_earlier_dose_without_units_leaves_the_period_total_open_and_says_so():
    earlier = {"on": ON - timedelta(days=30), "product": "botox", "areas": ["migraine"]}
    told = document(case(first_treatment=False, previous=[earlier]))
    said = " ".join(f["message"] for f in findings(told, "ceiling"))
    assert "not known" in said or "unknown" in said


@pytest.mark.parametrize(
    "product", ["dysport", "azzalure", "jeuveau", "letybo", "nuceiva"]
)
def test_an_unknown_ceiling_is_said_and_never_borrowed(product):
    told = document(case(product))
    found = findings(told, "ceiling")
    assert [f["severity"] for f in found] == ["info"]
    assert "No ceiling" in found[0]["message"]


def test_bocouture_does_not_borrow_the_ceiling_of_xeomin():
    told = document(case("bocouture"))
    assert severities(told, "ceiling") == ["info"]


def test_a_ceiling_never_leaves_an_empty_plan_that_looks_ready():
    told = document(case("relfydess", _fullest("glabella", "crows_feet")))
    assert told["lines"] or told["status"] == "blocked"
    assert sum(one["units"] for one in told["lines"]) <= 110


def test_a_ceiling_that_the_label_doses_meet_never_pushes_an_area_below_its_label():
    # BC-MPR: 20, 20 and 24 units are the labelled total of 64.
    told = document(case(areas=_fullest(*UPPER_FACE), movement="maximal"))
    by_area = {one["area"]: one["units"] for one in told["lines"]}
    assert by_area == {"glabella": 20, "forehead": 20, "crows_feet": 24}


def test_labelled_doses_stay_and_unlabelled_ones_give_way_whatever_was_asked_first():
    # BC-HL: 400 units; the label's own 155 stand, both grids go down their range.
    told = document(case("botox", ["hh_palm", "hh_sole", "migraine"], where="US"))
    by_area = {one["area"]: one["units"] for one in told["lines"]}
    assert by_area["migraine"] == 155
    assert 100 <= by_area["hh_palm"] == by_area["hh_sole"] < 150
    assert 396 <= sum(by_area.values()) <= 400


def test_an_area_gives_way_only_to_one_that_is_really_planned():
    # BC-HL: 400 units do not hold all of these; slimming was asked for last.
    asked = ["masseter_brux", "hh_axilla", "hh_palm", "hh_sole", "migraine"]
    told = document(case("botox", [*asked, "masseter_slim"], where="US"))
    planned = {one["area"] for one in told["lines"]}
    assert "masseter_slim" not in planned
    assert "masseter_brux" in planned
    assert len(line(told, "masseter_brux")["sites"]) == 6
    assert findings(told, "overlap") == []
