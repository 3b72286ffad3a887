"""Whom a visit or a place on the list is for."""

from datetime import datetime
from typing import Any
from uuid import UUID

from glabella.clinic.patients import selectors
from glabella.clinic.patients.models import Patient
from glabella.web.account.http import StaffRequest
from glabella.web.shared.navigation import address_of

__all__ = ["found_in", "patient_in"]

LIMIT = 10


def patient_in(request: StaffRequest, *, at: datetime) -> Patient | None:
    """The patient whom the address or the form names, if it names one."""
    text = request.POST.get("patient") or request.GET.get("patient") or ""
    try:
        key = UUID(text)
    except ValueError:
        return None
    return selectors.get_patient(viewer=request.user, patient_id=key, at=at)


def found_in(request: StaffRequest, *, at: datetime) -> dict[str, Any]:
    """Who may be meant by what was typed, with the address that chooses each."""
    text = request.GET.get("find", "").strip()
    query = request.GET.copy()
    query.pop("find", None)
    people = []
    if text:
        for one in selectors.find(viewer=request.user, text=text, at=at, limit=LIMIT):
            query["patient"] = str(one.patient.pk)
            people.append((one.patient, f"?{query.urlencode()}"))
    return {
        "asked": text,
        "found": people,
        "kept": [(name, word) for name, word in request.GET.items() if name != "find"],
        "register": address_of("patients:new", "patients:register"),
    }
