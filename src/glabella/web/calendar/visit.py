"""One visit: what it is, what became of it, another time, and cancelling."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from glabella.clinic.accounts import rights
from glabella.clinic.calendar import selectors, services
from glabella.clinic.calendar.grid import check_day
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.calendar.services import Taken, Wanted
from glabella.clinic.calendar.services.booking import NEXT
from glabella.clinic.patients.questions import area_name
from glabella.clinic.practice.selectors import day_of, rooms
from glabella.clinic.shared.errors import Invalid, Stale
from glabella.web.account.http import StaffRequest
from glabella.web.calendar.forms import ANY_ROOM, NO_ROOM, CancelForm, MoveForm
from glabella.web.calendar.words import chip_of, choices, chosen, when
from glabella.web.shared.forms import StaleForm, refuse, restale
from glabella.web.shared.numbers import whole

__all__ = ["cancel", "move", "page", "shift", "status"]

CONFLICT: Final = 409
UNPROCESSABLE: Final = 422
OFFERED: Final = 8
MOVABLE: Final = ("booked", "confirmed")
DEEDS: Final = {
    "booked": "Not confirmed after all",
    "confirmed": "Confirmed",
    "arrived": "Arrived",
    "done": "Done",
    "no_show": "Did not come",
}


@require_safe
def page(request: StaffRequest, appointment_id: UUID) -> HttpResponse:
    """Show a visit."""
    return _answer(request, appointment_id)


@require_POST
def status(request: StaffRequest, appointment_id: UUID) -> HttpResponse:
    """Note what became of it."""
    try:
        services.set_status(
            actor=request.user,
            at=timezone.now(),
            appointment_id=appointment_id,
            version=_version(request),
            status=request.POST.get("status", ""),
        )
    except (Stale, Invalid) as error:
        return _answer(request, appointment_id, problem=str(error))
    return redirect("calendar:visit", appointment_id)


@require_POST
def cancel(request: StaffRequest, appointment_id: UUID) -> HttpResponse:
    """Cancel it, with the reason."""
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _answer(request, appointment_id, form)
    try:
        services.cancel(
            actor=request.user,
            at=timezone.now(),
            appointment_id=appointment_id,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
        )
    except (Stale, Invalid) as error:
        return _answer(request, appointment_id, problem=str(error))
    messages.success(request, "The visit is cancelled, and its time is free.")
    return redirect("calendar:visit", appointment_id)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: StaffRequest, appointment_id: UUID) -> HttpResponse:
    """Another time, person or room."""
    at = timezone.now()
    one = selectors.get_appointment(
        viewer=request.user, appointment_id=appointment_id, at=at
    )
    if one.status not in MOVABLE:
        return redirect("calendar:visit", appointment_id)
    people = selectors.bookable()
    if request.method != "POST":
        form = MoveForm(people=people, rooms=rooms(), initial=_now(one))
        return _moving(request, one, form, at)
    data = request.POST.copy()
    if slot := data.get("slot"):
        injector, start = chosen(slot, people)
        local = timezone.localtime(start)
        data["injector"] = str(injector.pk)
        data["day"], data["clock"] = local.date().isoformat(), f"{local:%H:%M}"
        data["room"] = ANY_ROOM
    form = MoveForm(data, people=people, rooms=rooms())
    if not form.is_valid():
        return _moving(request, one, form, at, status=UNPROCESSABLE)
    return _move(request, one, form, at)


@require_POST
def shift(request: StaffRequest, appointment_id: UUID) -> HttpResponse:
    """Move a visit that was dragged; answers in words, as JSON."""
    at = timezone.now()
    one = selectors.get_appointment(
        viewer=request.user, appointment_id=appointment_id, at=at
    )
    try:
        moved = services.move(
            actor=request.user,
            at=at,
            appointment_id=appointment_id,
            version=_version(request),
            wanted=_dragged(request, one),
        )
    except (Taken, Stale) as error:
        return JsonResponse({"message": str(error)}, status=CONFLICT)
    except Invalid as error:
        return JsonResponse({"message": str(error)}, status=UNPROCESSABLE)
    words = f"Moved to {when(moved.starts_at)}, {moved.injector.name}."
    return JsonResponse({"message": words, "version": moved.version})


def _dragged(request: StaffRequest, one: Appointment) -> Wanted:
    sent = request.POST
    try:
        start = parse_datetime(sent.get("starts_at", ""))
    except ValueError:
        start = None
    if start is None or start.tzinfo is None:
        raise Invalid.field("starts_at", "This is no time; choose another.")
    check_day(start.date())
    people = {str(person.pk): person for person in selectors.bookable()}
    places = {str(room.pk): room for room in rooms()}
    room = places.get(sent.get("room", ""))
    return Wanted(
        injector=people.get(sent.get("injector", ""), one.injector),
        starts_at=start,
        room=room or one.room,
        # A room that was chosen holds; one that it only had is exchanged if taken.
        any_room=room is None and one.room is not None,
    )


def _move(
    request: StaffRequest, one: Appointment, form: MoveForm, at: datetime
) -> HttpResponse:
    held = form.cleaned_data
    try:
        moved = services.move(
            actor=request.user,
            at=at,
            appointment_id=one.pk,
            version=held["version"],
            wanted=Wanted(
                injector=form.chosen_injector,
                starts_at=held["starts_at"],
                minutes=held["minutes"],
                room=form.chosen_room,
                outside_hours=held["outside_hours"],
                any_room=form.any_room,
            ),
        )
    except Stale:
        stale = restale(form, _now(one))
        return _moving(request, one, form, at, stale=stale, status=CONFLICT)
    except Invalid as error:
        names = {"starts_at": "clock"}
        refuse(form, Invalid({names.get(n, n): m for n, m in error.fields.items()}))
        return _moving(request, one, form, at, status=UNPROCESSABLE)
    except Taken as error:
        form.add_error(None, str(error))
        return _moving(request, one, form, at, status=CONFLICT)
    messages.success(request, f"Moved to {when(moved.starts_at)}.")
    return redirect("calendar:visit", one.pk)


def _now(one: Appointment) -> dict[str, object]:
    local = timezone.localtime(one.starts_at)
    return {
        "day": local.date(),
        "clock": local.time(),
        "injector": str(one.injector_id),
        "room": str(one.room_id) if one.room_id else NO_ROOM,
        "minutes": _minutes(one),
        "version": one.version,
    }


def _minutes(one: Appointment) -> int:
    return (one.ends_at - one.starts_at) // timedelta(minutes=1)


def _moving(
    request: StaffRequest,
    one: Appointment,
    form: MoveForm,
    at: datetime,
    *,
    stale: StaleForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate(at)
    free = selectors.next_free(
        viewer=request.user,
        at=at,
        minutes=_minutes(one),
        from_day=max(timezone.localdate(one.starts_at), today),
        injectors=[one.injector],
        limit=OFFERED,
    )
    context = {"one": one, "form": form, "free": choices(free), "stale": stale}
    return render(request, "calendar/move.html", context, status=status)


def _unregistered(one: Appointment) -> bool:
    """Whether the registration of who is to inject ends before that day.

    It may be renewed by then, so that booking is not refused; treating is.
    """
    to_inject = one.kind in {
        Appointment.Kind.TREATMENT,
        Appointment.Kind.CONSULTATION_AND_TREATMENT,
    }
    return (
        to_inject
        and one.status in MOVABLE
        and not one.injector.registered_on(day_of(one.starts_at))
    )


def _version(request: StaffRequest) -> int:
    version = whole(request.POST.get("version", ""), None)
    if version is None:
        raise Stale
    return version


def _answer(
    request: StaffRequest,
    appointment_id: UUID,
    form: CancelForm | None = None,
    *,
    problem: str = "",
) -> HttpResponse:
    at = timezone.now()
    one = selectors.open_appointment(
        viewer=request.user, appointment_id=appointment_id, at=at
    )
    context = {
        "one": one,
        "chip": chip_of(one),
        "minutes": _minutes(one),
        "areas": [area_name(key) for key in one.areas],
        "deeds": [(key, DEEDS[key]) for key in NEXT[one.status]],
        "movable": one.status in MOVABLE,
        "may_consult": one.status not in {"cancelled", "no_show"}
        and one.patient.erased_at is None
        and rights.may(request.user, "consultation.write", at=at),
        "may_book": rights.may(request.user, "calendar.book", at=at),
        "cancelling": form or CancelForm(initial={"version": one.version}),
        "problem": problem,
        "unregistered": _unregistered(one),
    }
    code = CONFLICT if problem else UNPROCESSABLE if form else 200
    return render(request, "calendar/visit.html", context, status=code)
