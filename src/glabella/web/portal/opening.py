"""What every view of a patient's own page begins with: the link, and the code given."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache

from glabella.clinic.links import services as links
from glabella.clinic.links.models import SignedLink
from glabella.clinic.patients.models import Patient
from glabella.clinic.portal import selectors
from glabella.clinic.shared.errors import NotFound
from glabella.web.shared.by_code import Gate, closed
from glabella.web.shared.limits import Limit, limited_to

__all__ = ["GATE", "Limit", "Opened", "find", "link_limit", "opened_page"]

GATE: Final = Gate("portal_opened", "This page is for you alone.")
link_limit = limited_to(60, seconds=600, name="patient's page")


@dataclass(frozen=True, slots=True)
class Opened:
    """A patient's own page, open in this browser."""

    token: str
    patient: Patient
    at: datetime


def find(token: str, at: datetime) -> tuple[SignedLink, Patient]:
    """The link and whose page it opens; NotFound where it opens nothing."""
    return links.open_link(token, at), selectors.patient_of_link(token=token, at=at)


def opened_page[**P](
    view: Callable[Concatenate[HttpRequest, Opened, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
    """Give a view the patient whose page is open; else ask for the code first."""

    @wraps(view)
    def guarded(
        request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        at = timezone.now()
        try:
            link, patient = find(token, at)
        except NotFound as error:
            return closed(request, str(error))
        if not GATE.is_open(request, link, at):
            return redirect("portal:code", token)
        return view(request, Opened(token, patient, at), *args, **kwargs)

    return never_cache(link_limit(guarded))
