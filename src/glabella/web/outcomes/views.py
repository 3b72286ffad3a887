"""Rates, durations, and the forecast against what came."""

from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from glabella.clinic.accounts import rights, selectors as accounts
from glabella.clinic.outcomes import selectors
from glabella.clinic.outcomes.exporting import export as write
from glabella.clinic.outcomes.selectors import MEASURES, Filters
from glabella.clinic.practice.selectors import day_of
from glabella.web.account.http import StaffRequest
from glabella.web.outcomes.forms import NarrowForm
from glabella.web.outcomes.words import (
    lasted,
    percent,
    points,
    row_of,
    share_text,
    verdict,
)

__all__ = ["duration", "export", "forecast", "page"]

TABS: Final = (
    ("outcomes:page", "Rates"),
    ("outcomes:duration", "Duration"),
    ("outcomes:forecast", "Forecast and what came"),
)


@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """How often something happened, by what treatments have in common."""
    at = timezone.now()
    context, filters = _frame(request, "outcomes:page")
    found = selectors.rates(viewer=request.user, at=at, filters=filters)
    tables = (
        ("Area", found.areas),
        ("Product", found.products),
        ("Technique", found.techniques),
        ("Clinic protocol", found.protocols),
    )
    whole = found.everything
    return render(
        request,
        "outcomes/rates.html",
        {
            **context,
            "everything": row_of(whole),
            "reviewed": whole.shares["reviewed"],
            "measures": MEASURES,
            "tables": [
                (name, [row_of(one) for one in groups])
                for name, groups in tables
                if groups
            ],
        },
    )


@require_safe
def duration(request: StaffRequest) -> HttpResponse:
    """How long results lasted."""
    at = timezone.now()
    context, filters = _frame(request, "outcomes:duration")
    found = selectors.durations(viewer=request.user, at=at, filters=filters)
    rows = [(one, lasted(one.duration)) for one in (*found.areas, *found.cuts)]
    rows.sort(key=lambda pair: (pair[0].area, bool(pair[0].what), pair[0].what))
    return render(
        request,
        "outcomes/duration.html",
        {**context, "rows": rows, "left_out": found.left_out},
    )


@require_safe
def forecast(request: StaffRequest) -> HttpResponse:
    """Our own forecast against what was seen."""
    at = timezone.now()
    context, filters = _frame(request, "outcomes:forecast")
    found = selectors.against(viewer=request.user, at=at, filters=filters)
    phases = [
        {
            "one": one,
            "points": list(points(one.found.bins)),
            "came": share_text(one.found.came),
            "foretold_text": percent(one.found.foretold),
            "verdict": verdict(one.found),
        }
        for one in found
    ]
    return render(request, "outcomes/forecast.html", {**context, "phases": phases})


@require_POST
def export(request: StaffRequest) -> HttpResponse:
    """The rows behind it as a file."""
    at = timezone.now()
    rights.require(request.user, "outcome.export", at=at)
    form = _form(request, data=request.POST)
    made = write(
        actor=request.user,
        at=at,
        filters=form.filters(day_of(at)),
        kind="parquet" if request.POST.get("kind") == "parquet" else "csv",
    )
    answer = HttpResponse(made.content, content_type=made.media_type)
    answer["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return answer


def _frame(request: StaffRequest, current: str) -> tuple[dict[str, Any], Filters]:
    at = timezone.now()
    rights.require(request.user, "outcome.read", at=at)
    form = _form(request, data=request.GET)
    filters = form.filters(day_of(at))
    form.initial = {"first": filters.first, "last": filters.last}
    kept = [(name, text) for name in form.fields if (text := request.GET.get(name))]
    return {
        "form": form,
        "kept": kept,
        "kept_query": urlencode(kept),
        "filters": filters,
        "tabs": [(name, label, name == current) for name, label in TABS],
        "may_export": rights.may(request.user, "outcome.export", at=at),
    }, filters


def _form(request: StaffRequest, *, data: QueryDict) -> NarrowForm:
    at, viewer = timezone.now(), request.user
    # Whose results are whose is the owner's to ask.
    may_compare = rights.may(viewer, "staff.write", at=at)
    return NarrowForm(
        data or None,
        protocols=selectors.protocols_used(viewer=viewer, at=at),
        injectors=accounts.injectors() if may_compare else [],
    )
