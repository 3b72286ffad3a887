"""Hand somebody their data; erase a record for good."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from glabella.clinic.accounts import rights
from glabella.clinic.patients import services
from glabella.clinic.patients.models import Patient
from glabella.clinic.shared.errors import Blocked, Invalid
from glabella.web.account.http import StaffRequest
from glabella.web.patients.forms import EraseForm
from glabella.web.shared.forms import refuse
from glabella.web.shared.record_copy import paper_of, parts_of

__all__ = ["copy", "erase"]

UNPROCESSABLE = 422
form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def copy(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """A copy of everything the record holds: to read, or for machines."""
    at = timezone.now()
    rights.require(request.user, "patient.export", at=at)
    patient = services.open_record(
        actor=request.user, at=at, patient_id=patient_id, what="patient, copy"
    )
    kind = request.POST.get("kind", "")
    if kind not in {"data", "copy", "paper"}:
        return render(request, "patients/copy.html", {"patient": patient})
    told = services.export(actor=request.user, at=at, patient=patient, kind=kind)
    name = f"patient-{patient.number}"
    if kind == "data":
        answer: HttpResponse = JsonResponse(
            told, json_dumps_params={"ensure_ascii": False, "indent": 2}
        )
        return _as_file(answer, f"{name}.json")
    if kind == "paper":
        answer = HttpResponse(paper_of(told), content_type="application/pdf")
        return _as_file(answer, f"{name}.pdf")
    context = {"told": told, "parts": parts_of(told["record"])}
    return _as_file(
        render(request, "patients/copy_to_read.html", context), f"{name}.html"
    )


def _as_file(answer: HttpResponse, name: str) -> HttpResponse:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@form_page
def erase(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Destroy the key of a record, with ground and password."""
    at = timezone.now()
    rights.require(request.user, "patient.erase", at=at)
    patient = services.open_record(
        actor=request.user, at=at, patient_id=patient_id, what="patient, erasure"
    )
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["number"] != patient.number:
            form.add_error("number", "This is the number of somebody else.")
        elif _erased(request, patient, form):
            messages.success(request, f"The record of {patient} is erased.")
            return redirect("patients:page", patient_id)
    context = {"patient": patient, "form": form}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "patients/erase.html", context, status=status)


def _erased(request: StaffRequest, patient: Patient, form: EraseForm) -> bool:
    try:
        services.erase(
            actor=request.user,
            at=timezone.now(),
            patient=patient,
            ground=form.cleaned_data["ground"],
            password=form.cleaned_data["password"],
        )
    except Invalid as error:
        refuse(form, error)
        return False
    except Blocked as error:
        form.add_error(None, str(error))
        return False
    return True
