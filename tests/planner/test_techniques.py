"""Which technique suits whom, and what becomes of a wish for one."""

import pytest

from tests.cases import AREAS, area, case, document, findings, line

FRESH = area("glabella", contraction=2, rest=0)
SETTLED = area("glabella", contraction=3, rest=2)
LOW_DOSE_SHAPES = ("brow_lift", "dao", "chin")
NO_LOW_DOSE = ("lip_flip", "gummy", "masseter_slim", "parotid", "infraorbital")
COVERED = {
    "glabella": "micro_upper",
    "forehead": "micro_upper",
    "crows_feet": "micro_upper",
    "bunny": "micro_upper",
    "infraorbital": "micro_upper",
    "brow_lift": "micro_upper",
    "platysma": "micro_lower",
}
PROTOCOLS = ("migraine", "hh_axilla", "hh_palm", "hh_sole")


def _suits(told, technique):
    return next(s for s in told["suitability"] if s["technique"] == technique)


def _auto(areas, **more):
    return document(case(areas=areas, technique="auto", **more))


def _techniques(told):
    return {one["area"]: one["technique"] for one in told["lines"]}


@pytest.mark.parametrize(
    "person",
    [
        {"age_years": 25, "first_treatment": True},
        {"age_years": 31, "first_treatment": True, "prevention": True},
        {"age_years": 45, "first_treatment": True},
        {"age_years": 28, "first_treatment": False, "prevention": True},
    ],
)
def test_fresh_lines_in_motion_of_someone_new_fit_the_low_dose(person):
    told = _auto([FRESH], **person)
    assert _suits(told, "baby")["suits"] == "yes"
    assert _techniques(told) == {"glabella": "baby"}
    assert line(told, "glabella")["units"] == 10


@pytest.mark.parametrize(
    "wish",
    [
        {"deep_folds": True},
        {"drastic_change": True},
        {"movement": "maximal"},
        {"deep_folds": True, "prevention": True},
        {"drastic_change": True, "prevention": True},
        {"movement": "maximal", "prevention": True},
    ],
)
@pytest.mark.parametrize("age_years", [24, 38, 60])
def test_deep_folds_or_a_wish_for_much_change_never_end_in_a_low_dose(wish, age_years):
    told = _auto([FRESH], age_years=age_years, **wish)
    assert _techniques(told) == {"glabella": "standard"}
    baby = _suits(told, "baby")
    assert baby["suits"] in {"maybe", "no"}
    reasons = " ".join(baby["reasons"])
    assert "disappoint" in reasons or "keeps movement" in reasons


def test_lines_that_stand_at_rest_count_as_deep_without_being_called_so():
    told = _auto([SETTLED], age_years=25)
    assert _techniques(told) == {"glabella": "standard"}
    assert "disappoint" in " ".join(_suits(told, "baby")["reasons"])


def test_someone_who_asks_for_the_low_dose_gets_it_and_reads_that_it_may_disappoint():
    told = document(case(areas=[SETTLED], technique="baby", deep_folds=True))
    assert _techniques(told) == {"glabella": "baby"}
    assert _suits(told, "baby")["suits"] == "no" or "disappoint" in " ".join(
        _suits(told, "baby")["reasons"]
    )


@pytest.mark.parametrize("key", ["micro_upper", "sebum", "micro_lower"])
def test_pores_oil_and_texture_are_for_droplets_in_the_skin(key):
    told = _auto([area(key)])
    assert _suits(told, "skin")["suits"] == "yes"
    assert _techniques(told) == {key: "skin"}
    chosen = " ".join(f["message"] for f in findings(told, "technique"))
    assert "micro-dose" in chosen
    assert "standard dose" not in chosen


def test_skin_droplets_do_not_suit_lines_of_movement():
    told = _auto([FRESH])
    assert _suits(told, "skin")["suits"] == "no"
    assert "muscle" in " ".join(_suits(told, "skin")["reasons"])


def test_lines_and_pores_together_each_get_their_own_technique():
    told = _auto([area("crows_feet", contraction=3, rest=2), area("sebum")])
    assert _techniques(told) == {"crows_feet": "standard", "sebum": "skin"}


@pytest.mark.parametrize("technique", ["standard", "baby", "skin", "auto"])
def test_all_three_techniques_are_always_weighed_with_reasons_and_sources(technique):
    told = document(case(technique=technique))
    assert [s["technique"] for s in told["suitability"]] == ["standard", "baby", "skin"]
    assert all(s["reasons"] and s["sources"] for s in told["suitability"])
    assert {s["suits"] for s in told["suitability"]} <= {"yes", "maybe", "no"}


