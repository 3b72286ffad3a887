"""When an effect begins, is deepest, is half over and is over, by person."""

from dataclasses import dataclass, replace

import numpy as np

from glabella.core.arrays import FloatArray
from glabella.core.forecast.model import Moment
from glabella.core.forecast.rules import ResponseRules
from glabella.core.forecast.summary import BoolArray, Course, crossing, moment
from glabella.core.response.grading import CUTPOINTS

__all__ = ["Days", "days_of_graded", "days_of_share", "days_until_back"]

_HALF = 0.5
_NOTHING = 1e-3
_FIRST_DAY = 1.0
"""The model knows days, not hours: nothing begins before the first one."""


@dataclass(frozen=True, slots=True)
class Days:
    """When the change begins and is mostly there, is deepest, half over and over."""

    onset: Moment | None
    most: Moment | None
    peak: Moment | None
    half_gone: Moment | None
    gone: Moment | None

    def without_start(self) -> "Days":
        """The same where nobody measured how it begins."""
        return replace(self, onset=None, most=None)


def days_of_graded(
    before: FloatArray, seen: Course, leniency: FloatArray, rules: ResponseRules
) -> Days:
    """Days of a line, whose effect is over when its grade of today is back.

    ``before`` (people,): severity before any treatment; ``seen``: severity (days,
    people) from the day of planning on; ``leniency`` (people,): what an
    investigator takes off after an injection. The grade is back on the day from
    which that investigator is likelier to write it, or a higher one, than a lower.
    """
    days, severity = seen.days, seen.effect
    grade = np.searchsorted(CUTPOINTS, severity[0])
    border = np.array([-np.inf, *CUTPOINTS])[grade]
    better = border + np.where(days[:, None] > 0, leniency, 0.0) - severity
    # Who is graded none has no grade to lose.
    better = np.where(np.isfinite(better), better, -1.0)
    return _days(Course(days, before - severity), Course(days, better), 0.0, rules)


def days_until_back(
    seen: Course, leniency: FloatArray, grade: int | None = None
) -> tuple[FloatArray, BoolArray]:
    """(day on which a grade is back, whether there is an effect to lose) by person.

    The same end as in ``days_of_graded``: an investigator is likelier to write that
    grade, or a higher one, than a lower. ``grade`` None is the person's own on the
    first day; whose line was milder than ``grade`` then has nothing to wait for.
    """
    days, severity = seen.days, seen.effect
    borders = np.array([-np.inf, *CUTPOINTS])
    own = np.searchsorted(CUTPOINTS, severity[0])
    border = borders[own] if grade is None else np.full(own.size, borders[grade])
    better = border + np.where(days[:, None] > 0, leniency, 0.0) - severity
    better = np.where(np.isfinite(better), better, -1.0)
    works = (better.max(axis=0) > 0.0) & (severity[0] > border)
    lasting = Course(days, better)
    end = np.zeros(own.size)
    return crossing(lasting, end, better.argmax(axis=0), falling=True), works


def days_of_share(
    days: FloatArray, share: FloatArray, rules: ResponseRules, over: str
) -> Days:
    """Days of a share (days, people) of before treatment: movement, mass, sweat.

    It is over when all but the share of the rule ``over`` is back.
    """
    effect = Course(days, 1.0 - share)
    return _days(effect, effect, rules.number(over), rules)


def _days(effect: Course, lasting: Course, over: float, rules: ResponseRules) -> Days:
    """``lasting`` falls to ``over`` when the effect is over."""
    days = effect.days
    index, deepest = effect.peak()
    top = lasting.effect.argmax(axis=0)
    works = (lasting.effect.max(axis=0) > over) & (deepest > _NOTHING)
    # An earlier treatment may still work: what begins is what comes on top of it.
    start = effect.effect[0]
    coming = works & (index > 0)
    first, most = (
        np.maximum(_risen(effect, start + part * (deepest - start)), _FIRST_DAY)
        for part in (rules.number("change_shows"), rules.number("most_change"))
    )
    half = crossing(effect, _HALF * deepest, index, falling=True)
    gone = crossing(lasting, np.full_like(deepest, over), top, falling=True)
    return Days(
        onset=moment(first, coming),
        most=moment(most, coming),
        peak=moment(days[index], works),
        half_gone=moment(half, works),
        gone=moment(gone, works),
    )


def _risen(effect: Course, level: FloatArray) -> FloatArray:
    start = np.zeros(level.size, dtype=np.intp)
    return crossing(effect, level, start, falling=False)
