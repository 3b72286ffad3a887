"""Reads of what patients said of their health."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.links.services import open_link
from glabella.clinic.patients.models import HistoryDraft, MedicalHistory, Patient
from glabella.clinic.patients.selectors.people import openable
from glabella.clinic.shared.errors import NotFound

__all__ = [
    "draft_by_link",
    "draft_of",
    "histories_of",
    "history_before",
    "last_answers_by_link",
    "latest_history",
    "patient_of_link",
]

MOST = 50


def latest_history(
    *, viewer: User, patient: Patient, at: datetime
) -> MedicalHistory | None:
    """The newest set of answers, confirmed or not; ``answers`` has the case's keys."""
    return next(iter(_rows(viewer, patient, at)[:1]), None)


def histories_of(
    *, viewer: User, patient: Patient, at: datetime
) -> list[MedicalHistory]:
    """All sets of answers, the newest first."""
    return list(_rows(viewer, patient, at)[:MOST])


def history_before(
    *, viewer: User, history: MedicalHistory, at: datetime
) -> MedicalHistory | None:
    """The set of answers that this one replaced."""
    rows = _rows(viewer, history.patient, at).filter(number__lt=history.number)
    return rows.first()


def draft_of(*, viewer: User, patient: Patient, at: datetime) -> HistoryDraft | None:
    """Answers that staff began to write down."""
    if not rights.may(viewer, "history.write", at=at):
        raise NotFound
    return _draft(patient, MedicalHistory.Source.STAFF)


def patient_of_link(*, token: str, at: datetime) -> Patient:
    """Whose health questions a link opens; NotFound where it opens nothing."""
    link = open_link(token, at)
    if link.purpose != link.Purpose.HISTORY:
        raise NotFound
    found = openable().filter(id=link.record_id, erased_at=None).first()
    if found is None:
        raise NotFound
    return found


def draft_by_link(*, token: str, at: datetime) -> HistoryDraft | None:
    """The answers that a patient has saved so far."""
    patient = patient_of_link(token=token, at=at)
    return _draft(patient, MedicalHistory.Source.LINK)


def last_answers_by_link(*, token: str, at: datetime) -> dict[str, Any] | None:
    """What the patient said the last time, to be looked over."""
    patient = patient_of_link(token=token, at=at)
    rows = MedicalHistory.objects.select_related("key").filter(patient=patient)
    found = rows.order_by("-number").first()
    return dict(found.answers) if found else None


def _draft(patient: Patient, source: str) -> HistoryDraft | None:
    rows = HistoryDraft.objects.select_related("key", "patient__key")
    return rows.filter(patient=patient, source=source).first()


def _rows(viewer: User, patient: Patient, at: datetime) -> QuerySet[MedicalHistory]:
    if not rights.may(viewer, "patient.read_clinical", at=at, patient=patient):
        raise NotFound
    return (
        MedicalHistory.objects.select_related(
            "key", "patient__key", "taken_by", "confirmed_by"
        )
        .filter(patient=patient)
        .order_by("-number")
    )
