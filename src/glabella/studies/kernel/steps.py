"""The equations of the response, each for one lane and one step.

They are exact where the model is: activity has a closed form, and each relaxation
is solved exactly for a forcing that is a cubic through the values and slopes at both
ends of the step. Equations: ``docs/explanation/population-kernel.md``.
"""

import numpy as np
from numpy.typing import NDArray

from glabella.studies.kernel.jit import equation
from glabella.studies.kernel.powers import exp2, log2

type Array = NDArray[np.float32]
type Five = tuple[np.float32, np.float32, np.float32, np.float32, np.float32]
type Four = tuple[np.float32, np.float32, np.float32, np.float32]
type Three = tuple[np.float32, np.float32, np.float32]
type Two = tuple[np.float32, np.float32]

ZERO = np.float32(0.0)
HALF = np.float32(0.5)
ONE = np.float32(1.0)
TWO = np.float32(2.0)
THREE = np.float32(3.0)
SIXTH = np.float32(1 / 6)
TWELFTH = np.float32(1 / 12)
NOTHING = np.float32(1e-30)  # below: no toxin left to enter
LEAST_ACTIVITY = np.float32(1e-9)  # in units of ED; keeps logarithms and 1/u finite
FLAT = np.float32(1e-9)  # a rise that counts as none
COMPLETE = np.float32(30.0)  # log2 of u**h: block is then 1 to 9 digits
ABSENT = np.float32(-100.0)  # log2 of u**h: and here 0 to 30


@equation
def transit(activity: np.float32, entering: np.float32, keep: Three) -> Two:
    """Activity and what still has to enter, one step later (both exact).

    ``L' = ka A - ke L``, ``A' = -ka A``; ``keep`` is (of L, of A, from A to L).
    """
    later = keep[0] * activity + keep[2] * entering
    rest = keep[1] * entering
    return (
        max(LEAST_ACTIVITY, later),
        rest if rest > NOTHING else ZERO,
    )


@equation
def block(activity: np.float32, slope: np.float32, steepness: np.float32) -> Three:
    """(Block, residual contraction, slope of the block per day).

    ``D = 1 / (1 + u^h)``; block is ``u^h D``, never ``1 - D``, which has no digits
    left where it is small. ``B' = h (u'/u) B D``.
    """
    power = steepness * log2(activity)
    x = exp2(min(COMPLETE, power))
    shared = ONE / (activity * (ONE + x))
    residual = activity * shared
    blocked = x * residual
    relative = slope * (shared * (ONE + x))
    return blocked, residual, steepness * relative * blocked * residual


@equation
def relax(start: np.float32, forcing: Four, weights: Five) -> np.float32:
    """End of ``y' = k (f - y)``; forcing is (f, f') at the start, then at the end."""
    return (
        weights[0] * start
        + weights[1] * forcing[0]
        + weights[2] * forcing[1]
        + weights[3] * forcing[2]
        + weights[4] * forcing[3]
    )


@equation
def cubic_at(x: np.float32, cubic: Four) -> np.float32:
    """Cubic through (value, slope per step) at 0 and at 1."""
    rise = cubic[2] - cubic[0]
    bend = (cubic[1] - rise) * (ONE - x) - (cubic[3] - rise) * x
    return cubic[0] + x * (rise + (ONE - x) * bend)


@equation
def steepened(rise: np.float32) -> np.float32:
    """A rise that can be divided by."""
    size = rise if rise > ZERO else -rise
    return rise if size > FLAT else FLAT


@equation
def crossing(cubic: Four, level: np.float32, per_rise: np.float32) -> np.float32:
    """Where a cubic crosses ``level``, in 0 to 1: the chord, mended once.

    ``per_rise`` is 1 over (end - start). A cubic that stays on one side gives 0 or 1.
    """
    x = per_rise * (level - cubic[0])
    x = max(ZERO, x)
    x = min(ONE, x)
    x += per_rise * (level - cubic_at(x, cubic))
    x = max(ZERO, x)
    return min(ONE, x)


@equation
def share_below(x: np.float32, rise: np.float32) -> np.float32:
    """Share of a step below a level that is crossed at ``x``."""
    return x if rise > ZERO else ONE - x


@equation
def mass_targets(share: np.float32, blocks: Four) -> Four:
    """``1 - a B`` and its slope, at the start and at the end of the step."""
    return (
        ONE - share * blocks[0],
        -share * blocks[1],
        ONE - share * blocks[2],
        -share * blocks[3],
    )


@equation
def mass(start: np.float32, blocks: Four, muscle: Three, step: Four) -> Three:
    """(Muscle mass, its slope, its least value in the step) one step later.

    ``M' = (1 - a B - M) / tau``; ``muscle`` is (a, 1/tau_loss, 1/tau_recovery),
    ``step`` is (days, mass with the weights of the sign at the start, rate of that
    sign, the other rate). If the sign of the gap turns inside the step, what the
    other rate would have done from there on is added.
    """
    days, ended, rate, other = step
    gap = ONE - muscle[0] * blocks[0] - start
    gap_after = ONE - muscle[0] * blocks[2] - ended
    cubic = (
        gap,
        days * (-muscle[0] * blocks[1] - rate * gap),
        gap_after,
        days * (-muscle[0] * blocks[3] - rate * gap_after),
    )
    turned = (gap < ZERO) != (gap_after < ZERO)
    x = crossing(cubic, ZERO, ONE / steepened(gap_after - gap))
    left = days * (ONE - x)
    middle = TWO * cubic_at(HALF * (ONE + x), cubic)
    area = left * SIXTH * (TWO * middle + gap_after)
    faded = area - left * SIXTH * middle * (other * left)
    change = (other - rate) * faded if turned else ZERO
    final = ended + change
    gap_final = gap_after - change
    slope = gap_final * (muscle[1] if gap_final < ZERO else muscle[2])
    lowest = ended - rate * area if turned else final
    return final, slope, min(final, lowest)


@equation
def force(bulk: Two, blocked: Two) -> Two:
    """Force ``F = M D`` and its slope; (M, M'), then (D, B')."""
    slope = bulk[1] * blocked[0] - bulk[0] * blocked[1]
    return bulk[0] * blocked[0], slope


@equation
def strain(strength: np.float32, power: np.float32) -> np.float32:
    """``E = F^q``."""
    return exp2(power * log2(strength))


@equation
def count(line: Four, movement: Four, target: np.float32, still: np.float32) -> Three:
    """(Share of the step below the target, share without movement, when crossed)."""
    rise, gain = steepened(line[2] - line[0]), steepened(movement[2] - movement[0])
    both = ONE / (rise * gain)
    x = crossing(line, target, gain * both)
    y = crossing(movement, still, rise * both)
    return share_below(x, rise), share_below(y, gain), x
