"""A paper on the patient's own phone: link, code, read, sign."""

from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from glabella.clinic.consents import selectors, services
from glabella.clinic.consents.models import Consent
from glabella.clinic.links import services as links
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import NotFound, Stale
from glabella.web.shared.by_code import Gate, closed, code_of, framed
from glabella.web.shared.limits import limited_to
from glabella.web.shared.papers import (
    SignForm,
    level_in,
    paper_context,
    paper_file,
    signed_by,
)

__all__ = ["code", "page", "pdf"]

UNPROCESSABLE = 422
_link_limit = limited_to(30, seconds=600, name="consent by link")


GATE: Final = Gate("consent_opened", "This is a paper for you alone to read.")


@_link_limit
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the code first; then the paper, with the form to sign it."""
    at = timezone.now()
    try:
        link = links.open_link(token, at)
        consent = selectors.consent_of_link(token=token, at=at)
    except NotFound as error:
        return closed(request, str(error))
    if not GATE.is_open(request, link, at):
        return redirect("consents:code", token)
    if request.method == "POST":
        return _signed(request, token, consent, at)
    actor = Actor.patient(consent.patient_id)
    services.open_paper(actor=actor, at=at, consent=consent)
    return _shown(request, token, consent, None, 200)


def _signed(
    request: HttpRequest, token: str, consent: Consent, at: datetime
) -> HttpResponse:
    form = SignForm(request.POST)
    actor = Actor.patient(consent.patient_id)
    try:
        done = signed_by(form, actor=actor, at=at, consent=consent)
    except Stale as error:
        return closed(request, str(error))
    if done is None:
        return _shown(request, token, consent, form, UNPROCESSABLE)
    GATE.close(request)
    return render(request, "consents/thanks.html", framed({"consent": done}))


@_link_limit
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, token: str) -> HttpResponse:
    """Send a code to the known address, or look at the one that was typed."""
    return code_of(request, GATE, token, "consents", _email)


def _email(token: str, at: datetime) -> str:
    return selectors.consent_of_link(token=token, at=at).patient.email


@require_safe
def pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The paper to keep, before it is signed."""
    at = timezone.now()
    try:
        link = links.open_link(token, at)
        consent = selectors.consent_of_link(token=token, at=at)
    except NotFound as error:
        return closed(request, str(error))
    if not GATE.is_open(request, link, at):
        return redirect("consents:code", token)
    actor = Actor.patient(consent.patient_id)
    services.record_print(actor=actor, at=at, consent=consent)
    return paper_file(consent, level_in(request))


def _shown(
    request: HttpRequest,
    token: str,
    consent: Consent,
    form: SignForm | None,
    status: int,
) -> HttpResponse:
    shown = paper_context(consent, level_in(request), form)
    context = framed({**shown, "token": token})
    return render(request, "consents/by_link.html", context, status=status)
