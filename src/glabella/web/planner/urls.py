"""Addresses of the planner without a record."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from glabella.clinic.accounts import rights
from glabella.web.planner import views

app_name = "planner"


def _for_staff(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, for whoever has a role here."""

    @wraps(view)
    def seen(request: HttpRequest, **arguments: str) -> HttpResponse:
        user = request.user
        rights.require(user, "planner.use", at=timezone.now())  # type: ignore[arg-type]  # SignedInOnly has run
        return view(request, **arguments)

    return seen


urlpatterns = [
    path("", _for_staff(views.page), name="page"),
    path("plan/", _for_staff(views.plan), name="plan"),
    path("compare/", _for_staff(views.compare), name="compare"),
    path("forecast/", _for_staff(views.forecast), name="forecast"),
    path("pdf/", _for_staff(views.pdf), name="pdf"),
    path("case/", _for_staff(views.case_file), name="case"),
    path("open/", _for_staff(views.open_case), name="open"),
    path("layers/<slug:view>/", _for_staff(views.layers), name="layers"),
]
