"""What was learned of a patient by area: how long it lasted, what other doses would do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.followups.learning.wishes import WishTold, newest_wish, told_in
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.selectors import authorised_products, day_of, practice
from glabella.clinic.shared.errors import NotFound
from glabella.clinic.treatments import selectors as treatments
from glabella.clinic.treatments.models import Treatment
from glabella.clinic.treatments.selectors.outlook import case_of
from glabella.clinic.treatments.selectors.past import Past, read_earlier, read_past
from glabella.core.case import AreaWish, Case
from glabella.core.sources import OURS
from glabella.evidence import catalogue

if TYPE_CHECKING:
    from glabella.core.forecast.lasting import Lasted
    from glabella.core.forecast.learned import AreaLearned, Tried
    from glabella.core.planner.model import Line

__all__ = ["AreaLesson", "Lesson", "lessons_of"]

REMEMBERED: Final = 256
MOST_DOSES: Final = 7
USUAL_WEEKS: Final = 12
"""Ours: where neither a wish nor a label interval says for how long."""
DAYS_A_WEEK: Final = 7
TECHNIQUES: Final = ("standard", "baby")
"""The ranges of both are looked at: the low dose is the bottom of the standard one."""


@dataclass(frozen=True, slots=True)
class AreaLesson:
    """One area: treatments with how long they lasted, and doses ahead.

    ``given`` is the dose of the last treatment with this product, None where its
    units are not known; ``low`` to ``high`` are the doses that were looked at.
    """

    area: str
    name: str
    lasted: tuple["Lasted", ...]
    given: float | None
    found: "AreaLearned"
    low: float | None
    high: float | None
    label_units: float | None = None
    """The label dose of this area; None where there is none: all is off label."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """All areas of the last treatment; ``reason`` where nothing can be said."""

    areas: tuple[AreaLesson, ...]
    product: str
    weeks: float
    weeks_from: str
    grade: int | None
    on: date | None
    reason: str = ""
    sources: tuple[str, ...] = (OURS,)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the numerics are asked; the same question is answered once a process."""

    case: Case
    technique: str
    grade: int | None
    weeks: float
    areas: tuple[tuple[str, float | None], ...]


def lessons_of(
    *, viewer: User, patient: Patient, at: datetime, past: Past | None = None
) -> Lesson:
    """What earlier treatments teach for the next one, with the product given last.

    Nothing outside the range that was read for this product is looked at. ``past``
    where it was read for the same page already.
    """
    if not rights.may(viewer, "patient.read_clinical", at=at, patient=patient):
        raise NotFound
    past = past or read_past(patient)
    last = past.last_here
    wish = told_in(newest_wish(patient))
    weeks, weeks_from = _weeks(wish, last)
    lesson = Lesson(
        (), last.product if last else "", weeks, weeks_from, wish.grade, None
    )
    if last is None:
        return replace(lesson, reason="No signed treatment given here is on record.")
    if last.product not in authorised_products(practice().jurisdiction):
        reason = (
            "What was given last has no authorisation here: its doses are not compared."
        )
        return replace(lesson, reason=reason)
    end = treatments.label_end(last)
    day = max(day_of(at), end[0] if end else day_of(at))
    case = case_of(patient, read_earlier(past, newest=True), day)
    if case is None:
        return replace(lesson, reason="The record cannot be forecast from.")
    asked = _asked(case, last, wish, weeks)
    return replace(lesson, areas=tuple(_areas(asked)), on=day)


def _weeks(wish: WishTold, last: Treatment | None) -> tuple[float, str]:
    """For how many weeks it should last, and who says so."""
    if wish.weeks is not None:
        return float(wish.weeks), "as agreed with this patient"
    end = treatments.label_end(last) if last else None
    if last is None or end is None:
        return float(USUAL_WEEKS), "ours, for no label interval was read"
    weeks = (end[0] - last.day).days / DAYS_A_WEEK
    return float(round(weeks)), "the label interval"


def _asked(case: Case, last: Treatment, wish: WishTold, weeks: float) -> _Asked:
    given: dict[str, float | None] = {}
    for site in last.sites.all():
        before = given.get(site.area, 0.0)
        known = site.units is not None and before is not None
        given[site.area] = (before or 0.0) + float(site.units or 0) if known else None
    return _Asked(
        case=replace(case, product=last.product),
        technique=last.technique or "standard",
        grade=wish.grade,
        weeks=weeks,
        areas=tuple(given.items()),
    )


@lru_cache(maxsize=REMEMBERED)
def _areas(asked: _Asked) -> Sequence[AreaLesson]:
    # The model's numerics take their time to load: only who asks waits.
    from glabella.core.forecast.lasting import lasted  # noqa: PLC0415
    from glabella.core.forecast.learned import Wish, learned  # noqa: PLC0415
    from glabella.evidence.response_rules import forecast_basis  # noqa: PLC0415

    basis = forecast_basis()
    previous = asked.case.history.previous or ()
    tried = tuple(_tried(asked))
    wish = Wish(asked.grade, asked.weeks)
    answers = {one.area: one for one in learned(asked.case, tried, wish, basis)}
    doses = {one.line.area: one.units for one in tried}
    labels = {one.line.area: one.line.label_units for one in tried}
    return [
        AreaLesson(
            area=area,
            name=basis.area_name(area),
            lasted=lasted(previous, area, asked.grade),
            given=units,
            found=answers.get(area) or _nothing(area, basis.area_name(area)),
            low=min(doses[area]) if doses.get(area) else None,
            high=max(doses[area]) if doses.get(area) else None,
            label_units=labels.get(area),
        )
        for area, units in asked.areas
        if area in catalogue.area_keys()
    ]


def _nothing(area: str, name: str) -> "AreaLearned":
    from glabella.core.forecast.learned import AreaLearned  # noqa: PLC0415

    reason = "No dose of this product in this area was read, so none is compared."
    return AreaLearned(area, name, reason=reason)


def _tried(asked: _Asked) -> Iterator["Tried"]:
    """The planner's own lines of this technique, with doses in their ranges."""
    from glabella.core.forecast.learned import Tried  # noqa: PLC0415
    from glabella.core.planner.plan import make_plan  # noqa: PLC0415
    from glabella.core.regimens.search import ladder  # noqa: PLC0415
    from glabella.evidence.planning import knowledge_for  # noqa: PLC0415

    knowledge = knowledge_for(asked.case.product)
    step = knowledge.product.step_units
    for area, given in asked.areas:
        if area not in catalogue.area_keys():
            continue
        wishes = (AreaWish(area, None, None, "average", None),)
        found: dict[str, Line] = {}
        for technique in TECHNIQUES:
            goals = replace(asked.case.goals, technique=technique)
            case = replace(asked.case, areas=wishes, goals=goals)
            lines = make_plan(case, knowledge).lines
            found |= {one.technique: one for one in lines if one.area == area}
        standard = found.get("standard")
        if standard is not None:
            rungs = ladder(standard, found.get("baby"), step)
            yield Tried(standard, _some(rungs.units, given, standard.units))


def _some(
    rungs: Sequence[float], given: float | None, usual: float
) -> tuple[float, ...]:
    """A few doses evenly over the range; the given and the usual one among them."""
    if not rungs:
        return ()
    low, high = min(rungs), max(rungs)
    wanted = {one for one in (given, usual) if one is not None and low <= one <= high}
    count = max(MOST_DOSES - len(wanted), 2)
    last = len(rungs) - 1
    even = {rungs[round(n * last / (count - 1))] for n in range(count)}
    return tuple(sorted(even | wanted))
