"""What the clinician changes by hand stays, and what it passes is said."""

import pytest

from glabella.core.errors import UnitError
from glabella.core.face import Point
from glabella.core.planner.edits import Edits
from glabella.evidence.planning import landmarks, surface
from tests.cases import area, case, document, findings, line

PROCERUS = "glabella/procerus-M"
LATERAL_RIGHT = "glabella/corrugator-lateral-R"


def _told(edits, **wish):
    return document(case(**wish), edits)


def test_units_set_by_hand_are_kept_and_the_line_adds_up():
    told = _told(Edits(units={PROCERUS: 6}))
    planned = line(told, "glabella")
    by_id = {site["id"]: site for site in planned["sites"]}
    assert by_id["procerus-M"]["units"] == 6
    assert by_id["procerus-M"]["volume_ml"] == pytest.approx(0.15)
    assert by_id["corrugator-medial-R"]["units"] == 4
    assert planned["units"] == 22
    assert told["preparation"]["units"] == 22
    assert any("by hand" in m["name"] for m in planned["modifiers"])


def test_units_set_by_hand_make_a_label_dose_off_label():
    told = _told(Edits(units={PROCERUS: 6}))
    assert line(told, "glabella")["label_status"] == "off_label"
    assert "22 units" in findings(told, "off-label")[0]["message"]


def test_units_beyond_the_range_are_kept_and_said_as_a_caution():
    # PK6, HI1: the range of the glabella is 10 to 40 units.
    told = _told(Edits(units={PROCERUS: 40}))
    assert line(told, "glabella")["units"] == 56
    said = findings(told, "range")
    assert [f["severity"] for f in said] == ["caution"]
    assert "56 units" in said[0]["message"]
    assert told["status"] == "needs_review"


def test_units_below_the_range_are_said_as_well():
    told = _told(Edits(units=dict.fromkeys(_sites(), 1)))
    assert line(told, "glabella")["units"] == 5
    assert [f["severity"] for f in findings(told, "range")] == ["caution"]


def _sites():
    return [f"glabella/{s['id']}" for s in line(document(case()), "glabella")["sites"]]


def test_units_by_hand_above_a_ceiling_are_a_caution_and_not_changed_back():
    # BC-MPR: 64 units for the three areas of the upper face.
    edits = Edits(units={PROCERUS: 14})
    told = _told(edits, areas=["glabella", "forehead", "crows_feet"])
    assert line(told, "glabella")["units"] == 30
    cautions = [f for f in findings(told, "ceiling") if f["severity"] == "caution"]
    assert len(cautions) == 1
    assert "64 units" in cautions[0]["message"]


def test_a_pin_moved_by_hand_is_kept_where_it_was_put():
    there = surface().from_front(-2.4, landmarks().height("brow line", 2.4) + 1.3)
    told = _told(Edits(positions={LATERAL_RIGHT: there}))
    sites = {s["id"]: s for s in line(told, "glabella")["sites"]}
    assert sites["corrugator-lateral-R"]["position_cm"] == [round(c, 2) for c in there]
    untouched = {s["id"]: s for s in line(document(case()), "glabella")["sites"]}
    assert sites["procerus-M"] == untouched["procerus-M"]
    assert line(told, "glabella")["units"] == 20


def test_a_pin_moved_onto_the_orbital_rim_is_named_with_its_distance():
    rim = landmarks().height("supraorbital rim", 2.3)
    told = _told(Edits(positions={LATERAL_RIGHT: surface().from_front(-2.3, rim)}))
    said = " ".join(f["message"] for f in findings(told, "geometry"))
    assert "corrugator-lateral-R" in said
    assert "corrugator-lateral-L" not in said
    assert told["status"] == "needs_review"


def test_a_pin_moved_into_the_danger_zone_of_the_upper_lid_names_zone_and_harm():
    canthus = landmarks().point("mid-pupil")
    lid = surface().from_front(canthus.x, canthus.y + 0.6)
    told = _told(Edits(positions={LATERAL_RIGHT: lid}))
    said = [f for f in findings(told, "geometry") if "danger zone" in f["message"]]
    assert said
    assert all(f["severity"] == "caution" for f in said)
    assert any("ptosis" in f["message"] for f in said)
    assert all("corrugator-lateral-R" in f["message"] for f in said)


def test_the_label_position_lies_in_no_danger_zone():
    told = document(case(areas=["glabella", "forehead", "crows_feet"]))
    assert findings(told, "geometry") == []


def test_no_edits_change_nothing():
    assert document(case(), Edits()) == document(case())


def test_edits_cannot_unblock_a_plan():
    told = _told(Edits(units={PROCERUS: 1}), pregnant=True)
    assert told["status"] == "blocked"
    assert told["lines"] == []


def test_the_planner_does_not_touch_the_edits_it_is_given():
    units = {PROCERUS: 6.0}
    document(case(), Edits(units=units, positions={PROCERUS: Point(0, 0, 0)}))
    assert units == {PROCERUS: 6.0}


@pytest.mark.parametrize("units", [0, 0.25])
def test_a_site_set_to_nothing_or_to_a_quarter_is_shown_as_set(units):
    told = _told(Edits(units={PROCERUS: units}), areas=[area("glabella")])
    sites = {s["id"]: s["units"] for s in line(told, "glabella")["sites"]}
    assert sites.get("procerus-M", 0) == units
    assert line(told, "glabella")["units"] == 16 + units


@pytest.mark.parametrize("units", [-1.0, float("nan"), float("inf")])
def test_impossible_units_by_hand_are_refused(units):
    with pytest.raises(UnitError):
        document(case(), Edits(units={PROCERUS: units}))


def test_an_edit_of_a_site_that_is_not_planned_is_not_dropped_silently():
    told = _told(Edits(units={"chin/mentalis-R": 3}))
    assert any("chin/mentalis-R" in f["message"] for f in told["findings"])
