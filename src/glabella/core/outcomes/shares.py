"""A share of a count, with how sure it is."""

from dataclasses import dataclass
from math import sqrt
from typing import Final

from glabella.core.errors import OutcomeError

__all__ = ["LEAST_FOR_A_SHARE", "NORMAL_95", "Share", "wilson"]

NORMAL_95: Final = 1.959963984540054
"""The 97.5th percentile of the standard normal distribution."""
LEAST_FOR_A_SHARE: Final = 10
"""Under this many a count is shown and no rate: ours (GLABELLA)."""


@dataclass(frozen=True, slots=True)
class Share:
    """``count`` of ``total``; the share and its 95 % interval from 0 to 1.

    Share and interval are None where ``total`` is 0.
    """

    count: int
    total: int
    share: float | None
    low: float | None
    high: float | None

    @property
    def is_enough(self) -> bool:
        """Whether there are enough of them for a rate to be shown."""
        return self.total >= LEAST_FOR_A_SHARE


def wilson(count: int, total: int) -> Share:
    """The share ``count / total`` with Wilson's 95 % score interval.

    Wilson 1927, DOI 10.1080/01621459.1927.10502953. It keeps its promise for small
    counts and at 0 and 1, where the textbook interval has no width.

    Raises
    ------
    OutcomeError
        If the count is negative or above the total.
    """
    if not 0 <= count <= total:
        message = f"{count} of {total} is no share: count from 0 to the total."
        raise OutcomeError(message)
    if total == 0:
        return Share(0, 0, None, None, None)
    share, square = count / total, NORMAL_95**2
    middle = (share + square / (2 * total)) / (1 + square / total)
    half = (
        NORMAL_95
        * sqrt(share * (1 - share) / total + square / (4 * total**2))
        / (1 + square / total)
    )
    # At the ends the formula gives 0 and 1 but for rounding.
    low = 0.0 if count == 0 else max(0.0, middle - half)
    high = 1.0 if count == total else min(1.0, middle + half)
    return Share(count, total, share, low, high)
