"""Whether what was forecast came as often as it was forecast."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from glabella.core.errors import OutcomeError
from glabella.core.outcomes.shares import Share, wilson

__all__ = ["BINS", "Bin", "Calibration", "Foretold", "calibration"]

BINS: Final = 5
"""Bins of equal width: few, so that each holds something (ours, GLABELLA)."""


@dataclass(frozen=True, slots=True)
class Foretold:
    """One forecast chance, from 0 to 1, and whether it came."""

    chance: float
    came: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts between two chances: what was foretold on average, and what came."""

    low: float
    high: float
    foretold: float
    came: Share


@dataclass(frozen=True, slots=True)
class Calibration:
    """All bins that hold something, and two numbers over all of them.

    ``difference`` is what came minus what was foretold, as shares of all;
    ``brier`` is the mean squared difference of each forecast (Brier 1950,
    DOI 10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2), and ``brier_of_the_share``
    the same for somebody who always says the share that came.
    """

    total: int
    bins: tuple[Bin, ...]
    foretold: float | None
    came: Share
    difference: float | None
    brier: float | None
    brier_of_the_share: float | None


def calibration(forecasts: Iterable[Foretold], bins: int = BINS) -> Calibration:
    """Hold forecasts against what came.

    Raises
    ------
    OutcomeError
        If a chance is not between 0 and 1, or there is no bin.
    """
    rows = list(forecasts)
    if bins < 1:
        message = "At least one bin is needed."
        raise OutcomeError(message)
    for one in rows:
        if not 0 <= one.chance <= 1:
            message = f"A chance lies between 0 and 1: {one.chance} does not."
            raise OutcomeError(message)
    total, count = len(rows), sum(one.came for one in rows)
    came = wilson(count, total)
    if not total:
        return Calibration(0, (), None, came, None, None, None)
    foretold = sum(one.chance for one in rows) / total
    share = count / total
    return Calibration(
        total=total,
        bins=tuple(_bins(rows, bins)),
        foretold=foretold,
        came=came,
        difference=share - foretold,
        brier=sum((one.chance - one.came) ** 2 for one in rows) / total,
        brier_of_the_share=share * (1 - share),
    )


def _bins(rows: Sequence[Foretold], bins: int) -> Iterable[Bin]:
    for number in range(bins):
        inside = [
            one for one in rows if min(int(one.chance * bins), bins - 1) == number
        ]
        if inside:
            yield Bin(
                low=number / bins,
                high=(number + 1) / bins,
                foretold=sum(one.chance for one in inside) / len(inside),
                came=wilson(sum(one.came for one in inside), len(inside)),
            )
