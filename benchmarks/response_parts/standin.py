"""A simpler model of the same family, to see what the full model costs.

Chain, Hill block and two relaxations with one time constant each (a mass, a memory
of wrinkling), one power a step, one threshold, few summaries: about the workload on
which the kernel's design was first tried. Steps, random numbers, lanes and weights
are those of the kernel.
"""

import numpy as np

from glabella.studies.kernel.draw import draw_lanes, draw_visits, seat
from glabella.studies.kernel.engine import (
    COUNTS,
    LENGTHS,
    between,
    inject,
    late_length,
)
from glabella.studies.kernel.jit import entry, loop
from glabella.studies.kernel.lanes import advance_block
from glabella.studies.kernel.layout import (
    ATROPHY,
    B0,
    B1,
    BELOW,
    D1,
    DT,
    DYNAMIC_LINE,
    FAST,
    FASTER,
    G0,
    G1,
    KINDS,
    LANES,
    LATE,
    LINE,
    LINE_SLOPE,
    LOSS,
    LOSS_RATE,
    MASS,
    SINCE,
    STRAIN_DAYS,
    VISIT,
    U,
)
from glabella.studies.kernel.steps import (
    HALF,
    NOTHING,
    ONE,
    ZERO,
    crossing,
    relax,
    share_below,
    steepened,
)
from glabella.studies.kernel.weights import prepare_all

TARGET = np.float32(1.0)
GAIN = np.float32(0.3)


@loop
def advance_simple(par, coef, state):
    """Mass, severity in contraction, memory, days below the threshold."""
    for i in range(LANES):
        days, share = coef[DT + i], par[ATROPHY + i]
        targets = (
            ONE - share * state[B0 + i],
            -share * state[G0 + i],
            ONE - share * state[B1 + i],
            -share * state[G1 + i],
        )
        weights = (
            coef[LOSS + i],
            coef[LOSS + LANES + i],
            coef[LOSS + 2 * LANES + i],
            coef[LOSS + 3 * LANES + i],
            coef[LOSS + 4 * LANES + i],
        )
        mass = relax(state[MASS + i], targets, weights)
        slope = par[LOSS_RATE + i] * (targets[2] - mass)
        z0, s0 = state[LINE + i], state[LINE_SLOPE + i]
        size = par[DYNAMIC_LINE + i]
        z1 = size * mass * state[D1 + i]
        s1 = size * (slope * state[D1 + i] - mass * state[G1 + i])
        state[FAST + i] = coef[FASTER + i] * state[FAST + i] + GAIN * (
            coef[FASTER + LANES + i] * z0
            + coef[FASTER + 2 * LANES + i] * s0
            + coef[FASTER + 3 * LANES + i] * z1
            + coef[FASTER + 4 * LANES + i] * s1
        )
        rise = steepened(z1 - z0)
        x = crossing((z0, days * s0, z1, days * s1), TARGET, ONE / rise)
        state[MASS + i] = mass
        state[LINE + i], state[LINE_SLOPE + i] = z1, s1
        state[BELOW + i] += days * share_below(x, rise)
        state[STRAIN_DAYS + i] += days * HALF * (z0 + z1)
        state[SINCE + i] += days


@loop
def advance(par, coef, state, steps):
    for _ in range(steps):
        advance_block(par, coef, state)
        advance_simple(par, coef, state)


@loop
def follow(question, bench, visit):
    par, state, coef = bench.par, bench.state, bench.coef
    length, units = bench.draws[:LANES], bench.draws[LANES : 2 * LANES]
    between(bench.arrival[visit], bench.arrival[visit + 1], length)
    for i in range(LANES):
        units[i] = question.exposure[visit, np.int64(bench.areas[i])]
    inject(par, state, bench.factor[visit], units)
    advance_block(par, coef[VISIT], state)
    advance_simple(par, coef[VISIT], state)
    for kind in range(LATE):
        advance(par, coef[kind], state, COUNTS[kind])
    more, steps = question.steps[visit]
    advance(par, coef[LATE - 1], state, more)
    late_length(length, state, coef[LATE, DT : DT + LANES], np.float32(steps))
    prepare_all(par, coef[LATE])
    advance(par, coef[LATE], state, steps)


@entry
def run(question, bench, first, last):
    """Simulate lanes; returns the mean days below and the mean severity."""
    below, severity = 0.0, 0.0
    for start in range(first, last, LANES):
        seat(question, bench, start)
        draw_lanes(question, bench)
        draw_visits(question, bench)
        for kind in range(KINDS):
            bench.coef[kind, DT : DT + LANES] = LENGTHS[kind]
            prepare_all(bench.par, bench.coef[kind])
        bench.state[:] = ZERO
        for i in range(LANES):
            bench.state[U + i] = NOTHING
            bench.state[MASS + i] = ONE
            bench.state[LINE + i] = bench.par[DYNAMIC_LINE + i]
        for visit in range(question.exposure.shape[0]):
            follow(question, bench, visit)
        for i in range(min(LANES, last - start)):
            below += bench.state[BELOW + i]
            severity += bench.state[STRAIN_DAYS + i]
    return below / (last - first), severity / (last - first) / question.days[-1]
