"""Where a dose starts: this label here, elsewhere, the sibling's, the range, a ratio."""

import pytest

from glabella.core.dosing.intervals import add_interval, interval_for, longest
from glabella.core.dosing.preparation import choose_dilution
from glabella.core.dosing.start import Starts, find_start
from glabella.core.products import Interval
from glabella.evidence.planning import knowledge_for
from tests.cases import ON


def _start(product, key, where="US", *, estimate=False, variant=""):
    known = knowledge_for(product)
    starts = Starts(known.product, known.siblings, known.ratios, where)
    return find_start(starts, known.area(key), variant=variant, estimate=estimate)


# product, where, area, units, basis, a source
STARTS = [
    ("botox-cosmetic", "US", "glabella", 20, "label", "BC-DOSE"),
    ("bocouture", "UK", "forehead", 15, "label", "BO-API"),
    ("botox", "US", "glabella", 20, "consensus", "BC-DOSE"),  # the twin's label
    ("botox", "US", "migraine", 155, "label", "SUP-033"),
    ("dysport", "US", "chin", 14, "consensus", "SUP-067"),  # middle of 8 to 20
    ("botox-cosmetic", "US", "chin", 7, "consensus", "MEN1"),  # middle of 4 to 10
    ("xeomin", "US", "chin", 5.5, "consensus", "SUP-067"),  # middle of 3 to 8
    ("botox-cosmetic", "US", "micro_upper", 24, "ours", "GLABELLA"),
]


@pytest.mark.parametrize(
    ("product", "where", "key", "units", "basis", "source"), STARTS
)
def test_a_dose_starts_from_the_best_that_was_read(
    product, where, key, units, basis, source
):
    start = _start(product, key, where)
    assert start.units == units
    assert start.basis == basis
    assert source in start.sources
    assert start.low <= start.units <= start.high


def test_without_a_dose_there_is_no_start():
    assert _start("daxxify", "chin") is None
    assert _start("relfydess", "chin", "EU", estimate=True) is None


def test_an_estimate_carries_the_range_of_the_published_ratio():
    # CV1, CV5: 2 to 3 for abo; BTPB, BRW1: brow lift 4 to 20 units of ona.
    start = _start("dysport", "brow_lift", estimate=True)
    assert start.basis == "estimate"
    assert (start.low, start.units, start.high) == (8, 30, 60)
    assert "not an equivalence" in start.explanation


@pytest.mark.parametrize(
    ("variant", "units"), [("bands 1+1", 26), ("bands 1+2", 31), ("bands 2+2", 36)]
)
def test_a_labelled_variant_has_its_own_dose(variant, units):
    assert _start("botox-cosmetic", "platysma", variant=variant).units == units


def test_an_interval_is_counted_as_it_is_worded():
    def interval(**length):
        whole = {"days": None, "weeks": None, "months": None} | length
        return Interval(("LBL3",), (), "", areas=(), **whole)

    assert add_interval(ON, interval(days=90)).isoformat() == "2027-02-18"
    assert add_interval(ON, interval(months=3)).isoformat() == "2027-02-20"
    assert add_interval(ON, interval(weeks=16)).isoformat() == "2027-03-12"


def test_an_interval_bound_to_an_area_goes_before_the_general_one():
    botox = knowledge_for("botox").product
    assert interval_for(botox, "hh_axilla", "EU").weeks == 16
    assert interval_for(botox, "hh_axilla", "US").weeks == 12
    assert interval_for(botox, "glabella", "EU").weeks == 12
    axilla = interval_for(botox, "hh_axilla", "EU")
    end = longest(botox, ("glabella", "hh_axilla"), "EU", ON)
    assert end == (add_interval(ON, axilla), axilla)


@pytest.mark.parametrize(
    ("product", "key", "per_ml"),
    [
        ("botox", "hh_axilla", 25),  # HH-RXR
        ("botox", "migraine", 50),  # SUP-033
        ("botox", "glabella", 40),  # BC-DIL
        ("dysport", "glabella", 200),  # DY-HCP
        ("daxxify", "glabella", 80),  # DX-DRG
    ],
)
def test_a_dilution_bound_to_an_area_goes_before_the_general_one(product, key, per_ml):
    known = knowledge_for(product)
    found = choose_dilution(known.product, known.siblings, key, "US")
    assert found.units_per_ml == per_ml
    assert found.sources
