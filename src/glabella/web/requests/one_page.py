"""The page of one request, whole: as it is read, or after something was refused."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from glabella.clinic.accounts import rights
from glabella.clinic.patients.selectors import possible_duplicates
from glabella.clinic.requests import selectors
from glabella.clinic.requests.concerns import FOLDS
from glabella.clinic.requests.models import TreatmentRequest
from glabella.web.account.http import StaffRequest
from glabella.web.requests import booking
from glabella.web.requests.rows import Row
from glabella.web.requests.staff_forms import DeclineForm, NoteForm
from glabella.web.shared.forms import StaleForm

__all__ = ["Shown", "answer", "unread"]


@dataclass(frozen=True, slots=True)
class Shown:
    """What was typed and refused, shown again in its place."""

    note: NoteForm | None = None
    decline: DeclineForm | None = None
    booking: dict[str, Any] | None = None
    stale: StaleForm | None = None
    problem: str = ""


def unread(request: StaffRequest, request_id: UUID) -> TreatmentRequest:
    """The request for a page that repeats what was on the screen already."""
    return selectors.get_request(
        viewer=request.user, at=timezone.now(), request_id=request_id, reading=False
    )


def answer(
    request: StaffRequest, one: TreatmentRequest, shown: Shown, status: int = 200
) -> HttpResponse:
    """The page."""
    at = timezone.now()
    may_handle = rights.may(request.user, "request.handle", at=at)
    is_open = one.status in {"new", "contacted"} and one.erased_at is None
    initial = {"version": one.version}
    told = bool(one.email) and one.erased_at is None
    context = {
        "one": one,
        "row": Row(one, at),
        "folds": FOLDS in one.concerns,
        "is_open": is_open,
        "may_handle": may_handle and one.erased_at is None,
        "note": shown.note or NoteForm(initial=initial | {"note": one.note}),
        "decline": shown.decline or DeclineForm(initial=initial | {"tell": told}),
        "stale": shown.stale,
        "problem": shown.problem,
        "others": selectors.other_requests(viewer=request.user, at=at, one=one),
        "people": _people(request, one) if is_open and may_handle else [],
        **_times(request, one, shown, wanted=is_open and may_handle),
    }
    return render(request, "requests/detail.html", context, status=status)


def _people(request: StaffRequest, one: TreatmentRequest) -> list[Any]:
    if one.patient is not None:
        return []
    found = possible_duplicates(
        viewer=request.user,
        at=timezone.now(),
        name=f"{one.given_name} {one.family_name}",
        born_on=one.born_on,
        email=one.email,
        phone=one.phone,
    )
    return found[:10]


def _times(
    request: StaffRequest, one: TreatmentRequest, shown: Shown, *, wanted: bool
) -> dict[str, Any]:
    """The free times come in a request of their own, unless a page without scripts asks."""
    if shown.booking is not None:
        return {"times": True, **shown.booking}
    if wanted and "kind" in request.GET:
        return {"times": True, **booking.offer(request, one, at=timezone.now())}
    return {"times": False}
