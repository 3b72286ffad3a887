"""How deep this patient's own lines are, given the grades that were seen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from glabella.core.arrays import FloatArray, IntArray
from glabella.core.forecast.draws import REST, SEVERITY, State
from glabella.core.forecast.mechanics import Lines, Mechanics
from glabella.core.response.grading import CUTPOINTS
from glabella.core.response.normal import normal_cdf, normal_quantile
from glabella.core.response.parameters import Constants

__all__ = [
    "AreaSeen",
    "Drawn",
    "Remaining",
    "draw_lines",
    "least_severity",
    "remaining",
]

_HIGHEST = 4.0
"""Deepest line that is drawn: a grade beyond the middle of "severe"."""

_FLOOR = 1e-9
"""Least chance of a grade: keeps a logarithm finite where nobody can have it."""

_ALL = 0.99
"""Share of movement that is taken for all of it."""

_CELLS = 16
"""Pieces of the resting share in which its chance is taken as even."""


@dataclass(frozen=True, slots=True)
class AreaSeen:
    """Grades (0 to 3) on the day of planning; None where they were not given.

    ``or_deeper``: the grade in contraction is only the least that the line was
    before treatment, however an earlier visit still works.
    """

    area: str
    at_rest: int | None
    in_contraction: int | None
    or_deeper: bool = False


@dataclass(frozen=True, slots=True)
class Remaining:
    """What an earlier treatment leaves of a line on the day it is graded.

    Shares of its moving, fast and slow parts, 1 where the face is untreated, and
    what the slow part has grown since (grades); each (areas, people).
    """

    moved: FloatArray
    fast: FloatArray
    slow: FloatArray
    grown: FloatArray


@dataclass(frozen=True, slots=True)
class Drawn:
    """Lines before any treatment, and how likely today's grades were in each person.

    ``log_chance`` (areas, people): 0 where nothing is at work, for then the grades
    say nothing of how a person responds.
    """

    lines: Lines
    log_chance: FloatArray


def remaining(course: Mechanics) -> Remaining:
    """What is left on the last row of ``course``."""
    return Remaining(
        course.moved[-1], course.fast[-1], course.slow[-1], course.grown[-1]
    )


def draw_lines(
    seen: Sequence[AreaSeen],
    state: State,
    rest_logit: FloatArray,
    fixed: Constants,
    left: Remaining | None = None,
) -> Drawn:
    """Lines before any treatment that are graded as they were seen.

    The person's normals pick a place inside what the grades allow (inverse
    distribution function of the truncated normal): first the share of the line
    that is there at rest (``rest_logit``, areas by people: its typical log-odds),
    then its depth. Where an earlier treatment still works the grades were seen
    through it. What they allow then hangs on how the person responds, so the
    chance of the grades goes with the lines and weighs the person.
    """
    depth, share = np.empty_like(rest_logit), np.empty_like(rest_logit)
    log_chance = np.zeros_like(rest_logit)
    for index, area in enumerate(seen):
        touched = _touched(left, index) and not area.or_deeper
        face = _Face.of(area, left if touched else None, index, fixed)
        shares = face.shares(rest_logit[index], fixed.rest_share_spread)
        rank = normal_cdf(state.own[index, REST])
        if not touched and area.at_rest is not None and not area.or_deeper:
            rank = _even(face, shares, rank, state.vector)
        share[index] = _logistic(shares.at(rank))
        depths = face.depths(share[index])
        depth[index] = depths.at(normal_cdf(state.own[index, SEVERITY]))
        if touched:
            chance = shares.chance * depths.chance
            log_chance[index] = np.log(np.maximum(chance, _FLOOR))
    rest = share * depth
    fast = fixed.fast_share * rest
    return Drawn(Lines(depth - rest, fast, rest - fast), log_chance)


def least_severity(seen: AreaSeen) -> float:
    """Lowest severity in contraction that is graded as it was seen."""
    return _bin(seen.in_contraction)[0]


def _touched(left: Remaining | None, index: int) -> bool:
    """Whether an earlier visit still works in the area, as far as anybody could see."""
    return left is not None and float(left.moved[index].mean()) < _ALL


@dataclass(frozen=True)
class _Inside:
    """A normal that is known to lie between two values, by person."""

    mean: FloatArray | float
    spread: float
    low: FloatArray
    high: FloatArray
    start: FloatArray
    end: FloatArray

    @classmethod
    def of(
        cls, mean: FloatArray | float, spread: float, low: FloatArray, high: FloatArray
    ) -> "_Inside":
        start = normal_cdf((low - mean) / spread)
        return cls(mean, spread, low, high, start, normal_cdf((high - mean) / spread))

    @property
    def chance(self) -> FloatArray:
        """Chance of lying there."""
        return np.maximum(self.end - self.start, 0.0)

    def at(self, rank: FloatArray) -> FloatArray:
        """The value below which ``rank`` of them lie."""
        rank = self.start + rank * (self.end - self.start)
        drawn = self.mean + self.spread * normal_quantile(rank)
        return np.minimum(np.maximum(drawn, self.low), self.high)


@dataclass(frozen=True)
class _Face:
    """One area on the day of planning: what is left of a line, and what was seen.

    ``moved`` and ``still``: shares left of the moving and the resting part;
    ``rest`` and ``contraction``: severities that are graded as it was.
    """

    moved: FloatArray
    still: FloatArray
    rest: tuple[FloatArray, FloatArray]
    contraction: tuple[FloatArray, FloatArray]
    baseline: tuple[float, float]

    @classmethod
    def of(
        cls, seen: AreaSeen, left: Remaining | None, index: int, fixed: Constants
    ) -> "_Face":
        moved = still = np.ones(1)
        grown = np.zeros(1)
        if left is not None:
            moved = np.maximum(np.asarray(left.moved[index], dtype=float), 1e-9)
            fast, slow = fixed.fast_share, 1.0 - fixed.fast_share
            still = np.maximum(
                fast * left.fast[index] + slow * left.slow[index], 1e-9
            ).astype(float)
            grown = np.asarray(left.grown[index], dtype=float)
        low, high = _bin(seen.in_contraction)
        return cls(
            moved=moved,
            still=still,
            rest=_less(_bin(None if seen.or_deeper else seen.at_rest), grown),
            contraction=_less((low, np.inf if seen.or_deeper else high), grown),
            baseline=(fixed.baseline_mean, fixed.baseline_spread),
        )

    def shares(self, logit: FloatArray, spread: float) -> _Inside:
        """Log-odds of the resting share, as both grades together allow it."""
        low = self.rest[0] / np.minimum(self.contraction[1], _HIGHEST)
        high = self.rest[1] / np.maximum(self.contraction[0], 1e-9)
        edges = []
        for ratio in (low, high):
            part = np.minimum(ratio, 1.0) * self.moved
            share = part / (self.still * (1.0 - np.minimum(ratio, 1.0)) + part)
            inside = np.minimum(np.maximum(share, 1e-9), 1.0 - 1e-9)
            edges.append(np.log(inside / (1.0 - inside)))
        return _Inside.of(logit, spread, edges[0], edges[1])

    def depths(self, share: FloatArray) -> _Inside:
        """Depth before treatment, as the grades allow it for this resting share."""
        at_rest = share * self.still
        visible = (1.0 - share) * self.moved + at_rest
        low, high = (edge / visible for edge in self.contraction)
        both = np.maximum(low, self.rest[0] / at_rest)
        top = np.minimum(high, self.rest[1] / at_rest)
        # A line that is deeper at rest cannot be: then contraction is believed.
        agree = both <= top
        low, high = np.where(agree, both, low), np.where(agree, top, high)
        mean, spread = self.baseline
        return _Inside.of(
            mean, spread, np.minimum(low, _HIGHEST), np.minimum(high, _HIGHEST)
        )


def _bin(grade: int | None) -> tuple[float, float]:
    """Severities that are graded so: between the cutpoints around the grade."""
    if grade is None:
        return 0.0, np.inf
    edges = (0.0, *CUTPOINTS, np.inf)
    return edges[grade], edges[grade + 1]


def _less(
    edges: tuple[float, float], grown: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The same before the line had grown, grades."""
    low, high = (np.maximum(edge - grown, 0.0) for edge in edges)
    return low, high


