"""What is known of this patient: earlier visits, and what was seen after them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np

from glabella.core.arrays import FloatArray
from glabella.core.case import Case, EarlierResult, EarlierTreatment
from glabella.core.forecast.baseline import AreaSeen
from glabella.core.forecast.crowd import VisitPlan
from glabella.core.forecast.exposure import AreaRule, NoForecast, area_rule
from glabella.core.forecast.model import FollowUp, PastTreatment
from glabella.core.forecast.rules import Basis
from glabella.core.response.grading import CUTPOINTS

__all__ = ["Observation", "Past", "grid", "read_past"]

_AFTER_A_VISIT = (0, 1, 3, 6, 10, 16, 28, 42, 56, 77, 98, 126, 154)
_LATE_STEP = 28


@dataclass(frozen=True, slots=True)
class Observation:
    """A grade, or a word for the result, seen in an area on a day (0 or before).

    ``visit`` is the number of the visit it followed; ``before`` marks a grade of
    that very day, before the injection.
    """

    area: int
    day: int
    visit: int
    rater: Literal["investigator", "subject"]
    grade: int | None = None
    result: EarlierResult | None = None
    before: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """Areas side by side, visits in order, observations, and what was not used."""

    areas: tuple[str, ...]
    rules: tuple[AreaRule, ...]
    seen: tuple[AreaSeen, ...]
    visits: tuple[VisitPlan, ...]
    products: tuple[str, ...]
    """Product key of each visit."""
    observations: tuple[Observation, ...]
    unused: tuple[str, ...]


@dataclass(slots=True)
class _Sheet:
    """Gathered while reading; turned into ``Past`` at the end."""

    case: Case
    basis: Basis
    planned: dict[str, AreaRule]
    rules: dict[str, AreaRule]
    treatments: list[PastTreatment]
    results: dict[int, EarlierResult]
    unused: list[str] = field(default_factory=list)


def read_past(
    case: Case,
    planned: Sequence[AreaRule],
    past: Sequence[PastTreatment],
    basis: Basis,
) -> Past:
    """The earlier treatments of the case file and of ``past`` together.

    Where both tell of one day and product, ``past`` is taken: it has the grades.
    """
    told = {(one.on, one.product) for one in past}
    from_case = [
        one for one in case.history.previous or () if (one.on, one.product) not in told
    ]
    both: list[tuple[PastTreatment, EarlierResult | None]] = [
        *((one, None) for one in past),
        *((_as_past(one), one.result) for one in from_case),
    ]
    both.sort(key=lambda pair: (pair[0].on, pair[0].product))
    sheet = _Sheet(
        case=case,
        basis=basis,
        planned={rule.area: rule for rule in planned},
        rules={rule.area: rule for rule in planned},
        treatments=[one for one, _ in both],
        results={n: word for n, (_, word) in enumerate(both) if word is not None},
    )
    return _read(sheet)


def _as_past(one: EarlierTreatment) -> PastTreatment:
    return PastTreatment(
        on=one.on, product=one.product, units=one.units, followups=one.followups
    )


def _read(sheet: _Sheet) -> Past:
    for one in sheet.treatments:
        for follow_up in one.followups:
            _add_area(sheet, follow_up.area, one.product)
    areas = tuple(sheet.rules)
    visits: list[VisitPlan] = []
    products: list[str] = []
    observations: list[Observation] = []
    enter = _entering(sheet, areas)
    for number, one in enumerate(sheet.treatments):
        doses = enter.get(number)
        if doses is None:
            _say_unused(sheet, number, one)
            continue
        visits.append(VisitPlan(_day(sheet, one.on), doses))
        products.append(one.product)
        place = len(visits) - 1
        observations.extend(_grades(sheet, one, areas, place))
        if number in sheet.results:
            observations.extend(_words(sheet, number, visits[-1], place))
    wishes = {wish.id: wish for wish in sheet.case.areas}
    return Past(
        areas=areas,
        rules=tuple(sheet.rules.values()),
        seen=tuple(_seen(area, wishes.get(area), sheet.basis) for area in areas),
        visits=tuple(visits),
        products=tuple(products),
        observations=tuple(observations),
        unused=tuple(sheet.unused),
    )


def _entering(
    sheet: _Sheet, areas: tuple[str, ...]
) -> dict[int, tuple[tuple[AreaRule, float] | None, ...]]:
    """Doses of the latest visits that may still matter, by number of the treatment."""
    limit, most = (
        sheet.basis.rules.number(rule) for rule in ("earlier_days", "earlier_visits")
    )
    found = {}
    for number, one in enumerate(sheet.treatments):
        doses = tuple(_dose(sheet, one, area) for area in areas)
        if 0 <= -_day(sheet, one.on) <= limit and any(doses):
            found[number] = doses
    return {number: found[number] for number in list(found)[-int(most) :]}


def _seen(area: str, wish: object, basis: Basis) -> AreaSeen:
    rest = getattr(wish, "severity_at_rest", None)
    contraction = getattr(wish, "severity_at_contraction", None)
    if basis.kind(area) != "line":
        # Another scale: its grades are no depth of a line.
        return AreaSeen(area, None, None)
    return AreaSeen(area, rest, contraction)


def _add_area(sheet: _Sheet, area: str, product: str) -> None:
    """An area that is not planned now still tells about the person."""
    partial = {one.topic for one in sheet.basis.rules.partial}
    if area in sheet.rules or area in partial or not _is_line(sheet, area):
        return
    rule = area_rule(area, product, sheet.basis)
    if isinstance(rule, AreaRule):
        sheet.rules[area] = rule


def _is_line(sheet: _Sheet, area: str) -> bool:
    """Whether the area has a graded line; False for an area nobody knows."""
    try:
        return sheet.basis.kind(area) == "line"
    except KeyError:
        return False


def _name(sheet: _Sheet, area: str) -> str:
    try:
        return sheet.basis.area_name(area).lower()
    except KeyError:
        return repr(area)


def _dose(
    sheet: _Sheet, one: PastTreatment, area: str
) -> tuple[AreaRule, float] | None:
    units = dict(one.units).get(area)
    # A dose of the planned product counts as the planned dose does.
    same = one.product == sheet.case.product
    planned = sheet.planned.get(area) if same else None
    rule = planned or area_rule(area, one.product, sheet.basis)
    if units is None or isinstance(rule, NoForecast):
        return None
    return rule, units


def _day(sheet: _Sheet, on: date) -> int:
    return (on - sheet.case.on).days


def _say_unused(sheet: _Sheet, number: int, one: PastTreatment) -> None:
    if not (one.followups or number in sheet.results) and not set(
        dict(one.units)
    ) & set(sheet.rules):
        return
    name = sheet.basis.product_name(one.product)
    limit, most = (
        sheet.basis.rules.number(rule) for rule in ("earlier_days", "earlier_visits")
    )
    sheet.unused.append(
        f"The treatment with {name} on {one.on.isoformat()} was not used: it is too "
        f"long ago (more than {limit:.0f} days, or {most:.0f} later visits), or its "
        "units or its product are not known well enough."
    )


def _grades(
    sheet: _Sheet, one: PastTreatment, areas: tuple[str, ...], visit: int
) -> Iterator[Observation]:
    for seen in one.followups:
        if not one.on <= seen.on <= sheet.case.on or not _usable(sheet, seen, one):
            sheet.unused.append(
                f"The grade of {_name(sheet, seen.area)} on {seen.on.isoformat()} was "
                "not used: it needs an area with lines, a grade of 0 to 3, known units "
                "and a day between the treatment and today."
            )
            continue
        yield Observation(
            area=areas.index(seen.area),
            day=_day(sheet, seen.on),
            visit=visit,
            rater=seen.rater,
            grade=seen.grade,
            before=seen.on == one.on,
        )


def _usable(sheet: _Sheet, seen: FollowUp, one: PastTreatment) -> bool:
    return (
        seen.area in sheet.rules
        and _is_line(sheet, seen.area)
        and 0 <= seen.grade <= len(CUTPOINTS)
        and _dose(sheet, one, seen.area) is not None
    )


def _words(
    sheet: _Sheet, number: int, visit: VisitPlan, place: int
) -> Iterator[Observation]:
    """The word of the case file counts for every line that was treated then."""
    day = visit.day + int(sheet.basis.rules.number("result_day"))
    one = sheet.treatments[number]
    used = False
    for index, area in enumerate(sheet.rules):
        graded = next(
            (
                w.severity_at_contraction is not None
                for w in sheet.case.areas
                if w.id == area
            ),
            False,
        )
        if visit.doses[index] is None or not graded or day > 0:
            continue
        if sheet.basis.kind(area) != "line":
            continue
        used = True
        yield Observation(index, day, place, "subject", result=sheet.results[number])
    if not used:
        sheet.unused.append(
            f"The result of {one.on.isoformat()} was not used: no planned area with "
            "a grade was treated then, or it is too recent to judge."
        )


def grid(past: Past) -> FloatArray:
    """Days up to today: after each visit densely, and every observation."""
    wanted = {0.0} | {float(one.day) for one in past.observations}
    for visit in past.visits:
        wanted |= {float(visit.day + step) for step in _AFTER_A_VISIT}
        late = visit.day + _AFTER_A_VISIT[-1]
        wanted |= {float(day) for day in range(late, 1, _LATE_STEP)}
    first = min((visit.day for visit in past.visits), default=0)
    return np.array(sorted(day for day in wanted if first <= day <= 0.0))
