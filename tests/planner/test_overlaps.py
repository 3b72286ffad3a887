"""Two areas that reach the same part: it is dosed once, and the plan says so."""

import tomllib
from itertools import permutations

import pytest

from tests.cases import ON, area, case, document, findings, line, plan

# two areas, the one that keeps its sites, the part both reach
SHARED = [
    ("migraine", "glabella", "migraine", "procerus and corrugator"),
    ("migraine", "forehead", "migraine", "frontalis"),
    ("migraine", "trapezius", "migraine", "upper trapezius"),
    ("migraine", "hh_forehead", "migraine", "forehead skin"),
    ("migraine", "micro_upper", "migraine", "forehead skin"),
    ("migraine", "sebum", "migraine", "forehead skin"),
    ("crows_feet", "brow_lift", "crows_feet", "lateral orbicularis oculi"),
    ("masseter_slim", "masseter_brux", "masseter_slim", "masseter"),
    ("perioral", "lip_flip", "perioral", "upper orbicularis oris"),
    ("forehead", "micro_upper", "forehead", "forehead skin"),
    ("forehead", "sebum", "forehead", "forehead skin"),
    ("bunny", "micro_upper", "bunny", "nose"),
    ("bunny", "sebum", "bunny", "nose"),
    ("chin", "sebum", "chin", "chin"),
    ("sebum", "micro_upper", "sebum", "T-zone skin"),
    ("platysma", "micro_lower", "platysma", "platysma"),
]
FREE = [
    ("crows_feet", "infraorbital"),  # FL01: injected together in one study
    ("glabella", "forehead"),
    ("glabella", "crows_feet"),
    ("chin", "dao"),
    ("lip_flip", "gummy"),
    ("micro_upper", "micro_lower"),
]
NO_DOSE = {"hh_forehead"}
"""No dose of any product was read, so the other area keeps all its sites."""


def _product(*keys):
    return "botox" if {"migraine", "trapezius"} & set(keys) else "botox-cosmetic"


def _both(one, other):
    return document(case(_product(one, other), [one, other], where="US"))


@pytest.mark.parametrize(("one", "other", "keeper", "part"), SHARED)
def test_a_shared_part_is_dosed_once_and_named_in_a_caution(one, other, keeper, part):
    told = _both(one, other)
    if {one, other} & NO_DOSE:
        assert len(told["lines"]) == 1
        return
    found = findings(told, "overlap")
    assert [f["severity"] for f in found] == ["caution"]
    assert set(found[0]["areas"]) == {one, other}
    assert part in found[0]["message"]
    alone = document(case(_product(one, other), [keeper], where="US"))
    assert line(told, keeper)["sites"] == line(alone, keeper)["sites"]


@pytest.mark.parametrize(("one", "other", "keeper", "part"), SHARED)
def test_every_site_left_out_is_listed_by_name(one, other, keeper, part):
    if {one, other} & NO_DOSE:
        return
    yields = other if keeper == one else one
    told = _both(one, other)
    before = document(case(_product(one, other), [yields], where="US"))
    names = {site["id"] for site in line(before, yields)["sites"]}
    kept = {
        site["id"]
        for one_line in told["lines"]
        if one_line["area"] == yields
        for site in one_line["sites"]
    }
    left_out = names - kept
    assert left_out
    message = findings(told, "overlap")[0]["message"]
    assert all(name in message for name in left_out)
    assert not any(name in message for name in kept)


@pytest.mark.parametrize(("one", "other"), FREE)
def test_areas_that_share_no_part_are_both_planned_whole(one, other):
    told = _both(one, other)
    assert findings(told, "overlap") == []
    for key in (one, other):
        alone = document(case(_product(one, other), [key], where="US"))
        assert line(told, key)["sites"] == line(alone, key)["sites"]


@pytest.mark.parametrize(
    "order", list(permutations(("forehead", "sebum", "micro_upper")))
)
def test_the_order_of_the_wishes_does_not_change_who_keeps_the_skin(order):
    told = document(case(areas=order))
    sites = {one["area"]: {s["id"] for s in one["sites"]} for one in told["lines"]}
    assert sites["micro_upper"] == {"cheek-skin-R", "cheek-skin-L"}
    assert sites["sebum"] == {"nose-skin-M", "chin-skin-M"}
    assert len(sites["forehead"]) == 5


def test_a_site_left_out_takes_its_units_with_it():
    alone = line(document(case(areas=["sebum"])), "sebum")
    beside = line(document(case(areas=["sebum", "chin"])), "sebum")
    chin = sum(s["units"] for s in alone["sites"] if s["id"].startswith("chin-skin"))
    assert beside["units"] == pytest.approx(alone["units"] - chin)
    assert any(m["name"].startswith("overlap") for m in beside["modifiers"])


def test_the_evidence_names_no_overlap_that_the_planner_does_not_apply(root):
    text = (root / "src/glabella/evidence/data/overlap.toml").read_text("utf-8")
    rows = [v["value"] for v in tomllib.loads(text)["values"] if v["key"] == "overlap"]
    assert len(rows) > 20
    wrong = []
    for row in rows:
        one, other = row["areas"]
        whole = plan(case(_product(one, other), [one, other], where="US"))
        by_area = {planned.area: planned for planned in whole.lines}
        yields = other if row["keeps"] == one else one
        if row["keeps"] in by_area and yields in by_area:
            parts = {planned.site.part for planned in by_area[yields].sites}
            wrong += [
                f"{one}/{other}: {part}" for part in parts & set(row["drops_parts"])
            ]
    assert wrong == []


def test_both_overlap_areas_in_an_earlier_session_are_no_overlap_today():
    earlier = {
        "on": ON.replace(year=2025),
        "product": "botox-cosmetic",
        "areas": ["masseter_brux"],
    }
    told = document(
        case(areas=[area("masseter_slim")], first_treatment=False, previous=[earlier])
    )
    assert findings(told, "overlap") == []