def test_a_choice_made_by_the_program_is_told_with_its_reasons():
    told = _auto([FRESH], age_years=25)
    said = findings(told, "technique")
    assert [f["severity"] for f in said] == ["info"]
    assert "first treatment" in said[0]["message"]
    assert findings(document(case(areas=[FRESH])), "technique") == []


@pytest.mark.parametrize("key", LOW_DOSE_SHAPES)
def test_a_shape_area_has_a_low_dose_where_a_low_figure_was_read(key):
    # BTPB, DAO2, MEN1: 4 units for brow lift, DAO and chin.
    told = document(case(areas=[key], technique="baby"))
    assert line(told, key)["technique"] == "baby"
    assert line(told, key)["units"] == 4
    assert line(told, key)["basis"] == "consensus"


@pytest.mark.parametrize("key", NO_LOW_DOSE)
def test_a_shape_area_without_a_low_figure_is_not_offered_low_and_says_why(key):
    told = document(case(areas=[key, "glabella"], technique="baby"))
    assert key not in _techniques(told)
    said = [f for f in findings(told, "no-dose") if f["areas"] == [key]]
    assert [f["severity"] for f in said] == ["caution"]
    assert "no low figure" in said[0]["message"]
    alone = document(case(areas=[key], technique="baby"))
    assert alone["status"] == "blocked"


@pytest.mark.parametrize("key", NO_LOW_DOSE)
def test_the_automatic_choice_falls_back_to_the_standard_dose_there(key):
    told = _auto([area(key), FRESH], age_years=25, prevention=True)
    assert _techniques(told)[key] == "standard"


@pytest.mark.parametrize(("key", "cover"), COVERED.items())
def test_skin_asked_for_lines_plans_the_droplet_area_that_covers_them(key, cover):
    told = document(case(areas=[key], technique="skin"))
    assert _techniques(told) == {cover: "skin"}
    said = findings(told, "technique")
    assert [f["severity"] for f in said] == ["info"]
    assert set(said[0]["areas"]) == {key, cover}


def test_several_areas_under_one_cover_are_planned_as_one_syringe():
    # GLABELLA (ours): one 1 mL syringe of 20 to 28 units.
    told = document(
        case(areas=["glabella", "forehead", "crows_feet"], technique="skin")
    )
    assert _techniques(told) == {"micro_upper": "skin"}
    assert 20 <= line(told, "micro_upper")["units"] <= 28
    assert told["preparation"]["total_volume_ml"] == 1


@pytest.mark.parametrize("key", ["dao", "chin", "lip_flip", "masseter_slim"])
def test_no_droplets_are_laid_where_they_would_risk_the_smile(key):
    told = document(case(areas=[key], technique="skin"))
    assert told["status"] == "blocked"
    assert [f["rule"] for f in told["findings"] if f["severity"] == "block"] == [
        "no-dose"
    ]


@pytest.mark.parametrize("technique", ["standard", "baby"])
@pytest.mark.parametrize("key", ["micro_upper", "sebum"])
def test_another_technique_asked_for_a_droplet_area_is_not_changed_silently(
    key, technique
):
    told = document(case(areas=[key], technique=technique))
    assert _techniques(told) == {key: "skin"}
    assert any(key in f["areas"] for f in findings(told, "technique"))


@pytest.mark.parametrize("technique", ["baby", "skin"])
@pytest.mark.parametrize("key", PROTOCOLS)
def test_a_medical_protocol_takes_neither_low_dose_nor_skin(key, technique):
    whole = document(case("botox", [key], where="US"))
    told = document(case("botox", [key], where="US", technique=technique))
    assert line(told, key)["technique"] == "standard"
    assert line(told, key)["units"] == line(whole, key)["units"]
    said = [f for f in findings(told, "technique") if f["areas"] == [key]]
    assert [f["severity"] for f in said] == ["caution"]


def test_the_middle_of_the_oil_recipe_is_drawn():
    # GLABELLA (ours): 0.6 to 1 mL at 20 units per mL.
    told = document(case(areas=["sebum"], technique="skin"))
    planned = line(told, "sebum")
    assert planned["units"] == 16
    assert planned["range_units"] == [12, 20]
    assert told["preparation"]["total_volume_ml"] == 0.8
    assert told["preparation"]["units_per_0_1_ml"] == 2


