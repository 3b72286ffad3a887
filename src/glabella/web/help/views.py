"""The help: every screen that somebody may open, in a few sentences."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from glabella.clinic.accounts import rights
from glabella.web.account.http import StaffRequest
from glabella.web.shared.helping import for_person

__all__ = ["page"]


@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """Show the help of this person's screens."""
    at, user = timezone.now(), request.user
    found = for_person(lambda action: rights.may(user, action, at=at))
    return render(request, "help/page.html", {"screens": found})
