"""Sharing a dose over sites in whole steps, mirror sites alike.

The amount is the nearest that the steps allow (the lower one on a tie: less is
the safe side) inside the range; it is never raised past the top or lowered
past the bottom of it.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor, gcd

__all__ = ["nearest_step", "share"]


def _steps(units: float, step: float) -> Fraction:
    """``units`` in multiples of ``step``, exact for decimal input."""
    return Fraction(str(round(units, 9))) / Fraction(str(step))


def nearest_step(units: float, step: float, low: float, high: float) -> float | None:
    """Nearest multiple of ``step`` units inside [low, high]; None if none fits.

    >>> nearest_step(5.75, 0.5, 3.5, 8)
    5.5
    """
    lowest, highest = ceil(_steps(low, step)), floor(_steps(high, step))
    if lowest > highest:
        return None
    wanted = _steps(units, step)
    nearest = ceil(wanted - Fraction(1, 2))
    return float(min(highest, max(lowest, nearest)) * Fraction(str(step)))


def share(
    units: float,
    groups: Sequence[tuple[int, float]],
    step: float,
    bounds: tuple[float, float],
) -> tuple[float, ...] | None:
    """Units per site of each group, so that all sites add up to about ``units``.

    ``groups`` holds (number of mirror sites, weight of one site). Returns None
    where no amount inside ``bounds`` can be shared in whole steps.

    >>> share(20, [(1, 1), (2, 1), (2, 1)], 0.5, (10, 40))
    (4.0, 4.0, 4.0)
    """
    quantum = step * gcd(*(size for size, _ in groups))
    sites = sum(size for size, _ in groups)
    # A site that is planned gets at least one step: no dose, no puncture.
    low, high = bounds
    total = nearest_step(units, quantum, max(low, sites * step), high)
    if total is None:
        return None
    counts = _spread(int(_steps(total, step)) - sites, groups)
    if counts is None:
        return None
    return tuple(float((1 + n) * Fraction(str(step))) for n in counts)


def _spread(steps: int, groups: Sequence[tuple[int, float]]) -> list[int] | None:
    """Whole steps per site beyond the first one, nearest to the groups' weights."""
    sites = sum(size for size, _ in groups)
    weight = sum(size * each for size, each in groups)
    share_of = [Fraction(str(each)) / Fraction(str(weight)) for _, each in groups]
    ideal = [max(Fraction(0), part * (steps + sites) - 1) for part in share_of]
    scale = sum(size * part for (size, _), part in zip(groups, ideal, strict=True))
    ideal = [part * steps / scale if scale else part for part in ideal]
    counts = [floor(amount) for amount in ideal]
    left = steps - sum(n * size for n, (size, _) in zip(counts, groups, strict=True))
    # Pairs first, so that a site on the midline takes the last odd step.
    order = sorted(
        range(len(groups)), key=lambda n: (-groups[n][0], counts[n] - ideal[n])
    )
    while left > 0:
        before = left
        for n in order:
            size = groups[n][0]
            if size <= left:
                counts[n] += 1
                left -= size
        if left == before:
            return None
    return counts
