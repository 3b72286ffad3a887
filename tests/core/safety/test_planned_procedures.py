"""Procedures that are planned after toxin: order and spacing."""

from datetime import timedelta

import pytest

from glabella.core.safety.recent_procedure import _KINDS
from glabella.evidence import catalogue
from tests.cases import ON, case, document, findings


def told(kind: str, days: int, *areas: str) -> dict[str, object]:
    on = ON + timedelta(days=days)
    recent = {"kind": kind, "on": on, "areas": list(areas)}
    planned = document(case(areas=["forehead"], recent_procedures=[recent]))
    (found,) = findings(planned, "recent-procedure")
    return found


@pytest.mark.parametrize(
    ("kind", "too_soon", "enough"),
    [
        ("CO2 laser", 13, 14),
        ("radiofrequency microneedling", 13, 14),
        ("microneedling", 13, 14),
        ("chemical peel", 6, 7),
        ("laser", 13, 14),
    ],
)
def test_what_comes_too_soon_after_toxin_is_a_caution(kind, too_soon, enough):
    soon = told(kind, too_soon, "forehead")
    assert soon["severity"] == "caution"
    earliest = (ON + timedelta(days=enough)).isoformat()
    assert f"planned {too_soon} days later" in soon["message"]
    assert f"from {earliest} on" in soon["message"]
    later = told(kind, enough, "forehead")
    assert later["severity"] == "info"
    assert "Move one of them" not in later["message"]


@pytest.mark.parametrize("kind", ["filler", "non-ablative laser or light", "IPL"])
def test_what_is_usual_on_the_same_day_is_information_the_day_after(kind):
    assert told(kind, 1)["severity"] == "info"


@pytest.mark.parametrize("kind", ["facelift", "something new"])
def test_where_no_spacing_was_read_somebody_has_to_decide(kind):
    assert told(kind, 20)["severity"] == "caution"
    assert told(kind, 60)["severity"] == "info"


def test_only_treated_areas_are_named_as_touched():
    assert told("peel", 3, "forehead", "chin")["areas"] == ["forehead"]


def test_the_days_are_those_of_the_evidence():
    read = {
        (
            one.value["topic"],
            one.value.get("after_days_min", one.value.get("before_days_min")),
        )
        for one in catalogue.values("combination")
        if one.basis != "gap"
    }
    wanted = {("laser_ablative", 14), ("microneedling", 14), ("aftercare", 7)}
    assert wanted <= read
    assert {kind.wait_days for kind in _KINDS} == {None, 0, 7, 14}
