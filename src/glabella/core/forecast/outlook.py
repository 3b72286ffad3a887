"""One area's curves turned into bands, days and shares of the uncertainty."""

from dataclasses import dataclass

import numpy as np

from glabella.core.arrays import FloatArray, IntArray
from glabella.core.forecast.model import (
    AreaForecast,
    Band,
    Split,
    Uncertainty,
)
from glabella.core.forecast.moments import Days, days_of_graded, days_of_share
from glabella.core.forecast.rules import ResponseRules
from glabella.core.forecast.summary import (
    Course,
    band,
    expected_by_normals,
    expected_by_vector,
    explained,
    mean_split,
    split,
    spread_of,
    weeks,
)
from glabella.core.response.grading import Rater, at_most

__all__ = ["Curves", "days_of", "forecast_of", "uncertainty_of"]

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
    ``before``: severity before any treatment.
    """

    days: FloatArray
    force: FloatArray
    mass: FloatArray
    at_rest: FloatArray | None
    in_contraction: FloatArray | None
    before: FloatArray
    rater: Rater
    vector: IntArray
    vectors: int
    known: FloatArray | None = None
    """Normals of the parameters, where each person has a vector of their own."""
    slimming: bool = False
    """Whether the muscle is treated to become thinner."""

    def told(self) -> FloatArray:
        """The curve that the area is treated for."""
        if self.in_contraction is not None:
            return self.in_contraction
        return self.mass if self.slimming else self.force


def days_of(curves: Curves, rules: ResponseRules) -> Days:
    """The days of the effect on what the area is treated for."""
    some = slice(None, None, _THIN)
    if curves.in_contraction is not None:
        return days_of_graded(
            curves.before[some].astype(np.float32),
            Course(curves.days, curves.in_contraction[:, some]),
            np.asarray(curves.rater.leniency)[some],
            rules,
        )
    over = "mass_gone_within" if curves.slimming else "movement_gone_within"
    return days_of_share(curves.days, curves.told()[:, some], rules, over)


def uncertainty_of(series: FloatArray, curves: Curves) -> Uncertainty:
    """Where the width comes from: people, or what we do not know."""
    days = curves.days
    rows = np.arange(0, days.size, _EVERY)
    rows = np.union1d(rows, np.flatnonzero((days >= _WEEKS[0]) & (days <= _WEEKS[1])))
    peak = int(series.mean(axis=1).argmin())
    rows = np.union1d(rows, [peak])
    parts, variance = (
        split(series[rows], curves.vector, curves.vectors)
        if curves.known is None
        else explained(series[rows], curves.known)
    )
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
        sentence=_words(at_peak, later, graded=curves.in_contraction is not None),
    )


def _words(at_peak: Split, later: Split, *, graded: bool) -> str:
    chance = (
        " Of a chance people are part already: its whole band is what we do not know."
        if graded
        else ""
    )
    return (
        "Of how far apart two patients with this plan end, "
        f"{at_peak.people:.0%} at the deepest and {later.people:.0%} in weeks 12 to 16 "
        f"is that people differ; the rest ({at_peak.knowledge:.0%} and "
        f"{later.knowledge:.0%}) is what we do not know: the model's numbers and how "
        f"this clinic differs from trials.{chance}"
    )


def forecast_of(curves: Curves, rules: ResponseRules) -> AreaForecast:
    """Bands and days of one area; names, notes and sources are the caller's."""
    found = days_of(curves, rules)
    chance = _none_or_mild(curves)
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
        chance_none_or_mild=None if chance is None else _shares(chance),
        chance_none_or_mild_band=None
        if chance is None
        else _of_clinics(chance, curves),
        weak_before_day=None if chance is None else rules.number("first_graded_day"),
        days_of=_named(curves),
        onset_day=found.onset,
        most_day=found.most,
        peak_day=found.peak,
        half_gone_day=found.half_gone,
        gone_day=found.gone,
        weeks_none_or_mild=None
        if chance is None
        else spread_of(weeks(chance, curves.days)),
        uncertainty=uncertainty_of(curves.told(), curves),
    )


def _named(curves: Curves) -> str:
    if curves.in_contraction is not None:
        return "severity in contraction"
    return "muscle mass" if curves.slimming else "movement kept"


def _none_or_mild(curves: Curves) -> FloatArray | None:
    """Chance of an investigator's grade of none or mild, (days, people)."""
    if curves.in_contraction is None:
        return None
    rater = curves.rater
    # After an injection raters are a little lenient; before it they are not.
    lenient = np.where(curves.days[:, None] > 0, np.asarray(rater.leniency), 0.0)
    seen = curves.in_contraction - lenient.astype(np.float32)
    return at_most(MILD, seen, np.asarray(rater.spread, dtype=np.float32))


def _shares(chance: FloatArray) -> tuple[float, ...]:
    return tuple(map(float, chance.mean(axis=1)))


def _of_clinics(chance: FloatArray, curves: Curves) -> Band:
    """The chance as other parameters and clinics would have it: no people in it."""
    found = (
        expected_by_vector(chance, curves.vector, curves.vectors)
        if curves.known is None
        else expected_by_normals(chance, curves.known)
    )
    return band(np.clip(found[:, ::_THIN], 0.0, 1.0))
