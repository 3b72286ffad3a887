"""From the course of virtual people to what a person would notice."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from glabella.core.arrays import FloatArray
from glabella.core.regimens.cohort import Rows
from glabella.core.regimens.model import (
    WEEKS_A_YEAR,
    Course,
    Direction,
    Outcome,
    ShapeOutcome,
    Spread,
)
from glabella.core.regimens.rules import RegimenRules
from glabella.core.regimens.stepping import Track

__all__ = [
    "Target",
    "Weeks",
    "course_of",
    "outcome_of",
    "shape_outcome_of",
    "spread_of",
    "weeks_of",
]

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


def shape_outcome_of(area: str, track: Track) -> ShapeOutcome:
    """Mass and movement of one area's ``track`` over the years."""
    return ShapeOutcome(
        area=area,
        muscle_mass=spread_of(track.mass[-1]),
        thinnest=spread_of(track.mass.min(axis=0)),
        least_movement=spread_of(track.force.min(axis=0)),
        course=course_of(track.mass[:, 0]),
    )


def course_of(values: FloatArray) -> Course:
    """Bands by week of severities or shares, (weeks, people)."""
    low, median, high = np.percentile(values, _EDGES, axis=1)
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
        WEEKS_A_YEAR * (track.in_contraction[1:] <= target.highest).mean(axis=0),
        track.in_contraction[rules.settled_after :].max(axis=0),
        track.force.min(axis=0),
        track.mass[-1],
    )
    # Rest is judged over the last half year, so that the phase of a visit is not.
    last = track.at_rest[-WEEKS_A_YEAR // 2 :].mean(axis=0)
    change = last - track.at_rest[0]
    against = last - untreated.at_rest[-WEEKS_A_YEAR // 2 :].mean(axis=0)
    still = _hardly_moving(track, rules)
    areas = tuple(
        _outcome(
            [m[a] for m in measures],
            {s: w[a] for s, w in still.items()},
            (_direction(change[a], rules.trend), _direction(against[a], rules.trend)),
        )
        for a in range(change.shape[0])
    )
    rest = (
        _direction(change.mean(axis=0), rules.trend),
        _direction(against.mean(axis=0), rules.trend),
    )
    means = [measure.mean(axis=0) for measure in measures]
    return _outcome(means, still, rest), areas


def _hardly_moving(track: Track, rules: RegimenRules) -> dict[float, FloatArray]:
    """Weeks a year below each share of force, (areas, people)."""
    return {
        share: WEEKS_A_YEAR * (track.force[1:] < share).mean(axis=0)
        for share in rules.movement_also
    }


def _outcome(
    measures: list[FloatArray],
    hardly_moving: Mapping[float, FloatArray],
    rest: tuple[Direction, Direction],
) -> Outcome:
    at, above, still, lines, fade, movement, mass = (spread_of(m) for m in measures)
    return Outcome(
        at_target=at,
        above_target=above,
        too_little_movement=still,
        lines_as_wished=lines,
        hardly_moving=tuple((s, float(w.mean())) for s, w in hardly_moving.items()),
        deepest_fade=fade,
        least_movement=movement,
        muscle_mass=mass,
        at_rest_from_start=rest[0],
        at_rest_against_untreated=rest[1],
    )


def _direction(change: FloatArray, smallest: float) -> Direction:
    """Direction of the typical person's change; its size is not claimed."""
    typical = float(np.median(change))
    if abs(typical) < smallest:
        return "about the same"
    return "lower" if typical < 0 else "higher"
