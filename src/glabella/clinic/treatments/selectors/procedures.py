"""Reads of other procedures, for people and for the planner."""

from datetime import datetime
from typing import Any

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.errors import NotFound
from glabella.clinic.treatments.models import OtherProcedure
from glabella.clinic.treatments.procedures import as_told

__all__ = ["procedures_of", "procedures_told"]


def procedures_of(
    *, viewer: User, patient: Patient, at: datetime
) -> list[OtherProcedure]:
    """Every procedure that was entered, the newest first, withdrawn ones included."""
    if not rights.may(viewer, "patient.read_clinical", at=at, patient=patient):
        raise NotFound
    rows = OtherProcedure.objects.select_related("key", "entered_by")
    return list(rows.filter(patient=patient).order_by("-day", "-created_at"))


def procedures_told(
    *, viewer: User, patient: Patient, at: datetime
) -> list[dict[str, Any]]:
    """What may still matter for order and spacing, as rows of a case file."""
    rows = procedures_of(viewer=viewer, patient=patient, at=at)
    return as_told((one for one in rows if one.withdrawn_at is None), day_of(at))
