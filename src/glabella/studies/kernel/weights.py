"""What a step of a given length does to each lane: made once, used many times.

The weight of a forcing ``x^k`` in ``y' = k (f - y)`` is the moment
``I_k = int_0^1 z exp(-z (1 - x)) x^k dx`` with ``z`` = rate times days. ``I_3`` is
summed as a series and the others follow by ``I_(k-1) = z (1 - I_k) / k``, a direction
in which no digits are lost.
"""

import numpy as np

from glabella.studies.kernel.jit import equation, loop
from glabella.studies.kernel.layout import (
    DT,
    ELIMINATION,
    ENTRY,
    FAST_RATE,
    FASTER,
    KEEP_A,
    KEEP_U,
    LANES,
    LOSS,
    LOSS_RATE,
    MOVE,
    RECOVERY,
    RECOVERY_RATE,
    SLOW_KEEP,
    SLOW_RATE,
)
from glabella.studies.kernel.powers import exp
from glabella.studies.kernel.steps import (
    HALF,
    ONE,
    THREE,
    TWO,
    ZERO,
    Array,
    Five,
    Four,
    Three,
)

FOURTH = np.float32(1 / 4)
FIFTH = np.float32(1 / 5)
SIXTH = np.float32(1 / 6)
SEVENTH = np.float32(1 / 7)
EIGHTH = np.float32(1 / 8)
NINTH = np.float32(1 / 9)
TENTH = np.float32(1 / 10)
ELEVENTH = np.float32(1 / 11)
THIRD = np.float32(1 / 3)
NEAR = np.float32(0.25)


@equation
def moments(z: np.float32) -> Four:
    """(I_0, I_1, I_2, I_3) for ``z`` = rate times days, up to about 2."""
    series = ONE - z * SEVENTH * (
        ONE - z * EIGHTH * (ONE - z * NINTH * (ONE - z * TENTH * (ONE - z * ELEVENTH)))
    )
    third = z * FOURTH * (ONE - z * FIFTH * (ONE - z * SIXTH * series))
    second = z * (ONE - third) * THIRD
    first = z * (ONE - second) * HALF
    return z * (ONE - first), first, second, third


@equation
def relaxation(rate: np.float32, days: np.float32) -> Five:
    """Weights for ``relax``: kept, then forcing and slope at the start, at the end."""
    zeroth, first, second, third = moments(rate * days)
    end = THREE * second - TWO * third
    return (
        ONE - zeroth,
        zeroth - end,
        days * (first - TWO * second + third),
        end,
        days * (third - second),
    )


@equation
def handover(entry: np.float32, elimination: np.float32, days: np.float32) -> Three:
    """What ``transit`` keeps of L and of A, and what goes over from A to L.

    ``ka (exp(-ke s) - exp(-ka s)) / (ka - ke)``, which stays exact where the two
    rates meet.
    """
    keep = exp(-elimination * days)
    y = (entry - elimination) * days
    size = y if y > ZERO else -y
    series = ONE - y * HALF * (
        ONE - y * THIRD * (ONE - y * FOURTH * (ONE - y * FIFTH * (ONE - y * SIXTH)))
    )
    direct = (ONE - exp(-y)) / (y if size > NEAR else NEAR)
    factor = direct if size > NEAR else series
    return keep, exp(-entry * days), entry * days * keep * factor


@loop
def prepare(par: Array, coef: Array) -> None:
    """Fill the weights of one set of steps; its row ``DT`` holds the days."""
    for i in range(LANES):
        days = coef[DT + i]
        keep, rest, moved = handover(par[ENTRY + i], par[ELIMINATION + i], days)
        coef[KEEP_U + i] = keep
        coef[KEEP_A + i] = rest
        coef[MOVE + i] = moved
        zeroth, _, _, _ = moments(par[SLOW_RATE + i] * days)
        coef[SLOW_KEEP + i] = ONE - zeroth


@loop
def prepare_relaxation(rates: Array, days: Array, rows: Array) -> None:
    """Fill the five rows of one relaxation, lane by lane."""
    for i in range(LANES):
        kept, start, slope, end, end_slope = relaxation(rates[i], days[i])
        rows[i] = kept
        rows[i + LANES] = start
        rows[i + 2 * LANES] = slope
        rows[i + 3 * LANES] = end
        rows[i + 4 * LANES] = end_slope


@loop
def prepare_all(par: Array, coef: Array) -> None:
    """Every weight of one set of steps."""
    prepare(par, coef)
    days = coef[DT : DT + LANES]
    five = 5 * LANES
    prepare_relaxation(
        par[LOSS_RATE : LOSS_RATE + LANES], days, coef[LOSS : LOSS + five]
    )
    prepare_relaxation(
        par[RECOVERY_RATE : RECOVERY_RATE + LANES],
        days,
        coef[RECOVERY : RECOVERY + five],
    )
    prepare_relaxation(
        par[FAST_RATE : FAST_RATE + LANES], days, coef[FASTER : FASTER + five]
    )
