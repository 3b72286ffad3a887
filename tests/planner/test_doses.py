"""How a dose moves with the person and the wish, for every product and area."""

from dataclasses import replace
from itertools import product as every
from math import prod

import pytest
from hypothesis import assume, given, strategies as st

from glabella.core.dosing.start import Starts, find_start
from glabella.evidence.planning import case_vocabulary, knowledge_for
from tests.cases import AREAS, AUTHORISED, area, case, document, line, plan, read
from tests.strategies import MODEST, healthy_cases, one_area_cases

DROPLET_STEP_ML = 0.1
WEAK_TO_STRONG = ("low", "average", "high")


def _start_units(case_table, planned):
    """Units of the label or the published range, before any modifier."""
    whole = read(case_table)
    known = knowledge_for(whole.product)
    wish = next((w for w in whole.areas if w.id == planned.area), None)
    few, many = sorted((wish and wish.bands) or (1, 1))
    start = find_start(
        Starts(known.product, known.siblings, known.ratios, whole.jurisdiction),
        known.area(planned.area),
        variant=f"bands {few}+{many}" if planned.area == "platysma" else "",
        estimate=whole.goals.estimate,
    )
    return start.units


def _units(table):
    """Units by area; an area that is not planned is missing."""
    return {planned.area: planned.units for planned in plan(table).lines}


@MODEST
@given(healthy_cases(most_areas=4))
def test_the_named_modifiers_explain_the_whole_way_from_start_to_dose(table):
    whole = plan(table)
    step = knowledge_for(table["product"]).product.step_units
    for planned in whole.lines:
        explained = _start_units(table, planned) * prod(
            modifier.factor for modifier in planned.modifiers
        )
        droplets = planned.technique == "skin"
        rounding = DROPLET_STEP_ML * planned.units_per_ml if droplets else 2 * step
        assert abs(explained - planned.units) <= rounding + 1e-6, planned.modifiers


@MODEST
@given(healthy_cases())
def test_a_dose_that_meets_the_end_of_its_range_says_so(table):
    told = document(table)
    for planned in told["lines"]:
        ends = [m for m in planned["modifiers"] if "of the range" in m["name"]]
        stopped = [m for m in ends if m["name"].startswith(("top", "bottom"))]
        if stopped:
            rules = {
                f["rule"] for f in told["findings"] if planned["area"] in f["areas"]
            }
            assert "range" in rules


@MODEST
@given(one_area_cases(), st.integers(0, 3))
def test_more_severe_lines_never_get_a_lower_dose(table, rest):
    key = table["areas"][0]["id"]
    scale = case_vocabulary().areas[key]
    assume(scale.high > scale.low)
    doses = []
    for grade in range(scale.low, scale.high + 1):
        wish = {k: v for k, v in table["areas"][0].items() if "severity" not in k}
        both = area(key, contraction=grade, rest=min(rest, grade))
        doses.append(_units({**table, "areas": [{**wish, **both}]}).get(key, 0))
    assert doses == sorted(doses)


@MODEST
@given(one_area_cases())
def test_a_stronger_muscle_never_gets_a_lower_dose(table):
    key = table["areas"][0]["id"]
    doses = [
        _units({**table, "areas": [{**table["areas"][0], "muscle_mass": mass}]}).get(
            key, 0
        )
        for mass in WEAK_TO_STRONG
    ]
    assert doses == sorted(doses)


@MODEST
@given(one_area_cases())
def test_the_fullest_reduction_is_never_below_the_natural_one(table):
    key = table["areas"][0]["id"]
    natural, maximal = (
        _units({**table, "goals": {**table["goals"], "movement": movement}}).get(key, 0)
        for movement in ("natural", "maximal")
    )
    assert natural <= maximal


@MODEST
@given(one_area_cases())
def test_a_low_dose_is_never_above_the_standard_dose_of_the_same_person(table):
    standard, low = (
        _units({**table, "goals": {**table["goals"], "technique": technique}})
        for technique in ("standard", "baby")
    )
    for key, units in low.items():
        assert units <= standard[key]


@MODEST
@given(one_area_cases())
def test_women_and_men_get_the_same_dose_when_everything_else_is_equal(table):
    by_sex = [
        _units({**table, "patient": {**table["patient"], "sex": sex}})
        for sex in ("female", "male")
    ]
    assert by_sex[0] == by_sex[1]


def _settings(product):
    """Every wish that one area of a product can carry."""
    return every(
        AREAS,
        ("standard", "baby", "skin"),
        ("natural", "maximal"),
        WEAK_TO_STRONG,
        (1, 3),
    )


