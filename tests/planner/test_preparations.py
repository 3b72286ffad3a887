"""What is mixed and drawn up: vials, diluent, volumes, syringe marks, the clock."""

import pytest
from hypothesis import given

from glabella.core.planner.edits import Edits
from tests.cases import AUTHORISED, area, case, document, findings, line
from tests.strategies import MODEST, healthy_cases


@MODEST
@given(healthy_cases())
def test_every_preparation_holds_exactly_the_lines_of_its_areas(table):
    told = document(table)
    served = [key for p in told["preparations"] for key in p["areas"]]
    assert sorted(served) == sorted(one["area"] for one in told["lines"])
    for mixed in told["preparations"]:
        units = sum(line(told, key)["units"] for key in mixed["areas"])
        assert mixed["units"] == pytest.approx(units)


@MODEST
@given(healthy_cases())
def test_the_first_preparation_is_the_preparation(table):
    told = document(table)
    first = told["preparations"][0] if told["preparations"] else None
    assert told["preparation"] == first


@MODEST
@given(healthy_cases())
def test_each_volume_is_its_units_over_the_concentration(table):
    told = document(table)
    for mixed in told["preparations"]:
        strength = mixed["units_per_0_1_ml"]
        sites = [s for key in mixed["areas"] for s in line(told, key)["sites"]]
        if strength is None:
            assert all(site["volume_ml"] is None for site in sites)
            assert mixed["total_volume_ml"] is None
            continue
        for site in sites:
            wanted = site["units"] / (strength * 10)
            assert site["volume_ml"] == pytest.approx(wanted, abs=2e-6)
        drawn = sum(site["volume_ml"] for site in sites)
        assert mixed["total_volume_ml"] == pytest.approx(drawn, abs=1e-3)
        marks = mixed["syringe_marks_u100"]
        assert marks == pytest.approx(mixed["total_volume_ml"] * 100, abs=0.02)


@MODEST
@given(healthy_cases())
def test_one_dilution_is_mixed_once(table):
    told = document(table)
    strengths = [p["units_per_0_1_ml"] for p in told["preparations"]]
    assert len(strengths) == len(set(strengths))


@MODEST
@given(healthy_cases())
def test_the_vials_hold_the_dose_and_the_rest_is_told(table):
    for mixed in document(table)["preparations"]:
        held = sum(v["units"] * v["count"] for v in mixed["vials"])
        if not mixed["vials"]:
            assert mixed["left_over_units"] is None
            continue
        assert all(v["count"] > 0 for v in mixed["vials"])
        assert held >= mixed["units"]
        assert mixed["left_over_units"] == pytest.approx(held - mixed["units"])
        smallest = min(v["units"] for v in mixed["vials"])
        assert mixed["left_over_units"] < smallest


@MODEST
@given(healthy_cases())
def test_the_diluent_gives_the_printed_strength(table):
    for mixed in document(table)["preparations"]:
        strength, diluent = mixed["units_per_0_1_ml"], mixed["diluent_ml"]
        if not mixed["vials"] or not diluent or strength is None:
            continue
        held = sum(v["units"] * v["count"] for v in mixed["vials"])
        assert diluent == pytest.approx(held / (strength * 10), abs=0.0051)


@MODEST
@given(healthy_cases())
def test_what_is_not_known_about_the_mixing_is_null_and_said(table):
    told = document(table)
    said = " ".join(f["message"] for f in findings(told, "weak-evidence"))
    for mixed in told["preparations"]:
        if not mixed["vials"]:
            assert "vial size" in said
        if mixed["units_per_0_1_ml"] is None:
            assert "dilution" in said
        if mixed["use_within_basis"] == "ours":
            assert "own choice" in said


@MODEST
@given(healthy_cases())
def test_a_volume_that_no_quarter_mark_meets_is_said(table):
    told = document(table)
    named = {key for f in findings(told, "syringe-mark") for key in f["areas"]}
    for one in told["lines"]:
        volumes = [s["volume_ml"] for s in one["sites"] if s["volume_ml"] is not None]
        off = [v for v in volumes if abs(v * 400 - round(v * 400)) > 1e-3]
        assert bool(off) == (one["area"] in named)


# product, where, vials, diluent mL, units in 0.1 mL, hours, basis, source
GLABELLA = [
    ("botox-cosmetic", "US", [(50, 1)], 1.25, 4, 24, "read", "BC-DIL"),
    ("dysport", "US", [(300, 1)], 1.5, 20, 24, "ours", "DY-HCP"),
    ("azzalure", "UK", [(125, 1)], 0.63, 20, 24, "read", "AZ-INS"),
    ("alluzience", "UK", [(125, 1)], 0, 20, 24, "ours", "AL-EMC"),
    ("xeomin", "US", [(50, 1)], 1.25, 4, 24, "read", "XE-AES"),
    ("bocouture", "EU", [(50, 1)], 1.25, 4, 24, "ours", "BO-API16"),
    ("jeuveau", "US", [(100, 1)], 2.5, 4, 24, "read", "JE-P3"),
    ("nuceiva", "EU", [(50, 1)], 1.25, 4, 24, "ours", "NU-MED"),
    ("daxxify", "US", [(50, 1)], 0.625, 8, 72, "read", "DX-STAB"),
    ("letybo", "US", [(50, 1)], 1.25, 4, 24, "read", "LE-DRG"),
    ("relfydess", "EU", [], 0, 10, 24, "ours", "RE-PIL"),
]


