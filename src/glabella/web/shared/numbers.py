"""Whole numbers out of forms and addresses, whatever was sent in their place."""

from typing import Final

__all__ = ["whole"]

MOST_DIGITS: Final = 9
"""What every database keeps as a whole number; Python reads no more than 4300 digits."""


def whole[Other: (int, None)](text: str, otherwise: Other) -> int | Other:
    """The number that ``text`` writes in figures, or ``otherwise``.

    >>> whole("12", -1), whole("9" * 5000, -1), whole("-3", -1), whole("²", -1)
    (12, -1, -1, -1)
    """
    is_number = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if is_number else otherwise