@pytest.mark.parametrize("product", AUTHORISED)
def test_every_wish_of_every_area_is_planned_in_whole_steps_inside_its_range(product):
    step = knowledge_for(product).product.step_units
    faults = []
    for key, technique, movement, mass, grade in _settings(product):
        wish = area(key, contraction=grade, muscle_mass=mass)
        table = case(product, [wish], technique=technique, movement=movement)
        for planned in plan(table).lines:
            told = f"{key} {technique} {movement} {mass} {grade}: {planned.units:g}"
            if not planned.low - 1e-6 <= planned.units <= planned.high + 1e-6:
                faults.append(f"{told} outside {planned.low:g} to {planned.high:g}")
            if any(site.units <= 0 for site in planned.sites):
                faults.append(f"{told}, but a site gets nothing")
            if planned.technique != "skin" and any(
                abs(site.units / step - round(site.units / step)) > 1e-6
                for site in planned.sites
            ):
                faults.append(f"{told} is not in steps of {step:g}")
    assert faults == []


@pytest.mark.parametrize(
    ("mass", "units"), [("low", 16), ("average", 20), ("high", 25)]
)
def test_muscle_mass_moves_the_glabella_by_a_fifth_down_or_a_quarter_up(mass, units):
    # GLABELLA (ours), direction from RBCP: factors 0.8, 1 and 1.25 on 20 units.
    told = document(case(areas=[area("glabella", muscle_mass=mass)]))
    assert line(told, "glabella")["units"] == units


@pytest.mark.parametrize(("grade", "units"), [(0, 15), (1, 15), (2, 20), (3, 20)])
def test_lines_that_are_absent_or_mild_get_three_quarters(grade, units):
    # GLABELLA (ours), direction from RBCP: 0.75 on 20 units below grade 2.
    told = document(case(areas=[area("glabella", contraction=grade)]))
    assert line(told, "glabella")["units"] == units


@pytest.mark.parametrize(
    ("result", "units"), [("too_little", 24), ("as_wished", 20), ("too_much", 16)]
)
def test_the_last_result_with_this_product_in_this_area_moves_the_dose(result, units):
    # GLABELLA (ours): factors 1.2, 1 and 0.8 on 20 units.
    earlier = [_earlier("botox-cosmetic", "glabella", result)]
    told = document(case(first_treatment=False, previous=earlier))
    assert line(told, "glabella")["units"] == units


@pytest.mark.parametrize(
    ("product", "key"), [("dysport", "glabella"), ("botox-cosmetic", "crows_feet")]
)
def test_a_result_of_another_product_or_area_does_not_move_the_dose(product, key):
    earlier = [_earlier(product, key, "too_little")]
    told = document(case(first_treatment=False, previous=earlier))
    assert line(told, "glabella")["units"] == 20


def test_only_the_latest_result_counts():
    older = _earlier("botox-cosmetic", "glabella", "too_little", year=2024)
    newer = _earlier("botox-cosmetic", "glabella", "too_much", year=2025)
    told = document(case(first_treatment=False, previous=[newer, older]))
    assert line(told, "glabella")["units"] == 16


def test_an_earlier_result_counts_under_the_trade_name_as_under_the_key():
    # GLABELLA (ours): 0.8 of 20 units after too much.
    earlier = [_earlier("Botox Cosmetic", "glabella", "too_much")]
    told = document(case(first_treatment=False, previous=earlier))
    assert line(told, "glabella")["units"] == 16


def _earlier(product, key, result, year=2025):
    on = read(case()).on.replace(year=year)
    return {"on": on, "product": product, "areas": {key: 20}, "result": result}


def test_a_low_dose_is_half_of_the_products_own_label_dose_where_none_was_read():
    # AL-REG: 50 units of Alluzience; GLABELLA (ours): fraction 0.5, 0.4 to 0.75.
    planned = line(document(case("alluzience", technique="baby")), "glabella")
    assert planned["units"] == 25
    assert planned["range_units"] == [20, 37.5]
    assert planned["basis"] == "ours"
    assert planned["label_units"] == 50


def test_a_low_figure_that_was_read_goes_before_the_fraction():
    # BARB: 15 units of Bocouture in the glabella, 10 in each forehead.
    told = document(case("bocouture", ["glabella", "forehead"], technique="baby"))
    assert line(told, "glabella")["units"] == 15
    assert line(told, "forehead")["units"] == 10
    assert line(told, "glabella")["basis"] == "consensus"


def test_the_low_dose_replaces_the_severity_modifier():
    names = [
        m["name"]
        for m in line(document(case(technique="baby")), "glabella")["modifiers"]
    ]
    assert any(name.startswith("technique: baby") for name in names)
    assert not any(name.startswith("severity") for name in names)


def test_age_is_weighed_and_moves_nothing_because_no_size_is_known():
    units = {
        line(document(case(age_years=age)), "glabella")["units"] for age in (18, 40, 80)
    }
    assert units == {20}


def test_a_case_value_stays_frozen():
    whole = read(case())
    older = replace(whole, patient=replace(whole.patient, age_years=41))
    assert (whole.patient.age_years, older.patient.age_years) == (40, 41)
