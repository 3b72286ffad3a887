"""Each trial predicted by a model that has not seen it."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

import numpy as np

from glabella.core.response.parameters import Posterior
from glabella.core.trials import Arm, Trial
from glabella.studies.calibration.fit import Fit, fit
from glabella.studies.calibration.problem import Problem, Record
from glabella.studies.trials.predicting import predict

__all__ = [
    "DAYS_A_WEEK",
    "Score",
    "Seen",
    "cross_validate",
    "posterior_of",
    "predicted",
    "scores",
]

DAYS_A_WEEK = 7.0


@dataclass(frozen=True, slots=True)
class Seen:
    """A record beside what a model without it said: shares or days."""

    record: Record
    said: float
    low: float
    high: float

    @property
    def covered(self) -> bool:
        """Whether the 90 % interval holds what was seen."""
        seen = self.record.fit.observed
        if self.record.fit.lower_bound:
            return self.high >= seen
        return self.low <= seen <= self.high

    @property
    def error(self) -> float:
        """Absolute error, in percentage points or weeks."""
        difference = abs(self.said - self.record.fit.observed)
        return difference / DAYS_A_WEEK if self.record.is_duration else 100 * difference


@dataclass(frozen=True, slots=True)
class Score:
    """Mean absolute error and coverage of a group of records."""

    name: str
    records: int
    trials: int
    error: float
    unit: str
    coverage: float


def cross_validate(
    problem: Problem,
    whole: Fit,
    pool: Executor | None = None,
    told: Callable[[str], None] = lambda _: None,
) -> tuple[Seen, ...]:
    """Leave each trial out, fit again, and predict its records."""
    run = map if pool is None else pool.map
    seen: list[Seen] = []
    for trial, rows in zip(
        problem.trials,
        run(partial(_left_out, problem, whole), problem.trials),
        strict=True,
    ):
        told(trial)
        seen.extend(rows)
    return tuple(seen)


def _left_out(problem: Problem, whole: Fit, trial: str) -> tuple[Seen, ...]:
    index = problem.trials.index(trial)
    start = Fit(
        whole.theta, np.delete(whole.effects, index, axis=0), whole.covariance, 0.0
    )
    rest = problem.without(trial)
    found = fit(rest, start)
    return predicted(problem.by_trial[trial], posterior_of(rest, found))


def posterior_of(problem: Problem, found: Fit) -> Posterior:
    """The fit as a normal approximation to draw from, without a hash."""
    return Posterior(
        problem.names, found.theta, found.covariance, problem.fixed, records_hash=""
    )


def predicted(records: Sequence[Record], posterior: Posterior) -> tuple[Seen, ...]:
    """What the model says of the records of one trial that it has not seen."""
    arms = tuple(_arm(record) for record in records)
    return tuple(
        Seen(record, one.predicted, one.low, one.high)
        for record, one in zip(records, predict(Trial(arms), posterior), strict=True)
        if one.predicted is not None and one.low is not None and one.high is not None
    )


def _arm(record: Record) -> Arm:
    return Arm(
        id=record.id,
        product=record.product,
        area=record.area,  # type: ignore[arg-type]  # the loader checked it
        dose_units=record.fit.dose_units,
        n=record.fit.n,
        endpoints=(record.fit.endpoint,),
        severe_share=record.fit.severe_share,
    )


def scores(seen: Sequence[Seen]) -> tuple[Score, ...]:
    """Errors and coverage by kind of end point; lower bounds count for coverage."""
    shares = [s for s in seen if s.record.fit.endpoint.kind in {"responder", "relapse"}]
    groups = {
        "responders and relapses": shares,
        "the same, treated arms": [s for s in shares if s.record.fit.dose_units > 0],
        "onset": [s for s in seen if s.record.fit.endpoint.kind == "onset"],
        "median durations": [s for s in seen if s.record.is_duration],
        "all": list(seen),
    }
    return tuple(_score(name, group) for name, group in groups.items() if group)


def _mean_error(group: Sequence[Seen]) -> float:
    return float(np.mean([one.error for one in group]))


def _score(name: str, group: list[Seen]) -> Score:
    exact = [s for s in group if not s.record.fit.lower_bound]
    unit = {True: "weeks", False: "points"}
    units = {unit[s.record.is_duration] for s in exact}
    mixed = len(units) > 1
    return Score(
        name=name,
        records=len(group),
        trials=len({s.record.fit.trial for s in group}),
        error=float("nan") if mixed or not exact else _mean_error(exact),
        unit="" if mixed or not units else units.pop(),
        coverage=float(np.mean([s.covered for s in group])),
    )
