"""The health questions for a patient on their own phone: link, code, questions."""

from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from glabella.clinic.links import services as links
from glabella.clinic.links.models import SignedLink
from glabella.clinic.patients import selectors, services
from glabella.clinic.patients.models import Patient
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import Invalid, NotFound, Stale
from glabella.web.history.form import HistoryForm, kept_fields
from glabella.web.history.saving import form_of_draft, told_back, version_of
from glabella.web.shared.by_code import Gate, closed, code_of, framed
from glabella.web.shared.limits import limited_to

__all__ = ["code", "page", "save"]

UNPROCESSABLE, CONFLICT, GONE = 422, 409, 410
GATE: Final = Gate("history_opened", "The questions are about your health.")

_link_limit = limited_to(30, seconds=600, name="history by link")


@_link_limit
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the code first; then the questions, saved as they go and sent once."""
    at = timezone.now()
    try:
        link = links.open_link(token, at)
        patient = selectors.patient_of_link(token=token, at=at)
    except NotFound as error:
        return closed(request, str(error))
    if not GATE.is_open(request, link, at):
        context = framed(
            {"gate": GATE, "action": reverse("history:code", args=[token])}
        )
        return render(request, "shared/code.html", context)
    draft = selectors.draft_by_link(token=token, at=at)
    last = selectors.last_answers_by_link(token=token, at=at)
    if request.method != "POST":
        form = HistoryForm(form_of_draft(draft), patient=patient, last=last)
        return _questions(request, token, form, draft.version if draft else 0)
    form = HistoryForm(request.POST, patient=patient, last=last)
    if "send" not in request.POST:
        return _kept(request, token, patient, form)
    return _sent(request, link, patient, form) or _questions(
        request, token, form, version_of(request), status=UNPROCESSABLE
    )


def _sent(
    request: HttpRequest, link: SignedLink, patient: Patient, form: HistoryForm
) -> HttpResponse | None:
    """Take the answers over; nothing where something is in the way."""
    if not form.is_valid():
        return None
    try:
        services.send_history(
            actor=Actor.patient(patient.id),
            at=timezone.now(),
            patient=patient,
            answers=form.answers(),
            link=link,
        )
    except Invalid as error:
        told_back(form, error)
        return None
    GATE.close(request)
    return render(request, "history/thanks.html", framed({}))


@_link_limit
@require_POST
def code(request: HttpRequest, token: str) -> HttpResponse:
    """Send a code to the known address, or look at the one that was typed."""
    return code_of(request, GATE, token, "history", _email)


def _email(token: str, at: datetime) -> str:
    return selectors.patient_of_link(token=token, at=at).email


@require_POST
def save(request: HttpRequest, token: str) -> HttpResponse:
    """Keep the half-filled form; asked by the page itself."""
    at = timezone.now()
    try:
        link = links.open_link(token, at)
        patient = selectors.patient_of_link(token=token, at=at)
    except NotFound as error:
        return JsonResponse({"message": str(error)}, status=GONE)
    if not GATE.is_open(request, link, at):
        message = "The time for this code is over. Load the page anew for another one."
        return JsonResponse({"message": message}, status=CONFLICT)
    try:
        draft = _save(request, patient, at)
    except Stale as error:
        return JsonResponse({"message": str(error)}, status=CONFLICT)
    except Invalid as error:
        return JsonResponse({"message": str(error)}, status=UNPROCESSABLE)
    return JsonResponse({"version": draft, "saved_at": at})


def _save(request: HttpRequest, patient: Patient, at: datetime) -> int:
    draft = services.save_draft(
        actor=Actor.patient(patient.id),
        at=at,
        patient=patient,
        fields=kept_fields(request.POST),
        version=version_of(request),
    )
    return draft.version


def _kept(
    request: HttpRequest, token: str, patient: Patient, form: HistoryForm
) -> HttpResponse:
    """Save without a script, by the page's own button."""
    try:
        _save(request, patient, timezone.now())
    except (Stale, Invalid) as error:
        form.add_error(None, str(error))
        version = version_of(request)
        return _questions(request, token, form, version, status=CONFLICT)
    return redirect("history:by-link", token)


def _questions(
    request: HttpRequest,
    token: str,
    form: HistoryForm,
    version: int,
    *,
    status: int = 200,
) -> HttpResponse:
    context = framed({"token": token, "form": form, "version": version})
    return render(request, "history/questions.html", context, status=status)
