"""One vial: its ledger, opening it, discarding what is left."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from glabella.clinic.accounts import rights
from glabella.clinic.practice.selectors import practice
from glabella.clinic.shared.errors import Blocked, Invalid
from glabella.clinic.stock import labels, selectors, services
from glabella.clinic.stock.models import Vial
from glabella.clinic.stock.selectors.vials import matches
from glabella.web.account.http import StaffRequest
from glabella.web.shared.forms import refuse
from glabella.web.stock.camera import with_camera
from glabella.web.stock.forms import DiscardForm, MixingForm
from glabella.web.stock.words import (
    clock,
    plain,
    sentence_of,
    signed,
    strength,
    time_left,
    units_text,
    vial_chip,
)

__all__ = ["discard", "open_it", "page"]

UNPROCESSABLE, CONFLICT = 422, 409
OTHER_VIAL = "This code is of another vial or lot. Look at what you hold."


@require_safe
def page(request: StaffRequest, vial_id: UUID) -> HttpResponse:
    """The ledger of a vial, with its clock and its sum."""
    vial = selectors.get_vial(viewer=request.user, at=timezone.now(), vial_id=vial_id)
    return _show(request, vial)


def _show(
    request: StaffRequest,
    vial: Vial,
    *,
    discard_form: DiscardForm | None = None,
    status: int = 200,
) -> HttpResponse:
    at, user = timezone.now(), request.user
    sums = selectors.balance(viewer=user, at=at, vial=vial)
    rows = selectors.ledger(viewer=user, at=at, vial=vial)
    context = _label(vial) | {
        "vial": vial,
        "chip": vial_chip(vial),
        "clock": time_left(vial, at),
        "strength": strength(vial) if vial.opened_at else "",
        "left": units_text(sums.left),
        "volume": plain(vial.diluent_ml),
        "rows": [_row(one) for one in rows],
        "sum": sentence_of(sums),
        "adds_up": sums.adds_up,
        "refusal": selectors.refusal(viewer=user, at=at, vial=vial),
        "discard_form": discard_form
        or DiscardForm(initial={"version": vial.version}, auto_id="discard_%s"),
        "may_draw": rights.may(user, "stock.draw", at=at),
        "may_write": rights.may(user, "stock.write", at=at),
    }
    return render(request, "stock/vial.html", context, status=status)


def _label(vial: Vial) -> dict[str, Any]:
    """What the label says of such a vial."""
    product, jurisdiction = vial.lot.product, practice().jurisdiction
    return {
        "name": labels.name_of(product),
        "units": plain(vial.units),
        "use_within": labels.clock(product, jurisdiction),
        "single_use": labels.single_use(product),
        "storage_mixed": labels.storage_mixed(product, jurisdiction),
        "sharing": practice().vial_sharing_allowed,
    }


def _row(one: selectors.LedgerRow) -> dict[str, Any]:
    entry, draw = one.entry, one.draw
    parts = []
    if draw is not None:
        open_units = draw.units - one.given - one.wasted
        for units, word in (
            (one.given, "given"),
            (one.wasted, "wasted"),
            (open_units, "in the syringe"),
        ):
            if units > 0:
                parts.append(f"{plain(units)} {word}")
    return {
        "entry": entry,
        "at": clock(entry.at),
        "late": clock(entry.recorded_at) if entry.recorded_at != entry.at else "",
        "change": signed(entry.change),
        "balance": plain(entry.balance_after),
        "draw": draw,
        "went": ", ".join(parts),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def open_it(request: StaffRequest, vial_id: UUID) -> HttpResponse:
    """Confirm a vial and its diluent, and open it."""
    at, user = timezone.now(), request.user
    rights.require(user, "stock.draw", at=at)
    vial = selectors.get_vial(viewer=user, at=at, vial_id=vial_id)
    if vial.state != Vial.State.UNOPENED:
        return redirect("stock:vial", vial.pk)
    back = _back(request)
    form = MixingForm(request.POST if request.method == "POST" else None, vial=vial)
    status, stopped = 200, ""
    if request.method == "POST":
        status = UNPROCESSABLE
        try:
            if form.is_valid() and (made := _open(request, form)):
                words = f"{made.label} is open: {strength(made)}."
                messages.success(request, words)
                return redirect(back or reverse("stock:vial", args=[vial.pk]))
        except Blocked as error:
            status, stopped = CONFLICT, error.what
    context = _label(vial) | {
        "vial": vial,
        "form": form,
        "mixes": form.mixes,
        "diluent": labels.diluent(vial.lot.product),
        "is_liquid": labels.is_liquid(vial.lot.product),
        "stopped": stopped,
        "back": back,
    }
    return with_camera(request, "stock/open.html", context, status=status)


def _back(request: StaffRequest) -> str:
    """The page that asked for an open vial; empty for none, or for a strange one."""
    told = request.GET.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(told, allowed_hosts=None)
    return told if is_ours and told.startswith("/patients/") else ""


def _open(request: StaffRequest, form: MixingForm) -> Vial | None:
    """The open vial; None where the form says what is wrong."""
    try:
        code = form.cleaned_data["code"]
        scanned = bool(code) and matches(form.vial, code)
        if code and not scanned:
            form.add_error("code", OTHER_VIAL)
            return None
        return services.open_vial(
            actor=request.user,
            at=timezone.now(),
            vial=form.vial,
            version=form.cleaned_data["version"],
            mixing=form.mixing(scanned=scanned),
        )
    except Invalid as error:
        refuse(form, error)
        return None


@require_POST
def discard(request: StaffRequest, vial_id: UUID) -> HttpResponse:
    """Throw away what is left."""
    at, user = timezone.now(), request.user
    rights.require(user, "stock.write", at=at)
    vial = selectors.get_vial(viewer=user, at=at, vial_id=vial_id)
    form = DiscardForm(request.POST, auto_id="discard_%s")
    if form.is_valid():
        try:
            services.discard(
                actor=user,
                at=at,
                vial=vial,
                version=form.cleaned_data["version"],
                reason=form.cleaned_data["why"],
                note=form.cleaned_data["words"],
            )
        except Invalid:
            form.add_error("words", "Say why in a few words.")
        else:
            messages.success(request, f"What was left of {vial.label} is discarded.")
            return redirect("stock:vial", vial.pk)
    return _show(request, vial, discard_form=form, status=UNPROCESSABLE)
