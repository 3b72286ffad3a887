"""Who a lane is, and when and how it is treated: drawn anew wherever it is needed."""

from math import floor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glabella.studies.kernel.counter import (
    EVERYBODY,
    LN_2,
    draw_normals,
    draw_uniforms,
    normal,
)
from glabella.studies.kernel.jit import loop
from glabella.studies.kernel.layout import (
    AREA_SLOTS,
    ARRIVAL_SLOT,
    ATROPHY,
    DYNAMIC_LINE,
    ELIMINATION,
    ENTRY,
    FAST_LINE,
    FAST_RATE,
    FAST_SHARE,
    HALF_EFFECT,
    LANES,
    LOSS_RATE,
    LOST_SHARE,
    OCCASION_SLOT,
    PERSON_SLOTS,
    POWER,
    RECOVERY_RATE,
    REST_SHARE,
    SENSITIVITY,
    SEVERITY,
    SHARED,
    SLOW_LINE,
    SLOW_RATE,
    SOURCE,
    STEEPNESS,
    TRAITS,
    YEARLY_GROWTH,
)
from glabella.studies.kernel.powers import exp
from glabella.studies.kernel.steps import ONE, ZERO, Array

FIRST_PERSON, SECOND_PERSON, THIRD_PERSON = PERSON_SLOTS
FIRST_AREA, SECOND_AREA = AREA_SLOTS
TINY = np.float32(1e-30)


class Question(NamedTuple):
    """What is simulated, as arrays."""

    person: NDArray[np.float32]  # (what is drawn for a person, typical and SD)
    traits: NDArray[np.float32]  # (TRAITS, areas)
    exposure: NDArray[np.float32]  # (visits, areas), model units
    days: NDArray[np.int64]  # of each visit, then the horizon
    steps: NDArray[np.int64]  # (visits, 2): more of the longest early, even late ones
    course: NDArray[np.float32]  # jitter days, chance to skip, occasion log-SD
    aim: NDArray[np.float32]  # target severity, least force
    seed: np.uint64


class Bench(NamedTuple):
    """The tools of one worker: everything that a block of lanes needs."""

    par: NDArray[np.float32]
    state: NDArray[np.float32]
    coef: NDArray[np.float32]  # (kinds of step, rows)
    draws: NDArray[np.float32]
    traits: NDArray[np.float32]
    arrival: NDArray[np.float32]  # (visits and horizon, lanes), days
    factor: NDArray[np.float32]  # (visits, lanes), on the exposure
    measures: NDArray[np.float32]
    patients: NDArray[np.uint64]
    areas: NDArray[np.uint64]  # of each lane, then the slot
    everybody: NDArray[np.uint64]  # the same for what areas share


