"""A dose far above what the area had last is a caution, whoever set it."""

from datetime import date

import pytest

from glabella.core.planner.edits import Edits
from tests.cases import case, document, findings

LAST = date(2026, 5, 1)
PROCERUS = "glabella/procerus-M"


def earlier(units, *, on=LAST, product="botox-cosmetic"):
    return {"on": on, "product": product, "areas": {"glabella": units}}


def told(*previous, edits=None):
    table = case(first_treatment=False, previous=list(previous))
    return document(table, edits)


def rises(table):
    return [f for f in findings(table, "range") if "of last time" in f["message"]]


@pytest.mark.parametrize(("units", "warns"), [(10, True), (13, True), (14, False)])
def test_from_one_and_a_half_times_the_last_dose_on_the_plan_says_so(units, warns):
    # The label dose of 20 units is planned: 20 / 13 = 1.54, 20 / 14 = 1.43.
    said = rises(told(earlier(units)))
    assert bool(said) is warns
    if warns:
        assert said[0]["severity"] == "caution"
        assert f"20 units are {20 / units:.2g} times the {units}" in said[0]["message"]
        assert said[0]["sources"] == ["GLABELLA"]


def test_it_follows_what_is_changed_by_hand():
    assert not rises(told(earlier(16)))
    assert rises(told(earlier(16), edits=Edits(units={PROCERUS: 9})))


def test_a_touch_up_counts_with_the_treatment_that_it_corrects():
    whole, more = earlier(16), earlier(4, on=date(2026, 5, 15))
    assert not rises(told(whole, more))


def test_a_visit_months_later_is_a_treatment_of_its_own():
    assert rises(told(earlier(20, on=date(2026, 1, 1)), earlier(10)))


def test_units_of_another_kind_are_never_compared():
    assert not rises(told(earlier(10, product="dysport")))
    assert rises(told(earlier(10, product="botox")))
