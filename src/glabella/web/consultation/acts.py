"""Start, sign, amend and throw away."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from glabella.clinic.accounts import rights
from glabella.clinic.consultations import services
from glabella.clinic.patients import selectors as patients, services as patient_services
from glabella.clinic.shared.errors import Invalid, Stale
from glabella.web.account.http import StaffRequest
from glabella.web.consultation.forms import ConsultationForm
from glabella.web.consultation.opening import consultation_of, noted, visit_today
from glabella.web.consultation.saving import keep_or_show
from glabella.web.consultation.showing import (
    Refused,
    show_draft,
    show_signed,
)
from glabella.web.shared.forms import refuse
from glabella.web.shared.numbers import whole
from glabella.web.shared.signing import ProofForm, ReasonForm

__all__ = ["amend", "confirm", "discard", "new", "sign"]


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Start a consultation, or go on with the draft that is open."""
    at = timezone.now()
    rights.require(request.user, "consultation.write", at=at)
    patient = patients.get_patient(viewer=request.user, patient_id=patient_id, at=at)
    if request.method != "POST":
        noted(request, patient_id, "patient, new consultation")
        context = {"patient": patient, "visit": visit_today(request, patient)}
        return render(request, "consultation/new.html", context)
    visit = visit_today(request, patient)
    made = services.start(actor=request.user, at=at, patient=patient, appointment=visit)
    return redirect("consultation:page", patient_id, made.pk)


@sensitive_post_parameters("password", "code")
@require_POST
def sign(
    request: StaffRequest, patient_id: UUID, consultation_id: UUID
) -> HttpResponse:
    """Save what stands on the page, sign it and lock it."""
    consultation = consultation_of(request, patient_id, consultation_id)
    kept = keep_or_show(request, consultation)
    if isinstance(kept, HttpResponse):
        return kept
    form = ProofForm(request.POST)
    if form.is_valid():
        try:
            signed = services.sign(
                actor=request.user,
                at=timezone.now(),
                consultation_id=kept.pk,
                version=kept.version,
                password=form.cleaned_data["password"],
                code=form.cleaned_data["code"],
            )
        except Invalid as error:
            refuse(form, error)
        else:
            return _signed(request, patient_id, signed.pk, signed.decision)
    fresh = consultation_of(request, patient_id, consultation_id)
    filled = ConsultationForm.of(fresh)
    return show_draft(request, fresh, filled, Refused(sign=form))


def _signed(
    request: StaffRequest, patient_id: UUID, consultation_id: UUID, decision: str
) -> HttpResponse:
    if decision == "plan":
        messages.success(request, "Signed. Plan the treatment next.")
        return redirect("plans:new", patient_id)
    messages.success(request, "Signed.")
    return redirect("consultation:page", patient_id, consultation_id)


@require_POST
def amend(
    request: StaffRequest, patient_id: UUID, consultation_id: UUID
) -> HttpResponse:
    """Start a linked entry that corrects or adds."""
    consultation = consultation_of(request, patient_id, consultation_id)
    form = ReasonForm(request.POST, auto_id="amend_%s")
    if form.is_valid():
        try:
            made = services.amend(
                actor=request.user,
                at=timezone.now(),
                consultation_id=consultation.pk,
                reason=form.cleaned_data["reason"],
            )
        except Invalid as error:
            refuse(form, error)
        else:
            return redirect("consultation:page", patient_id, made.pk)
    return show_signed(request, consultation, form)


@require_POST
def discard(
    request: StaffRequest, patient_id: UUID, consultation_id: UUID
) -> HttpResponse:
    """Throw a draft away, with a reason."""
    consultation = consultation_of(request, patient_id, consultation_id)
    form = ReasonForm(request.POST, auto_id="discard_%s")
    version = request.POST.get("version", "")
    if form.is_valid():
        services.discard(
            actor=request.user,
            at=timezone.now(),
            consultation_id=consultation.pk,
            version=whole(version, 0),
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, "The draft is gone; the audit keeps what it held.")
        return redirect("patients:page", patient_id)
    filled = ConsultationForm.of(consultation)
    return show_draft(request, consultation, filled, Refused(discard=form))


@require_POST
def confirm(
    request: StaffRequest, patient_id: UUID, consultation_id: UUID
) -> HttpResponse:
    """The clinician went through the health questions with the patient."""
    at = timezone.now()
    consultation = consultation_of(request, patient_id, consultation_id)
    history = patients.latest_history(
        viewer=request.user, patient=consultation.patient, at=at
    )
    if history is None or str(history.number) != request.POST.get("number"):
        raise Stale
    patient_services.confirm_history(actor=request.user, at=at, history=history)
    messages.success(request, "The health questions are confirmed.")
    return redirect("consultation:page", patient_id, consultation_id)
