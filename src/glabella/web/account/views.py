"""The account pages: what one can do about one's own way in."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import get_script_prefix
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from glabella.clinic.accounts import selectors, services
from glabella.clinic.patients import emergency
from glabella.clinic.patients.selectors import get_patient
from glabella.clinic.patients.services import open_record
from glabella.clinic.shared.errors import Invalid, NotFound
from glabella.web.account.forms import BreakGlassForm, ChoosePasswordForm
from glabella.web.account.http import StaffRequest
from glabella.web.shared.forms import refuse

__all__ = [
    "break_glass",
    "choose_password",
    "end_break_glass",
    "end_others",
    "end_session",
    "page",
    "required",
    "sessions",
]

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_GET
def page(request: StaffRequest) -> HttpResponse:
    """Show what one's account is and what can be done with it."""
    context = {
        "person": request.user,
        "second_factor": selectors.has_second_factor(request.user),
    }
    return render(request, "account/page.html", context)


@require_GET
def required(request: StaffRequest) -> HttpResponse:
    """Say that a second factor has to be set up before anything else opens."""
    if selectors.has_second_factor(request.user):
        return redirect("account:page")
    return render(request, "account/required.html")


@require_GET
def sessions(request: StaffRequest) -> HttpResponse:
    """Show where one is signed in."""
    context = {
        "sessions": selectors.sessions_of(viewer=request.user, at=timezone.now()),
        "current": request.session.session_key,
    }
    return render(request, "account/sessions.html", context)


@require_POST
def end_session(request: StaffRequest, session_id: int) -> HttpResponse:
    """End one session."""
    services.end_session(actor=request.user, at=timezone.now(), session_id=session_id)
    messages.success(request, "Signed out there.")
    return redirect("account:sessions")


@require_POST
def end_others(request: StaffRequest) -> HttpResponse:
    """End all sessions but this one."""
    count = services.end_others(
        actor=request.user,
        at=timezone.now(),
        session_key=request.session.session_key or "",
    )
    messages.success(request, f"Signed out in {count} other places.")
    return redirect("account:sessions")


@login_not_required
@sensitive_post_parameters("password", "again")
@form_page
def choose_password(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """Let somebody choose their password with the link that the owner gave them."""
    try:
        person = services.person_of_link(uid, token)
    except NotFound:
        return render(request, "account/link_ended.html", status=404)
    form = ChoosePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.choose_password(
                at=timezone.now(),
                uid=uid,
                token=token,
                password=form.cleaned_data["password"],
            )
        except Invalid as error:
            refuse(form, error)
        else:
            messages.success(request, "Your password is set. Sign in with it now.")
            return redirect("account_login")
    context = {"form": form, "person": person}
    status = 422 if form.errors else 200
    return render(request, "account/choose_password.html", context, status=status)


@form_page
def break_glass(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Open one clinical record in an emergency, with a reason."""
    at = timezone.now()
    patient = open_record(
        actor=request.user, at=at, patient_id=patient_id, what="emergency access, form"
    )
    form = BreakGlassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            emergency.break_glass(
                actor=request.user,
                at=at,
                patient=patient,
                reason=form.cleaned_data["reason"],
                link=_address(patient_id),
            )
        except Invalid as error:
            refuse(form, error)
        else:
            return redirect(_address(patient_id))
    context = {"form": form, "patient": patient, "back": _address(patient_id)}
    status = 422 if form.errors else 200
    return render(request, "account/break_glass.html", context, status=status)


@require_POST
def end_break_glass(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Give emergency access back."""
    at = timezone.now()
    patient = get_patient(viewer=request.user, patient_id=patient_id, at=at)
    emergency.end_break_glass(actor=request.user, at=at, patient=patient)
    return redirect(_address(patient_id))


def _address(patient_id: UUID) -> str:
    """The patient's page, which stands above this part."""
    return f"{get_script_prefix()}patients/{patient_id}/"
