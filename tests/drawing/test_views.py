"""Five views and the body maps: the same place in each of them."""

from itertools import pairwise

import pytest

from glabella.core.face import Point
from glabella.core.face.geometry import distance, mirror
from glabella.drawing.files import picture_bytes
from glabella.drawing.views import BODY_MAPS, FACE_VIEWS, body_view, face_views, view
from glabella.evidence.planning import area, landmarks

PLANNED = [
    site
    for key in ("glabella", "forehead", "crows_feet", "dao", "masseter_slim")
    for site in area(key).patterns[0].sites
]
VIEWS = face_views()


def names(item):
    return getattr(item, "id", "") + getattr(item, "side", "")


def test_the_face_has_its_five_views_the_front_first():
    assert tuple(chosen.id for chosen in VIEWS) == FACE_VIEWS


def test_an_unknown_view_is_refused_by_its_name():
    with pytest.raises(KeyError, match="from-above"):
        view("from-above")


def test_the_patients_right_is_the_left_of_the_image_from_the_front():
    right, left = (
        landmarks().point("mouth corner", "R"),
        landmarks().point("mouth corner", "L"),
    )
    assert view("front").project(right).x < view("front").project(left).x
    assert "right is the image's left" in view("front").orientation


@pytest.mark.parametrize(("side", "sign"), [("right", 1), ("left", -1)])
def test_a_profile_shows_its_own_side_with_the_nose_ahead(side, sign):
    profile = view(f"{side}-90")
    nose, ear = landmarks().point("subnasale"), landmarks().point("tragus")
    assert (profile.project(nose).x - profile.project(ear).x) * sign > 0
    gonion = landmarks().point("gonion", "R" if side == "right" else "L")
    assert profile.visible(gonion)
    assert not profile.visible(mirror(gonion))


@pytest.mark.parametrize("chosen", VIEWS, ids=names)
@pytest.mark.parametrize("site", PLANNED, ids=names)
def test_a_pin_dropped_where_it_is_seen_lies_where_it_was(site, chosen):
    if not chosen.visible(site.position) or chosen.facing(site.position) < 0.35:
        return
    spot = chosen.project(site.position)
    found = chosen.unproject(*spot)
    # The table of depths is written to a millimetre; skin seen aslant adds to it.
    assert found is not None
    assert distance(found, site.position) < 0.2
    assert chosen.project(found) == pytest.approx(spot, abs=0.001)


def test_a_pointer_beside_the_face_finds_no_skin():
    for chosen in VIEWS:
        assert chosen.unproject(0.2, 0.2) is None


def test_a_higher_point_lies_higher_in_every_picture():
    heights = [landmarks().point(name) for name in ("menton", "subnasale", "nasion")]
    for chosen in VIEWS:
        ys = [chosen.project(point).y for point in heights]
        assert all(lower > upper for lower, upper in pairwise(ys))


@pytest.mark.parametrize("site", PLANNED, ids=names)
def test_every_planned_site_is_seen_in_some_view(site):
    assert any(chosen.visible(site.position) for chosen in VIEWS)


def test_a_picture_is_as_wide_and_high_as_its_view_says():
    for chosen in VIEWS:
        content = picture_bytes(chosen.picture)
        assert content[:4] == b"RIFF"
        assert content[8:12] == b"WEBP"
        assert len(content) < 250_000


def test_percent_and_centimetres_are_the_same_place():
    front = view("front")
    spot = front.project(Point(0, 0, 5))
    percent = front.percent(spot)
    assert percent.x / 100 * front.width_cm == pytest.approx(spot.x, abs=0.001)
    assert percent.y / 100 * front.height_cm == pytest.approx(spot.y, abs=0.001)


@pytest.mark.parametrize("key", BODY_MAPS)
def test_a_body_map_is_drawn_by_paths_and_says_its_orientation(key):
    chosen = body_view(key)
    assert view(key) is chosen
    assert chosen.shapes
    assert chosen.title
    assert chosen.orientation
    assert chosen.at(0.5, 1).x == pytest.approx(chosen.width_cm / 2)
    assert chosen.at(0.5, 1).y == pytest.approx(chosen.height_cm)


def test_a_body_map_has_no_place_for_a_point_of_the_face():
    with pytest.raises(ValueError, match="axilla"):
        body_view("axilla").project(Point(0, 0, 0))
