"""Where a person stands today: what is left of the treatments that were given.

The same people and the same update as for a plan, but nothing is planned: the
courses are walked from the first visit that still matters, through today, for a year.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from glabella.core.arrays import FloatArray
from glabella.core.case import AreaWish, Case, EarlierTreatment
from glabella.core.forecast.crowd import dosing, rater_of, sensitivity
from glabella.core.forecast.draws import draw_state, draw_vectors
from glabella.core.forecast.explain import changes, sources_of
from glabella.core.forecast.exposure import AreaRule
from glabella.core.forecast.mechanics import Courses, courses
from glabella.core.forecast.model import Moment, Settings, Spread
from glabella.core.forecast.moments import (
    Days,
    days_of_graded,
    days_of_share,
    days_until_back,
)
from glabella.core.forecast.past import Past
from glabella.core.forecast.rules import Basis
from glabella.core.forecast.run import Run, prepare
from glabella.core.forecast.scope import Scope, scope_of
from glabella.core.forecast.skin_areas import gland_sources, skin_forecast
from glabella.core.forecast.summary import Course, moment, spread_of
from glabella.core.forecast.walk import Doses
from glabella.core.planner.model import Line

__all__ = ["AreaToday", "today"]

_SINCE = (0, 1, 2, 3, 4, 5, 7, 10)
"""Days after a visit that are looked at closely; from then on every week."""
_WEEK = 7
_NOTHING = 1e-3
_THIN = 4
_NO_PRODUCT = ""
_LONG_AGO = (
    "The last treatment of this area was more than {days:.0f} days ago: its effect is "
    "taken to be over."
)
_NOT_KNOWN = "The units or the product of the last treatment are not known."


@dataclass(frozen=True, slots=True)
class AreaToday:
    """What is left in one area; without a forecast ``reason`` says why.

    ``over``: share of the deepest effect that is over today (0 to 1), among people;
    ``setting_in``: share of people in whom most of the effect is still to come.
    ``back``: days from today (below 0: past) until what it was before is back: the
    grade of a line, else the muscle or the glands.
    """

    area: str
    area_name: str
    treated_on: date
    reason: str = ""
    badge: str = ""
    over: Spread | None = None
    setting_in: float = 0.0
    back: Moment | None = None
    effective_sample_size: float | None = None
    warning: str = ""
    explanation: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """An area with its last treatment."""

    scope: Scope
    last: EarlierTreatment


def today(
    case: Case,
    basis: Basis,
    *,
    settings: Settings | None = None,
    at_grade: int | None = None,
) -> tuple[AreaToday, ...]:
    """One answer for each area that was ever treated, the latest treatment first.

    ``case`` tells day and earlier treatments; its product and areas play no part.
    ``at_grade``: the grade (1 to 3) at which a line counts as back for this person.
    """
    settings = settings or Settings()
    places = list(_places(case, basis))
    limit = basis.rules.number("earlier_days")
    open_: list[_Place] = []
    found: dict[str, AreaToday] = {}
    for place in places:
        reason = _reason(place, case, limit)
        if reason:
            found[place.scope.area] = _named(place, reason=reason)
        elif place.scope.is_muscle:
            open_.append(place)
        else:
            found[place.scope.area] = _gland(place, case, basis, settings)
    if open_:
        bare = _without_plan(case, open_)
        found |= _muscles(open_, bare, basis, settings, at_grade)
    return tuple(found[place.scope.area] for place in places)


def _places(case: Case, basis: Basis) -> Iterator[_Place]:
    treated = sorted(case.history.previous or (), key=lambda one: one.on, reverse=True)
    seen: set[str] = set()
    for one in treated:
        for area, _ in one.units:
            if area in seen:
                continue
            seen.add(area)
            told = replace(case, product=one.product)
            yield _Place(scope_of(told, _line(area, basis), basis), one)


def _line(area: str, basis: Basis) -> Line:
    """A line of a plan that gives nothing."""
    return Line(
        area=area,
        area_name=basis.area_name(area),
        technique="standard",
        basis="label",
        label_status="off_label",
        label_units=None,
        low=0.0,
        high=0.0,
        modifiers=(),
        sites=(),
        units_per_ml=None,
        dilution_sources=(),
        sources=(),
        steps=(),
    )


def _reason(place: _Place, case: Case, limit: float) -> str:
    if not isinstance(place.scope.rule, AreaRule):
        return place.scope.rule.reason
    if (case.on - place.last.on).days > limit:
        return _LONG_AGO.format(days=limit)
    if dict(place.last.units)[place.scope.area] is None:
        return _NOT_KNOWN
    return ""


def _named(place: _Place, *, reason: str = "") -> AreaToday:
    rule = place.scope.rule
    return AreaToday(
        area=place.scope.area,
        area_name=place.scope.area_name,
        treated_on=place.last.on,
        reason=reason,
        badge=place.scope.badge,
        sources=() if isinstance(rule, AreaRule) else rule.sources,
    )


def _without_plan(case: Case, places: list[_Place]) -> Case:
    """The case with these areas, ungraded today, and no product to be planned."""
    wishes = tuple(
        AreaWish(place.scope.area, None, None, "average", None) for place in places
    )
    return replace(case, product=_NO_PRODUCT, areas=wishes)


# --- muscles ---------------------------------------------------------------------


def _muscles(
    places: list[_Place],
    case: Case,
    basis: Basis,
    settings: Settings,
    at_grade: int | None,
) -> dict[str, AreaToday]:
    rules = [place.scope.rule for place in places]
    nothing = [(rule, 0.0) for rule in rules if isinstance(rule, AreaRule)]
    run = prepare(case, nothing, (), basis, settings)
    told = changes(run.history, run.before, run.personal)
    doses = _doses(run, basis, settings)
    found = {}
    for index, place in enumerate(places):
        area = place.scope.area
        since = float((place.last.on - case.on).days)
        course, before, lenient = _walked(run, doses, index)
        effect, days = _effect(
            place.scope, _from(course, since), (before, lenient, at_grade), basis
        )
        found[area] = replace(
            _told(_named(place), effect, basis.rules.number("most_change")),
            back=_shifted(days.gone, since),
            effective_sample_size=run.personal.effective_sample_size[index],
            warning=run.personal.warning,
            explanation=(*told.get(area, ()), *run.history.past.unused),
            sources=sources_of(place.scope, basis, run.history.past),
        )
    return found


def _doses(run: Run, basis: Basis, settings: Settings) -> Doses:
    """The visits of these people on a grid from the first of them on."""
    past, state = run.history.past, run.personal.state
    vectors = run.history.vectors
    sensitive = sensitivity(state, vectors, basis, past.rules)
    given = dosing(past.visits, state, vectors, basis, sensitive)
    return Doses.of(run.crowd, given, _grid(past, settings))


def _grid(past: Past, settings: Settings) -> FloatArray:
    """From the first visit to a year from today: closely after each visit."""
    days = {float(day) for day in settings.days}
    for visit in past.visits:
        last = visit.day + _SINCE[-1]
        days |= {float(visit.day + step) for step in _SINCE}
        days |= {float(day) for day in range(last, 0, _WEEK)}
    return np.array(sorted(day for day in days if day <= settings.days[-1]))


def _walked(
    run: Run, doses: Doses, index: int
) -> tuple[Courses, FloatArray, FloatArray]:
    """One area's course of people as their weights say, what was before, leniency."""
    people = run.people(index)
    line, basis = run.personal.lines, run.history.basis
    course = courses(run.crowd, doses, (index, people), line, basis.posterior.constants)
    rater = rater_of(run.personal.state, run.history.vectors, basis, "investigator")
    lenient = np.broadcast_to(np.asarray(rater.leniency), line.depth[index].shape)
    return course, line.depth[index, people], lenient[people]


