"""Whom a visit or a place on the list is for."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from glabella.clinic.patients import selectors
from glabella.clinic.patients.models import Patient
from glabella.web.account.http import StaffRequest
from glabella.web.calendar.forms import FindForm
from glabella.web.shared.asked import asked_in, to_results
from glabella.web.shared.navigation import address_of

__all__ = ["patient_in", "who_is_it"]

LIMIT = 10


def patient_in(request: StaffRequest, *, at: datetime) -> Patient | None:
    """The patient whom the address or the form names, if it names one."""
    text = request.POST.get("patient") or request.GET.get("patient") or ""
    try:
        key = UUID(text)
    except ValueError:
        return None
    return selectors.get_patient(viewer=request.user, patient_id=key, at=at)


def who_is_it(request: StaffRequest, *, at: datetime, waiting: bool) -> HttpResponse:
    """Ask for whom a visit, or a place on the waiting list, is."""
    if "find" in request.POST and not request.headers.get("HX-Request"):
        return to_results(request, asked_in(request, "find"))
    context = {"waiting": waiting, **_found_in(request, at)}
    return render(request, "calendar/find.html", context)


def _found_in(request: StaffRequest, at: datetime) -> dict[str, Any]:
    """Who may be meant by what was typed, with the address that chooses each."""
    text = asked_in(request, "find")
    query = request.GET.copy()
    query.pop("s", None)
    people = []
    if text:
        for one in selectors.find(viewer=request.user, text=text, at=at, limit=LIMIT):
            query["patient"] = str(one.patient.pk)
            people.append((one.patient, f"?{query.urlencode()}"))
    return {
        "find": FindForm({"find": text} if text else None),
        "asked": text,
        "found": people,
        "register": address_of("patients:new", "patients:register"),
    }
