"""The first screen after signing in, and the word that somebody is still here."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from glabella.clinic.alerts import selectors as alerts, services as alert_services
from glabella.clinic.shared.errors import Blocked
from glabella.web.account.http import StaffRequest
from glabella.web.shared.shell import Shell
from glabella.web.today.board import board

__all__ = ["alive", "close_alert", "page"]

NOTHING_TO_SAY = 204


@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """Show what waits for this person; ``?whose=all`` is everybody's day."""
    shell = Shell(request)
    shown = board(
        viewer=request.user,
        at=shell.at,
        whose=request.GET.get("whose", ""),
        waits=shell.counts,
    )
    return render(request, "today/page.html", {"board": shown, "shell": shell})


@require_POST
def alive(request: StaffRequest) -> HttpResponse:
    """Do nothing: that it was asked keeps the person signed in."""
    return HttpResponse(status=NOTHING_TO_SAY)


@require_POST
def close_alert(request: StaffRequest, alert_id: int) -> HttpResponse:
    """Close an alert that was seen."""
    at = timezone.now()
    alert = alerts.get_alert(viewer=request.user, alert_id=alert_id, at=at)
    try:
        alert_services.close(actor=request.user, at=at, alert=alert)
    except Blocked as already:
        messages.info(request, str(already))
    else:
        messages.success(request, "The alert is closed.")
    return redirect("today:page")
