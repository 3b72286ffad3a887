"""From the course of virtual people to what a person would notice."""

from dataclasses import dataclass

import numpy as np

from glabella.core.arrays import FloatArray
from glabella.core.regimens.cohort import Rows
from glabella.core.regimens.model import (
    WEEKS_A_YEAR,
    Course,
    Direction,
    Outcome,
    Spread,
)
from glabella.core.regimens.rules import RegimenRules
from glabella.core.regimens.stepping import Track

__all__ = ["Target", "Weeks", "course_of", "outcome_of", "spread_of", "weeks_of"]

_EDGES = (5.0, 50.0, 95.0)


@dataclass(frozen=True, slots=True)
class Target:
    """What this person wants, in each area: arrays (areas, people) or a number.

    ``highest``: severity in contraction, grades; ``least_movement``: share of
    the force before treatment, 0 where the fullest reduction is wished.
    """

    highest: FloatArray
    least_movement: float

    @classmethod
    def of(cls, rows: Rows, rules: RegimenRules, *, maximal: bool) -> "Target":
        """At most mild, and better than before; never asked to be below no line."""
        better = np.minimum(rules.mild_up_to, rows.severity - rules.better_by)
        highest = np.maximum(rules.absent_up_to, better)
        return cls(highest, 0.0 if maximal else rules.least_movement)


@dataclass(frozen=True, slots=True)
class Weeks:
    """Weeks a year in each state, (areas, people); together 52."""

    at_target: FloatArray
    above_target: FloatArray
    too_little_movement: FloatArray


def weeks_of(track: Track, target: Target, first: int = 1) -> Weeks:
    """Judge the weeks from week ``first`` on, each by its end.

    A week with too little movement counts as such whatever the lines do.
    """
    frozen = track.force[first:] < target.least_movement
    above = (track.in_contraction[first:] > target.highest) & ~frozen
    still: FloatArray = WEEKS_A_YEAR * frozen.mean(axis=0)
    lined: FloatArray = WEEKS_A_YEAR * above.mean(axis=0)
    return Weeks(WEEKS_A_YEAR - still - lined, lined, still)


def spread_of(values: FloatArray) -> Spread:
    """Mean, median and middle 90 % of one value per person."""
    low, median, high = np.percentile(values, _EDGES)
    return Spread(float(np.mean(values)), float(low), float(median), float(high))


def course_of(severity: FloatArray) -> Course:
    """Bands by week of severities (weeks, people)."""
    low, median, high = np.percentile(severity, _EDGES, axis=1)
    return Course(
        tuple(low.tolist()),
        tuple(median.tolist()),
        tuple(high.tolist()),
    )


def outcome_of(
    track: Track, target: Target, untreated: Track, rules: RegimenRules
) -> tuple[Outcome, tuple[Outcome, ...]]:
    """The outcome over all areas (their mean in each person) and by area."""
    weeks = weeks_of(track, target)
    measures = (
        weeks.at_target,
        weeks.above_target,
        weeks.too_little_movement,
        track.in_contraction[rules.settled_after :].max(axis=0),
        track.force.min(axis=0),
        track.mass[-1],
    )
    # Rest is judged over the last half year, so that the phase of a visit is not.
    last = track.at_rest[-WEEKS_A_YEAR // 2 :].mean(axis=0)
    change = last - track.at_rest[0]
    against = last - untreated.at_rest[-WEEKS_A_YEAR // 2 :].mean(axis=0)
    areas = tuple(
        _outcome([m[a] for m in measures], change[a], against[a], rules)
        for a in range(change.shape[0])
    )
    means = [measure.mean(axis=0) for measure in measures]
    whole = _outcome(means, change.mean(axis=0), against.mean(axis=0), rules)
    return whole, areas


def _outcome(
    measures: list[FloatArray],
    change: FloatArray,
    against: FloatArray,
    rules: RegimenRules,
) -> Outcome:
    at, above, still, fade, movement, mass = (spread_of(m) for m in measures)
    return Outcome(
        at_target=at,
        above_target=above,
        too_little_movement=still,
        deepest_fade=fade,
        least_movement=movement,
        muscle_mass=mass,
        at_rest_from_start=_direction(change, rules.trend),
        at_rest_against_untreated=_direction(against, rules.trend),
    )


def _direction(change: FloatArray, smallest: float) -> Direction:
    """Direction of the typical person's change; its size is not claimed."""
    typical = float(np.median(change))
    if abs(typical) < smallest:
        return "about the same"
    return "lower" if typical < 0 else "higher"
