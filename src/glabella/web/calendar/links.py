"""What a patient opens by a signed link: a visit, or a time that became free.

Opening shows, and changes nothing; each deed is a button that posts.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from glabella.clinic.calendar import selectors, services
from glabella.clinic.calendar.models import WaitingEntry
from glabella.clinic.calendar.services import Taken
from glabella.clinic.practice.selectors import practice
from glabella.clinic.shared.errors import Blocked, Invalid, NotFound, Stale
from glabella.web.calendar.words import choices, chosen
from glabella.web.shared.numbers import whole

__all__ = ["file", "page"]

GONE: Final = 404
CONFLICT: Final = 409
PAGES: Final = {
    "history": "history:by-link",
    "consent": "consents:by-link",
    "review": "followups:by-link",
    "portal": "portal:by-link",
    "recall": "followups:recall-link",
}
"""Purposes whose links open a page of their own."""
MOVABLE: Final = ("booked", "confirmed")


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Find out what a link opens, and show it."""
    at = timezone.now()
    try:
        purpose = selectors.purpose_of(at=at, token=token)
        if purpose in PAGES:
            return redirect(PAGES[purpose], token=token)
        show = _visit if purpose == "appointment" else _offer
        return show(request, token, at)
    except NotFound:
        return _said(
            request,
            "This link no longer opens anything",
            "It was used, replaced, or is too old. The newest message from us has a "
            "link that works, or ask us for a new one.",
            status=GONE,
        )


@never_cache
@require_safe
def file(request: HttpRequest, token: str) -> HttpResponse:
    """The visit as a file for the patient's own calendar."""
    text = selectors.invitation_of(at=timezone.now(), token=token)
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="visit.ics"'
    return answer


# --- a visit ------------------------------------------------------------------------


def _visit(request: HttpRequest, token: str, at: datetime) -> HttpResponse:
    problem = ""
    if request.method == "POST":
        try:
            deed = DEEDS.get(request.POST.get("do", ""))
            if deed is None:
                raise Invalid.field("do", "Choose what you want to do.")
            return deed(request, token, at)
        except (Blocked, Invalid, Stale, Taken) as error:
            problem = str(error)
    one = selectors.visit_of(at=at, token=token)
    open_ = one.status in MOVABLE and one.starts_at > at
    context: dict[str, Any] = {
        "one": one,
        "practice": practice(),
        "token": token,
        "open": open_,
        "problem": problem,
        "quiet": True,
    }
    if open_ and ("from" in request.GET or request.POST.get("do") == "move"):
        day = _day(request) or timezone.localdate(at)
        free = selectors.times_instead(at=at, appointment=one, from_day=day)
        context |= {"free": choices(free), "day": day, "changing": True}
    code = CONFLICT if problem else 200
    return render(request, "calendar/link_visit.html", context, status=code)


def _day(request: HttpRequest) -> Any:
    try:
        return parse_date(request.GET.get("from", ""))
    except ValueError:
        return None


def _confirm(request: HttpRequest, token: str, at: datetime) -> HttpResponse:
    services.confirm_by_link(at=at, token=token, version=_version(request))
    return redirect("link:page", token=token)


def _cancel(request: HttpRequest, token: str, at: datetime) -> HttpResponse:
    services.cancel_by_link(at=at, token=token, version=_version(request))
    return _said(
        request,
        "Your visit is cancelled",
        "Thank you for telling us. You need not do anything else.",
    )


def _move(request: HttpRequest, token: str, at: datetime) -> HttpResponse:
    one = selectors.visit_of(at=at, token=token)
    _, start = chosen(request.POST.get("slot", ""), [one.injector])
    services.move_by_link(
        at=at, token=token, version=_version(request), starts_at=start
    )
    return _said(
        request,
        "Your visit has a new time",
        f"{_when(start)}. A message with the new time and a new link is on its way.",
    )


DEEDS: Final[dict[str, Callable[[HttpRequest, str, datetime], HttpResponse]]] = {
    "confirm": _confirm,
    "cancel": _cancel,
    "move": _move,
}


# --- an offer -----------------------------------------------------------------------


def _offer(request: HttpRequest, token: str, at: datetime) -> HttpResponse:
    problem = ""
    if request.method == "POST":
        try:
            if request.POST.get("do") == "decline":
                services.decline_offer(at=at, token=token)
                return _said(
                    request,
                    "The time goes to somebody else",
                    "Thank you. You stay on the waiting list.",
                )
            made = services.take_offer(at=at, token=token)
        except (Stale, Taken, Invalid) as error:
            problem = str(error)
        else:
            return _said(
                request,
                "The time is yours",
                f"{_when(made.starts_at)}. A confirmation is on its way.",
            )
    entry = selectors.offer_of(at=at, token=token)
    ends = entry.offer_ends_at
    context = {
        "entry": entry,
        "practice": practice(),
        "open": entry.status == WaitingEntry.Status.OFFERED
        and ends is not None
        and ends > at
        and not problem,
        "problem": problem,
        "quiet": True,
    }
    code = CONFLICT if problem else 200
    return render(request, "calendar/link_offer.html", context, status=code)


def _said(
    request: HttpRequest, title: str, text: str, *, status: int = 200
) -> HttpResponse:
    context = {"title": title, "text": text, "practice": practice(), "quiet": True}
    return render(request, "calendar/link_said.html", context, status=status)


def _when(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{local:%A} {local.day} {local:%B %Y} at {local:%H:%M}"


def _version(request: HttpRequest) -> int:
    version = whole(request.POST.get("version", ""), None)
    if version is None:
        raise Stale
    return version
