"""When the next treatment may be, and the last sensible day before an event."""

from datetime import date, timedelta

import pytest
from hypothesis import given

from glabella.core.dosing.intervals import add_months
from tests.cases import ON, area, case, document, findings
from tests.strategies import MODEST, healthy_cases

# product, where, areas, expected next day after 2026-11-20, source
NEXT = [
    ("botox-cosmetic", "US", ["glabella"], "2027-02-18", "BC-HCP2"),  # 90 days
    ("dysport", "US", ["glabella"], "2027-02-20", "DY-MPR"),  # 3 months
    ("azzalure", "UK", ["glabella"], "2027-02-20", "AZ-RXR"),
    ("alluzience", "EU", ["glabella"], "2027-02-20", "AZ-RXR"),
    ("xeomin", "US", ["glabella"], "2027-02-20", "XE-PP"),
    ("bocouture", "EU", ["glabella"], "2027-02-20", "BO-API"),
    ("jeuveau", "US", ["glabella"], "2027-02-20", "JE-ML"),
    ("nuceiva", "UK", ["glabella"], "2027-02-20", "NU-MED"),
    ("daxxify", "US", ["glabella"], "2027-02-20", "DX-FDA"),
    ("letybo", "UK", ["glabella"], "2027-02-20", "LE-UK"),
    ("relfydess", "EU", ["glabella"], "2027-02-20", "RE-FI"),
    ("botox", "US", ["migraine"], "2027-02-12", "SUP-033"),  # 12 weeks
    ("botox", "EU", ["hh_axilla"], "2027-03-12", "HH-RXR"),  # 16 weeks
    ("botox", "UK", ["hh_axilla"], "2027-03-12", "HH-RXR"),
    ("botox", "EU", ["hh_axilla", "glabella"], "2027-03-12", "HH-RXR"),
]


@pytest.mark.parametrize(("product", "where", "areas", "day", "source"), NEXT)
def test_the_next_treatment_waits_for_the_label_interval(
    product, where, areas, day, source
):
    told = document(case(product, areas, where=where))
    assert told["next_treatment_not_before"] == day


@MODEST
@given(healthy_cases())
def test_the_next_day_is_never_sooner_than_twelve_weeks(table):
    told = document(table)
    day = date.fromisoformat(told["next_treatment_not_before"])
    assert timedelta(weeks=12) <= day - table["on"] <= timedelta(weeks=16)


@pytest.mark.parametrize(
    ("on", "due"),
    [
        (date(2026, 11, 30), "2027-02-28"),
        (date(2027, 11, 30), "2028-02-29"),
        (date(2026, 12, 31), "2027-03-31"),
        (date(2027, 1, 31), "2027-04-30"),
    ],
)
def test_calendar_months_end_on_the_last_day_where_the_month_is_shorter(on, due):
    told = document(case("xeomin", on=on))
    assert told["next_treatment_not_before"] == due


def test_months_are_counted_over_the_turn_of_the_year():
    assert add_months(date(2026, 10, 15), 3) == date(2027, 1, 15)
    assert add_months(date(2026, 1, 15), 24) == date(2028, 1, 15)
    assert add_months(date(2026, 12, 31), 0) == date(2026, 12, 31)


def test_ninety_days_are_days_and_not_three_months():
    told = document(case(on=date(2027, 2, 1)))
    assert told["next_treatment_not_before"] == "2027-05-02"


def test_a_plan_depends_on_the_day_only_through_its_dates():
    early, late = (document(case(on=ON + timedelta(days=n))) for n in (0, 1000))
    dates = {"on", "next_treatment_not_before"}
    assert {k: v for k, v in early.items() if k not in dates} == {
        k: v for k, v in late.items() if k not in dates
    }
    assert late["on"] == "2029-08-16"
    assert late["next_treatment_not_before"] == "2029-11-14"


@pytest.mark.parametrize(
    ("days", "severities"),
    [(0, ["caution"]), (1, ["caution"]), (89, ["caution"]), (90, []), (200, [])],
)
@pytest.mark.parametrize("product", ["botox-cosmetic", "dysport", "letybo"])
@pytest.mark.parametrize("key", ["glabella", "masseter_slim"])
def test_any_earlier_toxin_inside_the_interval_is_a_caution(
    days, severities, product, key
):
    earlier = {"on": ON - timedelta(days=days), "product": product, "areas": [key]}
    told = document(case(first_treatment=False, previous=[earlier]))
    assert [f["severity"] for f in findings(told, "interval")] == severities


