"""What earlier treatments taught, where a plan starts from the last of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.urls import reverse

from glabella.clinic.accounts.models import User
from glabella.clinic.followups.learning.lessons import (
    AreaLesson,
    Lesson,
    lessons_of,
)
from glabella.clinic.followups.learning.words import (
    above_label,
    headline,
    weeks_words,
)
from glabella.clinic.patients.models import Patient
from glabella.clinic.plans.models import PlanVersion
from glabella.clinic.treatments.selectors import Past
from glabella.core.planner.checks import MUCH_MORE
from glabella.drawing.wording import number
from glabella.web.shared.words import capital

__all__ = ["AreaChoice", "StartTold", "area_choices", "chosen_doses", "start_told"]

FIELD = "dose."


@dataclass(frozen=True, slots=True)
class AreaChoice:
    """One area where a plan starts: what was learned, and which dose may be taken.

    ``other`` is the smallest dose that is expected to last as wished, "" where the
    given one does, or none in the range.
    """

    field: str
    name: str
    said: str
    given: str
    other: str
    expected: str
    much_more: bool = False
    """Whether that is far above what was given: a missing effect is asked of first."""


@dataclass(frozen=True, slots=True)
class StartTold:
    """Sentences for the head of a plan, with their sources.

    ``much_more``: an area had far more units than last time when the page was opened.
    The planner's caution says which, and follows every change; the way to the questions
    of a missing effect stands here.
    """

    lines: tuple[str, ...]
    much_more: bool
    sources: tuple[str, ...]
    address: str


def area_choices(lesson: Lesson) -> list[AreaChoice]:
    """The areas of the last treatment, for the page on which a plan starts."""
    return [
        AreaChoice(
            field=f"{FIELD}{one.area}",
            name=one.name,
            said=capital(headline(one, lesson)),
            given=number(one.given) if one.given is not None else "",
            other=_other(one),
            expected=_expected(one),
            much_more=_is_much_more(one),
        )
        for one in lesson.areas
        if headline(one, lesson)
    ]


def _expected(one: AreaLesson) -> str:
    enough = one.found.enough
    if enough is None:
        return ""
    return f"{weeks_words(enough)}{above_label(one, enough.units)}"


def _other(one: AreaLesson) -> str:
    enough = one.found.enough
    if enough is None or (one.given is not None and one.given >= enough.units):
        return ""
    return number(enough.units)


def _is_much_more(one: AreaLesson) -> bool:
    enough = one.found.enough
    if enough is None or not one.given:
        return False
    return enough.units >= MUCH_MORE * one.given


def chosen_doses(lesson: Lesson, sent: QueryDict) -> dict[str, float]:
    """The doses that were chosen; only those that were looked at are taken."""
    found = {}
    for one in lesson.areas:
        asked = sent.get(f"{FIELD}{one.area}", "")
        for dose in one.found.ahead:
            if number(dose.units) == asked:
                found[one.area] = dose.units
    return found


def start_told(
    viewer: User,
    patient: Patient,
    row: PlanVersion,
    at: datetime,
    past: Past | None = None,
) -> StartTold | None:
    """What was learned of the areas of a plan that started from a treatment."""
    if row.started_from != PlanVersion.Start.TREATMENT:
        return None
    lesson = lessons_of(viewer=viewer, patient=patient, at=at, past=past)
    planned = {
        line["area"]: sum(site["units"] for site in line["sites"])
        for line in row.content.get("lines", ())
    }
    lines = tuple(_lines(lesson, planned))
    if not lines:
        return None
    sources = dict.fromkeys(key for one in lesson.areas for key in one.found.sources)
    address = reverse("followups:learned", args=[patient.pk])
    much_more = any(
        planned.get(one.area, 0.0) >= MUCH_MORE * one.given
        for one in lesson.areas
        if one.given
    )
    return StartTold(lines, much_more, tuple(sources), address)


def _lines(lesson: Lesson, planned: Mapping[str, float]) -> Iterator[str]:
    for one in lesson.areas:
        said = headline(one, lesson)
        units = planned.get(one.area)
        if not said or units is None:
            continue
        now = f"{number(round(units, 2))} units when this page was opened"
        if one.given is not None:
            now += f", {number(one.given)} last time"
        yield f"{one.name}: {said}. In this plan: {now}."
