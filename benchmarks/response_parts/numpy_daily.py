"""The full model with NumPy: one day a step, vectorised over lanes, tuned.

Tuned means: single precision, every operation into an array that exists already,
blocks that fit the cache, rates
drawn beforehand and not timed, doses sorted by day, no work that a summary does not
need. Daily steps make it less accurate than the kernel; that is not held against it.
"""

from dataclasses import dataclass

import numpy as np

LN_2 = np.float32(np.log(2.0))
TINY = np.float32(1e-9)


@dataclass(frozen=True)
class Lanes:
    """Parameters of some lanes, each (lanes,), and their visits, (visits, lanes)."""

    ka: np.ndarray
    ke: np.ndarray
    h: np.ndarray
    a: np.ndarray
    loss_rate: np.ndarray
    recovery_rate: np.ndarray
    q: np.ndarray
    fast_rate: np.ndarray
    slow_rate: np.ndarray
    wf: np.ndarray
    ws0: np.ndarray
    dynamic: np.ndarray
    source: np.ndarray
    day: np.ndarray
    dose: np.ndarray
    horizon: int
    target: np.float32
    still: np.float32


@dataclass(frozen=True)
class Result:
    below: np.ndarray
    mean_severity: np.ndarray
    max_block: np.ndarray
    min_mass: np.ndarray
    final_rest: np.ndarray
    frozen: np.ndarray
    back: np.ndarray


class Daily:
    """One block of lanes; arrays are made once and then written in place."""

    def __init__(self, lanes: Lanes) -> None:
        p, n = lanes, lanes.ka.size
        self.p = p
        zeros = lambda: np.zeros(n, np.float32)  # noqa: E731
        self.u, self.a, self.d, self.x, self.t, self.w = (zeros() for _ in range(6))
        self.b = zeros()
        self.target = np.ones(n, np.float32)
        self.mass, self.e = np.ones(n, np.float32), np.ones(n, np.float32)
        self.fast, self.slow = p.wf.copy(), p.ws0.copy()
        self.z = p.wf + p.ws0 + p.dynamic
        self.keep_u, self.keep_a = np.exp(-p.ke), np.exp(-p.ka)
        self.move = p.ka / (p.ka - p.ke) * (self.keep_u - self.keep_a)
        self.loss = -np.expm1(-p.loss_rate)
        self.recovery = -np.expm1(-p.recovery_rate)
        self.fast_gain = -np.expm1(-p.fast_rate)
        self.slow_gain = -np.expm1(-p.slow_rate)
        self.strained, self.peak, self.least = zeros(), zeros(), np.ones(n, np.float32)
        self.below, self.frozen = np.zeros(n, np.int16), np.zeros(n, np.int16)
        self.low, self.losing = np.zeros(n, bool), np.zeros(n, bool)
        self.was_low = self.z < p.target
        self.visit, self.since = np.full(n, -1), np.zeros(n, np.int64)
        self.back = np.full(p.day.shape, -1, np.int64)
        order = np.argsort(p.day, axis=None, kind="stable")
        self.which = order
        self.starts = np.searchsorted(p.day.ravel()[order], np.arange(p.horizon + 1))

    def inject(self, day: int) -> None:
        first, last = self.starts[day : day + 2]
        if first == last:
            return
        visit, lane = np.divmod(self.which[first:last], self.u.size)
        self.a[lane] += self.p.dose[visit, lane]
        self.visit[lane] = visit
        self.since[lane] = day

    def activity(self) -> None:
        p, u, x = self.p, self.u, self.x
        np.multiply(u, self.keep_u, out=u)
        np.multiply(self.a, self.move, out=self.t)
        np.add(u, self.t, out=u)
        np.multiply(self.a, self.keep_a, out=self.a)
        np.maximum(u, TINY, out=u)
        np.maximum(self.peak, u, out=self.peak)
        np.power(u, p.h, out=x)
        np.add(x, np.float32(1), out=self.d)
        np.reciprocal(self.d, out=self.d)
        np.multiply(x, self.d, out=self.b)

    def muscle(self) -> None:
        mass, t, w = self.mass, self.t, self.w
        np.multiply(self.b, self.p.a, out=t)
        np.subtract(np.float32(1), t, out=t)
        np.add(t, self.target, out=w)
        np.multiply(w, np.float32(0.5), out=w)
        self.target, self.t = t, self.target
        np.subtract(w, mass, out=w)
        np.less(w, np.float32(0), out=self.losing)
        t = self.t
        np.copyto(t, self.recovery)
        np.copyto(t, self.loss, where=self.losing)
        np.multiply(w, t, out=w)
        np.add(mass, w, out=mass)
        np.minimum(self.least, mass, out=self.least)

    def line(self) -> None:
        p, x, w, t = self.p, self.x, self.w, self.t
        np.multiply(self.mass, self.d, out=self.d)
        np.less(self.d, p.still, out=self.losing)
        np.add(self.frozen, self.losing, out=self.frozen)
        np.power(self.d, p.q, out=x)
        np.add(x, self.e, out=w)
        np.multiply(w, np.float32(0.5), out=w)
        self.e, self.x = x, self.e
        np.add(self.strained, w, out=self.strained)
        for state, source, gain in (
            (self.fast, p.wf, self.fast_gain),
            (self.slow, p.source, self.slow_gain),
        ):
            np.multiply(w, source, out=t)
            np.subtract(t, state, out=t)
            np.multiply(t, gain, out=t)
            np.add(state, t, out=state)
        np.multiply(p.dynamic, self.e, out=self.z)
        np.add(self.z, self.fast, out=self.z)
        np.add(self.z, self.slow, out=self.z)

    def count(self, day: int) -> None:
        np.less(self.z, self.p.target, out=self.low)
        np.add(self.below, self.low, out=self.below)
        np.greater(self.was_low, self.low, out=self.losing)
        lanes = np.flatnonzero(self.losing)
        if lanes.size:
            self.back[self.visit[lanes], lanes] = day + 1 - self.since[lanes]
        self.was_low, self.low = self.low, self.was_low

    def run(self) -> Result:
        p = self.p
        for day in range(p.horizon):
            self.inject(day)
            self.activity()
            self.muscle()
            self.line()
            self.count(day)
        mean = self.strained * (p.wf + p.source + p.dynamic)
        mean -= (self.fast - p.wf) / p.fast_rate + (self.slow - p.ws0) / p.slow_rate
        x = np.maximum(self.peak, TINY) ** p.h
        return Result(
            self.below,
            mean / p.horizon,
            x / (1 + x),
            self.least,
            self.fast + self.slow,
            self.frozen / np.float32(7),
            self.back,
        )
