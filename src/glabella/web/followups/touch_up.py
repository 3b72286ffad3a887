"""Begin a touch-up from a treatment: which sites, how many units by hand."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from glabella.clinic.accounts import rights
from glabella.clinic.followups import selectors, services
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.errors import Invalid
from glabella.clinic.treatments.selectors import label_end
from glabella.web.account.http import StaffRequest
from glabella.web.followups.asking import UNPROCESSABLE, opened, sent_in, treatment_in
from glabella.web.followups.forms import TouchUpForm
from glabella.web.shared.forms import refuse
from glabella.web.shared.words import by_area, product_name

__all__ = ["touch_up"]


@require_http_methods(["GET", "HEAD", "POST"])
def touch_up(
    request: StaffRequest, patient_id: UUID, treatment_id: UUID
) -> HttpResponse:
    """Choose sites and units; the plan that comes of it goes the usual way."""
    at = timezone.now()
    rights.require(request.user, "plan.write", at=at)
    treatment = treatment_in(request, patient_id, treatment_id, at)
    opened(request, treatment, at, "treatment, touch-up")
    sites = selectors.touch_sites(viewer=request.user, treatment=treatment, at=at)
    form = TouchUpForm(sent_in(request), sites=sites)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.start_touch_up(
                actor=request.user, at=at, treatment=treatment, units=form.units
            )
        except Invalid as error:
            refuse(form, error)
        else:
            return redirect("plans:page", patient_id, made.plan.pk)
    end = label_end(treatment)
    context = {
        "patient": treatment.patient,
        "treatment": treatment,
        "product": product_name(treatment.product),
        "doses": by_area(treatment.sites.all()),
        "form": form,
        "label_end": end[0] if end else None,
        "too_soon": end is not None and day_of(at) < end[0],
        "interval": end[1].words if end else "",
    }
    status = 200 if request.method != "POST" else UNPROCESSABLE
    return render(request, "followups/touch_up.html", context, status=status)
