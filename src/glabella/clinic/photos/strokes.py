"""What may be drawn over a photograph: lines, circles and words, as fractions of it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeGuard

from glabella.clinic.shared.errors import Invalid
from glabella.clinic.shared.text import can_be_kept, one_line

__all__ = [
    "LONGEST_TEXT",
    "MOST_POINTS",
    "MOST_STROKES",
    "clean_point",
    "clean_strokes",
]

MOST_STROKES: Final = 60
MOST_POINTS: Final = 400
LONGEST_TEXT: Final = 60
_PLACES: Final = 5
"""Decimal places that are kept: a hundredth of a pixel of the largest picture."""


def clean_strokes(told: object) -> list[dict[str, Any]]:
    """The strokes as they are kept; ``Invalid`` for anything else."""
    if not isinstance(told, list) or not told:
        message = "Nothing is drawn: draw first, then keep it."
        raise _wrong(message)
    if len(told) > MOST_STROKES:
        message = f"At most {MOST_STROKES} lines, circles and words on one copy."
        raise _wrong(message)
    return [_stroke(one) for one in told]


def _stroke(told: object) -> dict[str, Any]:
    if not isinstance(told, Mapping):
        raise _unreadable()
    kind = told.get("kind")
    if kind == "line":
        return {"kind": "line", "points": _line(told.get("points"))}
    if kind == "circle":
        radius = told.get("r")
        if not _is_number(radius) or not 0 < radius <= 1:
            raise _unreadable()
        return {
            "kind": "circle",
            "at": clean_point(told.get("at")),
            "r": round(radius, _PLACES),
        }
    if kind == "text":
        return {
            "kind": "text",
            "at": clean_point(told.get("at")),
            "text": _text(told.get("text")),
        }
    raise _unreadable()


def _line(told: object) -> list[list[float]]:
    if not isinstance(told, list) or not 1 < len(told) <= MOST_POINTS:
        raise _unreadable()
    return [clean_point(one) for one in told]


def _text(told: object) -> str:
    text = one_line(told) if isinstance(told, str) else ""
    if not text or len(text) > LONGEST_TEXT or not can_be_kept(text):
        message = f"Words on a picture have 1 to {LONGEST_TEXT} letters."
        raise _wrong(message)
    return text


def clean_point(told: object) -> list[float]:
    """A place on the picture: two fractions from 0 to 1."""
    if (
        not isinstance(told, Sequence)
        or isinstance(told, str)
        or len(told) != 2  # noqa: PLR2004 - across and down
        or not all(_is_number(one) and 0 <= one <= 1 for one in told)
    ):
        raise _unreadable()
    return [round(float(one), _PLACES) for one in told]


def _is_number(told: object) -> TypeGuard[int | float]:
    # math.isfinite fails on an integer of four hundred digits; a comparison does not.
    return (
        isinstance(told, int | float) and not isinstance(told, bool) and 0 <= told <= 1
    )


def _unreadable() -> Invalid:
    message = "What was drawn could not be read. Draw it again."
    return _wrong(message)


def _wrong(message: str) -> Invalid:
    return Invalid.field("strokes", message)
