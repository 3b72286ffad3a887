"""Receive a delivery: read the pack's code, complete it, take it into the books."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from glabella.clinic.accounts import rights
from glabella.clinic.shared.errors import Invalid
from glabella.clinic.stock import selectors, services
from glabella.clinic.stock.gs1 import PackCode, read_pack
from glabella.clinic.stock.labels import name_of
from glabella.web.account.http import StaffRequest
from glabella.web.shared.forms import refuse
from glabella.web.stock.camera import with_camera
from glabella.web.stock.forms import ReceiveForm
from glabella.web.stock.words import plain

__all__ = ["receive"]

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: StaffRequest) -> HttpResponse:
    """Show the form, read a code into it, or receive what it says."""
    at, user = timezone.now(), request.user
    rights.require(user, "stock.write", at=at)
    places = selectors.places(viewer=user, at=at)
    if request.method != "POST":
        return _show(request, ReceiveForm(places=places))
    if "code" in request.POST:
        return _read(request)
    form = ReceiveForm(request.POST, places=places)
    if form.is_valid():
        try:
            made = services.receive(actor=user, at=at, delivery=form.delivery())
        except Invalid as error:
            refuse(form, error)
        else:
            first, last = made[0].label, made[-1].label
            names = first if first == last else f"{first} to {last}"
            messages.success(
                request, f"Received as {names}. Write the name on each vial."
            )
            return redirect("stock:lot", made[0].lot_id)
    return _show(request, form, status=UNPROCESSABLE)


def _read(request: StaffRequest) -> HttpResponse:
    """What the code said, in the form, with what is missing named."""
    at, user = timezone.now(), request.user
    places = selectors.places(viewer=user, at=at)
    text = request.POST.get("code", "")
    try:
        code = read_pack(text)
    except Invalid as error:
        context = {"code": text, "code_error": str(error)}
        form = ReceiveForm(places=places)
        return _show(request, form, status=UNPROCESSABLE, **context)
    known = selectors.known_pack(viewer=user, at=at, code=code)
    initial: dict[str, Any] = {
        "number": code.lot,
        "expires_on": code.expires_on,
        "gtin": code.gtin,
        "serial": code.serial,
        "vials": 1,
    }
    missing = list(code.missing)
    if known is not None:
        initial |= {
            "product": known.product,
            "units": plain(known.units),
            "supplier": known.supplier,
        }
    else:
        missing[:0] = ["product", "units in a vial"]
    read: dict[str, Any] = {"read": _facts(code, known), "missing": missing}
    return _show(request, ReceiveForm(initial=initial, places=places), **read)


def _facts(code: PackCode, known: selectors.KnownPack | None) -> list[tuple[str, str]]:
    """What was read, for the eye to compare with the pack."""
    rows = [
        ("Product", name_of(known.product) if known else ""),
        ("Product number", code.gtin),
        ("Lot", code.lot),
        ("Expires", f"{code.expires_on:%-d %B %Y}" if code.expires_on else ""),
        ("Serial number", code.serial),
    ]
    return [(name, value) for name, value in rows if value]


def _show(
    request: StaffRequest, form: ReceiveForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    return with_camera(
        request, "stock/receive.html", {"form": form} | more, status=status
    )
