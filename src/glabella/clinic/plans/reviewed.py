"""What a review graded, where a touch-up is planned from it.

A plan starts from the lines as they are on its day. After a treatment these are not
those of the consultation before it: the review has looked since.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from glabella.clinic.consultations.grading import Grade
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.treatments import selectors as treatments
from glabella.clinic.treatments.models import FollowUpGrade, Treatment
from glabella.clinic.treatments.selectors import Past
from glabella.core.case import EarlierTreatment, FollowUp
from glabella.evidence.planning import case_vocabulary

__all__ = ["Reviewed", "earlier_than", "reviewed"]

INVESTIGATOR = FollowUpGrade.Rater.INVESTIGATOR


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The grade of one area by a clinician, and the day of the review."""

    grade: Grade
    on: date


def reviewed(
    past: Past, treatment: Treatment, before: Mapping[str, Grade]
) -> dict[str, Reviewed]:
    """By area what the newest review of a treatment graded that graded it.

    A consultation signed since has looked later: then there is none. ``before`` has
    the consultation's grades; muscle mass and bands are asked of nobody at a review.
    """
    row = past.find(treatment.pk)
    newest = next(reversed(past.consultations), None)
    since = day_of(newest.started_at) if newest else date.min
    found: dict[str, Reviewed] = {}
    for seen in sorted(row.follow_ups.all(), key=lambda one: one.day) if row else ():
        for given in seen.grades.all():
            known = before.get(given.area, Grade(given.area))
            grade = _grade(given, known)
            if grade is not None and seen.day >= since:
                found[given.area] = Reviewed(grade, seen.day)
    return found


def _grade(given: FollowUpGrade, before: Grade) -> Grade | None:
    """A whole grade; None where the patient gave it, or a part of it is missing.

    What was seen at rest before the treatment holds only up to the contraction now.
    """
    scale = case_vocabulary().areas.get(given.area)
    contraction, rest = given.at_contraction, given.at_rest
    if given.rater != INVESTIGATOR or scale is None or contraction is None:
        return None
    if rest is None and not scale.same_at_rest:
        rest = before.at_rest
        if rest is None or rest > contraction:
            return None
    return replace(before, at_rest=rest, at_contraction=contraction)


def earlier_than(
    past: Past, told: Mapping[str, Reviewed]
) -> tuple[EarlierTreatment, ...]:
    """The treatments, with each grade once: what counts as today's is no earlier one.

    Where a review tells how a line is today, the newest consultation is the past.
    """
    if not told:
        return treatments.read_earlier(past, newest=False)
    both = zip(
        treatments.read_earlier(past, newest=True),
        treatments.read_earlier(past, newest=False),
        strict=True,
    )
    return tuple(
        replace(every, followups=tuple(_kept(every.followups, old.followups, told)))
        for every, old in both
    )


def _kept(
    every: Collection[FollowUp], old: Collection[FollowUp], told: Mapping[str, Reviewed]
) -> Iterator[FollowUp]:
    for one in every:
        today = told.get(one.area)
        if today is None:
            if one in old:
                yield one
        elif one.on != today.on or one.rater != INVESTIGATOR:
            yield one
