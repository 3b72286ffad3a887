"""How well each virtual patient fits what was seen of the real one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from glabella.core.arrays import FloatArray
from glabella.core.forecast.baseline import Remaining, draw_lines, remaining
from glabella.core.forecast.crowd import (
    crowd_of,
    dosing,
    mass_loss,
    rater_of,
    rest_logit,
    sensitivity,
)
from glabella.core.forecast.draws import State, Vectors
from glabella.core.forecast.mechanics import Lines, Mechanics, lines, mechanics
from glabella.core.forecast.past import Observation, Past, grid
from glabella.core.forecast.rules import Basis
from glabella.core.forecast.walk import Doses, Standing
from glabella.core.response.grading import CUTPOINTS, Rater, at_most, grade_chance
from glabella.core.response.normal import normal_cdf

__all__ = ["History", "View", "history_of"]

_SLIP = 1e-3
"""Chance that a grade was written down wrongly: keeps a surprise from being proof."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """Severity on the day of an observation and before treatment, each (people,)."""

    now: FloatArray
    before: FloatArray
    rater: Rater


@dataclass(frozen=True)
class View:
    """How well people fit what was seen, and the lines that go with them.

    ``log_likelihood`` (areas, people); ``worse``: chance of each observation's grade
    or a worse one by person, 1 for what is no grade after a treatment.
    """

    log_likelihood: FloatArray
    lines: Lines
    today: Standing | None
    """Where the earlier visits have brought these people; None without any."""
    worse: tuple[FloatArray, ...]


@dataclass(frozen=True)
class History:
    """The past of one patient with the grid of days it is computed on."""

    past: Past
    vectors: Vectors
    basis: Basis
    days: FloatArray

    def course(self, state: State) -> Mechanics | None:
        """What the earlier visits did on the days of ``rows``; None without any."""
        if not self.past.visits:
            return None
        sensitive = sensitivity(state, self.vectors, self.basis, self.past.rules)
        crowd = replace(
            crowd_of(state, self.vectors, self.basis),
            mass_loss=mass_loss(state, self.vectors, self.basis, self.past.rules),
        )
        visits = dosing(self.past.visits, state, self.vectors, self.basis, sensitive)
        doses = Doses.of(crowd, visits, self.days)
        return mechanics(crowd, doses, self.rows(), self.basis.posterior.constants)

    def rows(self) -> list[int]:
        """Rows of the grid on which something was seen, and the one of today."""
        wanted = sorted({one.day for one in self.past.observations} | {0})
        return [int(np.searchsorted(self.days, day)) for day in wanted]

    def lines(self, state: State, course: Mechanics | None) -> Lines:
        """Lines before any treatment, as today's grades have them."""
        left: Remaining | None = None if course is None else remaining(course)
        return draw_lines(
            self.past.seen,
            state,
            rest_logit(state, self.vectors, self.basis, self.past.rules),
            self.basis.posterior.constants,
            left,
        )

    def log_likelihood(self, state: State) -> FloatArray:
        """Logarithm of the chance of all that was seen, (areas, people)."""
        return self.view(state).log_likelihood

    def view(self, state: State) -> View:
        """The chance of what was seen, and the lines that go with these people."""
        total = np.zeros((len(self.past.areas), len(state)))
        course = self.course(state)
        line = self.lines(state, course)
        worse = []
        if course is not None:
            for one, seen in self._seen(state, course, line):
                total[one.area] += np.log(self._chance(one, seen))
                worse.append(_at_least(one, seen))
        return View(total, line, None if course is None else course.end, tuple(worse))

    def _seen(
        self, state: State, course: Mechanics, line: Lines
    ) -> Iterator[tuple[Observation, _Seen]]:
        if not self.past.observations:
            return
        severity, before = lines(course, line), line.depth
        rows = self.rows()
        raters = {
            name: rater_of(state, self.vectors, self.basis, name)
            for name in {one.rater for one in self.past.observations}
        }
        for one in self.past.observations:
            row = rows.index(int(np.searchsorted(self.days, one.day)))
            now = severity[row, one.area]
            yield one, _Seen(now, before[one.area], raters[one.rater])

    def _chance(self, one: Observation, view: _Seen) -> FloatArray:
        """Chance of one observation, kept away from 0 and 1."""
        now, rater = view.now, view.rater
        if one.grade is not None:
            lenient = 0.0 if one.before else rater.leniency
            seen = grade_chance(one.grade, now - lenient, rater.spread)
            return (1.0 - _SLIP) * seen + _SLIP / (len(CUTPOINTS) + 1)
        spread = np.asarray(rater.spread)
        improved = view.before - now + rater.leniency
        little = normal_cdf((1.0 - improved) / spread)
        if one.result == "too_little":
            seen = little
        elif one.result == "as_wished":
            seen = 1.0 - little
        else:
            seen = normal_cdf((CUTPOINTS[0] - (now - rater.leniency)) / spread)
        told = self.basis.rules.number("result_trust")
        result: FloatArray = told * seen + (1.0 - told) * 0.5
        return result


def _at_least(one: Observation, view: _Seen) -> FloatArray:
    """Chance of this grade or a worse one, (people,)."""
    if one.grade is None or one.before:
        return np.ones_like(view.now)
    severity = view.now - view.rater.leniency
    return 1.0 - at_most(one.grade - 1, severity, view.rater.spread)


def history_of(past: Past, vectors: Vectors, basis: Basis) -> History:
    """The history on its own grid of days, from the first visit to today."""
    return History(past, vectors, basis, grid(past))
