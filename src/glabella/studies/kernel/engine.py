"""From a visit to the next, from a block of lanes to the sums over a population."""

from math import floor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glabella.studies.kernel.counter import LN_2
from glabella.studies.kernel.draw import Bench, Question, draw_lanes, draw_visits, seat
from glabella.studies.kernel.jit import entry, loop
from glabella.studies.kernel.lanes import (
    advance,
    advance_block,
    advance_line,
    keep_node,
)
from glabella.studies.kernel.layout import (
    BELOW,
    BINS,
    DAY,
    DT,
    DYNAMIC_LINE,
    EARLY_COUNTS,
    EARLY_DAYS,
    ELIMINATION,
    ENTRY,
    FAST,
    FAST_LINE,
    FAST_RATE,
    FORCE,
    FROZEN,
    KINDS,
    LANES,
    LATE,
    LEAST_MASS,
    LINE,
    MASS,
    PEAK,
    RETURN,
    SENSITIVITY,
    SINCE,
    SLOW,
    SLOW_LINE,
    SLOW_RATE,
    SOURCE,
    STEEPNESS,
    STILL,
    STRAIN,
    STRAIN_DAYS,
    TARGET,
    VISIT,
    A,
    U,
)
from glabella.studies.kernel.powers import exp, log2
from glabella.studies.kernel.steps import NOTHING, ONE, ZERO, Array, block
from glabella.studies.kernel.weights import prepare_all

LENGTHS = np.array([*EARLY_DAYS, 0.0, 0.0], dtype=np.float32)
COUNTS = np.array(EARLY_COUNTS, dtype=np.int64)
WEEK = np.float32(7.0)
NEVER = np.float32(-1.0)
APART = np.float32(1e-4)
FINE = 2.0**24
"""Steps of a measure's scale: whole numbers add up alike in any order."""
LAST_BIN = (BINS - 0.5) / BINS
DAY_PARTS = 1024.0
"""The same for days of return."""
RETURNED, OUTLASTING, WITHOUT, DAYS = range(4)
TRACED = 8


class Tally(NamedTuple):
    """Sums over lanes, all in whole numbers, and what is kept of single lanes."""

    totals: NDArray[np.int64]  # (areas, measures, 2): values and their squares
    bins: NDArray[np.int64]  # (areas, measures, BINS)
    returns: NDArray[np.int64]  # (visits, areas, 4)
    scales: NDArray[np.float64]  # of each measure
    each: NDArray[np.float32]  # (lanes, measures), or no rows
    trace: NDArray[np.float32]  # (nodes, TRACED, LANES), or no rows


@loop
def rest(par: Array, state: Array) -> None:
    """The state of 128 lanes before the first visit."""
    for i in range(LANES):
        state[i + U] = NOTHING
        state[i + MASS] = ONE
        state[i + LEAST_MASS] = ONE
        state[i + STRAIN] = ONE
        state[i + FORCE] = ONE
        state[i + FAST] = par[i + FAST_LINE]
        state[i + SLOW] = par[i + SLOW_LINE]
        state[i + LINE] = (
            par[i + FAST_LINE] + par[i + SLOW_LINE] + par[i + DYNAMIC_LINE]
        )


@loop
def inject(par: Array, state: Array, factor: Array, exposure: Array) -> None:
    """Add the exposure of one visit to what has still to enter."""
    for i in range(LANES):
        dose = exposure[i] * factor[i] * par[SENSITIVITY + i]
        state[A + i] += dose
        state[SINCE + i] = ZERO
        state[RETURN + i] = NEVER


@loop
def find_peak(par: Array, state: Array, length: Array) -> None:
    """Largest activity until the next visit, from its closed form.

    ``u' = 0`` where ``exp((ka - ke) s) = ka^2 A / (ke ((ka - ke) u + ka A))``.
    """
    for i in range(LANES):
        entering, activity = state[A + i], state[U + i]
        ka, ke = par[ENTRY + i], par[ELIMINATION + i]
        apart = ka - ke
        apart = apart if apart > APART or apart < -APART else APART
        given = ka * entering
        whole = apart * activity + given
        ratio = ka * given / (ke * (max(NOTHING, whole)))
        when = LN_2 * log2(max(NOTHING, ratio)) / apart
        when = when if when > ZERO and given > ke * activity else ZERO
        when = min(length[i], when)
        kept = exp(-ke * when)
        top = kept * activity + given * (kept - exp(-ka * when)) / apart
        state[PEAK + i] = max(state[PEAK + i], top)


@loop
def late_length(length: Array, state: Array, days: Array, steps: np.float32) -> None:
    """Days of each of the even steps that remain until the next visit."""
    for i in range(LANES):
        days[i] = (length[i] - state[SINCE + i]) / steps


@loop
def between(arrival: Array, following: Array, length: Array) -> None:
    """Days until the next visit."""
    for i in range(LANES):
        length[i] = following[i] - arrival[i]


