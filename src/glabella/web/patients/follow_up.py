"""What was seen after a treatment."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from glabella.clinic.accounts import rights
from glabella.clinic.patients import services as records
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.errors import Invalid
from glabella.clinic.treatments import services
from glabella.web.account.http import StaffRequest
from glabella.web.patients.treatment import treatment_of
from glabella.web.patients.treatment_forms import (
    EffectRows,
    FollowUpForm,
    refuse_rows,
    seen_of,
)
from glabella.web.patients.words import by_area, product_name

__all__ = ["new"]

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest, patient_id: UUID, treatment_id: UUID) -> HttpResponse:
    """Enter a follow-up: result, grades, side effects."""
    at = timezone.now()
    rights.require(request.user, "treatment.write", at=at)
    treatment = treatment_of(request, patient_id, treatment_id)
    records.open_record(
        actor=request.user, at=at, patient_id=patient_id, what="treatment, follow-up"
    )
    areas = dict.fromkeys(site.area for site in treatment.sites.all())
    form = FollowUpForm(request.POST or None, areas=areas, initial={"day": day_of(at)})
    rows = EffectRows(request.POST or None, prefix="effect")
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            services.add_follow_up(
                actor=request.user,
                at=at,
                treatment=treatment,
                seen=seen_of(form, rows),
                link=reverse("patients:page", args=[patient_id]),
            )
        except Invalid as error:
            refuse_rows(form, rows, error, prefix="effect")
        else:
            messages.success(request, "The follow-up is kept.")
            return redirect("patients:page", patient_id)
    context = {
        "patient": treatment.patient,
        "treatment": treatment,
        "product": product_name(treatment.product),
        "doses": by_area(treatment.sites.all()),
        "form": form,
        "rows": rows,
    }
    status = 200 if request.method != "POST" else UNPROCESSABLE
    return render(request, "patients/follow_up.html", context, status=status)
