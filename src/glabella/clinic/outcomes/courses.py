"""What was seen of each treated area after the treatment, many patients at once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast
from uuid import UUID

from django.db.models import QuerySet, Sum

from glabella.clinic.consultations.models import Consultation, SeverityGrade
from glabella.clinic.practice.selectors import clinic_zone
from glabella.clinic.treatments.models import FollowUpGrade, GivenSite, Treatment
from glabella.core.case import EarlierTreatment, FollowUp as Grade
from glabella.core.forecast.lasting import Lasted, lasted
from glabella.core.outcomes.durations import Followed
from glabella.evidence import catalogue

__all__ = ["MOST", "AreaCourse", "courses_of"]

MOST: Final = 2000
"""Treatments that are followed at once, the newest; more are said, not counted."""
GRADES: Final = range(4)
INVESTIGATOR: Final = "investigator"


@dataclass(frozen=True, slots=True)
class AreaCourse:
    """One area of one treatment: the grade before, and what was seen afterwards.

    ``seen`` holds (days since, grade in contraction) by clinicians, in order.
    """

    treatment: UUID
    area: str
    units: float | None
    grade_before: int | None
    better_day: int | None
    back_day: int | None
    seen: tuple[tuple[int, int], ...]

    @property
    def followed(self) -> Followed | None:
        """What the duration is made of; None where nobody can tell."""
        if self.grade_before in {None, 0}:
            return None
        if self.better_day is None and self.back_day is None:
            return None
        return Followed(self.better_day, self.back_day)


Graded = Mapping[UUID, Sequence[Grade]]
Rows = QuerySet[Treatment]


def courses_of(treatments: Rows) -> list[AreaCourse]:
    """The course of every treated line area; at most :data:`MOST` treatments.

    Earlier and later treatments of the same people are read as well: a grade on the
    day of the next treatment still tells of this one.
    """
    chosen = set(treatments.order_by("-day", "pk").values_list("pk", flat=True)[:MOST])
    people = Treatment.objects.filter(pk__in=chosen).values("patient")
    rows = Treatment.objects.filter(
        patient__in=people, status=Treatment.Status.SIGNED
    ).order_by("patient", "day", "signed_at")
    units, grades = _units(rows), _follow_ups(rows)
    held: dict[UUID, list[tuple[UUID, EarlierTreatment]]] = defaultdict(list)
    for key, patient, day, product in rows.values_list(
        "pk", "patient", "day", "product"
    ):
        told = EarlierTreatment(
            on=day,
            product=product,
            units=tuple(units.get(key, {}).items()),
            result=None,
            followups=tuple(grades.get(key, ())),
        )
        held[patient].append((key, told))
    before = _consulted(people)
    found: list[AreaCourse] = []
    for patient, given in held.items():
        found += _of_patient(given, before.get(patient, ()), chosen)
    return found


def _of_patient(
    told: Sequence[tuple[UUID, EarlierTreatment]],
    consulted: Sequence[tuple[date, str, int]],
    chosen: set[UUID],
) -> Iterator[AreaCourse]:
    areas = {area for _, one in told for area in dict(one.units) if _is_line(area)}
    for area in sorted(areas):
        treated = [(key, one) for key, one in told if area in dict(one.units)]
        rows = [one for _, one in _with_first_grade(treated, area, consulted)]
        for (key, one), course in zip(treated, lasted(rows, area, None), strict=True):
            if key in chosen:
                yield _course(key, area, one, course)


def _with_first_grade(
    treated: Sequence[tuple[UUID, EarlierTreatment]],
    area: str,
    consulted: Sequence[tuple[date, str, int]],
) -> list[tuple[UUID, EarlierTreatment]]:
    """The last consultation up to the first treatment says how it was before any."""
    (key, first), *others = treated
    grades = [
        (day, g) for day, where, g in consulted if where == area and day <= first.on
    ]
    if not grades:
        return list(treated)
    grade = Grade(on=first.on, area=area, grade=max(grades)[1])
    told = EarlierTreatment(
        on=first.on,
        product=first.product,
        units=first.units,
        result=None,
        followups=(grade, *first.followups),
    )
    return [(key, told), *others]


def _course(key: UUID, area: str, one: EarlierTreatment, course: Lasted) -> AreaCourse:
    seen = {
        (grade.on - one.on).days: grade.grade
        for grade in one.followups
        if grade.area == area and grade.on > one.on and grade.rater == INVESTIGATOR
    }
    return AreaCourse(
        treatment=key,
        area=area,
        units=course.units,
        grade_before=course.grade,
        better_day=course.better_day,
        back_day=course.back_day,
        seen=tuple(sorted(seen.items())),
    )


def _units(rows: Rows) -> dict[UUID, dict[str, float | None]]:
    found: dict[UUID, dict[str, float | None]] = defaultdict(dict)
    sums = GivenSite.objects.filter(treatment__in=rows.order_by().values("pk"))
    for treatment, area, total in (
        sums.order_by().values_list("treatment", "area").annotate(Sum("units"))
    ):
        found[treatment][area] = None if total is None else float(total)
    return found


def _follow_ups(rows: Rows) -> Graded:
    found: dict[UUID, list[Grade]] = defaultdict(list)
    grades = FollowUpGrade.objects.filter(
        follow_up__treatment__in=rows.order_by().values("pk"), at_contraction__in=GRADES
    ).order_by("follow_up__day")
    for treatment, day, area, grade, rater in grades.values_list(
        "follow_up__treatment", "follow_up__day", "area", "at_contraction", "rater"
    ):
        found[treatment].append(
            Grade(
                on=day,
                area=area,
                grade=cast("int", grade),
                rater="subject" if rater == "subject" else "investigator",
            )
        )
    return found


def _consulted(people: QuerySet[Any, Any]) -> dict[UUID, list[tuple[date, str, int]]]:
    zone = clinic_zone()
    found: dict[UUID, list[tuple[date, str, int]]] = defaultdict(list)
    signed = Consultation.objects.filter(
        patient__in=people, status=Consultation.Status.SIGNED
    )
    superseded = signed.exclude(amends=None).values("amends")
    grades = SeverityGrade.objects.filter(
        consultation__in=signed.exclude(pk__in=superseded).values("pk"),
        at_contraction__in=GRADES,
    )
    for patient, at, area, grade in grades.values_list(
        "consultation__patient", "consultation__started_at", "area", "at_contraction"
    ):
        day = at.astimezone(zone).date()
        found[patient].append((day, area, cast("int", grade)))
    return found


def _is_line(area: str) -> bool:
    return area in catalogue.area_keys() and catalogue.area_values(area).kind == "line"
