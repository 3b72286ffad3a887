"""The page of one request, whole: as it is read, or after something was refused."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateformat import format as date_format

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

ASKED_TWICE: Final = timedelta(days=30)
"""Two requests of one name within this time are taken for one wish."""


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
    others = selectors.other_requests(viewer=request.user, at=at, one=one)
    asked_again = any(_is_same_wish(alike, one) for alike in others)
    told = bool(one.email) and one.erased_at is None and not asked_again
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
        "others": others,
        "asked_again": asked_again,
        "another": _another(one),
        "people": _people(request, one) if is_open and may_handle else [],
        **_times(request, one, shown, wanted=is_open and may_handle),
    }
    return render(request, "requests/detail.html", context, status=status)


def _is_same_wish(alike: selectors.Alike, one: TreatmentRequest) -> bool:
    """Whether somebody of this name asked at about the same time, and was not declined."""
    other = alike.request
    apart = abs(other.received_at - one.received_at)
    return (
        "same name" in alike.reasons
        and other.status != TreatmentRequest.Status.DECLINED
        and apart <= ASKED_TWICE
    )


def _another(one: TreatmentRequest) -> str:
    """What the linked patient's record says otherwise than the request."""
    patient = one.patient
    if patient is None or one.erased_at is not None:
        return ""
    told = f"{one.given_name} {one.family_name}"
    differs = []
    if told.casefold() != patient.full_name.casefold():
        differs.append(f"the name {patient.full_name}, the request {told}")
    if one.born_on and patient.born_on and one.born_on != patient.born_on:
        days = [date_format(day, "j F Y") for day in (patient.born_on, one.born_on)]
        differs.append(f"the birth date {days[0]}, the request {days[1]}")
    return "; ".join(differs)


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
