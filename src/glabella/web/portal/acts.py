"""What a patient does on their own page: write, go on, take a copy, ask, leave."""

import zipfile
from collections.abc import Iterable
from io import BytesIO
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from glabella.clinic.followups import selectors as followups
from glabella.clinic.links import services as links
from glabella.clinic.portal import services
from glabella.clinic.shared.errors import Blocked, Invalid
from glabella.web.portal.opening import GATE, Opened, opened_page
from glabella.web.portal.page import ErasureForm, MessageForm, shown
from glabella.web.portal.saying import back
from glabella.web.shared.by_code import Gate
from glabella.web.shared.forms import refuse
from glabella.web.shared.limits import limited_to
from glabella.web.shared.record_copy import paper_of

__all__ = ["copy", "erasure", "history", "leave", "message", "review"]

UNPROCESSABLE, CONFLICT = 422, 409
NEXT = {
    "history": Gate("history_opened", ""),
    "review": Gate("review_opened", ""),
}
"""The doors of the next steps, as their own screens call them in the session."""
_copies = limited_to(6, seconds=3600, name="copies of a record")


@require_POST
@opened_page
def message(request: HttpRequest, own: Opened) -> HttpResponse:
    """Send a message to the clinic."""
    form = MessageForm(request.POST)
    if form.is_valid():
        try:
            text = form.cleaned_data["text"]
            services.write(at=own.at, patient=own.patient, text=text)
        except Invalid as error:
            refuse(form, error)
        except Blocked as error:
            form.add_error(None, str(error))
        else:
            return back(own, "sent")
    return shown(request, own, message=form, status=UNPROCESSABLE)


@require_POST
@opened_page
def history(request: HttpRequest, own: Opened) -> HttpResponse:
    """On to the questions about health, without a second code."""
    return _go_on(request, own, "history", own.patient.pk)


@require_POST
@opened_page
def review(request: HttpRequest, own: Opened, treatment_id: UUID) -> HttpResponse:
    """On to how a treatment went, without a second code."""
    treatment = followups.treatment_of_patient(
        patient=own.patient, treatment_id=treatment_id
    )
    return _go_on(request, own, "review", treatment.pk)


def _go_on(
    request: HttpRequest, own: Opened, purpose: str, record_id: object
) -> HttpResponse:
    token = services.go_on(
        at=own.at, patient=own.patient, purpose=purpose, record_id=record_id
    )
    NEXT[purpose].open(request, links.open_link(token, own.at), own.at)
    names = {"history": "history:by-link", "review": "followups:by-link"}
    return redirect(names[purpose], token)


@_copies
@require_POST
@opened_page
def copy(request: HttpRequest, own: Opened) -> HttpResponse:
    """A copy of everything the record holds: to read, for machines, or the pictures."""
    kind = request.POST.get("kind", "")
    name = f"my-record-{own.patient.number}"
    if kind == "pictures":
        pictures = services.own_pictures(at=own.at, patient=own.patient)
        answer = HttpResponse(_zipped(pictures), content_type="application/zip")
        return _as_file(answer, f"{name}.zip")
    if kind not in {"data", "paper"}:
        return back(own, "")
    told = services.own_copy(at=own.at, patient=own.patient, kind=kind)
    if kind == "paper":
        answer = HttpResponse(paper_of(told), content_type="application/pdf")
        return _as_file(answer, f"{name}.pdf")
    shape = {"ensure_ascii": False, "indent": 2}
    return _as_file(JsonResponse(told, json_dumps_params=shape), f"{name}.json")


def _zipped(pictures: Iterable[tuple[str, bytes]]) -> bytes:
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as file:
        for name, content in pictures:
            file.writestr(name, content)
    return whole.getvalue()


def _as_file(answer: HttpResponse, name: str) -> HttpResponse:
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_POST
@opened_page
def erasure(request: HttpRequest, own: Opened) -> HttpResponse:
    """Ask to have the record erased."""
    form = ErasureForm(request.POST)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            services.ask_erasure(at=own.at, patient=own.patient, reason=reason)
        except (Invalid, Blocked) as error:
            form.add_error(None, str(error))
        else:
            return back(own, "asked")
    return shown(request, own, erasure=form, status=UNPROCESSABLE)


@require_POST
@opened_page
def leave(request: HttpRequest, own: Opened) -> HttpResponse:
    """Close the page in this browser; the next time a code is asked for again."""
    GATE.close(request)
    return redirect("portal:code", own.token)
