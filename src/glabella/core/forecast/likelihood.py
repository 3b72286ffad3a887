"""How well each virtual patient fits what was seen of the real one."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from glabella.core.arrays import FloatArray
from glabella.core.forecast.baseline import (
    Drawn,
    Remaining,
    draw_lines,
    least_severity,
    remaining,
)
from glabella.core.forecast.crowd import (
    crowd_of,
    dosing,
    mass_loss,
    rater_of,
    rest_logit,
    sensitivity,
)
from glabella.core.forecast.draws import State, Vectors, take
from glabella.core.forecast.mechanics import Lines, Mechanics, lines, mechanics
from glabella.core.forecast.past import Observation, Past, grid
from glabella.core.forecast.rules import Basis
from glabella.core.forecast.walk import Doses, Standing
from glabella.core.response.grading import CUTPOINTS, Rater, at_most, grade_chance
from glabella.core.response.normal import normal_cdf

__all__ = ["History", "Surprise", "View", "history_of"]


_ENOUGH = 2000
"""People from whom a chance is taken: a share to a percent or so."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """Severity on the day of an observation and before treatment, each (people,)."""

    now: FloatArray
    before: FloatArray
    rater: Rater


@dataclass(frozen=True)
class View:
    """How well people fit what was seen, and the lines that go with them.

    ``log_likelihood`` (areas, people): of every observation, and of today's grades
    where an earlier treatment may still work.
    """

    log_likelihood: FloatArray
    lines: Lines
    today: Standing | None
    """Where the earlier visits have brought these people; None without any."""


@dataclass(frozen=True)
class Surprise:
    """Chance of each observation's grade or a worse one, by person.

    1 for what is no grade after a treatment; ``weights`` (people,) sum to 1.
    ``today`` by area: chance that the line is as deep today as it was graded, or
    deeper; None where no visit treated it.
    """

    worse: tuple[FloatArray, ...]
    weights: FloatArray
    today: tuple[float | None, ...]

    def chances(self) -> tuple[float, ...]:
        """By observation."""
        return tuple(float(row @ self.weights) for row in self.worse)

    def together(self) -> float:
        """Of all of them in one person."""
        return float(np.prod(np.array(self.worse), axis=0) @ self.weights)


@dataclass(frozen=True)
class History:
    """The past of one patient with the grid of days it is computed on."""

    past: Past
    vectors: Vectors
    basis: Basis
    days: FloatArray
    asked: dict[int, tuple[State, Surprise]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    """Surprises already worked out, by their people."""

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

    def lines(self, state: State, course: Mechanics | None) -> Drawn:
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
        course = self.course(state)
        drawn = self.lines(state, course)
        total = drawn.log_chance
        if course is not None:
            for one, seen in self._seen(state, course, drawn.lines):
                total[one.area] += np.log(self._chance(one, seen))
        return View(total, drawn.lines, None if course is None else course.end)

    def surprise(self, state: State) -> Surprise:
        """How bad these grades are for people who were not chosen by any result.

        Today's grade is a result too while an earlier visit works: here it only says
        how deep the line was at least. Grades from before an injection weigh people.
        Asked again about the same people, as every area does, it answers again.
        """
        kept = self.asked.get(id(state))
        if kept is not None and kept[0] is state:
            return kept[1]
        seen = tuple(
            replace(
                one, or_deeper=any(v.doses[n] is not None for v in self.past.visits)
            )
            for n, one in enumerate(self.past.seen)
        )
        some = np.arange(0, len(state), max(len(state) // _ENOUGH, 1))
        blind = replace(self, past=replace(self.past, seen=seen))
        found = blind.expected(take(state, some))
        self.asked[id(state)] = (state, found)
        return found

    def expected(self, state: State) -> Surprise:
        """How bad the grades are for these people, with the lines of ``past.seen``."""
        areas = self.past.seen
        weights = np.ones(len(state))
        course = self.course(state)
        if course is None:
            return Surprise((), weights / weights.size, (None,) * len(areas))
        line = self.lines(state, course).lines
        worse = []
        for one, view in self._seen(state, course, line):
            worse.append(self._at_least(one, view))
            if one.before:
                weights = weights * self._chance(one, view)
        weights = weights / weights.sum()
        severity = lines(course, line)[-1]
        today = tuple(
            float((row >= least_severity(one)) @ weights) if one.or_deeper else None
            for one, row in zip(areas, severity, strict=True)
        )
        return Surprise(tuple(worse), weights, today)

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
            # A grade may be in the wrong row: keeps a surprise from being proof.
            slip = self.basis.rules.number("grade_slip")
            return (1.0 - slip) * seen + slip / (len(CUTPOINTS) + 1)
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

    def _at_least(self, one: Observation, view: _Seen) -> FloatArray:
        """Chance of this result or a worse one, (people,)."""
        if one.result == "too_little":
            return self._chance(one, view)
        if one.grade is None or one.before:
            return np.ones_like(view.now)
        severity = view.now - view.rater.leniency
        return 1.0 - at_most(one.grade - 1, severity, view.rater.spread)


def history_of(past: Past, vectors: Vectors, basis: Basis) -> History:
    """The history on its own grid of days, from the first visit to today."""
    return History(past, vectors, basis, grid(past))
