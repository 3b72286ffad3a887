"""Simulate a population: the whole, a part of it, or its single lanes."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import ceil, prod

import numpy as np
from numpy.typing import NDArray

from glabella.studies.kernel import engine, layout
from glabella.studies.kernel.draw import Bench, Question
from glabella.studies.kernel.layout import LANES, MEASURES
from glabella.studies.kernel.population import (
    DAYS_A_YEAR,
    Aim,
    Area,
    Course,
    Population,
    PopulationError,
    Spread,
)
from glabella.studies.kernel.summaries import Summaries, merge, scales

CACHE_LINE = 16
"""Numbers of single precision in 64 bytes."""
MORE_STEPS = 1
PATIENTS_A_TASK = 512
"""Small enough to share evenly, large enough to forget the cost of starting."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Single lanes in full: parameters and the state at every step.

    ``parameters`` (rows of the layout, lanes), ``nodes`` (steps, what is traced,
    lanes): day, severity in contraction, its slope, mass, force, severity at rest,
    activity over ED, what has still to enter over ED.
    """

    parameters: NDArray[np.float32]
    arrival: NDArray[np.float32]
    factor: NDArray[np.float32]
    nodes: NDArray[np.float32]
    measures: NDArray[np.float32]


def simulate(
    population: Population,
    course: Course,
    *,
    aim: Aim,
    seed: int,
    patients: range,
    workers: int = 1,
) -> Summaries:
    """Sums over the patients with these numbers; the same bits for any ``workers``."""
    if not patients or patients.step != 1 or patients.start < 0 or workers < 1:
        asked = f"{patients}, workers = {workers}"
        raise PopulationError.outside("patients", asked, "one by one from 0, a worker")
    question = ask(population, course, aim, seed)
    parts = [
        range(start, min(start + PATIENTS_A_TASK, patients.stop))
        for start in range(patients.start, patients.stop, PATIENTS_A_TASK)
    ]
    shares = [parts[k::workers] for k in range(workers)]
    with ThreadPoolExecutor(workers) as pool:
        done = pool.map(lambda share: _work(question, share), filter(None, shares))
        return merge(list(done))


def _work(question: Question, parts: Sequence[range]) -> Summaries:
    """One worker: one bench, one tally, its share of the patients."""
    # Its own copy: two threads that count references to one array wait for each other.
    question = question._replace(
        person=question.person.copy(),
        traits=question.traits.copy(),
        exposure=question.exposure.copy(),
        days=question.days.copy(),
        steps=question.steps.copy(),
        course=question.course.copy(),
        aim=question.aim.copy(),
    )
    bench, tally = new_bench(question), new_tally(question)
    areas = question.traits.shape[1]
    for part in parts:
        engine.run(question, bench, tally, part.start * areas, part.stop * areas)
    return Summaries(
        patients=sum(map(len, parts)),
        horizon_days=int(question.days[-1]),
        totals=tally.totals,
        bins=tally.bins,
        returns=tally.returns,
    )


def each(question: Question, patients: range) -> NDArray[np.float32]:
    """Measures of every single lane, (patients, areas, measures)."""
    areas = question.traits.shape[1]
    tally = new_tally(question, lanes=len(patients) * areas)
    first, last = patients.start * areas, patients.stop * areas
    engine.run(question, new_bench(question), tally, first, last)
    return tally.each.reshape(len(patients), areas, len(MEASURES))


def trace(question: Question, first_lane: int) -> Trace:
    """Every step of 128 lanes, for a look inside and for the test against an ODE."""
    visits = question.exposure.shape[0]
    nodes = visits * (1 + sum(layout.EARLY_COUNTS)) + int(question.steps.sum())
    bench, tally = new_bench(question), new_tally(question, nodes=nodes)
    engine.run(question, bench, tally, first_lane, first_lane + LANES)
    return Trace(
        parameters=bench.par.reshape(-1, LANES),
        arrival=bench.arrival,
        factor=bench.factor,
        nodes=tally.trace,
        measures=bench.measures.reshape(-1, LANES),
    )


def ask(population: Population, course: Course, aim: Aim, seed: int) -> Question:
    """The question as arrays, as the compiled loops read it."""
    if not 0 <= seed < 2**64:
        raise PopulationError.outside("seed", seed, "0 to 2**64 - 1")
    person, visits = population.person, len(course.visit_days)
    days = np.array([*course.visit_days, course.horizon_days], dtype=np.int64)
    exposure = np.array(course.exposure_units, dtype=np.float32)
    if exposure.shape[1] != len(population.areas):
        raise PopulationError.outside(
            "exposure_units", exposure.shape[1], f"{len(population.areas)} areas"
        )
    return Question(
        person=np.array(
            [_pair(getattr(person, name)) for name in layout.PERSON], dtype=np.float32
        ),
        traits=np.array(
            [_traits(area) for area in population.areas],
            dtype=np.float32,
        ).T.copy(),
        exposure=np.broadcast_to(exposure, (visits, exposure.shape[1])).copy(),
        days=days,
        steps=np.array(
            [_steps(*ends, course.longest_step_days) for ends in course.intervals()],
            np.int64,
        ),
        course=np.array(
            [course.jitter_days, course.skipped, person.occasion_log_sd], np.float32
        ),
        aim=np.array([aim.target_severity, aim.still_force], dtype=np.float32),
        seed=np.uint64(seed),
    )


def new_bench(question: Question) -> Bench:
    """Room for one worker: some 200 KiB, whatever the number of patients."""
    visits = question.exposure.shape[0]
    return Bench(
        par=_aligned(layout.PARAMETERS * LANES),
        state=_aligned(layout.STATES * LANES),
        coef=_aligned(layout.KINDS, layout.COEFFICIENTS * LANES),
        draws=_aligned(4 * LANES),
        traits=_aligned(layout.TRAITS * LANES),
        arrival=_aligned(visits + 1, LANES),
        factor=_aligned(visits, LANES),
        measures=_aligned(len(MEASURES) * LANES),
        patients=np.zeros(LANES, np.uint64),
        areas=np.zeros(LANES + 1, np.uint64),
        everybody=np.zeros(LANES + 1, np.uint64),
    )


def new_tally(question: Question, *, lanes: int = 0, nodes: int = 0) -> engine.Tally:
    """Empty sums, and room for single lanes where they are wanted."""
    visits, areas = question.exposure.shape
    measures = len(MEASURES)
    return engine.Tally(
        totals=np.zeros((areas, measures, 2), np.int64),
        bins=np.zeros((areas, measures, layout.BINS), np.int64),
        returns=np.zeros((visits, areas, 4), np.int64),
        scales=scales(int(question.days[-1])),
        each=np.zeros((lanes, measures), np.float32),
        trace=np.zeros((nodes, engine.TRACED, LANES), np.float32),
    )


def _aligned(*shape: int) -> NDArray[np.float32]:
    """Zeros that start on a line of the cache, or every access would touch two."""
    size = prod(shape)
    room = np.zeros(size + CACHE_LINE, np.float32)
    skip = -room.ctypes.data // room.itemsize % CACHE_LINE
    return room[skip : skip + size].reshape(shape)


def _steps(shortest: int, longest: int, step_days: int) -> tuple[int, int]:
    """How many more steps of 4 days, then how many even ones, until the next visit.

    Both depend on the calendar alone, so that all patients take the same steps.
    """
    spare = shortest - layout.EARLY_SPAN_DAYS
    more = min(MORE_STEPS, int(spare // layout.EARLY_DAYS[-1]))
    rest = longest - layout.EARLY_SPAN_DAYS - more * layout.EARLY_DAYS[-1]
    return more, max(1, ceil(rest / step_days))


def _pair(spread: Spread) -> tuple[float, float]:
    return spread.typical, spread.sd


def _traits(area: Area) -> tuple[float, ...]:
    """The rows of one area, in the order of the layout."""
    growth = area.growth_per_year
    daily = Spread(growth.typical / DAYS_A_YEAR, growth.sd)
    return (
        *_pair(area.half_effect_units),
        *_pair(area.severity),
        *_pair(area.rest_share),
        *_pair(daily),
        *_pair(area.atrophy),
        area.fast_share,
        area.shared_log_sd,
    )
