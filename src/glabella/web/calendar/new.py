"""A new visit: for whom, what for, and when."""

from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from glabella.clinic.accounts import rights
from glabella.clinic.calendar import selectors, services
from glabella.clinic.calendar.grid import local_instant
from glabella.clinic.calendar.length import minutes_for
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.calendar.services import Taken, Wanted
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.selectors import clinic_zone, practice, rooms
from glabella.clinic.shared.errors import Invalid
from glabella.web.account.http import StaffRequest
from glabella.web.calendar.forms import ANY_ROOM, NewForm
from glabella.web.calendar.patients import patient_in, who_is_it
from glabella.web.calendar.words import choices, chosen, when
from glabella.web.shared.forms import refuse
from glabella.web.shared.numbers import whole

__all__ = ["page", "proposal"]

CONFLICT: Final = 409
UNPROCESSABLE: Final = 422
OFFERED: Final = 8
LOOKED_AT: Final = 200
FARTHEST: Final = timedelta(days=3650)
LONGEST_MINUTES: Final = 480
FIELDS: Final = {"starts_at": "clock"}
"""Where the form has what the service calls otherwise."""


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: StaffRequest) -> HttpResponse:
    """First the patient, then the visit; POST books it."""
    at = timezone.now()
    rights.require(request.user, "calendar.book", at=at)
    patient = patient_in(request, at=at)
    if patient is None:
        return who_is_it(request, at=at, waiting=False)
    if request.method == "POST":
        return _book(request, patient, at)
    form = NewForm(
        people=selectors.bookable(), rooms=rooms(), initial=_first(request, at)
    )
    return _answer(request, patient, form, at)


@require_safe
def proposal(request: StaffRequest) -> HttpResponse:
    """How long the visit takes and the next free times, as the form changes."""
    at = timezone.now()
    rights.require(request.user, "calendar.book", at=at)
    held = _held(request.GET)
    return render(request, "calendar/_proposal.html", _proposal(request, held, at))


def _first(request: StaffRequest, at: datetime) -> dict[str, Any]:
    """What the place that was tapped says of the visit."""
    query = request.GET
    held = {name: query[name] for name in ("day", "clock", "injector") if name in query}
    return {
        "kind": Appointment.Kind.CONSULTATION,
        "day": timezone.localdate(at),
        "room": query.get("room") or ANY_ROOM,
        **held,
    }


def _book(request: StaffRequest, patient: Patient, at: datetime) -> HttpResponse:
    people = selectors.bookable()
    data = request.POST.copy()
    if slot := data.get("slot"):
        # A free time on a button stands for what the fields say.
        injector, start = chosen(slot, people)
        local = timezone.localtime(start)
        data["injector"] = str(injector.pk)
        data["day"], data["clock"] = local.date().isoformat(), f"{local:%H:%M}"
    form = NewForm(data, people=people, rooms=rooms())
    if not form.is_valid():
        return _answer(request, patient, form, at, status=UNPROCESSABLE)
    held = form.cleaned_data
    try:
        made = services.book(
            actor=request.user,
            at=at,
            patient=patient,
            wanted=Wanted(
                injector=form.chosen_injector,
                starts_at=held["starts_at"],
                minutes=held["minutes"],
                room=form.chosen_room,
                outside_hours=held["outside_hours"],
                any_room=form.any_room,
            ),
            kind=held["kind"],
            areas=held["areas"],
            technique=held["technique"],
            note=held["note"],
        )
    except Invalid as error:
        refuse(form, Invalid({FIELDS.get(n, n): m for n, m in error.fields.items()}))
        return _answer(request, patient, form, at, status=UNPROCESSABLE)
    except Taken as error:
        form.add_error(None, str(error))
        return _answer(request, patient, form, at, status=CONFLICT)
    messages.success(request, f"Booked: {when(made.starts_at)}, {made.injector.name}.")
    return redirect("calendar:visit", made.pk)


def _answer(
    request: StaffRequest,
    patient: Patient,
    form: NewForm,
    at: datetime,
    *,
    status: int = 200,
) -> HttpResponse:
    held = _held(form.data if form.is_bound else form.initial)
    context = {
        "patient": patient,
        "form": form,
        "first": ("kind", "areas", "technique"),
        **_proposal(request, held, at),
    }
    return render(request, "calendar/new.html", context, status=status)


def _held(data: Any) -> dict[str, Any]:
    """What bears on the length and the free times, whatever else is missing."""
    areas = data.getlist("areas") if hasattr(data, "getlist") else data.get("areas", [])
    kind = data.get("kind")
    return {
        "kind": kind
        if kind in Appointment.Kind.values
        else Appointment.Kind.CONSULTATION,
        "areas": areas,
        "technique": data.get("technique") or "",
        "minutes": data.get("minutes"),
        "day": data.get("day"),
        "clock": data.get("clock"),
        "injector": data.get("injector"),
    }


def _proposal(
    request: StaffRequest, held: dict[str, Any], at: datetime
) -> dict[str, Any]:
    proposed = minutes_for(practice(), held["kind"], held["areas"], held["technique"])
    given = whole(str(held["minutes"] or ""), 0)
    minutes = given if 0 < given <= LONGEST_MINUTES else proposed
    people = [
        one for one in selectors.bookable() if str(one.pk) == held["injector"]
    ] or None
    wanted = _wanted(held, at)
    free = selectors.next_free(
        viewer=request.user,
        at=at,
        minutes=minutes - minutes % 5 or 5,
        from_day=timezone.localdate(wanted),
        injectors=people,
        limit=LOOKED_AT,
    )
    # From the time that is wanted on; earlier ones only where nothing is later.
    later = [one for one in free if one.starts_at >= wanted] or free
    free = later[:OFFERED]
    return {"proposed": proposed, "free": choices(free)}


def _wanted(held: dict[str, Any], at: datetime) -> datetime:
    """The instant from which free times are asked for; now for anything odd."""
    try:
        day = date.fromisoformat(str(held["day"] or "")[:10])
        clock = time.fromisoformat(str(held["clock"] or "00:00"))
        latest = at + FARTHEST
        return min(max(local_instant(day, clock, clinic_zone()), at), latest)
    except (ValueError, OverflowError, Invalid):
        return at
