"""Get a consultation of the patient that the address names."""

from uuid import UUID

from django.utils import timezone

from glabella.clinic.calendar.models import Appointment
from glabella.clinic.calendar.selectors import day_list
from glabella.clinic.consultations import selectors
from glabella.clinic.consultations.models import Consultation
from glabella.clinic.patients import services as patients
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.errors import NotFound
from glabella.web.account.http import StaffRequest

__all__ = ["consultation_of", "noted", "visit_today"]


def consultation_of(
    request: StaffRequest, patient_id: UUID, consultation_id: UUID
) -> Consultation:
    """The consultation; NotFound where the address puts two records together."""
    found = selectors.get_consultation(
        viewer=request.user, consultation_id=consultation_id, at=timezone.now()
    )
    if found.patient_id != patient_id:
        raise NotFound
    return found


def noted(request: StaffRequest, patient_id: UUID, what: str) -> None:
    """Write down that this part of the record was looked at."""
    patients.open_record(
        actor=request.user, at=timezone.now(), patient_id=patient_id, what=what
    )


def visit_today(request: StaffRequest, patient: Patient) -> Appointment | None:
    """The visit that this patient has today, if there is one."""
    at = timezone.now()
    visits = day_list(viewer=request.user, at=at, day=day_of(at))
    return next((one for one in visits if one.patient_id == patient.pk), None)
