"""Populations of virtual patients: a compiled kernel, loaded when first used."""

from glabella.studies.kernel.population import (
    Aim,
    Area,
    Course,
    Person,
    Population,
    PopulationError,
    Spread,
    exposure,
)
from glabella.studies.kernel.summaries import Summaries, merge

__all__ = [
    "Aim",
    "Area",
    "Course",
    "Person",
    "Population",
    "PopulationError",
    "Spread",
    "Summaries",
    "exposure",
    "merge",
    "simulate",
]


def simulate(
    population: Population,
    course: Course,
    *,
    aim: Aim,
    seed: int,
    patients: range,
    workers: int = 1,
) -> Summaries:
    """Sums over the patients with these numbers; the same bits for any ``workers``.

    The kernel is compiled on its first use (some seconds) and then kept.
    """
    from glabella.studies.kernel import run  # noqa: PLC0415  # numba: only when used

    return run.simulate(
        population, course, aim=aim, seed=seed, patients=patients, workers=workers
    )
