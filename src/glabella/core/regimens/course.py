"""One regimen, lived through by every virtual person."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from glabella.core.arrays import FloatArray, IntArray
from glabella.core.regimens.cohort import Cohort, occasions
from glabella.core.regimens.model import Regimen, Rule, Spread, Visits
from glabella.core.regimens.outcome import Target, spread_of
from glabella.core.regimens.stepping import Track, follow

__all__ = ["Lived", "Prices", "live", "live_along", "visits_of"]

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Prices:
    """What one unit and one visit cost, in whatever currency the user counts."""

    per_unit: float = 0.0
    per_visit: float = 0.0


@dataclass(frozen=True, slots=True)
class Lived:
    """The course, and who was treated when: (weeks, people), and 1 person if all."""

    track: Track | None
    visited: FloatArray


def live(
    cohort: Cohort | None, regimen: Regimen, target: Target | None, weeks: int
) -> Lived:
    """Run one regimen for ``weeks`` weeks; without a cohort only visits are known."""
    if cohort is None or target is None:
        plan = np.zeros((weeks, 1))
        if regimen.rule.kind != "none":
            plan[:: regimen.rule.weeks] = 1.0
        return Lived(None, plan)
    life = _Life(cohort, regimen, target, weeks)
    shape = (len(cohort.areas), cohort.people)
    track = follow(cohort.rows, cohort.tempo, weeks, shape, life.due)
    return Lived(track, life.visited)


def live_along(cohort: Cohort, regimen: Regimen, visited: FloatArray) -> Track:
    """Run areas whose visits others decide; ``visited`` is (weeks, people or 1)."""
    weeks, shape = visited.shape[0], (len(cohort.areas), cohort.people)
    visits = np.broadcast_to(visited, (weeks, cohort.people)) > 0
    earlier = np.cumsum(visits, axis=0) - visits
    given = _Given(cohort, regimen)

    def due(week: int, _severity: FloatArray) -> FloatArray:
        return given.added(visits[week], earlier[week])

    return follow(cohort.rows, cohort.tempo, weeks, shape, due)


class _Given:
    """What each visit of a regimen adds."""

    def __init__(self, cohort: Cohort, regimen: Regimen) -> None:
        self.cohort, self.regimen = cohort, regimen
        self.doses = [self._exposures(n) for n in range(len(regimen.doses))]

    def _exposures(self, number: int) -> FloatArray:
        """Exposure of one visit, (areas, people)."""
        exposures = np.zeros((len(self.cohort.areas), self.cohort.people))
        for dose in self.regimen.at_visit(number):
            if dose.area in self.cohort.areas:
                row = self.cohort.areas.index(dose.area)
                exposures[row] = self.cohort.exposure(dose.area, dose.units)
        return exposures

    def added(self, coming: BoolArray, number: IntArray) -> FloatArray:
        """Each person's own visit ``number`` sets dose and occasion."""
        last = len(self.doses) - 1
        added = np.zeros((len(self.cohort.areas), self.cohort.people))
        for visit in np.unique(number[coming]):
            factor = occasions(
                self.cohort.people, int(visit), self.cohort.occasion_spread
            )
            now = self.doses[min(visit, last)] * factor
            added += np.where(coming & (number == visit), now, 0.0)
        return added


class _Life:
    """Decides week by week who is treated, and remembers it."""

    def __init__(
        self, cohort: Cohort, regimen: Regimen, target: Target, weeks: int
    ) -> None:
        self.cohort, self.regimen, self.target = cohort, regimen, target
        self.visited = np.zeros((weeks, cohort.people))
        self.number = np.zeros(cohort.people, dtype=int)
        self.since = np.full(cohort.people, weeks)
        self.given = _Given(cohort, regimen)
        treated = [cohort.areas.index(a) for a in regimen.areas if a in cohort.areas]
        self.treated = np.array(treated, dtype=int)

    def due(self, week: int, severity: FloatArray) -> FloatArray:
        """Exposure added this week."""
        coming = self._coming(week, severity)
        self.visited[week] = coming
        added = self.given.added(coming, self.number)
        self.number = self.number + coming
        self.since = np.where(coming, 1, self.since + 1)
        return added

    def _coming(self, week: int, severity: FloatArray) -> BoolArray:
        rule, everyone = self.regimen.rule, np.ones(self.cohort.people, dtype=bool)
        if rule.kind == "none":
            return ~everyone
        if rule.kind == "fixed" or week == 0:
            return everyone if week % rule.weeks == 0 else ~everyone
        rows = self.treated
        back = (severity[rows] - self.target.highest[rows]).mean(axis=0) > 0.0
        due: BoolArray = back & (self.since >= rule.weeks)
        return due


def visits_of(lived: Lived, regimen: Regimen, years: int, prices: Prices) -> Visits:
    """Visits, units and cost of each person, and when the visits fall.

    A visit counts toward a year by the part of its interval that lies inside the
    years looked at: every 16 weeks is 52 / 16 visits a year, whatever the years.
    """
    visits = lived.visited.sum(axis=0).astype(int)
    most = int(visits.max())
    totals = [sum(dose.units for dose in visit) for visit in regimen.doses] or [0.0]
    dosed = np.array([totals[min(n, len(totals) - 1)] for n in range(most)])
    given = np.concatenate(([0.0], np.cumsum(dosed)))
    whole = np.maximum(visits - 1, 0)
    part = _part_of_last(lived.visited, visits, regimen.rule)
    a_year = (whole + part) / years
    units = (given[whole] + part * (given[visits] - given[whole])) / years
    cost = prices.per_unit * units + prices.per_visit * a_year
    priced = bool(prices.per_unit or prices.per_visit)
    return Visits(
        visits_a_year=spread_of(a_year),
        visits_in_all=spread_of(visits.astype(float)),
        units_a_year=spread_of(units),
        units_in_all=spread_of(given[visits]),
        cost_a_year=spread_of(cost) if priced else None,
        marks=_marks(lived.visited, most),
    )


def _part_of_last(visited: FloatArray, visits: IntArray, rule: Rule) -> FloatArray:
    """Part of the last visit's interval inside the weeks looked at, by person.

    On fade the interval is taken to be as long as this person's others; who came
    once is counted once.
    """
    weeks = visited.shape[0]
    last = weeks - 1 - np.argmax(visited[::-1] > 0, axis=0)
    own = np.where(visits > 1, last / np.maximum(visits - 1, 1), weeks)
    interval = own if rule.kind == "fade" else np.full(own.shape, max(rule.weeks, 1))
    part: FloatArray = np.minimum(1.0, (weeks - last) / interval)
    return np.where(visits > 0, part, 0.0)


def _marks(visited: FloatArray, most: int) -> tuple[tuple[float, float, float], ...]:
    """(earliest, typical, latest) week of each visit that half of the people have."""
    number = np.cumsum(visited, axis=0)
    found = []
    for visit in range(1, most + 1):
        here = (visited > 0) & (number == visit)
        people = here.any(axis=0)
        if people.mean() < 0.5:  # noqa: PLR2004 - the typical person has it
            break
        week: Spread = spread_of(np.argmax(here[:, people], axis=0).astype(float))
        found.append((week.low, week.median, week.high))
    return tuple(found)
