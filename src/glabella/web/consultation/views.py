"""The page of a consultation: a draft that saves itself, or a signed record."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from glabella.clinic.consultations.models import Consultation
from glabella.clinic.shared.errors import Stale
from glabella.web.account.http import StaffRequest
from glabella.web.consultation.forms import ConsultationForm
from glabella.web.consultation.opening import consultation_of, noted
from glabella.web.consultation.saving import CONFLICT, keep, keep_or_show
from glabella.web.consultation.showing import (
    UNPROCESSABLE,
    ahead,
    show_draft,
    show_signed,
)

__all__ = ["page", "save", "screening"]


# The button that signs stands in the same form: its password may be sent here.
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def page(
    request: StaffRequest, patient_id: UUID, consultation_id: UUID
) -> HttpResponse:
    """Show a consultation; without JavaScript its form is saved here."""
    consultation = consultation_of(request, patient_id, consultation_id)
    if request.method == "POST":
        kept = keep_or_show(request, consultation)
        if isinstance(kept, HttpResponse):
            return kept
        return redirect("consultation:page", patient_id, consultation_id)
    noted(request, patient_id, "consultation")
    is_own_draft = (
        consultation.status == Consultation.Status.DRAFT
        and consultation.by_id == request.user.pk
    )
    if not is_own_draft:
        return show_signed(request, consultation)
    return show_draft(request, consultation, ConsultationForm.of(consultation))


@require_POST
def save(
    request: StaffRequest, patient_id: UUID, consultation_id: UUID
) -> HttpResponse:
    """Save what stands on the page; asked by the page itself."""
    consultation = consultation_of(request, patient_id, consultation_id)
    try:
        saved = keep(request, consultation, ConsultationForm(request.POST))
    except Stale as error:
        return JsonResponse({"message": str(error)}, status=CONFLICT)
    kept = saved.consultation
    if saved.problems:
        words = " ".join(dict.fromkeys(saved.problems.values()))
        answer = {"message": f"The rest is saved. {words}", "version": kept.version}
        return JsonResponse(answer, status=UNPROCESSABLE)
    return JsonResponse({"version": kept.version, "saved_at": kept.saved_at})


@require_safe
def screening(
    request: StaffRequest, patient_id: UUID, consultation_id: UUID
) -> HttpResponse:
    """What the planner's rules say of this patient and these grades."""
    consultation = consultation_of(request, patient_id, consultation_id)
    context = {"ahead": ahead(request, consultation)}
    return render(request, "consultation/_screening.html", context)
