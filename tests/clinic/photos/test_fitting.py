"""The plan's points over a photograph: fitted by tapped points, or refused."""

from math import cos, radians, sin

import pytest

from glabella.clinic.photos.fitting import (
    FEWEST,
    LANDMARKS,
    clean_landmarks,
    fit,
    in_front,
)
from glabella.clinic.shared.errors import Invalid
from glabella.drawing.views import view
from glabella.evidence.planning import landmarks

WIDTH, HEIGHT = 1800, 2400
KEYS = [one.key for one in LANDMARKS]


def tapped(scale=70.0, turn=0.0, narrow=1.0, keys=KEYS, *, mirror=False):
    """Where the points would be tapped on a photograph of the mean face."""
    found = {}
    for key in keys:
        spot = in_front(key)
        x, y = (spot.x - 12) * narrow, spot.y - 16
        x = -x if mirror else x
        a = radians(turn)
        px = 900 + scale * (cos(a) * x - sin(a) * y)
        py = 1200 + scale * (sin(a) * x + cos(a) * y)
        found[key] = [px / WIDTH, py / HEIGHT]
    return found


def laid(points):
    return fit(points, width=WIDTH, height=HEIGHT)


def refused(points) -> str:
    with pytest.raises(Invalid) as error:
        laid(points)
    return error.value.fields["landmarks"]


@pytest.mark.parametrize("turn", [0, 12, -20])
def test_a_mean_face_is_found_exactly_wherever_it_lies(turn: int):
    found = laid(tapped(scale=63, turn=turn))
    assert found.worst_mm == pytest.approx(0, abs=1e-6)
    assert found.px_per_cm == pytest.approx(63)
    # A place that was not tapped: the middle between the brows.
    spot = view("front").project(landmarks().point("nasion", "M"))
    a = radians(turn)
    x, y = spot.x - 12, spot.y - 16
    expected = (
        900 + 63 * (cos(a) * x - sin(a) * y),
        1200 + 63 * (sin(a) * x + cos(a) * y),
    )
    assert found.place(spot) == pytest.approx(expected)


def test_six_points_are_enough_and_five_are_not():
    six = ["canthus-lateral-R", "canthus-medial-L", "brow-R", "mouth-L", "mouth-R",
           "canthus-lateral-L"]  # fmt: skip
    assert len(six) == FEWEST
    assert laid(tapped(keys=six)).worst_mm == pytest.approx(0, abs=1e-6)
    assert "at least 6 points; there are 5" in refused(tapped(keys=six[:5]))


def test_a_small_slip_is_said_in_millimetres_of_the_mean_face():
    points = tapped(scale=70)
    x, y = points["brow-R"]
    points["brow-R"] = [x + 0.2 * 70 / WIDTH, y]  # 2 mm to the side
    found = laid(points)
    # Left out, it is found where it belongs: the slip itself is said, not less.
    assert found.worst_mm == pytest.approx(2.0, abs=0.01)
    assert found.worst_at == "inner end of the right brow"
    assert 0 < found.typical_mm < found.worst_mm


def test_a_point_far_off_gives_no_pins_and_is_named():
    points = tapped(scale=70)
    x, y = points["mouth-L"]
    points["mouth-L"] = [x, y - 1.6 * 70 / HEIGHT]
    said = refused(points)
    assert "left corner of the mouth" in said
    assert "no pins are shown" in said


def test_right_and_left_exchanged_is_noticed():
    points = tapped()
    swapped = {
        key.replace("-R", "-*").replace("-L", "-R").replace("-*", "-L"): place
        for key, place in points.items()
    }
    assert "Right and left are exchanged" in refused(swapped)
    assert "mirrored" in refused(tapped(mirror=True))


def test_a_turned_head_is_refused():
    assert "not seen from the front" in refused(tapped(narrow=0.65))
    assert laid(tapped(narrow=0.9)).worst_mm == pytest.approx(0, abs=1e-6)


def test_a_tilted_head_is_refused():
    assert "tilted too far" in refused(tapped(turn=40))


def test_points_of_eyes_and_brows_alone_do_not_carry_a_face():
    points = tapped()
    close = {key: points[key] for key in KEYS if "canthus" in key or "brow" in key}
    assert len(close) == FEWEST
    assert "too close together" in refused(close)


def test_places_outside_the_tapped_points_are_told_apart():
    found = laid(tapped(keys=[key for key in KEYS if key != "menton"]))
    assert not found.is_between(in_front("menton"))
    assert found.is_between(in_front("subnasale"))
    forehead = view("front").project(landmarks().line("hairline", "R")[0])
    assert not found.is_between(forehead)


def test_all_points_in_one_place_are_refused():
    points = {key: [0.5, 0.5] for key in KEYS}
    assert refused(points)


@pytest.mark.parametrize(
    "told", [[], {"nose": [0.5, 0.5]}, {"menton": [2, 0]}, {"menton": "ab"},
             {"menton": [True, 0.5]}, {"menton": [float("nan"), 0.5]}],
)  # fmt: skip
def test_points_that_are_none_are_refused(told):
    with pytest.raises(Invalid):
        clean_landmarks(told)