def _even(
    face: _Face, shares: _Inside, rank: FloatArray, vector: IntArray
) -> FloatArray:
    """Ranks such that share and depth together are drawn as the grades allow.

    A share that leaves little room for the depth is that much rarer. Without a
    treatment this is the same for all people of a parameter vector.
    """
    _, first, group = np.unique(vector, return_index=True, return_inverse=True)
    middle = (np.arange(_CELLS) + 0.5) / _CELLS
    some = _Inside(
        np.broadcast_to(shares.mean, vector.shape)[first, None],
        shares.spread,
        shares.low,
        shares.high,
        shares.start[first, None],
        shares.end[first, None],
    )
    room = face.depths(_logistic(some.at(middle))).chance + _FLOOR
    edges = np.cumsum(room, axis=1) / room.sum(axis=1, keepdims=True)
    numbers = np.arange(first.size)[:, None]
    cell = np.searchsorted((edges + numbers).ravel(), rank + group)
    cell = np.clip(cell - group * _CELLS, 0, _CELLS - 1)
    width = np.diff(edges, axis=1, prepend=0.0)[group, cell]
    part = np.clip(1.0 - (edges[group, cell] - rank) / width, 0.0, 1.0)
    result: FloatArray = (cell + part) / _CELLS
    return result


def _logistic(odds: FloatArray) -> FloatArray:
    result: FloatArray = 1.0 / (1.0 + np.exp(-odds))
    return result
