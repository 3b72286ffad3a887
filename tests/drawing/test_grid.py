"""Reading between the cells of a table, with holes in it."""

import pytest

from glabella.drawing.grid import Grid

GRID = Grid(1.0, 2.0, 0.5, [[0.0, 1.0, None], [2.0, 3.0, None]])


@pytest.mark.parametrize(
    ("x", "y", "value"),
    [(1.0, 2.0, 0.0), (1.5, 2.5, 3.0), (1.25, 2.0, 0.5), (1.25, 2.25, 1.5)],
)
def test_between_known_cells_the_value_is_bilinear(x, y, value):
    assert GRID.at(x, y) == pytest.approx(value)


def test_a_little_unknown_ground_is_bridged_and_much_is_not():
    assert GRID.at(1.7, 2.0) == pytest.approx(1.0)
    assert GRID.at(1.95, 2.0) is None


@pytest.mark.parametrize(("x", "y"), [(0.0, 2.0), (1.0, 4.0), (9.0, 2.0), (2.0, 2.0)])
def test_outside_or_in_a_hole_nothing_is_told(x, y):
    assert GRID.near(x, y) is None


def test_the_nearest_cell_answers_for_its_surroundings():
    assert GRID.near(1.2, 2.2) == 0.0
    assert GRID.near(1.3, 2.3) == 3.0
