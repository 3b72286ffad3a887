"""The paper on the clinic's tablet: read and signed by the patient, staff stand by.

The page has no way into the record, because the tablet is in the patient's hands.
"""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from glabella.clinic.accounts import rights
from glabella.clinic.consents import selectors, services
from glabella.clinic.consents.models import Consent
from glabella.clinic.shared.errors import Stale
from glabella.web.account.http import StaffRequest
from glabella.web.shared.by_code import framed
from glabella.web.shared.papers import (
    SignForm,
    level_in,
    paper_context,
    signed_by,
)

__all__ = ["sign", "signed"]

UNPROCESSABLE, CONFLICT = 422, 409


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: StaffRequest, patient_id: UUID, consent_id: UUID) -> HttpResponse:
    """The paper with the form below it; signed in the presence of who is signed in."""
    at = timezone.now()
    rights.require(request.user, "consent.witness", at=at)
    consent = selectors.get_consent(
        viewer=request.user, patient_id=patient_id, consent_id=consent_id, at=at
    )
    if consent.status != Consent.Status.OPEN:
        return redirect("consents:paper", patient_id, consent_id)
    services.open_paper(actor=request.user, at=at, consent=consent)
    if request.method != "POST":
        return _page(request, consent, None, 200)
    form = SignForm(request.POST)
    try:
        done = signed_by(form, actor=request.user, at=at, consent=consent)
    except Stale as error:
        return _again(request, consent, form, error)
    if done is None:
        return _page(request, consent, form, UNPROCESSABLE)
    return redirect("consents:signed", patient_id, consent_id)


def _again(
    request: StaffRequest, consent: Consent, form: SignForm, error: Stale
) -> HttpResponse:
    """Somebody signed or replaced the paper meanwhile, or its words are others."""
    consent.refresh_from_db()
    if consent.status != Consent.Status.OPEN:
        return redirect("consents:signed", consent.patient_id, consent.pk)
    form.add_error(None, str(error))
    return _page(request, consent, form, CONFLICT)


def _page(
    request: StaffRequest, consent: Consent, form: SignForm | None, status: int
) -> HttpResponse:
    context = framed(
        {
            **paper_context(consent, level_in(request), form),
            "witness": request.user.name,
            "patient": consent.patient,
        }
    )
    return render(request, "consents/sign.html", context, status=status)


@require_safe
def signed(request: StaffRequest, patient_id: UUID, consent_id: UUID) -> HttpResponse:
    """Thanks, and the tablet goes back; nothing of the record is shown."""
    at = timezone.now()
    rights.require(request.user, "consent.witness", at=at)
    consent = selectors.get_consent(
        viewer=request.user, patient_id=patient_id, consent_id=consent_id, at=at
    )
    context = framed({"consent": consent})
    return render(request, "consents/signed.html", context)
