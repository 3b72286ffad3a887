"""Distances on the face, against distances worked out by hand."""

from math import sqrt

import pytest
from hypothesis import given, strategies as st

from glabella.core.face import Landmarks, Point, Surface, centroid, distance
from glabella.core.face.droplets import area_of, inset, lay_droplets
from glabella.core.face.geometry import (
    interpolate_y,
    mirror,
    nearest_on_triangle,
    path_distance,
    segment_distance,
)
from glabella.core.face.landmarks import LINES, POINTS
from glabella.core.face.zones import DangerZone, inside
from glabella.evidence.planning import landmarks, surface

NUMBERS = st.floats(-20, 20, allow_nan=False)
POINT = st.builds(Point, NUMBERS, NUMBERS, NUMBERS)
SQUARE = [(0, 0), (4, 0), (4, 4), (0, 4)]
TRIANGLE = (Point(0, 0, 0), Point(4, 0, 0), Point(0, 3, 0))


@pytest.mark.parametrize(
    ("one", "other", "cm"),
    [
        (Point(0, 0, 0), Point(3, 4, 0), 5),
        (Point(1, 2, 3), Point(1, 2, 3), 0),
        (Point(-1, 0, 0), Point(1, 0, 0), 2),
        (Point(0, 0, 0), Point(1, 1, 1), sqrt(3)),
    ],
)
def test_the_distance_of_two_points(one, other, cm):
    assert distance(one, other) == pytest.approx(cm)


@pytest.mark.parametrize(
    ("point", "cm"),
    [
        (Point(2, 1, 0), 1),  # above the middle
        (Point(-3, 4, 0), 5),  # beyond the start
        (Point(7, 4, 0), 5),  # beyond the end
        (Point(2, 0, 0), 0),
        (Point(2, 3, 4), 5),
    ],
)
def test_the_distance_from_a_segment_four_centimetres_long(point, cm):
    assert segment_distance(point, Point(0, 0, 0), Point(4, 0, 0)) == pytest.approx(cm)


def test_a_segment_of_no_length_is_a_point():
    here = Point(1, 1, 1)
    assert segment_distance(Point(1, 1, 3), here, here) == 2


def test_the_distance_from_a_bent_line_is_that_from_its_nearest_part():
    path = [Point(0, 0, 0), Point(4, 0, 0), Point(4, 4, 0)]
    assert path_distance(Point(6, 2, 0), path) == 2
    assert path_distance(Point(2, 1, 0), path) == 1


@given(POINT, POINT, POINT)
def test_no_point_of_a_segment_is_nearer_than_its_distance(point, a, b):
    far = segment_distance(point, a, b)
    assert far <= distance(point, a) + 1e-9
    assert far <= distance(point, b) + 1e-9
    middle = Point(*((p + q) / 2 for p, q in zip(a, b, strict=True)))
    assert far <= distance(point, middle) + 1e-9


@given(POINT)
def test_a_mirror_image_seen_in_a_mirror_is_the_point_itself(point):
    assert mirror(mirror(point)) == point
    assert mirror(point).y == point.y


def test_a_point_on_the_midline_is_its_own_mirror_image_without_a_minus_sign():
    assert str(mirror(Point(0.0, 1, 2)).x) == "0.0"


def test_the_middle_of_points_follows_their_weights():
    points = [(Point(0, 0, 0), 3), (Point(4, 8, 0), 1)]
    assert centroid(points) == Point(1, 2, 0)


@pytest.mark.parametrize(
    ("x", "height"), [(-9, 1), (0, 1), (1, 2), (2, 3), (3, 3), (9, 3)]
)
def test_the_height_of_a_line_between_and_beyond_its_points(x, height):
    path = [Point(2, 3, 0), Point(0, 1, 0), Point(4, 3, 0)]
    assert interpolate_y(path, x) == height


@pytest.mark.parametrize(
    ("point", "nearest"),
    [
        (Point(1, 1, 5), Point(1, 1, 0)),  # above the inside
        (Point(-1, -1, 0), Point(0, 0, 0)),  # corner a
        (Point(9, 0, 0), Point(4, 0, 0)),  # corner b
        (Point(0, 9, 0), Point(0, 3, 0)),  # corner c
        (Point(2, -3, 1), Point(2, 0, 0)),  # edge ab
        (Point(-2, 1, 1), Point(0, 1, 0)),  # edge ac
        (Point(3.5, 3.5, 0), Point(2, 1.5, 0)),  # edge bc
    ],
)
def test_the_nearest_point_of_a_triangle(point, nearest):
    assert nearest_on_triangle(point, *TRIANGLE) == pytest.approx(nearest)


@given(POINT)
def test_nothing_on_a_triangle_is_nearer_than_its_nearest_point(point):
    nearest = nearest_on_triangle(point, *TRIANGLE)
    far = distance(point, nearest)
    for a in (0, 0.25, 0.5, 1):
        for b in (0, 0.25, 0.5, 1):
            if a + b <= 1:
                other = Point(4 * a, 3 * b, 0)
                assert far <= distance(point, other) + 1e-6


