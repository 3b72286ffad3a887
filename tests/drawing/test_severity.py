"""Our drawings of the grades: more lines with each grade, parts moved as muscles do."""

import re
from itertools import pairwise

import pytest

from glabella.drawing.severity import AREAS, GRADES, Drawing, Moment, drawing_of

MOMENTS: tuple[Moment, ...] = ("rest", "contraction")
EACH = [(area, moment) for area in AREAS for moment in MOMENTS]


def outlines(drawing: Drawing, style: str) -> list[list[tuple[int, int]]]:
    """The places that the paths of one style run through, in tenths of a mm."""
    data = "".join(shape.data for shape in drawing.shapes if shape.style == style)
    found = []
    for part in data.replace("z", "").split("M")[1:]:
        start, curves = part.split("c")
        x, y = map(int, start.split())
        dots = [(x, y)]
        numbers = [int(number) for number in re.findall(r"-?\d+", curves)]
        for at in range(0, len(numbers), 6):
            x, y = x + numbers[at + 4], y + numbers[at + 5]
            dots.append((x, y))
        found.append(dots)
    return found


def surface(drawing: Drawing) -> float:
    """How much of the picture the graded lines take."""
    total = 0.0
    for dots in outlines(drawing, "line"):
        twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*dots, dots[0]]))
        total += abs(twice) / 2
    return total


def brows(drawing: Drawing) -> list[tuple[int, int]]:
    return [dot for dots in outlines(drawing, "brow") for dot in dots]


def opening(drawing: Drawing) -> int:
    """How far the lids stand apart, in tenths of a mm."""
    heights = [y for _, y in outlines(drawing, "white")[0]]
    return max(heights) - min(heights)


@pytest.mark.parametrize(("area", "moment"), EACH)
def test_no_line_is_drawn_for_the_grade_of_none(area: str, moment: Moment):
    assert outlines(drawing_of(area, moment, 0), "line") == []


@pytest.mark.parametrize(("area", "moment"), EACH)
def test_each_grade_shows_clearly_more_than_the_one_below(area: str, moment: Moment):
    mild, moderate, severe = (surface(drawing_of(area, moment, g)) for g in GRADES[1:])
    assert mild > 0
    assert moderate > 1.5 * mild
    assert severe > 1.5 * moderate


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("grade", GRADES[1:])
def test_contraction_shows_more_than_rest_at_the_same_grade(area: str, grade: int):
    still, moved = (drawing_of(area, moment, grade) for moment in MOMENTS)
    assert surface(moved) > 1.2 * surface(still)


def test_a_frown_draws_the_brows_together_and_down():
    rest, frown = (drawing_of("glabella", moment, 3) for moment in MOMENTS)
    middle = int(rest.view_box.split()[2]) / 2

    def gap(drawing: Drawing) -> float:
        return min(abs(x - middle) for x, _ in brows(drawing))

    def head(drawing: Drawing) -> float:
        return max(y for x, y in brows(drawing) if abs(x - middle) < 200)

    assert gap(frown) < gap(rest) - 40
    assert head(frown) > head(rest) + 30


def test_raised_brows_stand_higher_and_leave_the_eyes_open():
    rest, raised = (drawing_of("forehead", moment, 3) for moment in MOMENTS)
    assert min(y for _, y in brows(raised)) < min(y for _, y in brows(rest)) - 50
    assert opening(raised) >= opening(rest)


def test_a_smile_with_the_eyes_narrows_them():
    rest, smile = (drawing_of("crows_feet", moment, 3) for moment in MOMENTS)
    assert opening(smile) < 0.7 * opening(rest)


def test_at_rest_the_face_is_the_same_whatever_the_grade():
    for area in AREAS:
        faces = {
            tuple(
                shape
                for shape in drawing_of(area, "rest", grade).shapes
                if shape.style not in {"line", "shade"}
            )
            for grade in GRADES
        }
        assert len(faces) == 1


@pytest.mark.parametrize(("area", "moment"), EACH)
@pytest.mark.parametrize("grade", GRADES)
def test_no_graded_line_is_cut_off(area: str, moment: Moment, grade: int):
    drawing = drawing_of(area, moment, grade)
    _, _, width, height = map(float, drawing.view_box.split())
    for dots in outlines(drawing, "line"):
        assert all(0 <= x <= width and 0 <= y <= height for x, y in dots)


def test_every_drawing_says_in_its_own_words_what_it_shows():
    words = [drawing_of(area, m, grade).words for area, m in EACH for grade in GRADES]
    assert len(set(words)) == len(words)
