"""The queue of the front desk: the list, and what it comes to by month."""

from typing import Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from glabella.clinic.accounts import rights
from glabella.clinic.requests import selectors
from glabella.web.account.http import StaffRequest
from glabella.web.requests.rows import Measure, Row
from glabella.web.requests.staff_forms import NarrowForm
from glabella.web.shared.asked import asked_in, to_results
from glabella.web.shared.paging import numbered

__all__ = ["measures", "page"]

PAGE_ROWS: Final = 25


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: StaffRequest) -> HttpResponse:
    """The list, narrowed and in pages by the server; no name stands in its address."""
    at, find = timezone.now(), asked_in(request, "find")
    if request.method == "POST":
        rights.require(request.user, "request.read", at=at)
        plain = {name: request.POST.get(name, "") for name in ("status", "channel")}
        return to_results(request, find, plain)
    form = NarrowForm({"status": "open", **request.GET.dict(), "find": find})
    held = form.cleaned_data if form.is_valid() else {}
    status = held.get("status") or "open"
    narrowed = selectors.Narrowed(
        status="" if status == "all" else status,
        channel=held.get("channel", ""),
        find=held.get("find", ""),
    )
    rows = selectors.queue(viewer=request.user, at=at, narrowed=narrowed)
    shown = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "rows": [Row(one, at) for one in shown],
        "pager": numbered(shown),
        "summary": selectors.waiting_summary(viewer=request.user, at=at),
        "narrowed": narrowed != selectors.Narrowed(),
        "may_handle": rights.may(request.user, "request.handle", at=at),
        "may_mail": rights.may(request.user, "message.read", at=at),
    }
    return render(request, "requests/queue.html", context)


@require_safe
def measures(request: StaffRequest) -> HttpResponse:
    """How soon requests are answered, and how many are booked, by month."""
    months = selectors.measures(viewer=request.user, at=timezone.now())
    context = {"months": [Measure(one) for one in months]}
    return render(request, "requests/measures.html", context)
