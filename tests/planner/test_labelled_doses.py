"""Every labelled dose that was read comes out as the label has it.

Each row is literal, with the source key of the document it was read in; a
change in the evidence files must be made here too, with its reason.
"""

import pytest

from tests.cases import AUTHORISED, area, case, document, findings, line

# product, where, area, units, sites, units per site, mL per site, source
ROWS = [
    ("botox-cosmetic", "US", "glabella", 20, 5, 4, 0.1, "BC-DOSE"),
    ("botox-cosmetic", "US", "crows_feet", 24, 6, 4, 0.1, "BC-DOSE"),
    ("botox-cosmetic", "US", "forehead", 20, 5, 4, 0.1, "BC-DOSE"),
    ("dysport", "US", "glabella", 50, 5, 10, 0.05, "DY-HCP"),
    ("azzalure", "UK", "glabella", 50, 5, 10, 0.05, "AZ-RXR"),
    ("azzalure", "EU", "glabella", 50, 5, 10, 0.05, "AZ-2012"),
    ("alluzience", "UK", "glabella", 50, 5, 10, 0.05, "AL-REG"),
    ("alluzience", "EU", "glabella", 50, 5, 10, 0.05, "AL-REG"),
    ("xeomin", "US", "glabella", 20, 5, 4, 0.1, "XE-AES"),
    ("xeomin", "US", "forehead", 20, 5, 4, 0.1, "XE-PP"),
    ("xeomin", "US", "crows_feet", 24, 6, 4, 0.1, "XE-PP"),
    ("bocouture", "UK", "glabella", 20, 5, 4, 0.1, "BO-API"),
    ("bocouture", "EU", "crows_feet", 24, 6, 4, 0.1, "BO-API"),
    ("bocouture", "EU", "forehead", 15, 5, 3, 0.075, "BO-API"),
    ("bocouture", "UK", "forehead", 15, 5, 3, 0.075, "BO-API16"),
    ("jeuveau", "US", "glabella", 20, 5, 4, 0.1, "JE-P3"),
    ("nuceiva", "UK", "glabella", 20, 5, 4, 0.1, "NU-MED"),
    ("nuceiva", "EU", "glabella", 20, 5, 4, 0.1, "NU-MED"),
    ("daxxify", "US", "glabella", 40, 5, 8, 0.1, "DX-DRG"),
    ("letybo", "US", "glabella", 20, 5, 4, 0.1, "LE-GLC"),
    ("letybo", "UK", "glabella", 20, 5, 4, 0.1, "LE-UK"),
    ("letybo", "EU", "glabella", 20, 5, 4, 0.1, "LE-UK"),
    ("relfydess", "UK", "glabella", 50, 5, 10, 0.1, "RE-FI"),
    ("relfydess", "EU", "crows_feet", 60, 6, 10, 0.1, "RE-FI"),
]
NEEDS_GLABELLA = {"forehead"}