def test_the_interval_finding_names_the_day_from_which_treatment_is_free():
    earlier = {
        "on": date(2026, 10, 1), "product": "botox-cosmetic", "areas": {"glabella": 20}
    }  # fmt: skip
    told = document(case(first_treatment=False, previous=[earlier]))
    said = findings(told, "interval")[0]
    assert "2026-12-30" in said["message"]
    assert "50 days ago" in said["message"]


def test_an_earlier_product_of_unknown_name_is_a_caution():
    earlier = {"on": date(2025, 1, 1), "product": "unknown", "areas": ["glabella"]}
    told = document(case(first_treatment=False, previous=[earlier]))
    assert told["status"] == "needs_review"
    assert any("unknown" in f["message"] for f in told["findings"])


@pytest.mark.parametrize("name", ["Botox Cosmetic", "botox-cosmetic", "BOTOX COSMETIC"])
def test_an_earlier_product_is_known_by_key_and_by_trade_name(name):
    earlier = {"on": date(2025, 1, 1), "product": name, "areas": ["glabella"]}
    told = document(case(first_treatment=False, previous=[earlier]))
    assert told["status"] == "ok"


def test_treated_before_without_any_date_leaves_the_interval_unknown():
    told = document(case(first_treatment=False))
    assert [f["severity"] for f in findings(told, "interval")] == ["caution"]


def test_a_switch_of_product_shows_the_published_ratio_as_information_only():
    earlier = {"on": date(2025, 1, 1), "product": "dysport", "areas": {"glabella": 50}}
    told = document(case(first_treatment=False, previous=[earlier]))
    said = findings(told, "product-switch")
    assert [f["severity"] for f in said] == ["info"]
    assert "2 to 3" in said[0]["message"]  # CV1, CV5
    assert told["lines"][0]["units"] == 20


def test_a_switch_without_a_published_ratio_cites_none():
    # Ratios were read against onabotulinumtoxinA alone.
    earlier = {"on": date(2025, 1, 1), "product": "xeomin", "areas": {"glabella": 20}}
    told = document(case("dysport", first_treatment=False, previous=[earlier]))
    said = findings(told, "product-switch")
    assert "ratio" not in said[0]["message"]
    assert said[0]["sources"] == ["GLABELLA"]


def test_a_switch_between_names_of_one_substance_is_no_switch_of_units():
    earlier = {"on": date(2025, 1, 1), "product": "botox", "areas": {"glabella": 20}}
    told = document(case(first_treatment=False, previous=[earlier]))
    assert findings(told, "product-switch") == []


@pytest.mark.parametrize(
    ("days", "severity"),
    [(0, "caution"), (27, "caution"), (28, "info"), (100, "info")],
)
def test_the_last_sensible_day_leaves_room_for_review_and_touch_up(days, severity):
    # GLABELLA (ours): 14 days to the review and 14 for a touch-up (AFT2, GH1).
    event_on = ON + timedelta(days=days)
    told = document(case(event_on=event_on))
    assert told["event"] == {
        "on": event_on.isoformat(),
        "treat_by": (event_on - timedelta(days=28)).isoformat(),
        "review_on": "2026-12-04",
    }
    assert [f["severity"] for f in findings(told, "event")] == [severity]


def test_without_an_event_nothing_is_said_about_one():
    told = document(case())
    assert told["event"] is None
    assert findings(told, "event") == []


def test_the_interval_of_an_area_left_out_does_not_delay_the_next_treatment():
    told = document(case("xeomin", ["glabella", area("hh_axilla")], where="US"))
    assert [one["area"] for one in told["lines"]] == ["glabella"]
    assert told["next_treatment_not_before"] == "2027-02-20"


def test_the_next_date_carries_the_source_of_its_interval():
    # BC-HCP2: at least 90 days.
    told = document(case("botox-cosmetic", ["glabella"]))
    assert told["next_treatment"]["interval"] == "90 days"
    assert "BC-HCP2" in told["next_treatment"]["sources"]
    assert set(told["next_treatment"]["sources"]) <= {
        c["key"] for c in told["citations"]
    }


def test_an_interval_lent_by_another_text_is_said():
    # SUP-047: Alluzience's own sentence is cut; Azzalure's three months are used.
    told = document(case("alluzience", ["glabella"], where="UK"))
    said = [f["message"] for f in told["findings"] if f["rule"] == "weak-evidence"]
    assert any("Azzalure" in message for message in said)
