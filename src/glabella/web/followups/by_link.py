"""The review on a patient's own phone: link, code, questions, and what to do now."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from glabella.clinic.followups import selectors, services
from glabella.clinic.followups.aftercare import emergency
from glabella.clinic.links import services as links
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import Invalid, NotFound
from glabella.web.followups.asking import UNPROCESSABLE, sent_in
from glabella.web.followups.patient_form import PatientReviewForm
from glabella.web.shared.by_code import Gate, closed, code_of, framed
from glabella.web.shared.forms import refuse
from glabella.web.shared.limits import limited_to

__all__ = ["code", "page"]

GATE = Gate("review_opened", "The questions are about your treatment.")
_link_limit = limited_to(30, seconds=600, name="review by link")
form_page = require_http_methods(["GET", "HEAD", "POST"])


@_link_limit
@form_page
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the code first; then the questions, sent once."""
    at = timezone.now()
    try:
        link = links.open_link(token, at)
        treatment = selectors.treatment_of_link(token=token, at=at)
    except NotFound as error:
        return closed(request, str(error))
    if not GATE.is_open(request, link, at):
        context: dict[str, object] = {
            "gate": GATE,
            "action": reverse("followups:code", args=[token]),
        }
        return render(request, "shared/code.html", framed(context))
    form = PatientReviewForm(sent_in(request), treatment=treatment)
    context = {"form": form, "treatment": treatment, "emergency": emergency()}
    if request.method != "POST" or not form.is_valid():
        return _questions(request, context)
    try:
        answered = services.answer_review(
            actor=Actor.patient(treatment.patient_id),
            at=at,
            treatment=treatment,
            seen=form.seen(),
            link=link,
        )
    except Invalid as error:
        refuse(form, error)
        return _questions(request, context)
    GATE.close(request)
    context = {"urgency": answered.urgency, "emergency": emergency()}
    return render(request, "followups/thanks.html", framed(context))


def _questions(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    status = 200 if request.method != "POST" else UNPROCESSABLE
    page_of = framed({"action": request.path, **context})
    return render(request, "followups/patient_review.html", page_of, status=status)


@_link_limit
@form_page
def code(request: HttpRequest, token: str) -> HttpResponse:
    """Send a code to the known address, or look at the one that was typed."""
    return code_of(request, GATE, token, "followups", _email)


def _email(token: str, at: datetime) -> str:
    return selectors.treatment_of_link(token=token, at=at).patient.email
