"""Search, and the patients who were seen or added last or are due."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from glabella.clinic.accounts import rights
from glabella.clinic.patients import selectors
from glabella.clinic.practice.selectors import day_of
from glabella.web.account.http import StaffRequest
from glabella.web.shared.asked import asked_in, to_results

__all__ = ["page", "suggest"]


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: StaffRequest) -> HttpResponse:
    """The patients that fit what was typed; with nothing typed, recent and due ones."""
    at = timezone.now()
    rights.require(request.user, "patient.find", at=at)
    text = asked_in(request, "q")
    if request.method == "POST" and not request.headers.get("HX-Request"):
        return to_results(request, text)
    viewer, day = request.user, day_of(at)
    context = {
        "text": text,
        "found": selectors.find(viewer=viewer, text=text, at=at) if text else [],
        "recent": [] if text else selectors.recent(viewer=viewer, at=at),
        "due": [] if text else selectors.due_soon(viewer=viewer, at=at, day=day),
        "over": [] if text else selectors.past_retention(viewer=viewer, at=at, day=day),
        "today": day,
        "may_write": rights.may(viewer, "patient.write", at=at),
    }
    return render(request, "patients/list.html", context)


@require_POST
def suggest(request: StaffRequest) -> HttpResponse:
    """A few patients while somebody types."""
    at = timezone.now()
    rights.require(request.user, "patient.find", at=at)
    text = asked_in(request, "q")
    found = selectors.suggest(viewer=request.user, text=text, at=at)
    context = {"text": text, "found": found}
    return render(request, "patients/_suggestions.html", context)