def _from(course: Courses, since: float) -> Courses:
    """The course from the last visit of the area on."""
    rows = slice(int(np.searchsorted(course.days, since)), None)
    return Courses(
        course.days[rows],
        course.force[rows],
        course.mass[rows],
        course.at_rest[rows],
        course.in_contraction[rows],
    )


def _effect(
    scope: Scope,
    course: Courses,
    of: tuple[FloatArray, FloatArray, int | None],
    basis: Basis,
) -> tuple[Course, Days]:
    """The effect by day (today is 0) and its days, counted from the last visit.

    ``of``: severity before any treatment and an investigator's leniency, (people,);
    the grade that is waited for, None for that of before.
    """
    before, lenient, at_grade = of
    since = course.days - course.days[0]
    if not scope.is_line:
        share = course.mass if scope.is_slimming else course.force
        over = "mass_gone_within" if scope.is_slimming else "movement_gone_within"
        found = days_of_share(since, share[:, ::_THIN], basis.rules, over)
        return Course(course.days, 1.0 - share), found
    severity = course.in_contraction.copy()
    # What comes back is the untreated line, also where the visit met a treated one.
    severity[0] = before
    found = days_of_graded(
        before[::_THIN].astype(np.float32),
        Course(since, severity[:, ::_THIN]),
        lenient[::_THIN],
        basis.rules,
    )
    if at_grade is not None:
        seen = Course(since, severity[:, ::_THIN])
        gone = moment(*days_until_back(seen, lenient[::_THIN], at_grade))
        found = replace(found, gone=gone)
    return Course(course.days, before - course.in_contraction), found


