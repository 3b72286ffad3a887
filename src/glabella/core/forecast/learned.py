"""What other doses would do for this patient, beside people of whom nothing is known.

The same people, update and courses as for a plan; only the dose of the next visit
changes. Nothing outside the doses that are handed over is looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from glabella.core.arrays import FloatArray
from glabella.core.case import AreaWish, Case
from glabella.core.forecast.crowd import VisitPlan, dosing, rater_of, sensitivity
from glabella.core.forecast.explain import changes, sources_of
from glabella.core.forecast.exposure import AreaRule
from glabella.core.forecast.lasting import grade_before
from glabella.core.forecast.mechanics import Courses, courses
from glabella.core.forecast.model import Settings, Spread
from glabella.core.forecast.moments import days_until_back
from glabella.core.forecast.rules import Basis
from glabella.core.forecast.run import Run, prepare
from glabella.core.forecast.scope import Scope, scope_of
from glabella.core.forecast.summary import Course, crossing, spread_of
from glabella.core.forecast.walk import Doses
from glabella.core.planner.model import Line

__all__ = ["AreaLearned", "DoseAhead", "Tried", "Wish", "learned"]

_WEEK = 7.0
_THIN = 4
_HALF = 0.5
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Tried:
    """A line of a plan, and the doses in its range that are looked at, rising."""

    line: Line
    units: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """At which ``grade`` the person comes back, and after how many ``weeks`` at best.

    ``grade`` None: that of before.
    """

    grade: int | None
    weeks: float


@dataclass(frozen=True, slots=True)
class DoseAhead:
    """One dose: weeks until the wished grade is back, for this patient and in general.

    None within a spread: later than the last day. ``chance``: that this patient's
    weeks reach the wish.
    """

    units: float
    weeks: Spread
    in_general: Spread
    chance: float


@dataclass(frozen=True, slots=True)
class AreaLearned:
    """One area; ``reason`` says why there is no forecast of other doses.

    ``enough`` is the smallest dose that lasts as wished in half of people like this
    one; None where no dose in the range does.
    """

    area: str
    area_name: str
    reason: str = ""
    badge: str = ""
    ahead: tuple[DoseAhead, ...] = ()
    enough: DoseAhead | None = None
    warning: str = ""
    explanation: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def learned(
    case: Case,
    tried: Sequence[Tried],
    wish: Wish,
    basis: Basis,
    *,
    settings: Settings | None = None,
) -> tuple[AreaLearned, ...]:
    """One answer for each line; ``case.on`` is the day of the next visit.

    ``case`` tells earlier treatments with their grades. The general people have the
    same grade before treatment, and nothing else is known of them.
    """
    settings = settings or Settings()
    scopes = [scope_of(case, one.line, basis) for one in tried]
    open_ = [
        (scope, one.units)
        for scope, one in zip(scopes, tried, strict=True)
        if scope.is_muscle and one.units
    ]
    found = _muscles(case, open_, wish, basis, settings) if open_ else {}
    return tuple(found.get(scope.area) or _none(scope) for scope in scopes)


def _none(scope: Scope) -> AreaLearned:
    reason = (
        scope.rule.reason
        if not isinstance(scope.rule, AreaRule)
        else "Doses are compared for muscles and their lines only."
        if not scope.is_muscle
        else "No dose in the range of the evidence can be given in whole steps."
    )
    return AreaLearned(scope.area, scope.area_name, reason, scope.badge)


_Open = Sequence[tuple[Scope, tuple[float, ...]]]


def _muscles(
    case: Case, open_: _Open, wish: Wish, basis: Basis, settings: Settings
) -> dict[str, AreaLearned]:
    previous = case.history.previous or ()
    areas = [scope.area for scope, _ in open_]
    ungraded = tuple(AreaWish(a, None, None, "average", None) for a in areas)
    first = tuple(
        AreaWish(a, None, grade_before(previous, a), "average", None) for a in areas
    )
    known = _prepared(replace(case, areas=ungraded), open_, basis, settings)
    nobody = replace(case.history, previous=())
    general = _prepared(
        replace(case, areas=first, history=nobody), open_, basis, settings
    )
    told = changes(known.history, known.before, known.personal)
    here = _weeks_by_dose(known, open_, wish, basis)
    there = _weeks_by_dose(general, open_, wish, basis)
    found = {}
    for index, (scope, units) in enumerate(open_):
        ahead = tuple(
            _ahead(dose, mine, theirs, wish)
            for dose, mine, theirs in zip(units, here[index], there[index], strict=True)
            if mine.size and theirs.size
        )
        found[scope.area] = AreaLearned(
            area=scope.area,
            area_name=scope.area_name,
            reason="" if ahead else "No effect of these doses is to be expected.",
            badge=scope.badge,
            ahead=ahead,
            enough=next((one for one in ahead if _reaches(one, wish)), None),
            warning=known.personal.warning,
            explanation=(*told.get(scope.area, ()), *known.history.past.unused),
            sources=sources_of(scope, basis, known.history.past),
        )
    return found


def _prepared(case: Case, open_: _Open, basis: Basis, settings: Settings) -> Run:
    planned = [
        (scope.rule, units[0])
        for scope, units in open_
        if isinstance(scope.rule, AreaRule)
    ]
    return prepare(case, planned, (), basis, settings)


def _ahead(units: float, mine: FloatArray, theirs: FloatArray, wish: Wish) -> DoseAhead:
    return DoseAhead(
        units=units,
        weeks=spread_of(mine),
        in_general=spread_of(theirs),
        chance=float((mine >= wish.weeks).mean()),
    )


def _reaches(one: DoseAhead, wish: Wish) -> bool:
    """Whether half of people like this one have the wish; the range never decides."""
    return (
        one.chance >= _HALF
        or one.weeks.median is None
        or (one.weeks.median >= wish.weeks)
    )


def _weeks_by_dose(
    run: Run, open_: _Open, wish: Wish, basis: Basis
) -> list[list[FloatArray]]:
    """By area and dose: the weeks that it lasts, of people in whom it works."""
    longest = max(len(units) for _, units in open_)
    found: list[list[FloatArray]] = [[] for _ in open_]
    people = [run.people(index)[::_THIN] for index in range(len(open_))]
    for step in range(longest):
        doses = _doses(run, _visit(run, open_, step), basis)
        for index, (scope, units) in enumerate(open_):
            if step < len(units):
                course = _course(run, doses, (index, people[index]), basis)
                days, works = _lasting(run, course, scope, (index, people[index]), wish)
                found[index].append(days[works] / _WEEK)
    return found


def _visit(run: Run, open_: _Open, step: int) -> VisitPlan:
    given: list[tuple[AreaRule, float] | None] = [
        (scope.rule, units[min(step, len(units) - 1)])
        if isinstance(scope.rule, AreaRule)
        else None
        for scope, units in open_
    ]
    rest = len(run.history.past.areas) - len(given)
    return VisitPlan(0, (*given, *[None] * rest))


def _doses(run: Run, visit: VisitPlan, basis: Basis) -> Doses:
    """Earlier visits as they were, and another dose at the next one."""
    state, vectors, past = run.personal.state, run.history.vectors, run.history.past
    sensitive = sensitivity(state, vectors, basis, past.rules)
    given = dosing((*past.visits, visit), state, vectors, basis, sensitive)
    return Doses.of(run.crowd, given, run.doses.days)


def _course(
    run: Run, doses: Doses, of: tuple[int, npt.NDArray[np.intp]], basis: Basis
) -> Courses:
    fixed, start = basis.posterior.constants, run.personal.today
    return courses(run.crowd, doses, of, run.personal.lines, fixed, start)


def _lasting(
    run: Run,
    course: Courses,
    scope: Scope,
    of: tuple[int, npt.NDArray[np.intp]],
    wish: Wish,
) -> tuple[FloatArray, BoolArray]:
    """(days until it is back, whether it works) by person."""
    basis = run.history.basis
    if not scope.is_line:
        share = course.mass if scope.is_slimming else course.force
        over = "mass_gone_within" if scope.is_slimming else "movement_gone_within"
        effect = Course(course.days, 1.0 - share)
        top, deepest = effect.peak()
        end = np.full_like(deepest, basis.rules.number(over))
        return crossing(effect, end, top, falling=True), deepest > end
    index, people = of
    severity = course.in_contraction.copy()
    # What comes back is the untreated line, also where this visit meets a treated one.
    severity[0] = run.personal.lines.depth[index, people]
    rater = rater_of(run.personal.state, run.history.vectors, basis, "investigator")
    lenient = np.broadcast_to(np.asarray(rater.leniency), (len(run.personal.state),))
    return days_until_back(Course(course.days, severity), lenient[people], wish.grade)
