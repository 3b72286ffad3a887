"""What was given against a rule of the ledger, and how it was followed up."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from glabella.clinic.accounts import rights
from glabella.clinic.shared.errors import Invalid
from glabella.clinic.stock import selectors, services
from glabella.clinic.stock.lawful import KINDS
from glabella.clinic.stock.models import Deviation
from glabella.web.account.http import StaffRequest
from glabella.web.shared.forms import refuse
from glabella.web.shared.numbers import whole
from glabella.web.shared.paging import numbered
from glabella.web.stock.forms import OutcomeForm
from glabella.web.stock.words import plain

__all__ = ["follow_up", "page"]

ON_A_PAGE = 20
WAITING_FIRST = F("followed_up_at").asc(nulls_first=True)
UNPROCESSABLE = 422


@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """Every deviation, those that wait first."""
    return _show(request)


def _show(
    request: StaffRequest,
    *,
    of: UUID | None = None,
    form: OutcomeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    at, user = timezone.now(), request.user
    found = selectors.all_deviations(viewer=user, at=at)
    pages = Paginator(found.order_by(WAITING_FIRST, "-at", "pk"), ON_A_PAGE)
    shown = pages.get_page(whole(request.GET.get("page", ""), 1))
    services.note_read(actor=user, at=at, deviations=list(shown))
    context = {
        "rows": [_row(one, form if one.pk == of else None) for one in shown],
        "pager": numbered(shown),
        "may_follow_up": rights.may(user, "stock.recall", at=at),
    }
    return render(request, "stock/deviations.html", context, status=status)


def _row(one: Deviation, form: OutcomeForm | None) -> dict[str, Any]:
    lines = list(one.entries.all())
    drawn = [line for line in lines if line.kind == "drawn"]
    vial = lines[0].vial if lines else None
    return {
        "deviation": one,
        "kinds": [KINDS.get(kind, kind) for kind in one.kinds],
        "patient": getattr(one.key, "patient", None),
        "vial": vial,
        "units": plain(-sum((line.change for line in drawn), start=drawn[0].change * 0))
        if drawn
        else "",
        "form": form or OutcomeForm(auto_id=f"outcome_{one.pk}_%s"),
    }


@require_POST
def follow_up(request: StaffRequest, deviation_id: UUID) -> HttpResponse:
    """Say what was done."""
    at, user = timezone.now(), request.user
    rights.require(user, "stock.recall", at=at)
    found = selectors.get_deviation(viewer=user, at=at, deviation_id=deviation_id)
    form = OutcomeForm(request.POST, auto_id=f"outcome_{deviation_id}_%s")
    if form.is_valid():
        try:
            services.close_deviation(
                actor=user, at=at, deviation=found, **form.cleaned_data
            )
        except Invalid as error:
            refuse(form, error)
        else:
            messages.success(request, "The follow-up is recorded.")
            return redirect("stock:deviations")
    return _show(request, of=deviation_id, form=form, status=UNPROCESSABLE)
