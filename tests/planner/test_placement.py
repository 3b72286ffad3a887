"""Sites keep their distances, and a site that does not is named."""

import pytest

from glabella.core.areas import PlacementRule, Site
from glabella.core.face import Point
from glabella.core.planner.edits import Edits
from glabella.core.planner.model import PlannedSite
from glabella.core.planner.placement import measure
from glabella.evidence.planning import knowledge_for, landmarks, surface, zones
from tests.cases import AREAS, case, document, findings, line, plan

FACE = [
    key
    for key in AREAS
    if not key.startswith("hh_")
    and key not in {"platysma", "trapezius", "migraine", "micro_lower", "scalp"}
]
ENFORCED = {"read", "derived", "ours"}


def _planned(key):
    beside = ["glabella"] if key == "forehead" else []
    return document(case("botox", [key, *beside], where="US"))


@pytest.mark.parametrize("key", FACE)
def test_the_pattern_of_an_area_keeps_every_rule_and_lies_in_no_danger_zone(key):
    assert [f["message"] for f in findings(_planned(key), "geometry")] == []


@pytest.mark.parametrize("product", ["bocouture", "xeomin", "dysport"])
def test_the_forehead_pattern_of_each_product_keeps_its_rules(product):
    told = document(case(product, ["forehead", "glabella"]))
    assert line(told, "forehead")["sites"]
    assert findings(told, "geometry") == []


def _rule(origin, where, minimum=1.0, sites="all"):
    return PlacementRule(
        sources=("GLABELLA",), grade="ours", basis="ours", note="", id="by hand",
        minimum_cm=minimum, origin=origin, where=where, sites=sites,
    )  # fmt: skip


def _site(point, droplets=0):
    site = Site(
        id="pin", side="R", muscle="frontalis", map="face", depth="intramuscular",
        sources=("GLABELLA",), position=point, droplets=droplets,
    )  # fmt: skip
    return PlannedSite(site, 4, 0.1)


def _measured(origin, where, point, droplets=0):
    whole = plan(case()).lines[0]
    return measure(_rule(origin, where), _site(point, droplets), whole, landmarks())


@pytest.mark.parametrize(
    ("origin", "where", "step", "cm"),
    [
        ("lateral canthus", "lateral", (-1, 0, 0), 1),
        ("lateral canthus", "lateral", (1, 0, 0), -1),  # on the wrong side
        ("lateral canthus", "away", (0, 3, 4), 5),
        ("mouth corner", "away", (0, 1.5, 0), 1.5),
        ("mouth corner", "above", (0, 3, 0), 3),
        ("mouth corner", "above", (0, -3, 0), -3),
        ("mental crease", "below", (0, -1, 0), 1),
        ("mental crease", "below", (0, 1, 0), -1),
    ],
)
def test_a_distance_from_a_landmark_by_hand(origin, where, step, cm):
    there = landmarks().point(origin)
    point = Point(*(a + b for a, b in zip(there, step, strict=True)))
    assert _measured(origin, where, point) == pytest.approx(cm)


@pytest.mark.parametrize("side", [-1, 1])
def test_a_distance_from_a_line_by_hand(side):
    marks = landmarks()
    point = marks.line("brow line", "R" if side < 0 else "L")[2]
    above = Point(point.x, point.y + 2, point.z)
    below = Point(point.x, point.y - 2, point.z)
    assert 0 < _measured("brow line", "above", above) <= 2
    assert -2 <= _measured("brow line", "above", below) < 0


@pytest.mark.parametrize(("x", "cm"), [(-0.7, 0.7), (0.7, 0.7), (0, 0)])
def test_the_distance_from_the_midline(x, cm):
    assert _measured("midline", "lateral", Point(x, 1, 5)) == pytest.approx(cm)


def test_the_distance_from_the_nearest_other_site():
    whole = plan(case()).lines[0]
    planned = {s.site.id + s.site.side: s for s in whole.sites}
    found = measure(
        _rule("other sites", "apart"), planned["procerusM"], whole, landmarks()
    )
    by_hand = min(
        sum((a - b) ** 2 for a, b in zip(planned["procerusM"].site.position,
                                         other.site.position, strict=True)) ** 0.5
        for name, other in planned.items()
        if name != "procerusM"
    )  # fmt: skip
    assert found == pytest.approx(by_hand)


def test_what_the_mean_face_cannot_tell_is_not_measured():
    here = Point(-1, 1, 5)
    assert _measured("temporal crest", "medial", here) is None
    assert _measured("midline", "lateral", None) is None
    assert _measured("midline", "lateral", here, droplets=20) is None


def test_a_rule_that_rests_on_background_alone_is_never_enforced():
    # DAO2 as background: 1.2 cm above the jaw; a pin just above it raises no rule.
    low = landmarks().height("mandible border", 3.15) + 0.3
    pin = surface().from_front(-3.15, low)
    area = knowledge_for("botox").area("dao")
    assert {rule.basis for rule in area.rules} == {"background"}
    told = document(
        case(areas=["dao"]), Edits(positions={"dao/depressor-anguli-oris-R": pin})
    )
    said = [f["message"] for f in findings(told, "geometry")]
    assert not any("is asked for" in message for message in said)


@pytest.mark.parametrize(
    ("key", "pin", "move", "words"),
    [
        ("forehead", "frontalis-lower-middle-M", (0, -1.5), "brow line"),
        ("chin", "mentalis-R", (0.75, 0), "midline"),
        ("crows_feet", "orbicularis-lateral-middle-R", (1.2, 0), "lateral canthus"),
        ("lip_flip", "orbicularis-oris-upper-outer-R", (-1, -0.2), "mouth corner"),
    ],
)
def test_a_pin_that_leaves_its_distance_is_named_with_the_rule(key, pin, move, words):
    before = next(s for s in line(_planned(key), key)["sites"] if s["id"] == pin)
    x, y, _ = before["position_cm"]
    there = surface().from_front(x + move[0], y + move[1])
    beside = ["glabella"] if key == "forehead" else []
    told = document(
        case("botox", [key, *beside], where="US"),
        Edits(positions={f"{key}/{pin}": there}),
    )
    said = [f for f in findings(told, "geometry") if "is asked for" in f["message"]]
    assert any(pin in f["message"] and words in f["message"] for f in said)
    assert all(f["severity"] == "caution" and f["areas"] == [key] for f in said)
    assert all("advisory" in f["message"] for f in said)


def test_every_danger_zone_names_its_harm_and_its_source():
    found = zones()
    assert len(found) > 10
    for zone in found:
        assert zone.name
        assert zone.harm
        assert zone.sources
        assert len(zone.outline) >= 3
    assert len({zone.id for zone in found}) == len(found)


def test_a_danger_zone_of_one_side_has_its_image_on_the_other():
    middles = {
        zone.id: sum(p.x for p in zone.outline) / len(zone.outline) for zone in zones()
    }
    rights = [name for name in middles if name.endswith("-R")]
    assert rights
    for name in rights:
        assert middles[name] < 0 < middles[f"{name[:-2]}-L"]
    assert len(rights) == sum(name.endswith("-L") for name in middles)


def test_rules_that_may_be_enforced_were_read_somewhere():
    for key in FACE:
        for rule in knowledge_for("botox").area(key).rules:
            assert rule.sources
            if rule.basis in ENFORCED:
                assert rule.grade != "D"
