"""Other procedures of a patient: lasers, peels, filler, surgery, skincare."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from glabella.clinic.accounts import rights
from glabella.clinic.patients import selectors as patients, services as records
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.errors import Blocked, Invalid, NotFound
from glabella.clinic.treatments import selectors, services
from glabella.clinic.treatments.procedures import KINDS, OtherTold
from glabella.web.account.http import StaffRequest
from glabella.web.patients.words import area_choices, area_name, capital
from glabella.web.shared.fields import DayField
from glabella.web.shared.forms import refuse
from glabella.web.shared.widgets import DateInput

__all__ = ["done", "page", "withdraw"]

UNPROCESSABLE = 422


class ProcedureForm(forms.Form):
    """One procedure, done or planned."""

    kind = forms.ChoiceField(label="What", choices=[("", "Choose"), *KINDS.items()])
    day = DayField(
        label="Day", widget=DateInput, help_text="A day to come means: planned."
    )
    until = DayField(label="Last day of a course", required=False, widget=DateInput)
    areas = forms.MultipleChoiceField(label="Where", required=False)
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["areas"] = forms.MultipleChoiceField(
            label="Where",
            required=False,
            choices=area_choices(),
            widget=forms.CheckboxSelectMultiple,
        )

    def told(self) -> OtherTold:
        """What was entered, for the service."""
        held = self.cleaned_data
        return OtherTold(
            kind=held["kind"],
            day=held["day"],
            until=held["until"],
            areas=tuple(held["areas"]),
            note=held["note"],
        )


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Every procedure, and one more."""
    at = timezone.now()
    if request.method == "POST":
        rights.require(request.user, "treatment.write", at=at)
    patient = _opened(request, patient_id)
    form = ProcedureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_procedure(
                actor=request.user, at=at, patient=patient, told=form.told()
            )
        except Invalid as error:
            refuse(form, error)
        else:
            messages.success(request, "Entered. Plans take it into account.")
            return redirect("patients:procedures", patient_id)
    rows = selectors.procedures_of(viewer=request.user, patient=patient, at=at)
    context = {
        "patient": patient,
        "form": form,
        "rows": [
            {
                "one": row,
                "name": capital(KINDS.get(row.kind, row.kind)),
                "areas": ", ".join(area_name(area) for area in row.areas),
                "passed": row.is_planned and row.day <= day_of(at),
            }
            for row in rows
        ],
        "may_write": rights.may(request.user, "treatment.write", at=at)
        and patient.erased_at is None,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "patients/procedures.html", context, status=status)


def _opened(request: StaffRequest, patient_id: UUID) -> Patient:
    at, user = timezone.now(), request.user
    found = patients.get_patient(viewer=user, patient_id=patient_id, at=at)
    if not rights.may(user, "patient.read_clinical", at=at, patient=found):
        raise NotFound
    return records.open_record(
        actor=user, at=at, patient_id=patient_id, what="other procedures"
    )


@require_POST
def done(request: StaffRequest, patient_id: UUID, procedure_id: UUID) -> HttpResponse:
    """A planned procedure took place."""
    at = timezone.now()
    rights.require(request.user, "treatment.write", at=at)
    patient = _opened(request, patient_id)
    try:
        day = DayField().clean(request.POST.get("day", ""))
        services.took_place(
            actor=request.user,
            at=at,
            patient=patient,
            procedure_id=procedure_id,
            day=day,
        )
    except (Invalid, Blocked) as error:
        messages.error(request, str(error))
    except forms.ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Noted.")
    return redirect("patients:procedures", patient_id)


@require_POST
def withdraw(
    request: StaffRequest, patient_id: UUID, procedure_id: UUID
) -> HttpResponse:
    """Take back an entry, with the reason."""
    at = timezone.now()
    rights.require(request.user, "treatment.write", at=at)
    patient = _opened(request, patient_id)
    try:
        services.withdraw_procedure(
            actor=request.user,
            at=at,
            patient=patient,
            procedure_id=procedure_id,
            reason=request.POST.get("reason", ""),
        )
    except (Invalid, Blocked) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Withdrawn: it stays, and counts no more.")
    return redirect("patients:procedures", patient_id)
