"""The health questions for a patient on their own phone: link, code, questions."""

from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from glabella.clinic.links import services as links
from glabella.clinic.links.models import SignedLink
from glabella.clinic.patients import selectors, services
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.selectors import practice
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import Blocked, Invalid, NotFound, Stale
from glabella.web.history.form import HistoryForm, kept_fields
from glabella.web.history.saving import form_of_draft, told_back, version_of
from glabella.web.shared.limits import limited_to

__all__ = ["code", "page", "save"]

UNPROCESSABLE, CONFLICT, GONE = 422, 409, 410
OPENED: Final = "history_opened"
OPEN_SECONDS: Final = 2 * 60 * 60
"""So long a code opens the questions in the browser that gave it."""

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
        return _gone(request, str(error))
    if not _is_open(request, link, at):
        return render(request, "history/code.html", _frame({"token": token}))
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
    request.session.pop(OPENED, None)
    return render(request, "history/thanks.html", _frame({}))


@_link_limit
@require_POST
def code(request: HttpRequest, token: str) -> HttpResponse:
    """Send a code to the known address, or look at the one that was typed."""
    at = timezone.now()
    try:
        link = links.open_link(token, at)
        patient = selectors.patient_of_link(token=token, at=at)
    except NotFound as error:
        return _gone(request, str(error))
    context = {"token": token, "sent": True}
    if "code" not in request.POST:
        try:
            links.send_code(at=at, link=link, to=patient.email)
        except Blocked as error:
            return _gone(request, str(error))
        return render(request, "history/code.html", _frame(context))
    try:
        links.check_code(at=at, link=link, code=request.POST["code"])
    except Invalid as error:
        context |= {"error": str(error)}
        return render(
            request, "history/code.html", _frame(context), status=UNPROCESSABLE
        )
    # Whoever planted the session before does not come in with the patient.
    request.session.cycle_key()
    request.session[OPENED] = [str(link.id), int(at.timestamp())]
    return redirect("history:by-link", token)


@require_POST
def save(request: HttpRequest, token: str) -> HttpResponse:
    """Keep the half-filled form; asked by the page itself."""
    at = timezone.now()
    try:
        link = links.open_link(token, at)
        patient = selectors.patient_of_link(token=token, at=at)
    except NotFound as error:
        return JsonResponse({"message": str(error)}, status=GONE)
    if not _is_open(request, link, at):
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


def _is_open(request: HttpRequest, link: SignedLink, at: datetime) -> bool:
    """Whether this browser gave the code of this link a short time ago."""
    held = request.session.get(OPENED)
    if not held or held[0] != str(link.id):
        return False
    return 0 <= at.timestamp() - float(held[1]) < OPEN_SECONDS


def _gone(request: HttpRequest, message: str) -> HttpResponse:
    context = _frame({"message": message})
    return render(request, "history/gone.html", context, status=GONE)


def _questions(
    request: HttpRequest,
    token: str,
    form: HistoryForm,
    version: int,
    *,
    status: int = 200,
) -> HttpResponse:
    context = _frame({"token": token, "form": form, "version": version})
    return render(request, "history/questions.html", context, status=status)


def _frame(context: dict[str, object]) -> dict[str, object]:
    return {"practice": practice(), "quiet": True, **context}
