"""What the views of follow-ups share: the treatment of an address."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, QueryDict

from glabella.clinic.patients import services as records
from glabella.clinic.shared.errors import NotFound
from glabella.clinic.treatments import selectors as treatments
from glabella.clinic.treatments.models import Treatment
from glabella.web.account.http import StaffRequest

__all__ = ["CONFLICT", "UNPROCESSABLE", "opened", "sent_in", "treatment_in"]

UNPROCESSABLE, CONFLICT = 422, 409


def treatment_in(
    request: StaffRequest, patient_id: UUID, treatment_id: UUID, at: datetime
) -> Treatment:
    """The treatment of this address, if it is this patient's."""
    found = treatments.get_treatment(
        viewer=request.user, treatment_id=treatment_id, at=at
    )
    if found.patient_id != patient_id:
        raise NotFound
    return found


def opened(
    request: StaffRequest, found: Treatment, at: datetime, what: str
) -> Treatment:
    """The same, noted as read."""
    records.open_record(
        actor=request.user, at=at, patient_id=found.patient_id, what=what
    )
    return found


def sent_in(request: HttpRequest) -> QueryDict | None:
    """What was sent, also where it is empty; None where nothing was."""
    return request.POST if request.method == "POST" else None
