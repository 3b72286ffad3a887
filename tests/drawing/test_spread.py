"""Pins that would cover each other move apart, as little as needed."""

from itertools import combinations
from math import dist

import pytest

from glabella.drawing.spread import spread
from glabella.drawing.views import Spot

LIP = [Spot(10.0, 5.0), Spot(10.4, 5.0), Spot(10.8, 5.1), Spot(10.4, 5.3)]


def test_pins_that_lie_free_stay_where_they_are():
    spots = [Spot(1, 1), Spot(3, 1), Spot(1, 4)]
    assert spread(spots, [0.4, 0.4, 0.4]) == tuple(spots)


def test_crowded_pins_no_longer_cover_each_other():
    moved = spread(LIP, [0.4] * 4)
    for one, other in combinations(moved, 2):
        assert dist(one, other) > 0.78
    assert all(dist(a, b) < 0.8 for a, b in zip(LIP, moved, strict=True))


def test_two_pins_in_one_place_part_too():
    one, other = spread([Spot(2, 2), Spot(2, 2)], [0.4, 0.6])
    assert dist(one, other) == pytest.approx(1.06, abs=0.05)


def test_the_same_pins_move_the_same_way_each_time():
    assert spread(LIP, [0.4] * 4) == spread(LIP, [0.4] * 4)
