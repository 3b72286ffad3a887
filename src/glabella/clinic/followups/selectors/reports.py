"""Reads of side effects and of their reports."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.followups.models import EffectNote, Report, ReviewInvitation
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.selectors import clinic_zone, day_of
from glabella.clinic.shared.errors import NotFound
from glabella.clinic.treatments.entries import EVERY_EFFECT
from glabella.clinic.treatments.models import SideEffect
from glabella.clinic.treatments.selectors import newest_entry

__all__ = [
    "FollowUpEvent",
    "OpenReport",
    "events",
    "get_effect",
    "get_report",
    "open_reports",
    "reports_of",
]

MOST = 50


@dataclass(frozen=True, slots=True)
class OpenReport:
    """A report that somebody still has to do something about."""

    report: Report
    says: str
    due_on: date | None
    link: str


@dataclass(frozen=True, slots=True)
class FollowUpEvent:
    """A row of the patient's timeline."""

    at: datetime
    kind: Literal["report", "side_effect", "review_asked"]
    title: str
    text: str
    link: str


def get_effect(
    *, viewer: User, patient_id: UUID | str, effect_id: int, at: datetime
) -> SideEffect:
    """One side effect with its notes, of this patient; NotFound without the right."""
    found = (
        SideEffect.objects.select_related(
            "key",
            "follow_up__key",
            "follow_up__by",
            "follow_up__treatment__key",
            "follow_up__treatment__patient__key",
        )
        .prefetch_related("notes__by", "notes__key")
        .filter(pk=effect_id, follow_up__treatment__patient_id=patient_id)
        .first()
    )
    if found is None or not _may_read(viewer, found.follow_up.treatment.patient, at):
        raise NotFound
    return found


def get_report(
    *, viewer: User, patient_id: UUID | str, report_id: UUID | str, at: datetime
) -> Report:
    """One report of this patient."""
    try:
        found = _rows().filter(pk=report_id, patient_id=patient_id).first()
    except (ValidationError, ValueError) as error:
        raise NotFound from error
    if found is None or not _may_read(viewer, found.patient, at):
        raise NotFound
    return _now(found)


def reports_of(*, viewer: User, effect: SideEffect, at: datetime) -> list[Report]:
    """The reports of one side effect, newest first."""
    if not _may_read(viewer, effect.follow_up.treatment.patient, at):
        raise NotFound
    return [_now(one) for one in _rows().filter(side_effect=effect)]


def open_reports(*, viewer: User, at: datetime) -> list[OpenReport]:
    """Reports that wait: to be reviewed, to be sent, or to be followed up by today."""
    if not rights.may(viewer, "report.write", at=at):
        return []
    rows = _rows().filter(
        Q(status__in=("draft", "reviewed"))
        | Q(status="sent", follow_up_due__lte=day_of(at)),
        patient__erased_at=None,
    )
    says = {
        "draft": "is a draft: read it, and say so",
        "reviewed": "is reviewed: send it by hand, and note when",
        "sent": "has its follow-up due",
    }
    return [
        OpenReport(
            report=one,
            says=f"{one.get_scheme_display()} of patient {one.patient.number} "
            f"{says[one.status]}.",
            due_on=one.follow_up_due,
            link=_address(one),
        )
        for one in rows.order_by("created_at")[:MOST]
    ]


def events(
    *, viewer: User, patient: Patient, at: datetime, limit: int = MOST
) -> list[FollowUpEvent]:
    """Reports, notes on side effects and invitations, newest first."""
    if not _may_read(viewer, patient, at):
        raise NotFound
    found = [
        *_report_events(patient, limit),
        *_note_events(patient, limit),
        *_asked_events(patient, limit),
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:limit]


def _report_events(patient: Patient, limit: int) -> list[FollowUpEvent]:
    rows = _rows().filter(patient=patient).order_by("-created_at")[:limit]
    return [
        FollowUpEvent(
            at=one.created_at,
            kind="report",
            title=f"Report: {one.get_scheme_display()}",
            text=f"{_kind(one.side_effect)}; {one.get_status_display()}.",
            link=_address(one),
        )
        for one in rows
    ]


def _note_events(patient: Patient, limit: int) -> list[FollowUpEvent]:
    rows = EffectNote.objects.select_related("key", "side_effect", "by").filter(
        side_effect__follow_up__treatment__patient=patient
    )
    zone = clinic_zone()
    return [
        FollowUpEvent(
            at=datetime.combine(one.day, time(12), zone),
            kind="side_effect",
            title=f"Side effect: {_kind(one.side_effect)}",
            text=f"{one.severity}"
            f"{', over' if one.ended_on else ''}; noted by {one.by.name}.",
            link=f"/patients/{patient.pk}/side-effects/{one.side_effect_id}/",
        )
        for one in rows.order_by("-day", "-pk")[:limit]
    ]


def _asked_events(patient: Patient, limit: int) -> list[FollowUpEvent]:
    rows = ReviewInvitation.objects.select_related("key").filter(
        treatment__patient=patient, way=ReviewInvitation.Way.EMAIL
    )
    return [
        FollowUpEvent(
            at=one.asked_at,
            kind="review_asked",
            title="Asked how it went",
            text="By e-mail, with a link"
            f"{'; answered' if one.answered_at else '; not answered yet'}.",
            link=f"/patients/{patient.pk}/treatments/{one.treatment_id}/review/",
        )
        for one in rows[:limit]
    ]


def _kind(effect: SideEffect) -> str:
    return EVERY_EFFECT.get(effect.kind, effect.kind)


def _address(report: Report) -> str:
    return f"/patients/{report.patient_id}/reports/{report.pk}/"


def _now(report: Report) -> Report:
    """With the newest entry of its treatment, where that was amended since."""
    report.treatment = newest_entry(report.treatment)
    return report


def _rows() -> QuerySet[Report]:
    return Report.objects.select_related(
        "key",
        "patient__key",
        "treatment",
        "side_effect__key",
        "reviewed_by",
        "sent_by",
        "created_by",
    )


def _may_read(viewer: User, patient: Patient, at: datetime) -> bool:
    return rights.may(viewer, "patient.read_clinical", at=at, patient=patient)
