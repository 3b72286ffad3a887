"""One request, and what the front desk does with it."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from glabella.clinic.accounts import rights
from glabella.clinic.calendar.services.booking import Taken
from glabella.clinic.requests import selectors, services
from glabella.clinic.shared.errors import Blocked, Invalid, Stale
from glabella.web.account.http import StaffRequest
from glabella.web.requests import booking
from glabella.web.requests.one_page import Shown, answer, unread
from glabella.web.requests.staff_forms import DeclineForm, NoteForm
from glabella.web.shared.forms import refuse, restale
from glabella.web.shared.numbers import whole

__all__ = ["DEEDS", "book", "detail", "handle", "times"]

UNPROCESSABLE: Final = 422
CONFLICT: Final = 409


@require_safe
def detail(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """One request, who it may be, and what can be done with it."""
    one = selectors.get_request(
        viewer=request.user, at=timezone.now(), request_id=request_id
    )
    return answer(request, one, Shown())


@require_safe
def times(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """The free times alone, as the wishes for them change."""
    rights.require(request.user, "request.handle", at=timezone.now())
    one = unread(request, request_id)
    context = {"one": one, **booking.offer(request, one, at=timezone.now())}
    return render(request, "requests/_times.html", context)


@require_POST
def book(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """Register and book in one step, or show the page again with what is in the way."""
    at = timezone.now()
    rights.require(request.user, "request.handle", at=at)
    one = unread(request, request_id)
    forms = booking.sent(request, one, at=at)
    if not forms.valid:
        return answer(request, one, Shown(booking=forms.context), status=UNPROCESSABLE)
    try:
        appointment = booking.book_in(request, one, forms, at=at)
    except Invalid as error:
        forms.refuse(error)
    except Taken as error:
        forms.book.add_error("slot", str(error))
    else:
        messages.success(request, booking.told(appointment))
        return redirect("requests:detail", request_id)
    return answer(request, one, Shown(booking=forms.context), status=UNPROCESSABLE)


@require_POST
def handle(request: StaffRequest, request_id: UUID, deed: str) -> HttpResponse:
    """Contacted, declined, opened again, noted, linked."""
    try:
        refused = DEEDS[deed](request, request_id)
    except (Stale, Blocked) as error:
        one = unread(request, request_id)
        return answer(request, one, Shown(problem=str(error)), status=CONFLICT)
    return refused or redirect("requests:detail", request_id)


# --- what is done -----------------------------------------------------------------


def _version(request: HttpRequest) -> int:
    return whole(request.POST.get("version", ""), 0)


def _contacted(request: StaffRequest, request_id: UUID) -> None:
    services.contacted(
        actor=request.user,
        at=timezone.now(),
        request_id=request_id,
        version=_version(request),
    )
    messages.success(request, "Marked as contacted.")


def _reopen(request: StaffRequest, request_id: UUID) -> None:
    services.reopen(
        actor=request.user,
        at=timezone.now(),
        request_id=request_id,
        version=_version(request),
    )
    messages.success(request, "The request is open again.")


def _unlink(request: StaffRequest, request_id: UUID) -> None:
    services.unlink(
        actor=request.user,
        at=timezone.now(),
        request_id=request_id,
        version=_version(request),
    )
    messages.success(request, "The link to the patient was taken back.")


def _link(request: StaffRequest, request_id: UUID) -> None:
    try:
        patient_id = UUID(request.POST.get("patient", ""))
    except ValueError:
        raise Http404 from None
    services.link(
        actor=request.user,
        at=timezone.now(),
        request_id=request_id,
        version=_version(request),
        patient_id=patient_id,
    )
    messages.success(request, "Linked to the patient. Now book a time.")


def _note(request: StaffRequest, request_id: UUID) -> HttpResponse | None:
    form = NoteForm(request.POST)
    if not form.is_valid():
        one = unread(request, request_id)
        return answer(request, one, Shown(note=form), status=UNPROCESSABLE)
    try:
        services.annotate(
            actor=request.user,
            at=timezone.now(),
            request_id=request_id,
            version=form.cleaned_data["version"],
            note=form.cleaned_data["note"],
        )
    except Stale:
        one = unread(request, request_id)
        stale = restale(
            form,
            {"note": one.note, "version": one.version},
            by=one.handled_by.name if one.handled_by else "",
        )
        return answer(request, one, Shown(note=form, stale=stale), status=CONFLICT)
    messages.success(request, "The note is kept.")
    return None


def _decline(request: StaffRequest, request_id: UUID) -> HttpResponse | None:
    form = DeclineForm(request.POST)
    if form.is_valid():
        try:
            services.decline(
                actor=request.user,
                at=timezone.now(),
                request_id=request_id,
                **form.cleaned_data,
            )
        except Invalid as error:
            refuse(form, error)
        else:
            messages.success(request, "The request is closed.")
            return None
    one = unread(request, request_id)
    return answer(request, one, Shown(decline=form), status=UNPROCESSABLE)


# Each has an address of its name.
DEEDS: Final[dict[str, Callable[[StaffRequest, UUID], HttpResponse | None]]] = {
    "contacted": _contacted,
    "decline": _decline,
    "link": _link,
    "note": _note,
    "reopen": _reopen,
    "unlink": _unlink,
}
