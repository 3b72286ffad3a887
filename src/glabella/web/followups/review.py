"""The review of a treatment by staff, and the question to the patient."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from glabella.clinic.accounts import rights
from glabella.clinic.followups import selectors, services
from glabella.clinic.followups.advice import Advice, advice_on
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.errors import Invalid
from glabella.clinic.treatments import services as treatments
from glabella.clinic.treatments.entries import SIDE_EFFECTS
from glabella.clinic.treatments.models import Treatment
from glabella.web.account.http import StaffRequest
from glabella.web.followups.asking import UNPROCESSABLE, opened, sent_in, treatment_in
from glabella.web.followups.forms import EffectRows, ReviewForm, seen_of
from glabella.web.shared.follow_up_view import follow_up_view
from glabella.web.shared.forms import refuse_rows
from glabella.web.shared.words import by_area, capital, product_name

__all__ = ["ask", "review", "suggestions"]


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: StaffRequest, patient_id: UUID, treatment_id: UUID) -> HttpResponse:
    """Enter how it turned out: result, grades, side effects."""
    at = timezone.now()
    rights.require(request.user, "treatment.write", at=at)
    treatment = treatment_in(request, patient_id, treatment_id, at)
    opened(request, treatment, at, "treatment, review")
    areas = dict.fromkeys(site.area for site in treatment.sites.all())
    form = ReviewForm(sent_in(request), areas=areas, initial={"day": day_of(at)})
    rows = EffectRows(sent_in(request), prefix="effect")
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            treatments.add_follow_up(
                actor=request.user,
                at=at,
                treatment=treatment,
                seen=seen_of(form, rows),
                link=reverse("patients:treatment", args=[patient_id, treatment_id]),
            )
        except Invalid as error:
            refuse_rows(form, rows, error, prefix="effect")
        else:
            messages.success(request, "The review is kept.")
            return redirect("patients:treatment", patient_id, treatment_id)
    status = 200 if request.method != "POST" else UNPROCESSABLE
    context = _context(request, treatment, at) | {"form": form, "rows": rows}
    return render(request, "followups/review.html", context, status=status)


def _context(
    request: StaffRequest, treatment: Treatment, at: datetime
) -> dict[str, Any]:
    return {
        "patient": treatment.patient,
        "treatment": treatment,
        "product": product_name(treatment.product),
        "doses": by_area(treatment.sites.all()),
        "earlier": [
            follow_up_view(one, treatment) for one in treatment.follow_ups.all()
        ],
        "invitation": selectors.invitation_of(
            viewer=request.user, treatment=treatment, at=at
        ),
        "suggestions": suggestions(),
        "may_ask": rights.may(request.user, "portal.send_link", at=at),
        "may_plan": rights.may(request.user, "plan.write", at=at)
        and treatment.status == Treatment.Status.SIGNED
        and treatment.place == Treatment.Place.HERE,
    }


def suggestions() -> list[tuple[str, Advice]]:
    """What the evidence says of each side effect that can be entered."""
    return [
        (capital(words), advice)
        for kind, words in SIDE_EFFECTS.items()
        if (advice := advice_on(kind)) is not None
    ]


@require_POST
def ask(request: StaffRequest, patient_id: UUID, treatment_id: UUID) -> HttpResponse:
    """Mail the patient the link to the review, now."""
    at = timezone.now()
    rights.require(request.user, "portal.send_link", at=at)
    treatment = treatment_in(request, patient_id, treatment_id, at)
    services.ask_again(actor=request.user, at=at, treatment=treatment)
    messages.success(request, "The patient gets a link to a few questions by e-mail.")
    return redirect("followups:review", patient_id, treatment_id)
