"""The examples are what a newcomer reads first: they plan, and do what they say."""

import tomllib
from pathlib import Path

import pytest

from tests.cases import AREAS, AUTHORISED, document, findings

FOLDER = Path(__file__).resolve().parent.parent / "examples"

# file, status, units by area, technique by area, rules that must be found
EXPECTED = [
    ("01-first-low-dose", "ok", {"glabella": 10}, {"glabella": "baby"}, {"technique"}),
    (
        "02-upper-face-label-doses", "ok",
        {"glabella": 20, "forehead": 20, "crows_feet": 24},
        dict.fromkeys(("glabella", "forehead", "crows_feet"), "standard"), set(),
    ),
    (
        "03-pores-and-oil", "ok", {"sebum": 16}, {"sebum": "skin"},
        {"weak-evidence", "bruising-medicine"},
    ),
    (
        "04-clenching-and-chin", "needs_review", {"masseter_slim": 80, "chin": 5},
        dict.fromkeys(("masseter_slim", "chin"), "standard"), {"range", "off-label"},
    ),
    ("05-neck-bands", "ok", {"platysma": 31}, {"platysma": "standard"}, set()),
    ("06-underarm-sweating", "ok", {"hh_axilla": 100}, {"hh_axilla": "standard"}, set()),
    (
        "07-migraine-and-frown", "needs_review", {"migraine": 155},
        {"migraine": "standard"}, {"overlap"},
    ),
    ("08-milk-allergy-blocked", "blocked", {}, {}, {"allergy", "breastfeeding"}),
    (
        "09-wedding-past-65", "needs_review", {"glabella": 20, "crows_feet": 24},
        dict.fromkeys(("glabella", "crows_feet"), "standard"),
        {"age", "event", "bruising-medicine", "dry-eye", "recent-procedure"},
    ),
    (
        "10-switch-and-gaps", "needs_review", {"glabella": 40, "crows_feet": 48},
        dict.fromkeys(("glabella", "crows_feet"), "standard"),
        {"interval", "not-asked", "not-recognised", "no-dose", "product-switch"},
    ),
]  # fmt: skip


def _table(name):
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "status", "units", "techniques", "rules"),
    EXPECTED,
    ids=[row[0] for row in EXPECTED],
)
def test_an_example_is_planned_as_its_comment_says(
    name, status, units, techniques, rules
):
    told = document(_table(name))
    assert told["status"] == status
    assert {one["area"]: one["units"] for one in told["lines"]} == units
    assert {one["area"]: one["technique"] for one in told["lines"]} == techniques
    assert rules <= {f["rule"] for f in told["findings"]}
    cautions = {f["rule"] for f in told["findings"] if f["severity"] != "info"}
    assert cautions <= rules


def test_every_example_is_described_here():
    found = sorted(path.stem for path in FOLDER.glob("*.toml"))
    assert found == [row[0] for row in EXPECTED]


@pytest.mark.parametrize("name", [row[0] for row in EXPECTED])
def test_an_example_is_well_commented_and_names_nobody(name):
    text = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    head = text.split("\n\n")[0].splitlines()
    assert all(line.startswith("#") for line in head)
    assert "What to look at" in text
    assert max(map(len, (line for line in head))) <= 88
    assert "name" not in tomllib.loads(text)["patient"]


def test_the_examples_show_many_products_places_areas_and_techniques():
    tables = [_table(row[0]) for row in EXPECTED]
    assert len({table["product"] for table in tables}) >= 6
    assert {table["jurisdiction"] for table in tables} == {"US", "UK", "EU"}
    assert {table["patient"]["sex"] for table in tables} == {"female", "male"}
    wished = {wish["id"] for table in tables for wish in table["areas"]}
    assert len(wished) >= 9
    assert wished <= set(AREAS)
    assert {table["product"] for table in tables} <= set(AUTHORISED)
    techniques = {kind for row in EXPECTED for kind in row[3].values()}
    assert techniques == {"standard", "baby", "skin"}


def test_the_left_neck_with_two_bands_gets_more_than_the_right():
    sites = document(_table("05-neck-bands"))["lines"][0]["sites"]
    by_side = {
        side: sum(s["units"] for s in sites if s["side"] == side) for side in ("R", "L")
    }
    assert by_side["L"] > by_side["R"]
    assert {s["map"] for s in sites} == {"neck"}


def test_the_frown_sites_that_migraine_covers_are_listed():
    said = findings(document(_table("07-migraine-and-frown")), "overlap")
    assert "corrugator-medial-R" in said[0]["message"]
    assert "procerus-M" in said[0]["message"]
