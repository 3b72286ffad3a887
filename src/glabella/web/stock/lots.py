"""One lot: its vials, its state, where it is kept, who had it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from glabella.clinic.accounts import rights
from glabella.clinic.practice.selectors import day_of, practice
from glabella.clinic.shared.errors import Invalid
from glabella.clinic.stock import labels, selectors, services
from glabella.clinic.stock.models import Lot
from glabella.web.account.http import StaffRequest
from glabella.web.shared.forms import refuse
from glabella.web.stock.forms import StateForm, WhereForm
from glabella.web.stock.words import (
    ended,
    lot_chip,
    plain,
    sentence_of,
    strength,
    time_left,
    vial_chip,
)

__all__ = ["page", "place", "state"]

UNPROCESSABLE = 422


@require_safe
def page(request: StaffRequest, lot_id: UUID) -> HttpResponse:
    """Show a lot."""
    lot = selectors.get_lot(viewer=request.user, at=timezone.now(), lot_id=lot_id)
    return _show(request, lot)


def _show(
    request: StaffRequest, lot: Lot, *, status: int = 200, **forms: Any
) -> HttpResponse:
    at, user = timezone.now(), request.user
    places = selectors.places(viewer=user, at=at)
    jurisdiction = practice().jurisdiction
    sums = selectors.balance(viewer=user, at=at, lot=lot)
    context = {
        "lot": lot,
        "name": labels.name_of(lot.product),
        "reason": ended(lot.state_reason),
        "chip": lot_chip(lot, is_expired=lot.expires_on < day_of(at)),
        "vials": [
            {
                "vial": vial,
                "units": plain(vial.units),
                "left": plain(left),
                "chip": vial_chip(vial),
                "strength": strength(vial) if vial.opened_at else "",
                "clock": time_left(vial, at),
            }
            for vial, left in selectors.vials_of_lot(viewer=user, at=at, lot=lot)
        ],
        "sum": sentence_of(sums),
        "adds_up": sums.adds_up,
        "storage": labels.storage_unopened(lot.product, jurisdiction),
        "excursion": labels.excursion(lot.product, jurisdiction),
        "single_use": labels.single_use(lot.product),
        "state_form": StateForm(
            initial={"version": lot.version, "state": lot.state}, auto_id="state_%s"
        ),
        "place_form": WhereForm(
            initial={"version": lot.version, "place": lot.place_id},
            places=places,
            auto_id="place_%s",
        ),
        "may_write": rights.may(user, "stock.write", at=at),
        "may_recall": rights.may(user, "stock.recall", at=at),
    }
    return render(request, "stock/lot.html", context | forms, status=status)


@require_POST
def state(request: StaffRequest, lot_id: UUID) -> HttpResponse:
    """Quarantine, recall or release a lot."""
    at, user = timezone.now(), request.user
    rights.require(user, "stock.write", at=at)
    lot = selectors.get_lot(viewer=user, at=at, lot_id=lot_id)
    form = StateForm(request.POST, auto_id="state_%s")
    if form.is_valid():
        try:
            changed = services.set_state(
                actor=user, at=at, lot=lot, **form.cleaned_data
            )
        except Invalid as error:
            refuse(form, error)
        else:
            words = f"Lot {changed.number} is {changed.get_state_display()}."
            messages.success(request, words)
            return redirect("stock:lot", lot_id)
    return _show(request, lot, status=UNPROCESSABLE, state_form=form)


@require_POST
def place(request: StaffRequest, lot_id: UUID) -> HttpResponse:
    """Say where a lot is kept."""
    at, user = timezone.now(), request.user
    rights.require(user, "stock.write", at=at)
    lot = selectors.get_lot(viewer=user, at=at, lot_id=lot_id)
    places = selectors.places(viewer=user, at=at)
    form = WhereForm(request.POST, places=places, auto_id="place_%s")
    if form.is_valid():
        services.keep_in(
            actor=user,
            at=at,
            lot=lot,
            version=form.cleaned_data["version"],
            place_id=form.cleaned_data["place"],
        )
        messages.success(request, "Saved.")
        return redirect("stock:lot", lot_id)
    return _show(request, lot, status=UNPROCESSABLE, place_form=form)
