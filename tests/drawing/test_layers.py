"""What can be laid over the face: muscles, danger zones, landmarks."""

import re

import pytest

from glabella.drawing.layers import LAYER_TITLES, layer
from glabella.drawing.views import face_views, view
from glabella.evidence.planning import landmarks, zones

NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")
DATA = re.compile(r"(?:M[-\d. ]+(?:L[-\d. ]+)+Z?)*")


def items(kind, key="front"):
    return {item.id: item for item in layer(kind, key).items}


@pytest.mark.parametrize("kind", LAYER_TITLES)
@pytest.mark.parametrize("key", [chosen.id for chosen in face_views()])
def test_every_layer_is_drawn_in_every_view_inside_the_picture(kind, key):
    chosen = view(key)
    drawn = layer(kind, key).items
    assert drawn
    for item in drawn:
        assert item.name
        for data in (item.outline, item.lines):
            assert DATA.fullmatch(data), data[:80]
            numbers = [float(number) for number in NUMBERS.findall(data)]
            assert all(-1 < x < chosen.width_cm + 1 for x in numbers[::2])
            assert all(-1 < y < chosen.height_cm + 3 for y in numbers[1::2])


def test_the_muscles_that_are_treated_are_there_with_their_sources():
    found = items("muscles")
    for muscle in ("frontalis", "corrugator", "procerus", "orbicularis_oculi", "dao"):
        for side in "RL":
            item = found[f"{muscle}-{side}"]
            assert item.lines, "a muscle without fibres"
            assert item.sources
            assert item.note
    assert found["corrugator-R"].name == "Corrugator supercilii, right"


def test_a_muscle_lies_on_its_own_side():
    front = view("front")
    middle_x = front.project(landmarks().point("subnasale")).x
    found = items("muscles")
    assert found["masseter-R"].at.x < middle_x < found["masseter-L"].at.x


def test_the_profile_shows_the_masseter_of_its_own_side_only():
    found = items("muscles", "right-90")
    assert "masseter-R" in found
    assert "masseter-L" not in found


def test_the_ring_around_the_eye_leaves_the_eye_open():
    outline = items("muscles")["orbicularis_oculi-R"].outline
    rings = [
        [(float(x), float(y)) for x, y in re.findall(r"([-\d.]+) ([-\d.]+)", ring)]
        for ring in outline.split("Z")
        if ring
    ]
    pupil = view("front").project(landmarks().point("mid-pupil"))
    # Non-zero winding: what a browser fills without being told otherwise.
    assert sum(_winding(ring, pupil) for ring in rings) == 0


def _winding(ring, spot):
    turns = 0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        side = (x2 - x1) * (spot.y - y1) - (spot.x - x1) * (y2 - y1)
        if y1 <= spot.y < y2 and side > 0:
            turns += 1
        elif y2 <= spot.y < y1 and side < 0:
            turns -= 1
    return turns


def test_each_danger_zone_names_its_harm_and_sources():
    found = items("dangers")
    assert len(found) >= 8
    shown = {item.note.removesuffix(" (weak evidence)") for item in found.values()}
    assert shown >= {zone.harm for zone in zones()}
    for item in found.values():
        assert item.note
        assert item.sources
        assert item.outline


def test_a_body_map_has_no_layer_of_the_face():
    assert layer("muscles", "axilla").items == ()
