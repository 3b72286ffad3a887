"""The loops over 128 lanes, one for each part of the body: block, mass, line."""

from glabella.studies.kernel.jit import loop
from glabella.studies.kernel.layout import (
    ATROPHY,
    B0,
    B1,
    BELOW,
    D1,
    DAY,
    DT,
    DYNAMIC_LINE,
    ELIMINATION,
    ENTRY,
    FAST,
    FAST_LINE,
    FAST_RATE,
    FASTER,
    FORCE,
    FORCE_SLOPE,
    FROZEN,
    G0,
    G1,
    KEEP_A,
    KEEP_U,
    LANES,
    LEAST_MASS,
    LINE,
    LINE_SLOPE,
    LOSS,
    LOSS_RATE,
    MASS,
    MASS_SLOPE,
    MOVE,
    POWER,
    RECOVERY,
    RECOVERY_RATE,
    RETURN,
    SINCE,
    SLOW,
    SLOW_KEEP,
    SLOW_RATE,
    SOURCE,
    STEEPNESS,
    STILL,
    STRAIN,
    STRAIN_DAYS,
    STRAIN_SLOPE,
    TARGET,
    A,
    U,
)
from glabella.studies.kernel.steps import (
    HALF,
    TWELFTH,
    Array,
    block,
    count,
    force,
    mass,
    mass_targets,
    relax,
    strain,
    transit,
)


@loop
def advance_block(par: Array, coef: Array, state: Array) -> None:
    """Activity and block at the end of the step."""
    for i in range(LANES):
        keep = coef[KEEP_U + i], coef[KEEP_A + i], coef[MOVE + i]
        activity, entering = transit(state[U + i], state[A + i], keep)
        slope = par[ENTRY + i] * entering - par[ELIMINATION + i] * activity
        blocked, residual, rate = block(activity, slope, par[STEEPNESS + i])
        state[U + i] = activity
        state[A + i] = entering
        state[B0 + i] = state[B1 + i]
        state[G0 + i] = state[G1 + i]
        state[B1 + i] = blocked
        state[G1 + i] = rate
        state[D1 + i] = residual


@loop
def advance_mass(par: Array, coef: Array, state: Array) -> None:
    """Muscle mass at the end of the step; its forcing is the target ``1 - a B``."""
    for i in range(LANES):
        start, share = state[MASS + i], par[ATROPHY + i]
        loss, recovery = par[LOSS_RATE + i], par[RECOVERY_RATE + i]
        blocks = state[B0 + i], state[G0 + i], state[B1 + i], state[G1 + i]
        targets = mass_targets(share, blocks)
        falling = (
            coef[LOSS + i],
            coef[LOSS + LANES + i],
            coef[LOSS + 2 * LANES + i],
            coef[LOSS + 3 * LANES + i],
            coef[LOSS + 4 * LANES + i],
        )
        rising = (
            coef[RECOVERY + i],
            coef[RECOVERY + LANES + i],
            coef[RECOVERY + 2 * LANES + i],
            coef[RECOVERY + 3 * LANES + i],
            coef[RECOVERY + 4 * LANES + i],
        )
        wasted, grown = relax(start, targets, falling), relax(start, targets, rising)
        losing = targets[0] < start
        step = (
            coef[DT + i],
            wasted if losing else grown,
            loss if losing else recovery,
            recovery if losing else loss,
        )
        bulk, slope, least = mass(start, blocks, (share, loss, recovery), step)
        lowest = state[LEAST_MASS + i]
        state[MASS + i], state[MASS_SLOPE + i] = bulk, slope
        lower = least < lowest
        state[LEAST_MASS + i] = least if lower else lowest


@loop
def advance_line(par: Array, coef: Array, state: Array) -> None:
    """Strain, line at rest, severity; days below the target and without movement."""
    for i in range(LANES):
        days, wf, power = coef[DT + i], par[FAST_LINE + i], par[POWER + i]
        e0, g0 = state[STRAIN + i], state[STRAIN_SLOPE + i]
        f0, r0 = state[FORCE + i], state[FORCE_SLOPE + i]
        z0, s0 = state[LINE + i], state[LINE_SLOPE + i]
        bulk = state[MASS + i], state[MASS_SLOPE + i]
        f1, r1 = force(bulk, (state[D1 + i], state[G1 + i]))
        e1 = strain(f1, power)
        g1 = power * e1 * r1 / f1
        area = HALF * (e0 + e1) + TWELFTH * days * (g0 - g1)
        fast = coef[FASTER + i] * state[FAST + i] + wf * (
            coef[FASTER + LANES + i] * e0
            + coef[FASTER + 2 * LANES + i] * g0
            + coef[FASTER + 3 * LANES + i] * e1
            + coef[FASTER + 4 * LANES + i] * g1
        )
        slow = par[SOURCE + i] * area
        slow += coef[SLOW_KEEP + i] * (state[SLOW + i] - slow)
        z1 = fast + slow + par[DYNAMIC_LINE + i] * e1
        s1 = (
            par[FAST_RATE + i] * (wf * e1 - fast)
            + par[SLOW_RATE + i] * (par[SOURCE + i] * e1 - slow)
            + par[DYNAMIC_LINE + i] * g1
        )
        state[FORCE + i], state[FORCE_SLOPE + i] = f1, r1
        state[STRAIN + i], state[STRAIN_SLOPE + i] = e1, g1
        state[FAST + i], state[SLOW + i] = fast, slow
        state[LINE + i], state[LINE_SLOPE + i] = z1, s1
        state[STRAIN_DAYS + i] += days * area
        target = par[TARGET + i]
        line = z0, days * s0, z1, days * s1
        movement = f0, days * r0, f1, days * r1
        below, frozen, x = count(line, movement, target, par[STILL + i])
        state[BELOW + i] += days * below
        state[FROZEN + i] += days * frozen
        back = state[SINCE + i] + days * x
        kept = state[RETURN + i]
        state[RETURN + i] = back if (z0 < target) & (z1 >= target) else kept
        state[SINCE + i] += days


@loop
def keep_node(state: Array, trace: Array, node: int) -> int:
    """Write down where 128 lanes stand, if anyone wants to know; the next number."""
    if node >= trace.shape[0]:
        return node
    for i in range(LANES):
        trace[node, 0, i] = state[DAY + i] + state[SINCE + i]
        trace[node, 1, i] = state[LINE + i]
        trace[node, 2, i] = state[LINE_SLOPE + i]
        trace[node, 3, i] = state[MASS + i]
        trace[node, 4, i] = state[FORCE + i]
        trace[node, 5, i] = state[FAST + i] + state[SLOW + i]
        trace[node, 6, i] = state[U + i]
        trace[node, 7, i] = state[A + i]
    return node + 1


@loop
def advance(
    par: Array, coef: Array, state: Array, steps: int, trace: Array, node: int
) -> int:
    """Some steps of one length for 128 lanes; returns the next number to trace."""
    for _ in range(steps):
        advance_block(par, coef, state)
        advance_mass(par, coef, state)
        advance_line(par, coef, state)
        node = keep_node(state, trace, node)
    return node
