"""A patient's papers on their own page: read, sign, withdraw, keep."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from glabella.clinic.consents import selectors, services
from glabella.clinic.consents.models import Consent
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import Invalid, Stale
from glabella.web.portal.opening import Opened, opened_page
from glabella.web.portal.saying import back
from glabella.web.shared.by_code import framed
from glabella.web.shared.papers import (
    SignForm,
    level_in,
    paper_context,
    paper_file,
    signed_by,
)

__all__ = ["paper", "pdf", "withdraw"]

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@opened_page
def paper(request: HttpRequest, own: Opened, consent_id: UUID) -> HttpResponse:
    """One paper; signed where it is open."""
    consent = selectors.get_own(patient=own.patient, consent_id=consent_id)
    actor = Actor.patient(own.patient.pk)
    if request.method != "POST":
        services.open_paper(actor=actor, at=own.at, consent=consent)
        return _shown(request, own, consent, None, 200)
    form = SignForm(request.POST)
    try:
        done = signed_by(form, actor=actor, at=own.at, consent=consent)
    except Stale:
        return redirect("portal:paper", own.token, consent_id)
    if done is None:
        return _shown(request, own, consent, form, UNPROCESSABLE)
    return back(own, "signed")


@require_safe
@opened_page
def pdf(request: HttpRequest, own: Opened, consent_id: UUID) -> HttpResponse:
    """The paper to keep."""
    consent = selectors.get_own(patient=own.patient, consent_id=consent_id)
    actor = Actor.patient(own.patient.pk)
    services.record_print(actor=actor, at=own.at, consent=consent)
    return paper_file(consent, level_in(request))


@require_POST
@opened_page
def withdraw(request: HttpRequest, own: Opened, consent_id: UUID) -> HttpResponse:
    """Withdraw at once; no reason is asked for."""
    consent = selectors.get_own(patient=own.patient, consent_id=consent_id)
    try:
        services.withdraw(
            actor=Actor.patient(own.patient.pk),
            at=own.at,
            consent=consent,
            reason=request.POST.get("reason", ""),
        )
    except (Invalid, Stale):
        return redirect("portal:paper", own.token, consent_id)
    return back(own, "withdrawn")


def _shown(
    request: HttpRequest,
    own: Opened,
    consent: Consent,
    form: SignForm | None,
    status: int,
) -> HttpResponse:
    context = framed(
        {
            **paper_context(consent, level_in(request), form),
            "token": own.token,
            "counts": consent.in_force(own.at),
        }
    )
    return render(request, "portal/paper.html", context, status=status)