@loop
def seat(question: Question, bench: Bench, first_lane: int) -> None:
    """Give each of 128 lanes its patient, its area and the traits of the area."""
    areas = question.traits.shape[1]
    for i in range(LANES):
        lane = first_lane + i
        area = lane % areas
        bench.patients[i] = np.uint64(lane // areas)
        bench.areas[i] = np.uint64(area)
        bench.everybody[i] = np.uint64(EVERYBODY)
        for row in range(TRAITS):
            bench.traits[row * LANES + i] = question.traits[row, area]


@loop
def draw_lanes(question: Question, bench: Bench) -> None:
    """Parameters of 128 lanes."""
    seed, draws, par = question.seed, bench.draws, bench.par
    bench.everybody[LANES] = np.uint64(FIRST_PERSON)
    draw_normals(seed, bench.patients, bench.everybody, draws)
    draw_activity(question.person, draws, par)
    share_sensitivity(bench.traits, draws, par)
    bench.everybody[LANES] = np.uint64(SECOND_PERSON)
    draw_normals(seed, bench.patients, bench.everybody, draws)
    draw_muscle(question.person, draws, par)
    bench.everybody[LANES] = np.uint64(THIRD_PERSON)
    draw_normals(seed, bench.patients, bench.everybody, draws)
    draw_skin(question.person, draws, par)
    bench.areas[LANES] = np.uint64(FIRST_AREA)
    draw_normals(seed, bench.patients, bench.areas, draws)
    draw_area(bench.traits, draws, par)
    bench.areas[LANES] = np.uint64(SECOND_AREA)
    draw_normals(seed, bench.patients, bench.areas, draws)
    draw_atrophy(bench.traits, draws, par)


@loop
def draw_activity(person: Array, draws: Array, par: Array) -> None:
    """Half-life, entry and steepness of the patient, as rates per day."""
    for i in range(LANES):
        life = person[0, 0] * exp(person[0, 1] * draws[i])
        par[ELIMINATION + i] = LN_2 / life
        par[ENTRY + i] = person[1, 0] * exp(person[1, 1] * draws[LANES + i])
        par[STEEPNESS + i] = person[2, 0] * exp(person[2, 1] * draws[2 * LANES + i])


@loop
def share_sensitivity(traits: Array, draws: Array, par: Array) -> None:
    """The part of the sensitivity that all areas of a patient share."""
    for i in range(LANES):
        par[SENSITIVITY + i] = exp(traits[SHARED + i] * draws[3 * LANES + i])


@loop
def draw_muscle(person: Array, draws: Array, par: Array) -> None:
    """Strain's power and the two time constants of muscle mass."""
    for i in range(LANES):
        par[POWER + i] = person[3, 0] * exp(person[3, 1] * draws[i])
        loss = person[4, 0] * exp(person[4, 1] * draws[LANES + i])
        recovery = person[5, 0] * exp(person[5, 1] * draws[2 * LANES + i])
        par[LOSS_RATE + i] = ONE / loss
        par[RECOVERY_RATE + i] = ONE / recovery


@loop
def draw_skin(person: Array, draws: Array, par: Array) -> None:
    """The two time constants of the line at rest."""
    for i in range(LANES):
        par[FAST_RATE + i] = ONE / (person[6, 0] * exp(person[6, 1] * draws[i]))
        slow = person[7, 0] * exp(person[7, 1] * draws[LANES + i])
        par[SLOW_RATE + i] = ONE / slow


@loop
def draw_area(traits: Array, draws: Array, par: Array) -> None:
    """Sensitivity of the area and its line before treatment."""
    for i in range(LANES):
        scatter = exp(-traits[HALF_EFFECT + LANES + i] * draws[i])
        par[SENSITIVITY + i] *= scatter / traits[HALF_EFFECT + i]
        spread = traits[SEVERITY + LANES + i] * draws[LANES + i]
        severity = traits[SEVERITY + i] + spread
        severity = max(ZERO, severity)
        odds = exp(traits[REST_SHARE + LANES + i] * draws[2 * LANES + i])
        share = traits[REST_SHARE + i] * odds
        share /= ONE - traits[REST_SHARE + i] + share
        rest = severity * share
        fast = rest * traits[FAST_SHARE + i]
        growth = exp(traits[YEARLY_GROWTH + LANES + i] * draws[3 * LANES + i])
        growth *= traits[YEARLY_GROWTH + i]
        par[FAST_LINE + i] = fast
        par[SLOW_LINE + i] = rest - fast
        par[SOURCE + i] = rest - fast + growth / par[SLOW_RATE + i]
        par[DYNAMIC_LINE + i] = severity - rest


@loop
def draw_atrophy(traits: Array, draws: Array, par: Array) -> None:
    """Largest share of the muscle mass that a full block takes."""
    for i in range(LANES):
        odds = exp(traits[LOST_SHARE + LANES + i] * draws[i])
        share = traits[LOST_SHARE + i] * odds
        par[ATROPHY + i] = share / (ONE - traits[LOST_SHARE + i] + share)


@loop
def draw_visits(question: Question, bench: Bench) -> None:
    """When each lane comes, and how much of the exposure each visit brings."""
    visits = question.exposure.shape[0]
    jitter, draws = question.course[0], bench.draws
    for first in range(0, visits, 4):
        bench.everybody[LANES] = np.uint64(ARRIVAL_SLOT + first)
        draw_uniforms(question.seed, bench.patients, bench.everybody, draws)
        for k in range(first, min(first + 4, visits)):
            row = draws[(k - first) * LANES : (k - first + 1) * LANES]
            late = jitter if k > 0 else ZERO
            arrive(bench.arrival[k], row, np.float32(question.days[k]), late)
    bench.arrival[visits, :] = np.float32(question.days[visits])
    for first in range(0, visits, 2):
        bench.areas[LANES] = np.uint64(OCCASION_SLOT + first)
        draw_uniforms(question.seed, bench.patients, bench.areas, draws)
        for k in range(first, min(first + 2, visits)):
            rows = draws[2 * (k - first) * LANES : 2 * (k - first + 1) * LANES]
            bring(bench.factor[k], rows, question.course[1], question.course[2])


@loop
def arrive(arrival: Array, draws: Array, day: np.float32, jitter: np.float32) -> None:
    """Whole day of a visit: the day in the book, up to ``jitter`` earlier or later."""
    span = jitter + jitter + ONE
    for i in range(LANES):
        arrival[i] = day - jitter + np.float32(floor(span * draws[i]))


@loop
def bring(factor: Array, draws: Array, skipped: np.float32, spread: np.float32) -> None:
    """Factor on the exposure of one visit: 0 if the area is left out."""
    for i in range(LANES):
        luck = exp(spread * normal(draws[LANES + i]))
        factor[i] = luck if draws[i] > skipped else ZERO
