"""Search, and the patients who were seen or added last or are due."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from glabella.clinic.accounts import rights
from glabella.clinic.patients import selectors
from glabella.clinic.practice.selectors import day_of
from glabella.web.account.http import StaffRequest

__all__ = ["page", "suggest"]

LONGEST = 100


@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """The patients that fit what was typed; with nothing typed, recent and due ones."""
    at = timezone.now()
    rights.require(request.user, "patient.find", at=at)
    text = request.GET.get("q", "").strip()[:LONGEST]
    viewer, day = request.user, day_of(at)
    context = {
        "text": text,
        "found": selectors.find(viewer=viewer, text=text, at=at) if text else [],
        "recent": [] if text else selectors.recent(viewer=viewer, at=at),
        "due": [] if text else selectors.due_soon(viewer=viewer, at=at, day=day),
        "today": day,
        "may_write": rights.may(viewer, "patient.write", at=at),
    }
    return render(request, "patients/list.html", context)


@require_safe
def suggest(request: StaffRequest) -> HttpResponse:
    """A few patients while somebody types."""
    at = timezone.now()
    rights.require(request.user, "patient.find", at=at)
    text = request.GET.get("q", "").strip()[:LONGEST]
    found = selectors.suggest(viewer=request.user, text=text, at=at)
    context = {"text": text, "found": found}
    return render(request, "patients/_suggestions.html", context)
