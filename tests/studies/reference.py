"""A tight reference for the kernel: the model's equations solved by SciPy.

DOP853 with a relative tolerance of 1e-12, in double precision, from visit to visit;
activity in closed form. It shares no code with the kernel but the numbers of a lane.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from glabella.studies.kernel import layout

type Values = NDArray[np.float64]


@dataclass(frozen=True)
class Lane:
    """One area of one patient: parameters, and the exposure over ED of each visit."""

    ka: float
    ke: float
    h: float
    a: float
    loss_rate: float
    recovery_rate: float
    q: float
    fast_rate: float
    slow_rate: float
    wf: float
    ws0: float
    dynamic: float
    source: float
    days: tuple[float, ...]
    doses: tuple[float, ...]

    def activity(self, t: float) -> float:
        """``L(t) / ED``: every visit so far, by superposition."""
        apart = self.ka - self.ke
        return sum(
            dose * self.ka / apart * (exp(-self.ke * s) - exp(-self.ka * s))
            for day, dose in zip(self.days, self.doses, strict=True)
            if (s := t - day) > 0
        )

    def residual(self, t: float) -> float:
        """``D = 1 / (1 + (L/ED)^h)``."""
        return 1.0 / (1.0 + self.activity(t) ** self.h)

    def slopes(self, t: float, y: Values) -> list[float]:
        """Of muscle mass and of both parts of the line at rest."""
        mass, fast, slow = y
        residual = self.residual(t)
        gap = 1.0 - self.a * (1.0 - residual) - mass
        strain = (mass * residual) ** self.q
        return [
            gap * (self.loss_rate if gap < 0 else self.recovery_rate),
            self.fast_rate * (self.wf * strain - fast),
            self.slow_rate * (self.source * strain - slow),
        ]


@dataclass(frozen=True)
class Solution:
    """The course of one lane; functions take days since the first visit."""

    lane: Lane
    pieces: tuple[tuple[float, Callable[[Values], Values]], ...]

    def state(self, days: Values) -> Values:
        """Mass, fast and slow line, (3, days)."""
        starts = np.array([start for start, _ in self.pieces])
        which = np.clip(np.searchsorted(starts, days, side="right") - 1, 0, None)
        found = np.empty((3, days.size))
        for k, (_, dense) in enumerate(self.pieces):
            if (which == k).any():
                found[:, which == k] = dense(days[which == k])
        return found

    def residual(self, days: Values) -> Values:
        """Residual contraction."""
        return np.array([self.lane.residual(day) for day in days])

    def force(self, days: Values) -> Values:
        """``F = M D``."""
        return self.state(days)[0] * self.residual(days)

    def line(self, days: Values) -> Values:
        """Severity in contraction, grades."""
        _, fast, slow = self.state(days)
        return fast + slow + self.lane.dynamic * self.force(days) ** self.lane.q


def solve(lane: Lane, horizon: float) -> Solution:
    """The course of a lane from its first visit to the horizon."""
    y = np.array([1.0, lane.wf, lane.ws0])
    ends = (*lane.days[1:], horizon)
    pieces = []
    for start, end in zip(lane.days, ends, strict=True):
        done = solve_ivp(
            lane.slopes,
            (start, end),
            y,
            method="DOP853",
            rtol=1e-12,
            atol=1e-13,
            dense_output=True,
        )
        assert done.success, done.message
        pieces.append((start, done.sol))
        y = done.y[:, -1]
    return Solution(lane, tuple(pieces))


def lane_of(traced, exposure: Values, index: int, area: int) -> Lane:
    """Lane ``index`` of a kernel trace, its numbers in double precision."""

    def of(row: int) -> float:
        return float(traced.parameters[row // layout.LANES, index])

    sensitivity = of(layout.SENSITIVITY)
    factors = traced.factor[:, index].astype(float)
    return Lane(
        ka=of(layout.ENTRY),
        ke=of(layout.ELIMINATION),
        h=of(layout.STEEPNESS),
        a=of(layout.ATROPHY),
        loss_rate=of(layout.LOSS_RATE),
        recovery_rate=of(layout.RECOVERY_RATE),
        q=of(layout.POWER),
        fast_rate=of(layout.FAST_RATE),
        slow_rate=of(layout.SLOW_RATE),
        wf=of(layout.FAST_LINE),
        ws0=of(layout.SLOW_LINE),
        dynamic=of(layout.DYNAMIC_LINE),
        source=of(layout.SOURCE),
        days=tuple(map(float, traced.arrival[:-1, index])),
        doses=tuple(factors * exposure[:, area].astype(float) * sensitivity),
    )


def node_days(traced, index: int) -> Values:
    """Days of the nodes of a traced lane; the last before a visit is on its day.

    Lengths of steps are rounded, and a node some 1e-5 days after a visit would be
    compared with a line that already falls.
    """
    days = traced.nodes[:, 0, index].astype(float)
    visits = traced.arrival[:, index].astype(float)
    nearest = visits[np.abs(days[:, None] - visits[None, :]).argmin(axis=1)]
    return np.where(np.abs(days - nearest) < 1e-3, nearest, days)


def interpolated(nodes, index: int, days: Values) -> Values:
    """Severity of a traced lane on any day: the kernel's cubic between its nodes."""
    t, z, slope = nodes[:, :3, index].astype(float).T
    k = np.clip(np.searchsorted(t, days, side="right") - 1, 0, t.size - 2)
    k = np.where(t[k + 1] > t[k], k, k - 1)
    length = t[k + 1] - t[k]
    x = (days - t[k]) / length
    rise = z[k + 1] - z[k]
    bend = (slope[k] * length - rise) * (1 - x) - (slope[k + 1] * length - rise) * x
    return z[k] + x * (rise + (1 - x) * bend)
