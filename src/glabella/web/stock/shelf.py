"""What is there, by product, and the way from a scanned code to its vial."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from glabella.clinic.accounts import rights
from glabella.clinic.shared.errors import Invalid
from glabella.clinic.stock import selectors
from glabella.clinic.stock.selectors.shelf import LotShelf
from glabella.web.account.http import StaffRequest
from glabella.web.stock.camera import with_camera
from glabella.web.stock.words import lot_chip, plain, sentence_of, strength, time_left

__all__ = ["find", "page"]


@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """Every product: unopened vials, open vials with their clocks, what to look at."""
    at, user = timezone.now(), request.user
    shelves = selectors.shelf(viewer=user, at=at)
    sums = selectors.balances(viewer=user, at=at)
    context = {
        "products": [_product(one, sums.get(one.product), at) for one in shelves],
        "is_empty": not any(one.lots for one in shelves),
        "warnings": selectors.warnings(viewer=user, at=at),
        "adds_up": all(one.adds_up for one in sums.values()),
        "may_write": rights.may(user, "stock.write", at=at),
        "may_draw": rights.may(user, "stock.draw", at=at),
        "may_recall": rights.may(user, "stock.recall", at=at),
    }
    return with_camera(request, "stock/page.html", context)


def _product(
    shelf: selectors.ProductShelf, sums: selectors.Sums | None, at: datetime
) -> dict[str, object]:
    return {
        "name": shelf.name,
        "unopened": shelf.unopened,
        "is_low": shelf.is_low,
        "sum": sentence_of(sums) if sums else "",
        "lots": [
            {
                "lot": one.lot,
                "chip": lot_chip(one.lot, is_expired=one.is_expired),
                "units": _units(one),
                "is_ending": one.is_ending and not one.is_expired,
                "unopened": one.unopened,
                "next": one.unopened[0] if one.unopened and one.is_usable else None,
                "open": [
                    {
                        "vial": vial.vial,
                        "left": plain(vial.left),
                        "strength": strength(vial.vial),
                        "clock": time_left(vial.vial, at),
                    }
                    for vial in one.open_vials
                ],
            }
            for one in sorted(shelf.lots, key=lambda one: not one.open_vials)
        ],
    }


def _units(one: LotShelf) -> str:
    """What a full vial of a lot holds; packs of one lot are all of one size."""
    vials = [*one.unopened, *(found.vial for found in one.open_vials)]
    return plain(vials[0].units) if vials else ""


@require_safe
def find(request: StaffRequest) -> HttpResponse:
    """Go to the vial whose label or pack was scanned."""
    text = request.GET.get("code", "")
    try:
        found = selectors.find_code(viewer=request.user, at=timezone.now(), text=text)
    except Invalid as error:
        messages.error(request, str(error))
        return redirect("stock:page")
    if found is None:
        messages.error(
            request,
            "Nothing here has this code. Receive the pack first, or look at its label.",
        )
        return redirect("stock:page")
    return redirect("stock:vial", found.pk)
