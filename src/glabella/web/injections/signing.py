"""Sign what was given, or give the session up."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from glabella.clinic.accounts import rights
from glabella.clinic.injections import services
from glabella.clinic.shared.errors import Blocked, Invalid, Stale
from glabella.web.account.http import StaffRequest
from glabella.web.injections.asking import asked
from glabella.web.injections.pages import shown
from glabella.web.shared.forms import refuse
from glabella.web.shared.numbers import whole
from glabella.web.shared.signing import ProofForm

__all__ = ["give_up", "sign"]

UNPROCESSABLE, CONFLICT = 422, 409


@require_POST
def sign(request: StaffRequest, patient_id: UUID, session_id: UUID) -> HttpResponse:
    """Sign and lock, with the password or a code."""
    one = asked(request, patient_id, session_id)
    rights.require(request.user, "treatment.sign", at=one.at)
    form = ProofForm(request.POST, auto_id="proof_%s")
    form.is_valid()
    reason = request.POST.get("shortfall", "")[:400]
    signing = services.Signing(
        whole(request.POST.get("seen", ""), -1),
        password=form.cleaned_data.get("password", ""),
        code=form.cleaned_data.get("code", ""),
        reason=reason,
    )
    try:
        services.finish(
            actor=request.user, at=one.at, session=one.session, signing=signing
        )
    except Invalid as error:
        refuse(form, error)
        return shown(
            request, one, status=UNPROCESSABLE, proof=form, shortfall_reason=reason
        )
    except (Blocked, Stale) as error:
        return shown(
            request,
            one,
            status=CONFLICT,
            not_signed=str(error),
            shortfall_reason=reason,
        )
    messages.success(request, "Signed and locked.")
    return redirect(one.address)


@require_POST
def give_up(request: StaffRequest, patient_id: UUID, session_id: UUID) -> HttpResponse:
    """Give a session up in which nothing was given."""
    one = asked(request, patient_id, session_id)
    try:
        services.abandon(
            actor=request.user,
            at=one.at,
            session=one.session,
            reason=request.POST.get("reason", ""),
        )
    except Invalid as error:
        return shown(request, one, status=UNPROCESSABLE, refused=str(error))
    messages.success(request, "The session is given up; nothing was given.")
    return redirect(one.address)
