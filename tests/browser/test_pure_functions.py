"""Functions of the site's modules that touch no page, called one by one in a browser."""

from typing import Any

import pytest
from django.templatetags.static import static
from playwright.sync_api import Page

CALL = """async ([address, name, given]) =>
    (await import(address))[name](...given)"""


@pytest.fixture
def call(page: Page):
    """Return a function that calls one function of a module with plain values."""
    page.goto("/accounts/login/")

    def called(module: str, name: str, *given: Any) -> Any:
        return page.evaluate(CALL, [static(module), name, list(given)])

    return called


def part(*, asks: bool = True, answered: bool = False, wrong: bool = False) -> dict:
    return {"asks": asks, "answered": answered, "wrong": wrong}


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ([part(answered=True), part(), part()], [False, True, False]),
        ([part(asks=False), part()], [False, True]),
        ([part(), part(answered=True, wrong=True)], [True, True]),
        ([part(answered=True), part(asks=False)], [False, False]),
        ([], []),
    ],
)
def test_the_first_part_that_is_not_answered_stays_open(call, parts, shown):
    assert call("consultation/parts.js", "openOnes", parts) == shown


def test_undo_and_redo_walk_over_changes_and_a_new_change_ends_the_redo(call):
    history = "planner/history.js"
    begun = call(history, "begun", {})
    one = call(history, "recorded", begun, {"units.a": "4"})
    two = call(history, "recorded", one, {"units.a": "6"})
    back = call(history, "undone", two)
    assert back["now"] == {"units.a": "4"}
    assert call(history, "redone", back)["now"] == {"units.a": "6"}
    other = call(history, "recorded", back, {"units.a": "5"})
    assert other["future"] == []
    assert call(history, "redone", other) == other


def test_a_step_of_units_stays_on_the_marks_and_never_falls_below_none(call):
    geometry = "planner/geometry.js"
    assert call(geometry, "stepped", 4, 0.5, 1) == 4.5
    assert call(geometry, "stepped", 4.3, 0.5, -1) == 4
    assert call(geometry, "stepped", 0.2, 0.5, -1) >= 0


def test_a_place_in_the_window_is_found_in_the_picture_and_the_zoom_stays_inside(call):
    geometry = "planner/geometry.js"
    frame = {"x": 100, "y": 50, "width": 400, "height": 200}
    box = {"x": 0, "y": 0, "width": 20, "height": 20}
    # The picture is fitted into the frame: 200 px high and centred.
    middle = call(geometry, "toPicture", {"x": 300, "y": 150}, frame, box)
    assert middle == {"x": 10, "y": 10}
    corner = {"x": 0, "y": 0}
    closer = call(geometry, "zoomed", box, 2, corner, box, 4)
    assert closer == {"x": 0, "y": 0, "width": 10, "height": 10}
    assert call(geometry, "zoomed", closer, 0.1, corner, box, 4) == box
