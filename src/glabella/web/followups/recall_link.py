"""The page of an invitation: choose a time. It tells nothing of what was done."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import dateformat, timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from glabella.clinic.accounts.models import User
from glabella.clinic.calendar.availability import Free
from glabella.clinic.calendar.selectors import bookable
from glabella.clinic.calendar.services import Taken
from glabella.clinic.followups.recalls.by_link import (
    book_by_link,
    recall_by_link,
    times_by_link,
)
from glabella.clinic.shared.errors import Invalid, NotFound
from glabella.web.shared.by_code import closed, framed
from glabella.web.shared.limits import limited_to

__all__ = ["page"]

CONFLICT = 409


@limited_to(30, seconds=600, name="recall by link")
@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Free times on buttons; one press books, and says so."""
    at = timezone.now()
    try:
        recall = recall_by_link(at=at, token=token)
    except NotFound as error:
        return closed(request, str(error))
    problem = ""
    if request.method == "POST":
        try:
            injector, start = _chosen(request.POST.get("slot", ""))
            made = book_by_link(at=at, token=token, injector=injector, starts_at=start)
        except (Taken, Invalid) as error:
            problem = str(error)
        else:
            return render(
                request, "followups/recall_booked.html", framed({"made": made})
            )
    day = _day(request)
    free = times_by_link(at=at, recall=recall, from_day=day)
    context: dict[str, object] = {
        "problem": problem,
        "choices": [_choice(one) for one in free],
        "day": day or (timezone.localdate(free[0].starts_at) if free else None),
    }
    status = CONFLICT if problem else 200
    return render(request, "followups/recall_link.html", framed(context), status=status)


def _choice(one: Free) -> dict[str, Any]:
    local = timezone.localtime(one.starts_at)
    return {
        "value": f"{one.injector.pk}|{one.starts_at.isoformat()}",
        "words": dateformat.format(local, "l j F, H:i"),
        "who": one.injector.name,
    }


def _chosen(value: str) -> tuple[User, datetime]:
    """The time of a button that was pressed."""
    key, _, text = value.partition("|")
    injector = next((one for one in bookable() if str(one.pk) == key), None)
    try:
        told = parse_datetime(text)
        # At the ends of the calendar an instant has no local time.
        start = timezone.localtime(told) if told and told.tzinfo else None
    except (ValueError, OverflowError):
        start = None
    if injector is None or start is None:
        raise Invalid.field("slot", "Choose one of the times.")
    return injector, start


def _day(request: HttpRequest) -> date | None:
    try:
        return parse_date(request.GET.get("from", ""))
    except ValueError:
        return None
