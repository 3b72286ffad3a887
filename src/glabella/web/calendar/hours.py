"""Working hours, absences, and the address of one's own feed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.calendar import selectors, services
from glabella.clinic.calendar.models import WorkingHours
from glabella.clinic.practice import selectors as practice
from glabella.clinic.shared.errors import Invalid, NotFound, Stale
from glabella.web.account.http import StaffRequest
from glabella.web.calendar.forms import WEEKDAYS, AbsenceForm, HoursForm
from glabella.web.calendar.words import when
from glabella.web.shared.forms import refuse
from glabella.web.shared.numbers import whole

__all__ = ["absence", "page", "remove", "renew"]

UNPROCESSABLE: Final = 422
CONFLICT: Final = 409
_CHANGED: Final = (
    "Somebody changed these hours meanwhile. Yours stand below; now in force is what "
    "is written above them. Save again to put yours in its place."
)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: StaffRequest) -> HttpResponse:
    """Show the hours and absences of one person; POST sets the hours."""
    at = timezone.now()
    who = _who(request, at)
    if request.method != "POST":
        return _answer(request, who, at)
    if who is None:
        raise NotFound
    form = HoursForm(request.POST)
    if not form.is_valid():
        return _answer(request, who, at, hours=form)
    try:
        services.set_hours(
            actor=request.user,
            at=at,
            injector=who,
            spans=form.cleaned_data["spans"],
            was=request.POST.get("was"),
        )
    except Stale:
        form.add_error(None, _CHANGED)
        return _answer(request, who, at, hours=form, code=CONFLICT)
    except Invalid as error:
        for name, message in error.fields.items():
            form.add_error(f"d{name.removeprefix('day_')}_0_ends", message)
        return _answer(request, who, at, hours=form)
    messages.success(request, "The working hours are saved.")
    return _back(who)


@require_POST
def absence(request: StaffRequest) -> HttpResponse:
    """Note an absence, and say which visits stand in it."""
    at = timezone.now()
    who = _who(request, at)
    if who is None:
        raise NotFound
    form = AbsenceForm(request.POST)
    if not form.is_valid():
        return _answer(request, who, at, away=form)
    held = form.cleaned_data
    try:
        made = services.add_absence(
            actor=request.user,
            at=at,
            injector=who,
            starts_at=held["starts_at"],
            ends_at=held["ends_at"],
            reason=held["reason"],
        )
    except Invalid as error:
        refuse(form, Invalid(_fields(error)))
        return _answer(request, who, at, away=form)
    visits = selectors.in_the_way(
        viewer=request.user,
        at=at,
        injector=who,
        starts_at=made.starts_at,
        ends_at=made.ends_at,
    )
    if visits:
        words = ", ".join(when(one.starts_at) for one in visits)
        messages.warning(request, f"Noted. Visits to be moved or cancelled: {words}.")
    else:
        messages.success(request, "The absence is noted.")
    return _back(who)


@require_POST
def remove(request: StaffRequest, absence_id: int) -> HttpResponse:
    """Take an absence back."""
    at = timezone.now()
    who = _who(request, at)
    services.remove_absence(actor=request.user, at=at, absence_id=absence_id)
    messages.success(request, "The absence is taken back.")
    return _back(who)


@require_POST
def renew(request: StaffRequest) -> HttpResponse:
    """Give one's own feed a new address, which this answer alone shows."""
    token = services.renew_feed(actor=request.user, at=timezone.now())
    feed = request.build_absolute_uri(reverse("calendar:feed", args=[token]))
    return render(request, "calendar/feed.html", {"feed": feed})


def _fields(error: Invalid) -> dict[str, str]:
    names = {"starts_at": "first_day", "ends_at": "last_day"}
    return {names.get(name, name): words for name, words in error.fields.items()}


def _who(request: StaffRequest, at: datetime) -> User | None:
    """The person who was chosen; oneself, else the first who can be booked."""
    text = request.POST.get("who") or request.GET.get("who") or ""
    if (number := whole(text, None)) is not None:
        return selectors.get_bookable(viewer=request.user, at=at, user_id=number)
    rights.require(request.user, "calendar.read", at=at)
    people = selectors.bookable()
    own = next((one for one in people if one.pk == request.user.pk), None)
    return own or next(iter(people), None)


def _was(request: StaffRequest, who: User | None, code: int) -> str:
    """The week as the form knew it; after a conflict what is in force by now."""
    sent = request.POST.get("was")
    if sent is not None and code != CONFLICT:
        return sent
    return services.week_text(who) if who is not None else ""


def _in_words(hours: Iterable[WorkingHours]) -> list[str]:
    return [
        f"{WEEKDAYS[one.weekday]} {one.starts:%H:%M} to {one.ends:%H:%M}"
        for one in hours
    ]


def _back(who: User | None) -> HttpResponse:
    place = reverse("calendar:hours")
    return redirect(f"{place}?who={who.pk}" if who is not None else place)


def _answer(
    request: StaffRequest,
    who: User | None,
    at: datetime,
    *,
    hours: HoursForm | None = None,
    away: AbsenceForm | None = None,
    code: int = 0,
) -> HttpResponse:
    week = selectors.week_of(viewer=request.user, at=at, injector=who) if who else None
    initial = {}
    if week is not None:
        count = [0] * len(WEEKDAYS)
        for one in week.hours:
            name = f"d{one.weekday}_{count[one.weekday]}_"
            initial[f"{name}starts"], initial[f"{name}ends"] = one.starts, one.ends
            count[one.weekday] += 1
    context = {
        "who": who,
        "people": selectors.bookable(),
        "may_plan": who is not None and services.may_plan(request.user, who, at),
        "own_hours": bool(week and week.hours),
        "in_force": _in_words(week.hours) if week and code == CONFLICT else [],
        "was": _was(request, who, code),
        "absences": week.absences if week else (),
        "hours": hours or HoursForm(initial=initial),
        "away": away or AbsenceForm(),
        "opening": [(WEEKDAYS[one.weekday], one) for one in practice.hours()],
        "closures": practice.closures(first=timezone.localdate(at)),
        "has_feed": bool(request.user.calendar_digest),
    }
    refused = any(form is not None and form.errors for form in (hours, away))
    status = code or (UNPROCESSABLE if refused else 200)
    return render(request, "calendar/hours.html", context, status=status)
