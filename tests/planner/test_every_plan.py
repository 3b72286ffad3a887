"""What must hold for every plan, whoever the patient is."""

import json
from itertools import combinations

from hypothesis import given

from glabella.core.planner.document import as_document
from tests.cases import document, findings, plan, sources_of
from tests.strategies import MODEST, any_cases, healthy_cases

ORDER = {"block": 0, "caution": 1, "info": 2}
STATUS = {"block": "blocked", "caution": "needs_review", "info": "ok"}


@MODEST
@given(any_cases())
def test_the_status_is_that_of_the_most_severe_finding(case):
    told = document(case)
    worst = min(
        (f["severity"] for f in told["findings"]), key=ORDER.get, default="info"
    )
    assert told["status"] == STATUS[worst]


@MODEST
@given(any_cases())
def test_a_blocked_plan_holds_no_dose_and_nothing_to_mix(case):
    told = document(case)
    empty = (
        not told["lines"] and told["preparation"] is None and not told["preparations"]
    )
    assert empty == (told["status"] == "blocked")


@MODEST
@given(any_cases())
def test_every_statement_names_a_source_that_is_cited_in_full(case):
    told = document(case)
    lists = sources_of(told)
    assert lists
    assert all(keys for keys in lists)
    cited = [source["key"] for source in told["citations"]]
    assert len(cited) == len(set(cited))
    assert {key for keys in lists for key in keys} <= set(cited)
    grades = {"A", "B", "C", "D", "trial", "secondary", "background", "ours"}
    for source in told["citations"]:
        assert source["title"]
        assert source["grade"] in grades
        assert source["address"] or source["grade"] == "D"


@MODEST
@given(any_cases())
def test_the_same_case_gives_the_same_plan_to_the_letter(case):
    first, again = (
        json.dumps(as_document(plan(case)), allow_nan=False) for _ in range(2)
    )
    assert first == again


@MODEST
@given(any_cases())
def test_findings_stand_blocks_first_and_none_is_said_twice(case):
    told = document(case)
    ranks = [ORDER[f["severity"]] for f in told["findings"]]
    assert ranks == sorted(ranks)
    said = [(f["rule"], f["message"], tuple(f["areas"])) for f in told["findings"]]
    assert len(said) == len(set(said))
    assert all(f["message"].strip() == f["message"] != "" for f in told["findings"])


@MODEST
@given(healthy_cases())
def test_the_sites_of_a_line_add_up_to_its_units(case):
    for line in document(case)["lines"]:
        assert abs(sum(s["units"] for s in line["sites"]) - line["units"]) < 1e-6


@MODEST
@given(healthy_cases())
def test_every_site_of_a_plan_gets_a_dose(case):
    for line in document(case)["lines"]:
        nothing = [s["id"] for s in line["sites"] if s["units"] <= 0]
        assert nothing == [], f"{line['area']} {line['technique']}"


@MODEST
@given(healthy_cases())
def test_the_units_of_a_line_lie_inside_its_range(case):
    for line in document(case)["lines"]:
        low, high = line["range_units"]
        assert 0 < low <= line["units"] + 1e-6
        assert line["units"] <= high + 1e-6


@MODEST
@given(healthy_cases())
def test_site_names_are_unique_within_an_area(case):
    for line in document(case)["lines"]:
        names = [site["id"] for site in line["sites"]]
        assert len(names) == len(set(names))


@MODEST
@given(healthy_cases())
def test_right_and_left_are_dosed_alike_and_mirror_each_other(case):
    bands = {
        wish["id"] for wish in case["areas"] if wish.get("bands", {"R": 1, "L": 1})
        not in ({"R": 1, "L": 1}, {"R": 2, "L": 2})
    }  # fmt: skip
    for line in document(case)["lines"]:
        if line["area"] in bands:
            continue
        left = {s["id"][:-2]: s for s in line["sites"] if s["side"] == "L"}
        right = {s["id"][:-2]: s for s in line["sites"] if s["side"] == "R"}
        assert left.keys() == right.keys()
        for name, site in right.items():
            other = left[name]
            assert site["units"] == other["units"]
            assert site["muscle"] == other["muscle"]
            assert site["depth"] == other["depth"]
            if site["position_cm"]:
                x, *rest = site["position_cm"]
                assert x < 0, "the patient's right is negative"
                assert other["position_cm"] == [-x, *rest]


@MODEST
@given(healthy_cases())
def test_a_site_has_a_place_on_the_face_or_on_a_body_map(case):
    for line in document(case)["lines"]:
        for site in line["sites"]:
            on_face = site["map"] == "face"
            assert (site["position_cm"] is not None) == on_face, site["id"]
            assert (site["position"] is None) == on_face, site["id"]
            if site["position"]:
                assert all(0 <= share <= 1 for share in site["position"])


@MODEST
@given(healthy_cases())
def test_no_part_of_a_muscle_and_no_skin_is_dosed_by_two_areas(case):
    parts = [
        {planned.site.part for planned in line.sites} - {""}
        for line in plan(case).lines
    ]
    assert all(not one & other for one, other in combinations(parts, 2))


@MODEST
@given(healthy_cases())
def test_every_area_asked_for_is_planned_or_named_in_a_finding(case):
    told = document(case)
    planned = {line["area"] for line in told["lines"]}
    named = {key for f in told["findings"] for key in f["areas"]}
    said = " ".join(f["message"] for f in findings(told, "ceiling"))
    for wish in case["areas"]:
        key = wish["id"]
        assert key in planned | named or key in said, key


@MODEST
@given(healthy_cases())
def test_low_dose_and_skin_are_never_called_approved(case):
    for line in document(case)["lines"]:
        if line["technique"] != "standard" or line["basis"] == "estimate":
            assert line["label_status"] == "off_label"


@MODEST
@given(healthy_cases())
def test_off_label_use_is_always_said_and_approved_use_never_called_so(case):
    told = document(case)
    off = {
        line["area"] for line in told["lines"] if line["label_status"] == "off_label"
    }
    said = {key for f in findings(told, "off-label") for key in f["areas"]}
    if told["status"] != "blocked":
        assert said == off
