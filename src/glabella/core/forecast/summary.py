"""From curves of many people to bands, days and shares of the uncertainty."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from glabella.core.arrays import FloatArray, IntArray
from glabella.core.forecast.model import Band, Moment, Split, Spread

__all__ = [
    "QUANTILES",
    "Course",
    "band",
    "causes",
    "crossing",
    "expected_by_normals",
    "expected_by_vector",
    "explained",
    "mean_split",
    "moment",
    "resample",
    "split",
    "spread_of",
    "weeks",
]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_DAYS_A_WEEK = 7.0

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Course:
    """An effect that comes and goes: ``effect`` is (days, people), above 0 at work."""

    days: FloatArray
    effect: FloatArray

    def peak(self) -> tuple[IntArray, FloatArray]:
        """Index of the deepest day and the effect then, each (people,)."""
        index = self.effect.argmax(axis=0)
        return index, np.take_along_axis(self.effect, index[None], axis=0)[0]


def resample(weights: FloatArray, count: int) -> IntArray:
    """``count`` people in proportion to ``weights`` (systematic, rising order)."""
    edges = np.cumsum(weights)
    marks = (np.arange(count) + 0.5) / count * edges[-1]
    found: IntArray = np.minimum(np.searchsorted(edges, marks), weights.size - 1)
    return found


def band(series: FloatArray) -> Band:
    """Quantiles of equally weighted people on each day, (days, people)."""
    ordered = np.sort(series, axis=-1)
    rows = [_quantile(ordered, share).astype(float) for share in QUANTILES]
    low90, low50, median, high50, high90 = (tuple(map(float, row)) for row in rows)
    return Band(median, low50, high50, low90, high90)


def _quantile(ordered: FloatArray, share: float) -> FloatArray:
    place = share * (ordered.shape[-1] - 1)
    below = int(place)
    above = min(below + 1, ordered.shape[-1] - 1)
    part = place - below
    # Times may be infinite ("not within the year"): never mix them with days.
    if part == 0.0:
        return np.asarray(ordered[..., below])
    with np.errstate(invalid="ignore"):
        mixed = (1.0 - part) * ordered[..., below] + part * ordered[..., above]
    return np.where(np.isfinite(mixed), mixed, np.inf)


def spread_of(values: FloatArray) -> Spread:
    """Quantiles of one quantity; infinite values mean beyond the last day."""
    ordered = np.sort(values)
    rows = [float(_quantile(ordered, share)) for share in QUANTILES]
    low90, low50, median, high50, high90 = (
        value if np.isfinite(value) else None for value in rows
    )
    return Spread(median, low50, high50, low90, high90)


def crossing(
    course: Course, level: FloatArray, start: IntArray, *, falling: bool
) -> FloatArray:
    """First day from column ``start`` on which the effect crosses ``level``.

    Interpolated between days; infinite where it does not happen. ``level`` and
    ``start``: (people,); ``falling`` asks for the way down.
    """
    effect = course.effect
    met = effect <= level if falling else effect >= level
    met &= np.arange(effect.shape[0])[:, None] >= start
    index = met.argmax(axis=0)
    happens = np.take_along_axis(met, index[None], axis=0)[0]
    before = np.maximum(index - 1, 0)
    here = np.take_along_axis(effect, index[None], axis=0)[0]
    there = np.take_along_axis(effect, before[None], axis=0)[0]
    gap = here - there
    part = np.divide(level - there, gap, out=np.ones_like(here), where=gap != 0)
    day = course.days[before] + np.clip(part, 0.0, 1.0) * (
        course.days[index] - course.days[before]
    )
    result: FloatArray = np.where(happens, day, np.inf)
    return result


def moment(days: FloatArray, among: BoolArray) -> Moment | None:
    """Days of those ``among`` (truth by person) with the chance of reaching it.

    None where hardly anybody has the effect whose day is asked for.
    """
    chosen = days[among]
    if chosen.size < 0.02 * days.size:
        return None
    return Moment(spread_of(chosen), float(np.isfinite(chosen).mean()))


def weeks(chance: FloatArray, days: FloatArray) -> FloatArray:
    """Weeks that a chance (days, people) adds up to, by person."""
    width = np.diff(days)[:, None]
    total: FloatArray = (0.5 * width * (chance[1:] + chance[:-1])).sum(axis=0)
    return total / _DAYS_A_WEEK


def split(
    series: FloatArray, vector: IntArray, vectors: int
) -> tuple[tuple[Split, ...], FloatArray]:
    """Law of total variance: within and between parameter vectors, by day.

    ``series`` (days, people), all equally weighted; the chance part of the
    vectors' own means is taken off the variance between them. Also returns the
    variance by day.
    """
    count = np.bincount(vector, minlength=vectors)
    there = count > 1
    safe = np.maximum(count, 1)

    def by_vector(values: FloatArray) -> FloatArray:
        """Mean of each row in each vector, (days, vectors)."""
        rows = [np.bincount(vector, row, minlength=vectors) for row in values]
        means: FloatArray = np.array(rows) / safe
        return means

    centred = series - series.mean(axis=1, keepdims=True)
    mean = by_vector(centred)
    within = np.maximum(by_vector(centred**2) - mean**2, 0.0)
    share = count / count.sum()
    people = (within * share).sum(axis=1)
    noise = (within * share / safe)[:, there].sum(axis=1)
    knowledge = np.maximum((mean**2 * share).sum(axis=1) - noise, 0.0)
    total = np.maximum(people + knowledge, 1e-12)
    parts = zip(people / total, knowledge / total, strict=True)
    return tuple(Split(float(p), float(k)) for p, k in parts), people + knowledge


def explained(
    series: FloatArray, known: FloatArray
) -> tuple[tuple[Split, ...], FloatArray]:
    """The same where each person has a vector of their own; ``known``: ``causes``.

    Knowledge is what a regression on the parameters' normals and their squares
    explains, less what it would explain by chance.
    """
    people = series.shape[1]
    basis = known
    centred = series - series.mean(axis=1, keepdims=True)
    variance: FloatArray = (centred**2).mean(axis=1)
    fitted = ((centred @ basis) ** 2).sum(axis=1) / people
    free = people - 1 - basis.shape[1]
    left = (variance - fitted) * (people - 1) / free / np.maximum(variance, 1e-12)
    share = np.clip(left, 0.0, 1.0)
    return tuple(Split(float(p), float(1.0 - p)) for p in share), variance


def expected_by_vector(
    series: FloatArray, vector: IntArray, vectors: int
) -> FloatArray:
    """What the parameter vector of each person lets expect, (days, people).

    Means of the vectors, drawn towards the mean of all by as much as chance in the
    few people of a vector spreads them.
    """
    count = np.maximum(np.bincount(vector, minlength=vectors), 1)
    rows = [np.bincount(vector, row, minlength=vectors) for row in series]
    mean = np.array(rows) / count
    parts, variance = split(series, vector, vectors)
    return _drawn_in(series, mean[:, vector], parts, variance)


def expected_by_normals(series: FloatArray, known: FloatArray) -> FloatArray:
    """The same by a regression on ``causes``: each person has a vector of their own."""
    basis = known
    middle = series.mean(axis=1, keepdims=True)
    fitted = middle + ((series - middle) @ basis) @ basis.T
    parts, variance = explained(series, known)
    return _drawn_in(series, fitted, parts, variance)


def _drawn_in(
    series: FloatArray,
    fitted: FloatArray,
    parts: Sequence[Split],
    variance: FloatArray,
) -> FloatArray:
    middle = series.mean(axis=1, keepdims=True)
    there = np.array([part.knowledge for part in parts]) * variance
    seen = np.maximum(fitted.var(axis=1), 1e-12)
    kept = np.sqrt(np.minimum(there / seen, 1.0))[:, None]
    result: FloatArray = middle + kept * (fitted - middle)
    return result


def causes(normals: FloatArray) -> FloatArray:
    """Normals (dimensions, people) and their squares at right angles.

    Returns (people, columns), each of length 1 and mean 0.
    """
    both = np.concatenate([normals, normals**2])
    both = both - both.mean(axis=1, keepdims=True)
    # By Cholesky's root: far quicker than Householder's way, and near enough here.
    root = np.linalg.cholesky(both @ both.T)
    columns: FloatArray = np.linalg.solve(root, both).T
    return columns


def mean_split(parts: Sequence[Split], variance: FloatArray) -> Split:
    """Split of several days together, each counted by its variance."""
    weight = np.maximum(variance, 1e-12)
    people = float(np.average([part.people for part in parts], weights=weight))
    return Split(people, 1.0 - people)
