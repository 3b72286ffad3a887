"""Reads of the consultation."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.consultations.grading import Grade
from glabella.clinic.consultations.models import Consultation, QuickPhrase
from glabella.clinic.patients.models import Patient
from glabella.clinic.requests import selectors as requests
from glabella.clinic.requests.concerns import areas_of, in_words
from glabella.clinic.shared.errors import NotFound

__all__ = [
    "AskedFor",
    "asked_for",
    "asked_since",
    "consultations_of",
    "get_consultation",
    "grades_for_plan",
    "grades_in",
    "latest_signed",
    "phrases_of",
]


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What a patient asked for before the visit, in the words of the request."""

    received_at: datetime
    concerns: tuple[str, ...]
    areas: tuple[str, ...]
    """Areas that the concerns may mean."""
    goals: str

    @property
    def words(self) -> str:
        """The concerns and the patient's own words, as the goals begin."""
        head = f"Asked for: {'; '.join(self.concerns)}." if self.concerns else ""
        return "\n".join(part for part in (head, self.goals) if part)


def asked_for(*, viewer: User, patient: Patient, at: datetime) -> AskedFor | None:
    """The newest request that no signed consultation has answered yet."""
    last = latest_signed(viewer=viewer, patient=patient, at=at)
    return asked_since(last, viewer=viewer, patient=patient, at=at)


def asked_since(
    last: Consultation | None, *, viewer: User, patient: Patient, at: datetime
) -> AskedFor | None:
    """The same, where the consultation that was signed last is known already."""
    found = requests.of_patient(viewer=viewer, patient=patient, at=at)
    request = next((one for one in found if one.erased_at is None), None)
    if request is None:
        return None
    if last is not None and last.started_at > request.received_at:
        return None
    return AskedFor(
        received_at=request.received_at,
        concerns=tuple(in_words(request.concerns)),
        areas=areas_of(request.concerns),
        goals=request.goals,
    )


def get_consultation(
    *, viewer: User, consultation_id: UUID, at: datetime
) -> Consultation:
    """One consultation with its grades.

    Raises
    ------
    NotFound
        If there is none, or none that the viewer may read.
    """
    found = (
        Consultation.objects.select_related(
            "key", "patient__key", "by", "signed_by", "amends", "appointment"
        )
        .prefetch_related("grades")
        .filter(pk=consultation_id)
        .first()
    )
    if found is None or not _may_read(viewer, found.patient, at):
        raise NotFound
    return found


def consultations_of(
    *, viewer: User, patient: Patient, at: datetime, limit: int = 50
) -> list[Consultation]:
    """The newest consultations of a patient, drafts of others left out."""
    if not _may_read(viewer, patient, at):
        raise NotFound
    found = (
        Consultation.objects.select_related("key", "by", "signed_by")
        .prefetch_related("grades")
        .filter(patient=patient)
        .order_by("-started_at")
    )
    return [
        one
        for one in found[:limit]
        if one.status == Consultation.Status.SIGNED or one.by_id == viewer.pk
    ]


def latest_signed(
    *, viewer: User, patient: Patient, at: datetime
) -> Consultation | None:
    """The consultation that counts: the one signed last, amendments included."""
    if not _may_read(viewer, patient, at):
        raise NotFound
    return (
        Consultation.objects.select_related("key", "by", "signed_by")
        .prefetch_related("grades")
        .filter(patient=patient, status=Consultation.Status.SIGNED)
        .order_by("-signed_at")
        .first()
    )


def grades_for_plan(
    *, viewer: User, patient: Patient, at: datetime
) -> dict[str, Grade]:
    """The severities to plan from: those of the consultation that counts, by area."""
    counts = latest_signed(viewer=viewer, patient=patient, at=at)
    return grades_in(counts) if counts else {}


def grades_in(consultation: Consultation) -> dict[str, Grade]:
    """The grades of one consultation, by area."""
    return {
        grade.area: Grade(
            area=grade.area,
            at_rest=grade.at_rest,
            at_contraction=grade.at_contraction,
            muscle_mass=grade.muscle_mass,
            bands=None
            if grade.bands_right is None or grade.bands_left is None
            else (grade.bands_right, grade.bands_left),
        )
        for grade in consultation.grades.all()
    }


def phrases_of(*, viewer: User) -> list[QuickPhrase]:
    """One's own quick phrases, by name."""
    return list(QuickPhrase.objects.filter(user=viewer))


def _may_read(viewer: User, patient: Patient, at: datetime) -> bool:
    return rights.may(viewer, "patient.read_clinical", at=at, patient=patient)
