"""The waiting list: who is on it, who joins, and a time offered by hand."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from glabella.clinic.accounts import rights
from glabella.clinic.calendar import selectors, services
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.patients.models import Patient
from glabella.clinic.shared.errors import Blocked, Invalid, Stale
from glabella.web.account.http import StaffRequest
from glabella.web.calendar.forms import WaitForm
from glabella.web.calendar.patients import patient_in, who_is_it
from glabella.web.calendar.words import (
    choices,
    chosen,
    times_wished,
    waiting_chip,
    when,
)
from glabella.web.shared.forms import refuse
from glabella.web.shared.numbers import whole
from glabella.web.shared.paging import numbered

__all__ = ["add", "end", "offer", "page"]

PAGE_ROWS: Final = 25
CONFLICT: Final = 409
UNPROCESSABLE: Final = 422


@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """Everybody on the list."""
    at = timezone.now()
    entries = selectors.waiting(viewer=request.user, at=at)
    shown = Paginator(entries, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "rows": [(one, waiting_chip(one), times_wished(one)) for one in shown],
        "pager": numbered(shown),
        "may_book": rights.may(request.user, "calendar.book", at=at),
    }
    return render(request, "calendar/waiting.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    """Put somebody on the list."""
    at = timezone.now()
    rights.require(request.user, "calendar.book", at=at)
    patient = patient_in(request, at=at)
    if patient is None:
        return who_is_it(request, at=at, waiting=True)
    later = selectors.visits_to_come(viewer=request.user, at=at, patient=patient)
    form = WaitForm(
        request.POST or None,
        people=selectors.bookable(),
        visits=[(str(one.pk), when(one.starts_at)) for one in later],
        initial={
            "kind": Appointment.Kind.TREATMENT,
            "from_day": timezone.localdate(at),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            _wait(request, patient, form, later, at)
        except Invalid as error:
            refuse(form, error)
        else:
            messages.success(request, "The patient is on the waiting list.")
            return redirect("calendar:waiting")
    context = {"patient": patient, "form": form}
    code = UNPROCESSABLE if form.errors else 200
    return render(request, "calendar/wait.html", context, status=code)


def _wait(
    request: StaffRequest,
    patient: Patient,
    form: WaitForm,
    later: list[Appointment],
    at: datetime,
) -> None:
    held: dict[str, Any] = form.cleaned_data
    people = {str(one.pk): one for one in selectors.bookable()}
    services.wait_for(
        actor=request.user,
        at=at,
        patient=patient,
        kind=held["kind"],
        minutes=held["minutes"],
        from_day=held["from_day"],
        until_day=held["until_day"],
        times=[*held["weekdays"], *held["parts"]],
        injector=people.get(held["injector"]),
        appointment=next(
            (one for one in later if str(one.pk) == held["appointment"]), None
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: StaffRequest, entry_id: UUID) -> HttpResponse:
    """Offer one of the next free times by hand."""
    at = timezone.now()
    rights.require(request.user, "calendar.book", at=at)
    entry = selectors.get_waiting(viewer=request.user, at=at, entry_id=entry_id)
    problem = ""
    if request.method == "POST":
        try:
            injector, start = chosen(request.POST.get("slot", ""), selectors.bookable())
            services.offer_time(
                actor=request.user,
                at=at,
                entry_id=entry_id,
                version=_version(request),
                injector=injector,
                starts_at=start,
            )
        except (Blocked, Invalid, Stale) as error:
            problem = str(error)
        else:
            messages.success(request, f"Offered: {when(start)}.")
            return redirect("calendar:waiting")
    free = selectors.times_for(viewer=request.user, at=at, entry=entry)
    context = {
        "entry": entry,
        "chip": waiting_chip(entry),
        "free": choices(free),
        "problem": problem,
    }
    code = CONFLICT if problem else 200
    return render(request, "calendar/offer.html", context, status=code)


@require_POST
def end(request: StaffRequest, entry_id: UUID) -> HttpResponse:
    """Take somebody off the list."""
    services.end_waiting(
        actor=request.user,
        at=timezone.now(),
        entry_id=entry_id,
        version=_version(request),
    )
    messages.success(request, "The patient is off the waiting list.")
    return redirect("calendar:waiting")


def _version(request: StaffRequest) -> int:
    version = whole(request.POST.get("version", ""), None)
    if version is None:
        raise Stale
    return version
