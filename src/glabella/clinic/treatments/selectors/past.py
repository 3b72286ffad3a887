"""Reads of what was given before, for people and for the planner."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.consultations.models import Consultation
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.selectors import clinic_zone
from glabella.clinic.shared.errors import NotFound
from glabella.clinic.treatments.content import units_by_area
from glabella.clinic.treatments.models import FollowUp, SideEffect, Treatment
from glabella.core.case import EarlierResult, EarlierTreatment, FollowUp as Grade
from glabella.evidence import catalogue
from glabella.evidence.planning import case_vocabulary

__all__ = [
    "Past",
    "earlier",
    "get_treatment",
    "last_treatment",
    "past_of",
    "read_earlier",
    "read_past",
    "treatments_of",
]

RATERS = ("investigator", "subject")
BEFORE_FIRST = timedelta(days=366)
"""Ours: lines deepen by the year, not by the month."""
LINE_GRADES = range(4)
"""Grades of a line in full contraction, which alone the forecast can use."""


@dataclass(frozen=True, slots=True)
class Past:
    """What is signed of a patient, oldest first: treatments, and consultations.

    Who needs it several times for one page reads it once and hands it on.
    """

    treatments: tuple[Treatment, ...]
    consultations: tuple[Consultation, ...]

    @property
    def last_here(self) -> Treatment | None:
        """The newest treatment given here; what was given elsewhere is no start.

        Nor is a touch-up: its few units are no dose of an area.
        """
        here = (
            one
            for one in self.treatments
            if one.place == Treatment.Place.HERE and one.touch_up_of_id is None
        )
        return max(here, key=lambda one: (one.day, one.signed_at), default=None)

    def find(self, treatment_id: UUID | None) -> Treatment | None:
        """One of the treatments, if it still counts."""
        return next((one for one in self.treatments if one.pk == treatment_id), None)


def past_of(*, viewer: User, patient: Patient, at: datetime) -> Past:
    """What is signed of a patient; NotFound without the right."""
    if not _may_read(viewer, patient, at):
        raise NotFound
    return read_past(patient)


def read_past(patient: Patient) -> Past:
    """The same for services."""
    signed = Consultation.objects.filter(
        patient=patient, status=Consultation.Status.SIGNED
    )
    given = _graded_rows().filter(patient=patient, status=Treatment.Status.SIGNED)
    return Past(
        tuple(given.order_by("day", "signed_at")),
        tuple(
            signed.select_related("key", "by", "signed_by")
            .prefetch_related("grades")
            .order_by("signed_at")
        ),
    )


def get_treatment(*, viewer: User, treatment_id: UUID | str, at: datetime) -> Treatment:
    """One treatment with sites and follow-ups; NotFound without the right."""
    try:
        found = _whole().filter(pk=treatment_id).first()
    except (ValidationError, ValueError) as error:
        raise NotFound from error
    if found is None or not _may_read(viewer, found.patient, at):
        raise NotFound
    return found


def treatments_of(
    *, viewer: User, patient: Patient, at: datetime, superseded: bool = False
) -> list[Treatment]:
    """The treatments of a patient, the newest first, drafts included."""
    if not _may_read(viewer, patient, at):
        raise NotFound
    rows = _whole().filter(patient=patient)
    if not superseded:
        rows = rows.exclude(status=Treatment.Status.SUPERSEDED)
    return list(rows)


def last_treatment(*, viewer: User, patient: Patient, at: datetime) -> Treatment | None:
    """The newest signed treatment given here; what was given elsewhere is no start."""
    if not _may_read(viewer, patient, at):
        raise NotFound
    rows = _whole().filter(
        patient=patient, status=Treatment.Status.SIGNED, place=Treatment.Place.HERE
    )
    return rows.order_by("-day", "-signed_at").first()


def earlier(
    *, viewer: User, patient: Patient, at: datetime
) -> tuple[EarlierTreatment, ...]:
    """Every signed treatment as the planner and the forecast read it, oldest first.

    Grades come from follow-ups, and from consultations that were signed before the
    newest one: the newest tells the planner how severe the lines are today.
    """
    if not _may_read(viewer, patient, at):
        raise NotFound
    return read_earlier(read_past(patient), newest=False)


def read_earlier(past: Past, *, newest: bool) -> tuple[EarlierTreatment, ...]:
    """The same, with the grades of the ``newest`` consultation as well."""
    seen = _grades_since(past, newest=newest) if past.treatments else {}
    return tuple(_earlier(one, seen.get(one.pk, ())) for one in past.treatments)


def _grades_since(past: Past, *, newest: bool) -> dict[UUID, tuple[Grade, ...]]:
    """Grades of signed consultations by the treatment that they followed.

    On the very day of a treatment they mean: before the injection. So do those of
    the year before the first treatment.
    """
    treatments = past.treatments
    superseded = {one.amends_id for one in past.consultations}
    counted = [one for one in past.consultations if one.pk not in superseded]
    zone = clinic_zone()
    found: dict[UUID, tuple[Grade, ...]] = {}
    for one in counted if newest else counted[:-1]:
        day = one.started_at.astimezone(zone).date()
        before = [t for t in treatments if t.day <= day]
        # Before any treatment a line does not change in weeks: what was graded then
        # is the grade before the first injection. The newest of them counts.
        last, on = (before[-1], day) if before else (treatments[0], treatments[0].day)
        graded = tuple(_graded(one, last, on))
        if before or treatments[0].day - day <= BEFORE_FIRST:
            known = found.get(last.pk, ())
            again = {grade.area for grade in graded} if on == last.day else set()
            kept = (old for old in known if old.on != on or old.area not in again)
            found[last.pk] = (*kept, *graded)
    return found


def _graded(
    consultation: Consultation, treatment: Treatment, day: date
) -> Iterator[Grade]:
    areas = {site.area for site in treatment.sites.all()}
    for grade in consultation.grades.all():
        if grade.area in areas and _counts(grade.area, grade.at_contraction):
            yield Grade(
                on=day, area=grade.area, grade=cast("int", grade.at_contraction)
            )


def _earlier(treatment: Treatment, seen: Sequence[Grade]) -> EarlierTreatment:
    units = units_by_area(treatment.sites.all())
    follow_ups = list(treatment.follow_ups.all())
    results = [one.result for one in follow_ups if one.result]
    graded = [
        Grade(
            on=one.day,
            area=grade.area,
            grade=cast("int", grade.at_contraction),
            rater="subject" if grade.rater == "subject" else "investigator",
        )
        for one in follow_ups
        for grade in one.grades.all()
        if grade.area in units and _counts(grade.area, grade.at_contraction)
    ]
    return EarlierTreatment(
        on=treatment.day,
        product=treatment.product,
        units=tuple(
            (area, None if given is None else float(given))
            for area, given in units.items()
        ),
        result=cast("EarlierResult", results[-1]) if results else None,
        followups=tuple(sorted((*graded, *seen), key=lambda one: one.on)),
    )


def _counts(area: str, grade: int | None) -> bool:
    """Whether the forecast knows this scale: lines, graded 0 to 3."""
    if grade is None or grade not in LINE_GRADES or area not in case_vocabulary().areas:
        return False
    return catalogue.area_values(area).kind == "line"


def _may_read(viewer: User, patient: Patient, at: datetime) -> bool:
    return rights.may(viewer, "patient.read_clinical", at=at, patient=patient)


def _whole() -> QuerySet[Treatment]:
    effects = SideEffect.objects.select_related("key")
    return _graded_rows().prefetch_related(
        Prefetch("follow_ups__side_effects", effects)
    )


def _graded_rows() -> QuerySet[Treatment]:
    """With sites, follow-ups and grades, which is what numbers are made from."""
    return Treatment.objects.select_related(
        "key", "patient__key", "injector", "entered_by", "signed_by"
    ).prefetch_related(
        "sites",
        Prefetch("follow_ups", FollowUp.objects.select_related("key", "by")),
        "follow_ups__grades",
    )
