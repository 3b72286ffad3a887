"""Make a record, change what is known of somebody, check a document."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from glabella.clinic.accounts import rights
from glabella.clinic.followups.learning.services import set_day
from glabella.clinic.patients import selectors, services
from glabella.clinic.patients.models import Patient
from glabella.clinic.shared.errors import Invalid, Stale
from glabella.web.account.http import StaffRequest
from glabella.web.patients.forms import DueForm, IdentityForm, PersonForm
from glabella.web.shared.forms import StaleForm, refuse, restale

__all__ = ["edit", "identity", "new", "next_due"]

UNPROCESSABLE, CONFLICT = 422, 409
form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def new(request: StaffRequest) -> HttpResponse:
    """Register a patient; who may be here already is shown first."""
    at = timezone.now()
    rights.require(request.user, "patient.write", at=at)
    form = PersonForm(request.POST or None, clinical=_clinical(request))
    duplicates = []
    if request.method == "POST" and form.is_valid():
        details = form.details()
        if "anyway" not in request.POST:
            duplicates = selectors.possible_duplicates(
                viewer=request.user,
                at=at,
                name=f"{details['given_name']} {details['family_name']}",
                born_on=details["born_on"],
                email=details["email"],
                phone=details["phone"],
            )
        if not duplicates:
            patient = _registered(request, form)
            if patient is not None:
                messages.success(request, f"Registered as patient {patient.number}.")
                return redirect("patients:page", patient.id)
    context = {"form": form, "duplicates": duplicates}
    status = 200 if request.method != "POST" else UNPROCESSABLE
    return render(request, "patients/new.html", context, status=status)


def _registered(request: StaffRequest, form: PersonForm) -> Patient | None:
    try:
        return services.register(
            actor=request.user, at=timezone.now(), **form.details()
        )
    except Invalid as error:
        refuse(form, error)
        return None


@form_page
def edit(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Change what is known of a patient."""
    at = timezone.now()
    rights.require(request.user, "patient.write", at=at)
    patient = services.open_record(
        actor=request.user, at=at, patient_id=patient_id, what="patient, details"
    )
    clinical = _clinical(request)
    form = PersonForm(
        request.POST or None, initial=_details_of(patient), clinical=clinical
    )
    stale: StaleForm | None = None
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                services.change(
                    actor=request.user,
                    at=at,
                    patient=patient,
                    version=form.cleaned_data["version"] or 0,
                    **form.details(),
                )
            except Invalid as error:
                refuse(form, error)
            except Stale:
                stale = restale(form, _details_of(patient))
                status = CONFLICT
            else:
                messages.success(request, "Saved.")
                return redirect("patients:page", patient_id)
    context = {"form": form, "patient": patient, "stale": stale}
    return render(request, "patients/edit.html", context, status=status)


@form_page
def identity(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Record that a document was seen."""
    at = timezone.now()
    rights.require(request.user, "patient.check_identity", at=at)
    patient = services.open_record(
        actor=request.user, at=at, patient_id=patient_id, what="patient, identity"
    )
    form = IdentityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.check_identity(
                actor=request.user, at=at, patient=patient, **form.cleaned_data
            )
        except Invalid as error:
            refuse(form, error)
        else:
            messages.success(request, "Identity and age are checked.")
            return redirect("patients:page", patient_id)
    status = UNPROCESSABLE if form.errors else 200
    context = {"form": form, "patient": patient}
    return render(request, "patients/identity.html", context, status=status)


@require_POST
def next_due(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Say when the next treatment is due."""
    at = timezone.now()
    rights.require(request.user, "patient.write", at=at)
    patient = selectors.get_patient(viewer=request.user, patient_id=patient_id, at=at)
    form = DueForm(request.POST)
    if not form.is_valid():
        messages.error(request, "This is no day: nothing was changed.")
        return redirect("patients:page", patient_id)
    try:
        set_day(
            actor=request.user,
            at=at,
            patient=patient,
            day=form.cleaned_data["next_due_on"],
        )
    except Invalid as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Saved.")
    return redirect("patients:page", patient_id)


def _clinical(request: StaffRequest) -> bool:
    return rights.may(request.user, "history.write", at=timezone.now())


def _details_of(patient: Patient) -> dict[str, Any]:
    names = [name for name in PersonForm.base_fields if name != "version"]
    told = {name: getattr(patient, name) for name in names}
    return {**told, "version": patient.version}