def _told(named: AreaToday, effect: Course, most: float) -> AreaToday:
    """Share of the effect that is over today; ``most``: share that is most of it."""
    row = min(int(np.searchsorted(effect.days, 0.0)), effect.days.size - 1)
    index, deepest = effect.peak()
    works = deepest > _NOTHING
    if not works.any():
        return replace(named, reason="No effect of this dose is to be expected.")
    now = effect.effect[row, works] / deepest[works]
    coming = index[works] > row
    return replace(
        named,
        over=spread_of(np.clip(np.where(coming, 0.0, 1.0 - now), 0.0, 1.0)),
        setting_in=float(np.mean(coming & (now < most))),
    )


def _shifted(found: Moment | None, by: float) -> Moment | None:
    """The same moment counted from today."""
    if found is None:
        return None
    days = found.days
    moved = (
        None if day is None else day + by
        for day in (days.median, days.low50, days.high50, days.low90, days.high90)
    )
    return Moment(Spread(*moved), found.chance)


# --- glands ----------------------------------------------------------------------


def _gland(place: _Place, case: Case, basis: Basis, settings: Settings) -> AreaToday:
    """Sweat or sebum: by the middle person, for glands have no grades of their own."""
    rule, area = place.scope.rule, place.scope.area
    if not isinstance(rule, AreaRule):  # _reason has answered
        return _named(place, reason=rule.reason)
    then = replace(_without_plan(case, [place]), on=place.last.on)
    doses = []
    for one in case.history.previous or ():
        own = basis.standard(one.product, area)
        units = dict(one.units).get(area)
        if own is not None and units is not None and one.on <= then.on:
            doses.append((units / own.units, (one.on - then.on).days))
    vectors = draw_vectors(basis.posterior, (area,), settings)
    state = draw_state((area,), len(doses), settings)
    days = np.array(settings.days)
    found = skin_forecast(rule, doses, (state, vectors), basis, days)
    left = np.array(found.skin.left.median) if found.skin else np.ones_like(days)
    since = float((then.on - case.on).days)
    effect = Course(days + since, (1.0 - left)[:, None])
    told = _told(_named(place), effect, basis.rules.number("most_change"))
    middle = told.over.median if told.over else None
    early = found.weak_before_day is not None and -since < found.weak_before_day
    return replace(
        told,
        over=None if middle is None else Spread(middle, None, None, None, None),
        # Nothing was measured so early: nobody knows how much is there already.
        setting_in=1.0 if early else told.setting_in,
        back=_shifted(found.gone_day, since),
        effective_sample_size=found.effective_sample_size,
        sources=gland_sources(area, basis),
    )