@pytest.mark.parametrize("sex", ["female", "male"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: "-".join(row[:3]))
def test_the_label_dose_stands_for_women_and_men(row, sex):
    product, where, key, units, sites, each, each_ml, source = row
    areas = [key, "glabella"] if key in NEEDS_GLABELLA else [key]
    told = document(case(product, areas, where=where, sex=sex))
    planned = line(told, key)
    assert planned["units"] == units
    assert planned["label_units"] == units
    assert planned["basis"] == "label"
    assert planned["label_status"] == "approved"
    assert [site["units"] for site in planned["sites"]] == [each] * sites
    assert {site["volume_ml"] for site in planned["sites"]} == {each_ml}
    assert all(modifier["factor"] == 1 for modifier in planned["modifiers"])
    assert source in planned["sources"]
    assert findings(told, "off-label") == []


@pytest.mark.parametrize("grade", [2, 3])
def test_moderate_and_severe_lines_both_get_the_label_dose(grade):
    told = document(case(areas=[area("glabella", contraction=grade)]))
    assert line(told, "glabella")["units"] == 20


@pytest.mark.parametrize(
    ("right", "left", "units"), [(1, 1, 26), (1, 2, 31), (2, 1, 31), (2, 2, 36)]
)
def test_platysma_bands_get_the_dose_of_their_count(right, left, units):
    # BC-DOSE, PB-NEWS: 26, 31 and 36 units by the number of bands.
    neck = area("platysma", contraction=3, bands={"R": right, "L": left})
    planned = line(document(case(areas=[neck])), "platysma")
    assert planned["units"] == units
    assert planned["label_units"] == units
    assert planned["label_status"] == "approved"


def test_two_platysma_bands_on_one_side_get_more_on_that_side():
    def per_side(right, left):
        neck = area("platysma", contraction=3, bands={"R": right, "L": left})
        sites = line(document(case(areas=[neck])), "platysma")["sites"]
        return tuple(
            sum(s["units"] for s in sites if s["side"] == side) for side in ("R", "L")
        )

    more_right, more_left = per_side(2, 1), per_side(1, 2)
    assert more_right[0] > more_right[1]
    assert more_left[1] > more_left[0]
    assert more_right == more_left[::-1]


def test_platysma_without_a_count_of_bands_assumes_one_a_side_and_says_so():
    told = document(case(areas=[area("platysma", contraction=3)]))
    assert line(told, "platysma")["units"] == 26
    asked = findings(told, "not-asked")
    assert [f["severity"] for f in asked] == ["caution"]
    assert asked[0]["areas"] == ["platysma"]


@pytest.mark.parametrize("where", ["US", "EU"])
def test_an_axilla_gets_fifty_units_a_side(where):
    # HH-RXR: 50 units of Botox in each axilla, intradermal.
    planned = line(document(case("botox", ["hh_axilla"], where=where)), "hh_axilla")
    assert planned["units"] == planned["label_units"] == 100
    for side in ("R", "L"):
        assert sum(s["units"] for s in planned["sites"] if s["side"] == side) == 50
    assert {site["depth"] for site in planned["sites"]} == {"intradermal"}
    assert planned["label_status"] == "approved"


def test_migraine_gets_five_units_at_each_of_thirty_one_sites():
    # SUP-033: 155 units, 31 sites of 5 units in 0.1 mL.
    planned = line(document(case("botox", ["migraine"], where="US")), "migraine")
    assert planned["units"] == planned["label_units"] == 155
    assert [site["units"] for site in planned["sites"]] == [5] * 31
    assert {site["volume_ml"] for site in planned["sites"]} == {0.1}
    assert planned["label_status"] == "approved"


def test_forehead_lines_of_botox_cosmetic_are_labelled_only_with_the_glabella():
    # BC-DOSE: 40 units in 10 sites, forehead and glabella in one session.
    alone = document(case(areas=["forehead"]))
    assert line(alone, "forehead")["label_status"] == "off_label"
    assert [f["severity"] for f in findings(alone, "needs-other-area")] == ["caution"]
    assert alone["status"] == "needs_review"
    together = document(case(areas=["forehead", "glabella"]))
    assert line(together, "forehead")["label_status"] == "approved"
    assert findings(together, "needs-other-area") == []
    assert together["status"] == "ok"


@pytest.mark.parametrize("product", AUTHORISED)
def test_a_label_dose_is_a_label_dose_of_that_very_product(product):
    told = document(case(product, ["glabella"]))
    planned = line(told, "glabella")
    if product == "botox":  # its aesthetic twin has the label dose, not it
        assert planned["label_units"] is None
        assert planned["label_status"] == "off_label"
    else:
        assert planned["label_units"] in {20, 40, 50}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"areas": [area("glabella", muscle_mass="high")]}, "label says 20"),
        ({"areas": [area("glabella", contraction=1)]}, "label says 20"),
        ({"technique": "baby"}, "low dose"),
        ({"areas": ["chin"]}, "not an indication"),
        ({"areas": ["micro_upper"]}, "micro-dose"),
    ],
)
def test_an_off_label_line_says_what_differs_from_the_label(change, said):
    told = document(case(**change))
    assert told["lines"][0]["label_status"] == "off_label"
    found = findings(told, "off-label")
    assert [f["severity"] for f in found] == ["info"]
    assert said in found[0]["message"]


def test_past_the_age_of_the_indication_the_label_dose_is_off_label():
    # AZ-EMC: adults under 65.
    assert (
        line(document(case("azzalure", age_years=64)), "glabella")["label_status"]
        == "approved"
    )
    past = document(case("azzalure", age_years=65))
    assert line(past, "glabella")["label_status"] == "off_label"
    assert line(past, "glabella")["units"] == 50


def test_another_jurisdiction_does_not_lend_its_approval():
    # SUP-033: the migraine indication was read for the US only.
    for where, status in (("US", "approved"), ("EU", "off_label")):
        planned = line(document(case("botox", ["migraine"], where=where)), "migraine")
        assert planned["label_status"] == status
