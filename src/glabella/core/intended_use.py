"""The sentences that every page, print-out and command must carry, word for word."""

from typing import Final

__all__ = ["INTENDED_USE", "MADE_UP_DATA", "MARKS"]

INTENDED_USE: Final = (
    "For licensed professionals and for research and training. "
    "Not cleared, certified or CE/UKCA-marked as a medical device anywhere. "
    "Whoever puts it into clinical service is responsible for its regulatory "
    "status there. Forecasts come from groups and are not validated for one patient."
)
"""What the program is for, and what it is not."""

MARKS: Final = (
    "Trade names are marks of their owners and stand only for those products."
)
"""Whose the trade names are."""

MADE_UP_DATA: Final = "Demonstration with made-up data"
"""What a demonstration writes on every page and every PDF."""