@pytest.mark.parametrize("row", GLABELLA, ids=lambda row: "-".join(row[:2]))
def test_the_label_dose_of_the_glabella_is_mixed_as_the_label_says(row):
    product, where, vials, diluent, strength, hours, basis, source = row
    mixed = document(case(product, where=where))["preparation"]
    assert [(v["units"], v["count"]) for v in mixed["vials"]] == vials
    assert mixed["diluent_ml"] == pytest.approx(diluent, abs=0.0051)
    assert mixed["units_per_0_1_ml"] == strength
    assert mixed["use_within_hours"] == hours
    assert mixed["use_within_basis"] == basis
    assert source in mixed["sources"]


def test_the_contract_example_of_ten_units_is_drawn_up_as_printed():
    mixed = document(case(technique="baby"))["preparation"]
    assert mixed["units"] == 10
    assert mixed["vials"] == [{"units": 50, "count": 1}]
    assert mixed["diluent_ml"] == 1.25
    assert mixed["units_per_0_1_ml"] == 4
    assert mixed["total_volume_ml"] == 0.25
    assert mixed["syringe_marks_u100"] == 25
    assert mixed["use_within_hours"] == 24
    assert mixed["left_over_units"] == 40


def test_more_vials_than_a_plan_needs_is_not_called_an_unread_vial():
    slip = Edits(units={"glabella/procerus-M": 100_000})
    told = document(case(), edits=slip)
    said = " ".join(f["message"] for f in findings(told, "weak-evidence"))
    assert told["preparation"]["vials"] == []
    assert "check the units set by hand" in said
    assert "no vial size" not in said


@pytest.mark.parametrize("product", AUTHORISED)
def test_a_ready_to_use_liquid_takes_no_diluent_and_a_powder_does(product):
    mixed = document(case(product))["preparation"]
    ready = product in {"alluzience", "relfydess"}
    assert (mixed["diluent_ml"] == 0) == ready


@pytest.mark.parametrize(
    ("areas", "vials"),
    [
        (["glabella"], {50: 1}),
        (["glabella", "forehead", "crows_feet"], {50: 2}),
        (["glabella", "forehead", "crows_feet", "masseter_slim"], {50: 1, 100: 1}),
    ],
)
def test_the_vials_leave_as_little_as_possible_in_as_few_as_possible(areas, vials):
    told = document(case(areas=[area(key, contraction=4) for key in areas]))
    mixed = told["preparation"]
    held = sum(size * count for size, count in vials.items())
    found = sum(v["units"] * v["count"] for v in mixed["vials"])
    assert found == held
    assert sum(v["count"] for v in mixed["vials"]) <= sum(vials.values())


def test_muscle_doses_and_droplets_are_mixed_apart():
    told = document(case(areas=["crows_feet", "micro_upper"], technique="auto"))
    assert [p["areas"] for p in told["preparations"]] == [
        ["crows_feet"],
        ["micro_upper"],
    ]
    strengths = [p["units_per_0_1_ml"] for p in told["preparations"]]
    assert strengths == [4, 2.5]


def test_the_axilla_is_mixed_apart_from_the_face():
    # HH-RXR, SUP-026: 25 units per mL; BC-DIL: 40 units per mL.
    told = document(case("botox", ["glabella", "hh_axilla"], where="US"))
    strengths = {tuple(p["areas"]): p["units_per_0_1_ml"] for p in told["preparations"]}
    assert strengths == {("glabella",): 4, ("hh_axilla",): 2.5}


def test_a_clock_read_for_one_country_is_not_called_read_in_another():
    # LE-DRG: 24 hours, read on the US text only.
    told = document(case("letybo", where="UK"))
    assert told["preparation"]["use_within_hours"] == 24
    said = [f["message"] for f in findings(told, "weak-evidence")]
    assert told["preparation"]["use_within_basis"] != "read" or any(
        "US" in message for message in said
    )


def test_a_dose_that_no_quarter_mark_meets_is_named_with_its_volume():
    # BC-DIL: 0.3 units at 40 units per mL are 0.0075 mL, three quarters of a mark.
    met = document(case(), Edits(units={"glabella/procerus-M": 0.3}))
    assert findings(met, "syringe-mark") == []
    missed = document(case(), Edits(units={"glabella/procerus-M": 0.25}))
    said = findings(missed, "syringe-mark")
    assert [f["severity"] for f in said] == ["info"]
    assert "0.25 units is 0.00625 mL" in said[0]["message"]