@loop
def follow(
    question: Question, bench: Bench, visit: int, tally: Tally, node: int
) -> int:
    """From one visit to the next; returns the number of the next traced node."""
    par, state, coef = bench.par, bench.state, bench.coef
    state[DAY : DAY + LANES] = bench.arrival[visit]
    length = bench.draws[:LANES]
    between(bench.arrival[visit], bench.arrival[visit + 1], length)
    units = bench.draws[LANES : 2 * LANES]
    for i in range(LANES):
        units[i] = question.exposure[visit, np.int64(bench.areas[i])]
    inject(par, state, bench.factor[visit], units)
    find_peak(par, state, length)
    advance_block(par, coef[VISIT], state)
    advance_line(par, coef[VISIT], state)
    node = keep_node(state, tally.trace, node)
    for kind in range(LATE):
        node = advance(par, coef[kind], state, COUNTS[kind], tally.trace, node)
    more, steps = question.steps[visit]
    node = advance(par, coef[LATE - 1], state, more, tally.trace, node)
    late_length(length, state, coef[LATE, DT : DT + LANES], np.float32(steps))
    prepare_all(par, coef[LATE])
    return advance(par, coef[LATE], state, steps, tally.trace, node)


@loop
def conclude(bench: Bench, horizon: np.float32) -> None:
    """The measures of 128 lanes at the end; means follow from the equations' balance."""
    par, state, out = bench.par, bench.state, bench.measures
    for i in range(LANES):
        strained = state[STRAIN_DAYS + i]
        fast = (
            par[FAST_LINE + i] * strained
            - (state[FAST + i] - par[FAST_LINE + i]) / par[FAST_RATE + i]
        )
        slow = (
            par[SOURCE + i] * strained
            - (state[SLOW + i] - par[SLOW_LINE + i]) / par[SLOW_RATE + i]
        )
        peak = max(NOTHING, state[PEAK + i])
        blocked, _, _ = block(peak, ZERO, par[STEEPNESS + i])
        out[i] = state[BELOW + i]
        out[i + LANES] = horizon - state[BELOW + i]
        out[i + 2 * LANES] = (fast + slow + par[DYNAMIC_LINE + i] * strained) / horizon
        out[i + 3 * LANES] = blocked
        out[i + 4 * LANES] = state[LEAST_MASS + i]
        out[i + 5 * LANES] = state[FAST + i] + state[SLOW + i]
        out[i + 6 * LANES] = state[FROZEN + i] / WEEK


@loop
def add_returns(
    bench: Bench, visit: int, tally: Tally, used: int, target: np.float32
) -> None:
    """Sort the lanes of one visit: back before the next, still below, never below."""
    state = bench.state
    for i in range(used):
        if bench.factor[visit, i] == ZERO:
            continue
        row = tally.returns[visit, np.int64(bench.areas[i])]
        back = state[RETURN + i]
        if back >= ZERO:
            row[RETURNED] += 1
            row[DAYS] += np.int64(floor(back * DAY_PARTS + 0.5))
        elif state[LINE + i] < target:
            row[OUTLASTING] += 1
        else:
            row[WITHOUT] += 1


@loop
def add_lanes(bench: Bench, tally: Tally, used: int) -> None:
    """Add the measures of a block, as whole numbers of fine steps."""
    for i in range(used):
        area = np.int64(bench.areas[i])
        for k in range(tally.totals.shape[1]):
            value = np.float64(bench.measures[k * LANES + i]) / tally.scales[k]
            tally.totals[area, k, 0] += np.int64(floor(value * FINE + 0.5))
            tally.totals[area, k, 1] += np.int64(floor(value * value * FINE + 0.5))
            place = np.int64(floor(min(max(value, 0.0), LAST_BIN) * BINS))
            tally.bins[area, k, place] += 1


@loop
def run_block(
    question: Question, bench: Bench, tally: Tally, first: int, used: int
) -> None:
    """Simulate 128 lanes from the first visit to the horizon and add them up."""
    seat(question, bench, first)
    draw_lanes(question, bench)
    draw_visits(question, bench)
    for kind in range(KINDS):
        bench.coef[kind, DT : DT + LANES] = LENGTHS[kind]
        prepare_all(bench.par, bench.coef[kind])
    bench.state[:] = ZERO
    rest(bench.par, bench.state)
    bench.par[TARGET : TARGET + LANES] = question.aim[0]
    bench.par[STILL : STILL + LANES] = question.aim[1]
    node = 0
    for visit in range(question.exposure.shape[0]):
        node = follow(question, bench, visit, tally, node)
        add_returns(bench, visit, tally, used, question.aim[0])
    conclude(bench, np.float32(question.days[-1]))
    add_lanes(bench, tally, used)


@entry
def run(question: Question, bench: Bench, tally: Tally, first: int, last: int) -> None:
    """Simulate the lanes from ``first`` up to ``last``, 128 at a time."""
    for start in range(first, last, LANES):
        used = min(LANES, last - start)
        run_block(question, bench, tally, start, used)
        for i in range(min(used, tally.each.shape[0] - (start - first))):
            for k in range(tally.each.shape[1]):
                tally.each[start - first + i, k] = bench.measures[k * LANES + i]
