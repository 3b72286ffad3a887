"""Open a patient's record to be read: the audit tells of each time."""

from datetime import datetime
from uuid import UUID

from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.patients.models import Patient
from glabella.clinic.patients.selectors.people import get_patient

__all__ = ["open_record"]


def open_record(
    *, actor: User, at: datetime, patient_id: UUID | str, what: str
) -> Patient:
    """The patient whose page is shown, noted as read; ``what`` names the page."""
    patient = get_patient(viewer=actor, patient_id=patient_id, at=at)
    audit.record_read(
        actor=actor.as_actor,
        at=at,
        subject=patient.key,
        what=what,
        of=patient.pk,
    )
    return patient
