"""What a trial would report: the end points as operators on a virtual cohort.

Chances are averaged over raters' errors in closed form, so that every end point
is a smooth function of the model's parameters and no chance enters.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from glabella.core.arrays import FloatArray
from glabella.core.response.grading import Rater, at_most, grade_chance
from glabella.core.response.normal import normal_cdf
from glabella.core.trials import Criterion, Rater as RaterName, Until

__all__ = [
    "Cohort",
    "first_below_half",
    "noticed",
    "relapsed",
    "responders",
    "still_improved",
]

ENROLLED = (2, 3)
"""Grades at entry: moderate or severe, by both raters."""
MILD = 1
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Cohort:
    """People before and after treatment, as raters see them.

    ``before``: severity in contraction that decides on entry, (people,);
    ``base``: severity in the state that is graded, (people,); ``after``: the
    same at the days asked for, (people, days).
    """

    before: FloatArray
    base: FloatArray
    after: FloatArray
    investigator: Rater
    subject: Rater

    def weights(self) -> FloatArray:
        """Chance of entering the trial, summing to 1, (people,)."""
        entered = np.ones_like(self.before)
        for rater in (self.investigator, self.subject):
            entered = entered * (1.0 - at_most(MILD, self.before, rater.spread))
        total: FloatArray = entered / entered.sum()
        return total

    def entry_grades(self, rater: Rater) -> list[tuple[int, FloatArray]]:
        """Grades that count at entry with their chances, each (people,).

        In contraction the entry rule decides; at rest a grade of at least 1 is
        needed, or there is nothing to improve.
        """
        same = self.base is self.before
        grades = ENROLLED if same else (1, *ENROLLED)
        chances = [grade_chance(g, self.base, rater.spread) for g in grades]
        total = np.maximum(np.sum(chances, axis=0), 1e-12)
        return [(g, c / total) for g, c in zip(grades, chances, strict=True)]

    def graded_weights(self, rater: RaterName) -> FloatArray:
        """Entry weights, at rest also by the chance of a line to improve."""
        weights = self.weights()
        if self.base is self.before:
            return weights
        for one in self.raters(rater):
            weights = weights * (1.0 - at_most(0, self.base, one.spread))
        return weights / weights.sum()

    def raters(self, name: RaterName) -> tuple[Rater, ...]:
        """The rater or raters of an end point."""
        if name == "both":
            return (self.investigator, self.subject)
        return (self.investigator if name == "investigator" else self.subject,)


def _seen(cohort: Cohort, rater: Rater) -> FloatArray:
    seen: FloatArray = cohort.after - np.asarray(rater.leniency, dtype=float)
    return seen


def _highest(criterion: Criterion, entry: int) -> int:
    """Highest grade that still meets the criterion for this grade at entry."""
    if criterion == "improved_1":
        return entry - 1
    if criterion == "improved_2":
        return entry - 2
    if criterion == "none_or_mild":
        return MILD
    return min(entry - 2, MILD)


def _meets(cohort: Cohort, rater: Rater, criterion: Criterion) -> FloatArray:
    """Chance that each person meets the criterion by this rater, (people, days)."""
    seen = _seen(cohort, rater)
    total = np.zeros_like(seen)
    for entry, chance in cohort.entry_grades(rater):
        total += chance[:, None] * at_most(
            _highest(criterion, entry), seen, rater.spread
        )
    return total


def responders(cohort: Cohort, rater: RaterName, criterion: Criterion) -> FloatArray:
    """Share of the trial that meets the criterion on each day, (days,)."""
    met = np.ones_like(cohort.after)
    for one in cohort.raters(rater):
        met = met * _meets(cohort, one, criterion)
    weights = (
        cohort.weights()
        if criterion == "none_or_mild"
        else cohort.graded_weights(rater)
    )
    share: FloatArray = weights @ met
    return share


def relapsed(cohort: Cohort, rater: RaterName) -> FloatArray:
    """Share back at its grade before treatment, or worse, on each day, (days,)."""
    back = np.ones_like(cohort.after)
    for one in cohort.raters(rater):
        back = back * (1.0 - _meets(cohort, one, "improved_1"))
    share: FloatArray = cohort.graded_weights(rater) @ back
    return share


def still_improved(
    cohort: Cohort,
    rater: RaterName,
    until: Until,
    *,
    response: tuple[int, Criterion] | None,
    visits: Sequence[int],
) -> FloatArray:
    """Share whose effect has lasted through each visit, (visits,).

    ``visits`` are columns of ``cohort.after``. With ``response`` (column,
    criterion) only those who met it there are counted. With both raters the
    effect lasts until the later of the two has seen its end.
    """
    lost = np.ones((cohort.before.size, len(visits)))
    met = cohort.graded_weights(rater)
    for one in cohort.raters(rater):
        kept, responded = _kept(cohort, one, until, response, visits)
        share = np.maximum(responded, 1e-12)
        lost = lost * (1.0 - kept / share[:, None])
        met = met * responded
    still: FloatArray = (met @ (1.0 - lost)) / max(met.sum(), 1e-12)
    return still


def _kept(
    cohort: Cohort,
    rater: Rater,
    until: Until,
    response: tuple[int, Criterion] | None,
    visits: Sequence[int],
) -> tuple[FloatArray, FloatArray]:
    """Chance of having responded and kept it, (people, visits); of responding."""
    seen = _seen(cohort, rater)
    kept = np.zeros((cohort.before.size, len(visits)))
    responded = np.zeros(cohort.before.size)
    for entry, chance in cohort.entry_grades(rater):
        first = chance
        if response is not None:
            column, criterion = response
            highest = _highest(criterion, entry)
            first = chance * at_most(highest, seen[:, column], rater.spread)
        limit = MILD if until == "loss_of_none_or_mild" else entry - 1
        lasting = np.cumprod(at_most(limit, seen[:, visits], rater.spread), axis=1)
        kept += first[:, None] * lasting
        responded += first
    return kept, responded


def noticed(
    cohort: Cohort,
    threshold: FloatArray,
    *,
    spread: float,
    false_notice: float,
) -> FloatArray:
    """Share that has noticed a change by each day of the onset, (days,).

    A person notices once severity has fallen by ``threshold`` grades (people,),
    blurred by ``spread`` of its logarithm; ``false_notice`` is the share that
    reports an effect of placebo.
    """
    change = np.maximum(cohort.before[:, None] - cohort.after, 1e-9)
    # Once noticed, always noticed: what counts is the largest change so far.
    change = np.maximum.accumulate(change, axis=1)
    real = normal_cdf(np.log(change / threshold[:, None]) / spread)
    share: FloatArray = cohort.weights() @ (1.0 - (1.0 - false_notice) * (1.0 - real))
    return share


def first_below_half(
    still: FloatArray, visits: FloatArray, *, since: float = 0.0
) -> FloatArray:
    """Median durations (days) that trials would print, one for each row.

    ``still``: (rows, visits), the share whose effect has lasted through each
    visit (days). A Kaplan-Meier median falls on the first visit at which at most
    half are left: on average half a step after the share crosses one half, taken
    on straight lines between visits from ``since``, when all had the effect. A
    share that never falls to half gives the last visit.
    """
    step = float(visits[1] - visits[0]) if visits.size > 1 else float(visits[0])
    start = max(float(visits[0]) - step, since)
    at = np.concatenate(([start], visits))
    shares = np.column_stack((np.ones(len(still)), still))
    shares = np.minimum.accumulate(shares, axis=1)
    after = np.argmax(shares <= HALF, axis=1)
    reached = shares[:, -1] <= HALF
    rows = np.arange(len(still))
    before = np.maximum(after - 1, 0)
    high, low = shares[rows, before], shares[rows, after]
    part = (high - HALF) / np.maximum(high - low, 1e-12)
    crossing = at[before] + part * (at[after] - at[before])
    last = float(visits[-1])
    days: FloatArray = np.where(reached, np.minimum(crossing + 0.5 * step, last), last)
    return days
