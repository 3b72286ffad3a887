"""Aftercare of a treatment: shown, printed, and a link to it sent."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from glabella.clinic.accounts import rights
from glabella.clinic.followups import selectors, services
from glabella.web.account.http import StaffRequest
from glabella.web.followups.asking import opened, treatment_in
from glabella.web.followups.papers import aftercare_file, pdf_answer

__all__ = ["file", "page", "send"]


@require_safe
def page(request: StaffRequest, patient_id: UUID, treatment_id: UUID) -> HttpResponse:
    """What the patient is told, as it reads now."""
    at = timezone.now()
    treatment = treatment_in(request, patient_id, treatment_id, at)
    opened(request, treatment, at, "treatment, aftercare")
    context = {
        "patient": treatment.patient,
        "treatment": treatment,
        "care": selectors.aftercare(
            viewer=request.user, treatment_id=treatment_id, at=at
        ),
        "may_send": rights.may(request.user, "portal.send_link", at=at),
    }
    return render(request, "followups/aftercare.html", context)


@require_safe
def file(request: StaffRequest, patient_id: UUID, treatment_id: UUID) -> HttpResponse:
    """The same on paper."""
    at = timezone.now()
    treatment = treatment_in(request, patient_id, treatment_id, at)
    care = selectors.aftercare(viewer=request.user, treatment_id=treatment_id, at=at)
    content = aftercare_file(care, patient=treatment.patient.full_name)
    services.note_print(
        actor=request.user, at=at, treatment=treatment, what="aftercare"
    )
    return pdf_answer(content, f"aftercare-{treatment.patient.number}.pdf")


@require_POST
def send(request: StaffRequest, patient_id: UUID, treatment_id: UUID) -> HttpResponse:
    """Mail the patient a link to their page, where it stands."""
    at = timezone.now()
    rights.require(request.user, "portal.send_link", at=at)
    treatment = treatment_in(request, patient_id, treatment_id, at)
    services.send_aftercare(actor=request.user, at=at, treatment=treatment)
    messages.success(request, "The patient gets a link to their page by e-mail.")
    return redirect("followups:aftercare", patient_id, treatment_id)
