"""How deep this patient's own lines are, given the grades that were seen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from glabella.core.arrays import FloatArray
from glabella.core.forecast.draws import REST, SEVERITY, State
from glabella.core.forecast.mechanics import Lines, Mechanics
from glabella.core.response.grading import CUTPOINTS
from glabella.core.response.normal import normal_cdf, normal_quantile
from glabella.core.response.parameters import Constants

__all__ = ["AreaSeen", "Remaining", "draw_lines", "remaining"]

_HIGHEST = 4.0
"""Deepest line that is drawn: a grade and a half above "moderate"."""


@dataclass(frozen=True, slots=True)
class AreaSeen:
    """Grades (0 to 3) on the day of planning; None where they were not given."""

    area: str
    at_rest: int | None
    in_contraction: int | None


@dataclass(frozen=True, slots=True)
class Remaining:
    """What an earlier treatment leaves of a line on the day it is graded.

    Shares of its moving, fast and slow parts, each (areas, people); 1 where the
    face is untreated.
    """

    moved: FloatArray
    fast: FloatArray
    slow: FloatArray


def remaining(course: Mechanics) -> Remaining:
    """The shares on the last row of ``course``."""
    return Remaining(course.moved[-1], course.fast[-1], course.slow[-1])


def draw_lines(
    seen: Sequence[AreaSeen],
    state: State,
    rest_logit: FloatArray,
    fixed: Constants,
    left: Remaining | None = None,
) -> Lines:
    """Lines before any treatment that are graded as they were seen.

    The person's normals pick a place inside what the grade allows (inverse
    distribution function of the truncated normal), so no draw is wasted and none
    is weighted. ``rest_logit`` (areas, people): typical share of a line that is
    there at rest. Where an earlier treatment still works, the grade was seen
    through it and the bounds are widened by what it leaves.
    """
    severity, share = [], []
    for index, area in enumerate(seen):
        part = _Part.of(left, index, len(state))
        logit, normal = rest_logit[index], state.own[index, REST]
        usual = 1.0 / (1.0 + np.exp(-logit - fixed.rest_share_spread * normal))
        visible = part.visible(usual, fixed.fast_share)
        depth = _severity(area, state.own[index, SEVERITY], visible, fixed)
        scale = depth * part.at_rest(fixed.fast_share)
        severity.append(depth)
        share.append(_share(area, normal, logit, scale, fixed.rest_share_spread))
    depth = np.array(severity)
    rest = np.array(share) * depth
    fast = fixed.fast_share * rest
    return Lines(dynamic=depth - rest, fast_rest=fast, slow_rest=rest - fast)


@dataclass(frozen=True, slots=True)
class _Part:
    """What is left of one area's line, each (people,)."""

    moved: FloatArray
    fast: FloatArray
    slow: FloatArray

    @classmethod
    def of(cls, left: Remaining | None, index: int, people: int) -> "_Part":
        if left is None:
            one = np.ones(people)
            return cls(one, one, one)
        return cls(left.moved[index], left.fast[index], left.slow[index])

    def at_rest(self, fast_share: float) -> FloatArray:
        return fast_share * self.fast + (1.0 - fast_share) * self.slow

    def visible(self, share: FloatArray, fast_share: float) -> FloatArray:
        """Share of the depth in contraction that can be seen on that day."""
        seen = (1.0 - share) * self.moved + share * self.at_rest(fast_share)
        return np.maximum(seen, 1e-3)


def _severity(
    area: AreaSeen, normal: FloatArray, visible: FloatArray, fixed: Constants
) -> FloatArray:
    bottom, top = _bin(area.in_contraction)
    low = np.minimum(bottom / visible, _HIGHEST - 0.5)
    high = np.minimum(top / visible, _HIGHEST)
    return _inside(normal, fixed.baseline_mean, fixed.baseline_spread, low, high)


def _share(
    area: AreaSeen,
    normal: FloatArray,
    logit: FloatArray,
    scale: FloatArray,
    spread: float,
) -> FloatArray:
    """Share of the depth that is there at rest, inside what its grade allows.

    ``scale`` (people,): the severity at rest that a share of 1 would show.
    """
    bottom, top = _bin(area.at_rest)
    seen = np.maximum(scale, 1e-3)
    low, high = (
        _logit(np.clip(edge / seen, 1e-6, 1.0 - 1e-6)) for edge in (bottom, top)
    )
    drawn = _inside(normal, logit, spread, low, high)
    share: FloatArray = 1.0 / (1.0 + np.exp(-drawn))
    return share


def _bin(grade: int | None) -> tuple[float, float]:
    """Severities that are graded so: between the cutpoints around the grade."""
    if grade is None:
        return 0.0, _HIGHEST
    edges = (0.0, *CUTPOINTS, _HIGHEST)
    return edges[grade], edges[grade + 1]


def _logit(share: FloatArray) -> FloatArray:
    result: FloatArray = np.log(share) - np.log1p(-share)
    return result


def _inside(
    normal: FloatArray,
    mean: FloatArray | float,
    spread: float,
    low: FloatArray,
    high: FloatArray,
) -> FloatArray:
    """Truncated normal between ``low`` and ``high`` at the rank of ``normal``."""
    start, end = normal_cdf((low - mean) / spread), normal_cdf((high - mean) / spread)
    rank = start + normal_cdf(normal) * (end - start)
    drawn = mean + spread * normal_quantile(np.clip(rank, 1e-12, 1.0 - 1e-12))
    result: FloatArray = np.clip(drawn, low, high)
    return result