@pytest.mark.parametrize("key", ["micro_upper", "sebum"])
def test_droplets_carry_the_warning_that_their_evidence_is_weak(key):
    told = document(case(areas=[key]))
    weak = [f for f in findings(told, "weak-evidence") if key in f["areas"]]
    assert weak
    assert {f["severity"] for f in weak} == {"info"}


def test_droplets_are_laid_in_the_number_that_the_pattern_says():
    told = document(case(areas=["micro_upper"]))
    for site in line(told, "micro_upper")["sites"]:
        assert len(site["grid"]) == site["droplets"] > 0
        assert site["depth"] == "intradermal"


@pytest.mark.parametrize("key", AREAS)
def test_every_area_can_be_asked_for_with_every_technique(key):
    for technique in ("standard", "baby", "skin", "auto"):
        told = document(case("botox", [key], where="US", technique=technique))
        assert told["lines"] or told["status"] == "blocked"


def test_no_known_dose_says_what_is_missing_and_blocks_when_nothing_is_left():
    told = document(case("daxxify", ["chin"]))
    said = findings(told, "no-dose")
    assert [f["severity"] for f in said] == ["block"]
    assert said[0]["areas"] == ["chin"]
    beside = document(case("daxxify", ["chin", "glabella"]))
    assert [f["severity"] for f in findings(beside, "no-dose")] == ["caution"]
    assert beside["status"] == "needs_review"
    assert [one["area"] for one in beside["lines"]] == ["glabella"]


def test_an_estimate_appears_only_when_asked_for_and_is_marked():
    # DAXI, LBL1: published ratio 2; MEN1, SUP-067: chin 4 to 10 units of ona.
    told = document(case("daxxify", ["chin"], estimate=True))
    planned = line(told, "chin")
    assert planned["basis"] == "estimate"
    assert planned["label_status"] == "off_label"
    assert planned["units"] == 14
    assert planned["range_units"] == [8, 20]
    assert planned["label_units"] is None
    assert [f["severity"] for f in findings(told, "no-dose")] == ["caution"]
    assert told["status"] == "needs_review"


@pytest.mark.parametrize("product", ["letybo", "relfydess"])
def test_no_estimate_is_made_where_no_ratio_was_published(product):
    told = document(case(product, ["chin"], estimate=True))
    assert told["status"] == "blocked"


def test_an_estimate_never_replaces_a_dose_of_the_products_own():
    told = document(case("dysport", ["chin", "glabella"], estimate=True))
    assert line(told, "glabella")["basis"] == "label"
    assert line(told, "chin")["basis"] == "consensus"


def test_a_fixed_protocol_of_one_substance_is_not_lent_to_another_in_its_units():
    # CV1: 2.5 units of abobotulinumtoxinA for one of onabotulinumtoxinA; SUP-033: 155.
    told = document(case("dysport", ["migraine"], estimate=True))
    units = [planned["units"] for planned in told["lines"]]
    assert told["status"] == "blocked" or units[0] > 2 * 155


@pytest.mark.parametrize("product", ["dysport", "azzalure", "xeomin", "daxxify"])
@pytest.mark.parametrize("key", ["micro_upper", "sebum"])
def test_a_droplet_recipe_of_one_substance_is_not_lent_to_another(product, key):
    # GLABELLA (ours): one syringe of at most 1 mL, in units of onabotulinumtoxinA.
    told = document(case(product, [key], technique="skin", estimate=True))
    drawn = [p["total_volume_ml"] for p in told["preparations"]]
    assert told["status"] == "blocked" or max(drawn) <= 1


def test_an_estimate_is_never_driven_to_the_top_of_its_ratio():
    # DAXI, LBL1: ratio 2; PK8: crow's feet 8 to 40 units of ona, middle 24.
    told = document(case("daxxify", ["crows_feet"], estimate=True, movement="maximal"))
    assert line(told, "crows_feet")["units"] == 48


def test_a_line_graded_deeper_at_rest_than_in_motion_asks_for_a_second_look():
    told = document(case(areas=[area("glabella", contraction=0, rest=3)]))
    said = [f for f in told["findings"] if f["areas"] == ["glabella"]]
    assert "caution" in {f["severity"] for f in said}
    assert told["status"] == "needs_review"