@pytest.mark.parametrize(
    ("point", "expected"),
    [((2, 2), True), ((5, 2), False), ((-1, 2), False), ((2, 9), False)],
)
def test_inside_and_outside_of_a_square(point, expected):
    assert inside(point, SQUARE) == expected


def test_a_notch_is_outside_of_the_outline_that_has_it():
    notched = [(0, 0), (4, 0), (4, 4), (2, 1), (0, 4)]
    assert inside((2, 0.5), notched)
    assert not inside((2, 3), notched)


def test_the_area_of_an_outline():
    assert area_of(SQUARE) == 16
    assert area_of([(0, 0), (4, 0), (0, 3)]) == 6
    assert area_of(SQUARE[::-1]) == 16


def test_an_outline_drawn_inward_stays_inside():
    for point in inset(SQUARE, 0.5):
        assert inside(point, SQUARE)
    assert area_of(inset(SQUARE, 0.5)) < area_of(SQUARE)
    assert inset(SQUARE, 0) == tuple((float(x), float(y)) for x, y in SQUARE)


@given(st.integers(1, 120))
def test_droplets_are_laid_in_the_number_asked_for_inside_and_apart(count):
    laid = lay_droplets(SQUARE, count)
    assert len(laid) == count == len(set(laid))
    assert all(inside(point, SQUARE) for point in laid)
    if count > 1:
        least = min(
            sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2)
            for n, a in enumerate(laid)
            for b in laid[n + 1 :]
        )
        even = sqrt(area_of(SQUARE) / count)
        assert least > 0.4 * even


def test_the_skin_is_met_from_the_front_at_its_foremost_layer():
    back, front = (Point(-1, -1, 0), Point(3, -1, 0), Point(-1, 3, 0)), 2
    vertices = (*back, *(Point(p.x, p.y, front) for p in back))
    skin = Surface(vertices, ((0, 1, 2), (3, 4, 5)))
    assert skin.from_front(0, 0) == Point(0, 0, 2)
    assert skin.from_front(9, 9) is None
    assert skin.nearest(Point(0, 0, 5)) == Point(0, 0, 2)


def test_every_landmark_and_line_lies_on_the_patients_right():
    marks = landmarks()
    middle = {"nasion", "subnasale", "menton", "mental crease", "pogonion", "lower lip"}
    for name in POINTS:
        right, left = marks.point(name), marks.point(name, "L")
        assert right.x <= 0.05 if name in middle else right.x < 0
        assert left == mirror(right)
    for name in (*LINES, "brow line"):
        assert all(p.x <= 0.05 for p in marks.line(name))
        assert marks.line(name, "L") == tuple(mirror(p) for p in marks.line(name))


def test_the_face_has_the_size_of_an_adult():
    # Eye corners about 3 cm apart inside and 9 outside (mean adult, MediaPipe model).
    marks = landmarks()
    inner = distance(marks.point("medial canthus"), marks.point("medial canthus", "L"))
    outer = distance(
        marks.point("lateral canthus"), marks.point("lateral canthus", "L")
    )
    assert 2.5 < inner < 4
    assert 8 < outer < 10.5
    assert (
        marks.point("nasion").y > marks.point("subnasale").y > marks.point("menton").y
    )


def test_the_crossing_above_the_nose_lies_on_the_midline_between_brow_and_canthus():
    marks = landmarks()
    crossing = marks.point("procerus crossing")
    assert crossing.x == 0
    assert marks.point("medial canthus").y < crossing.y < marks.line("brow line")[0].y


def test_an_unknown_landmark_is_refused():
    with pytest.raises(KeyError):
        Landmarks(landmarks().vertices).point("third eye")


def test_a_point_above_the_brow_is_measured_from_the_brow():
    marks = landmarks()
    for x in (-1.5, 1.5):
        height = marks.height("brow line", x)
        point = surface().from_front(x, height + 2)
        assert marks.off_line(point, "brow line") == pytest.approx(2, abs=0.35)


@pytest.mark.parametrize(
    ("point", "held"),
    [
        (Point(-2, 2, 0), True),
        (Point(2, 2, 0), False),
        (Point(-2, 9, 0), False),
    ],
)
def test_a_zone_seen_from_the_front_holds_what_lies_in_its_outline(point, held):
    outline = tuple(Point(-x, y, 0) for x, y in ((1, 1), (3, 1), (3, 3), (1, 3)))
    zone = DangerZone("z", "zone", "harm", outline, ("GLABELLA",))
    assert zone.holds(point) == held


@pytest.mark.parametrize(
    ("point", "held"),
    [(Point(-6, 2, 2), True), (Point(6, 2, 2), False), (Point(-6, 2, 9), False)],
)
def test_a_zone_seen_from_the_side_holds_only_its_own_side(point, held):
    outline = tuple(Point(-6, y, z) for y, z in ((1, 1), (1, 3), (3, 3), (3, 1)))
    zone = DangerZone("z", "zone", "harm", outline, ("GLABELLA",))
    assert zone.holds(point) == held
