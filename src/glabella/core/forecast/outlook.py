"""One area's curves turned into bands, days and shares of the uncertainty."""

from dataclasses import dataclass

import numpy as np

from glabella.core.arrays import FloatArray, IntArray
from glabella.core.forecast.model import (
    AreaForecast,
    Moment,
    Split,
    Spread,
    Uncertainty,
)
from glabella.core.forecast.rules import ResponseRules
from glabella.core.forecast.summary import (
    Course,
    band,
    crossing,
    mean_split,
    moment,
    split,
    spread_of,
    weeks,
)
from glabella.core.response.grading import Rater, at_most

__all__ = ["Curves", "Days", "days_of", "forecast_of", "uncertainty_of"]

MILD = 1
_WEEKS = (84.0, 112.0)
_EVERY = 4
"""Every how many days of the grid the variance is split."""
_THIN = 4
"""Every how many people the days of the effect are taken from: enough for ranges."""


@dataclass(frozen=True)
class Curves:
    """One area of equally weighted people; curves are (days, people).

    ``at_rest`` and ``in_contraction`` are None where there is no line to see.
    ``before``: severity before any treatment; ``notice``: change that is noticed.
    """

    days: FloatArray
    force: FloatArray
    mass: FloatArray
    at_rest: FloatArray | None
    in_contraction: FloatArray | None
    before: FloatArray
    notice: FloatArray
    rater: Rater
    vector: IntArray
    vectors: int


@dataclass(frozen=True, slots=True)
class Days:
    """When the effect begins, is deepest, is half gone and is gone."""

    onset: Moment | None
    peak: Moment | None
    half_gone: Moment | None
    gone: Moment | None


def days_of(curves: Curves, rules: ResponseRules) -> Days:
    """The days of the effect on the line, or on movement where there is no line."""
    some = slice(None, None, _THIN)
    if curves.in_contraction is None:
        course = Course(curves.days, 1.0 - curves.force[:, some])
        notice = np.full(course.effect.shape[1], rules.number("movement_noticed"))
        over = rules.number("movement_gone_within")
    else:
        effect = curves.before[some].astype(np.float32) - curves.in_contraction[:, some]
        course = Course(curves.days, effect)
        notice = curves.notice[some]
        over = rules.number("gone_within_grades")
    index, deepest = course.peak()
    # An earlier treatment may still work: what begins is what comes on top of it.
    start = course.effect[0]
    zero = np.zeros_like(index)
    onset = crossing(course, start + notice, zero, falling=False)
    # The model knows days, not hours: nothing begins before the first one.
    onset = np.maximum(onset, 1.0)
    half = crossing(course, 0.5 * deepest, index, falling=True)
    gone = crossing(course, np.full_like(deepest, over), index, falling=True)
    works = deepest > over
    return Days(
        onset=_noticed(onset),
        peak=moment(curves.days[index], works),
        half_gone=moment(half, works),
        gone=moment(gone, works),
    )


def _noticed(onset: FloatArray) -> Moment | None:
    """The day of those who notice; the chance says how many do."""
    happens = np.isfinite(onset)
    found = moment(onset, happens)
    return None if found is None else Moment(found.days, float(happens.mean()))


def uncertainty_of(series: FloatArray, curves: Curves) -> Uncertainty:
    """Where the width comes from: people, or what we do not know."""
    days = curves.days
    rows = np.arange(0, days.size, _EVERY)
    rows = np.union1d(rows, np.flatnonzero((days >= _WEEKS[0]) & (days <= _WEEKS[1])))
    peak = int(series.mean(axis=1).argmin())
    rows = np.union1d(rows, [peak])
    parts, variance = split(series[rows], curves.vector, curves.vectors)
    late = [n for n, row in enumerate(rows) if _WEEKS[0] <= days[row] <= _WEEKS[1]] or [
        len(rows) - 1
    ]
    at_peak = parts[int(np.flatnonzero(rows == peak)[0])]
    later = mean_split([parts[n] for n in late], variance[late])
    return Uncertainty(
        at_peak=at_peak,
        weeks_12_to_16=later,
        days=tuple(map(float, days[rows])),
        by_day=parts,
        sentence=_words(at_peak, later),
    )


def _words(at_peak: Split, later: Split) -> str:
    return (
        "Of the width of the band, people differ for "
        f"{at_peak.people:.0%} at its deepest and {later.people:.0%} in weeks 12 to "
        f"16; the rest ({at_peak.knowledge:.0%} and {later.knowledge:.0%}) is what "
        "we do not know: the model's numbers and how this clinic differs from trials."
    )


def forecast_of(curves: Curves, rules: ResponseRules) -> AreaForecast:
    """Bands and days of one area; names, notes and sources are the caller's."""
    found = days_of(curves, rules)
    chance, time = _none_or_mild(curves)
    series = curves.force if curves.in_contraction is None else curves.in_contraction
    return AreaForecast(
        area="",
        area_name="",
        basis=None,
        days=tuple(map(float, curves.days)),
        in_contraction=None
        if curves.in_contraction is None
        else band(curves.in_contraction),
        at_rest=None if curves.at_rest is None else band(curves.at_rest),
        movement_kept=band(curves.force),
        muscle_mass=band(curves.mass),
        chance_none_or_mild=chance,
        onset_day=found.onset,
        peak_day=found.peak,
        half_gone_day=found.half_gone,
        gone_day=found.gone,
        weeks_none_or_mild=time,
        uncertainty=uncertainty_of(series, curves),
    )


def _none_or_mild(curves: Curves) -> tuple[tuple[float, ...] | None, Spread | None]:
    """Chance of an investigator's grade of none or mild, and the weeks with it."""
    if curves.in_contraction is None:
        return None, None
    rater = curves.rater
    # After an injection raters are a little lenient; before it they are not.
    lenient = np.where(curves.days[:, None] > 0, np.asarray(rater.leniency), 0.0)
    seen = curves.in_contraction - lenient.astype(np.float32)
    chance = at_most(MILD, seen, np.asarray(rater.spread, dtype=np.float32))
    share = tuple(map(float, chance.mean(axis=1)))
    return share, spread_of(weeks(chance, curves.days))
