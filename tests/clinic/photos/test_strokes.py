"""What may be drawn over a copy."""

import pytest

from glabella.clinic.photos.strokes import MOST_POINTS, MOST_STROKES, clean_strokes
from glabella.clinic.shared.errors import Invalid

LINE = {"kind": "line", "points": [[0.1, 0.2], [0.3, 0.4]]}
CIRCLE = {"kind": "circle", "at": [0.5, 0.5], "r": 0.1}
TEXT = {"kind": "text", "at": [0.5, 0.5], "text": " higher \n here "}


def test_lines_circles_and_words_are_kept_and_nothing_else_of_them():
    told = [{**LINE, "colour": "red"}, CIRCLE, TEXT]
    assert clean_strokes(told) == [LINE, CIRCLE, {**TEXT, "text": "higher here"}]


@pytest.mark.parametrize(
    "told",
    [
        [], {}, "line", None, [[]], [{"kind": "path"}], [LINE] * (MOST_STROKES + 1),
        [{"kind": "line", "points": [[0.1, 0.2]]}],
        [{"kind": "line", "points": [[0.1, 0.2]] * (MOST_POINTS + 1)}],
        [{"kind": "line", "points": [[0.1, 0.2], [0.1, 1.2]]}],
        [{**CIRCLE, "r": 0}], [{**CIRCLE, "r": True}], [{**CIRCLE, "at": [1]}],
        [{**LINE, "points": [[10**400, 0.1], [0.1, 0.1]]}], [{**CIRCLE, "r": 10**400}],
        [{**TEXT, "text": "half \ud83d"}],
        [{**TEXT, "text": " "}], [{**TEXT, "text": "x" * 61}], [{**TEXT, "text": 4}],
    ],
)  # fmt: skip
def test_anything_else_is_refused(told):
    with pytest.raises(Invalid):
        clean_strokes(told)
