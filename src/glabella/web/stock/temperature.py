"""The temperature log of each place, and what to do when it was out of range."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from glabella.clinic.accounts import rights
from glabella.clinic.practice.selectors import practice, product_keys_in_use
from glabella.clinic.shared.errors import Invalid
from glabella.clinic.stock import labels, selectors, services
from glabella.clinic.stock.models import StoragePlace
from glabella.web.account.http import StaffRequest
from glabella.web.shared.forms import refuse
from glabella.web.stock.forms import PlaceForm, QuarantineForm, ReadingForm
from glabella.web.stock.words import plain

__all__ = ["add_place", "page", "place", "quarantine", "read"]

UNPROCESSABLE = 422


@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """Every place with its last readings."""
    return _show(request)


def _show(
    request: StaffRequest, *, status: int = 200, of: int = 0, **forms: Any
) -> HttpResponse:
    """The page; ``of`` is the place whose form is shown again."""
    at, user = timezone.now(), request.user
    rights.require(user, "stock.read", at=at)
    places = selectors.places(viewer=user, at=at)
    context = {
        "places": [
            _place(request, one, forms if one.pk == of else {}) for one in places
        ],
        "labels": _labels(),
        "place_form": forms.get("place_form", PlaceForm(auto_id="new_%s")),
        "may_write": rights.may(user, "stock.write", at=at),
    }
    return render(request, "stock/temperature.html", context, status=status)


def _place(
    request: StaffRequest, place: StoragePlace, forms: dict[str, Any]
) -> dict[str, Any]:
    at, user = timezone.now(), request.user
    rows = selectors.readings(viewer=user, at=at, place=place)
    reading = ReadingForm(auto_id=f"read_{place.pk}_%s")
    hold = QuarantineForm(auto_id=f"hold_{place.pk}_%s")
    return {
        "place": place,
        "limits": f"{plain(place.low_c)} to {plain(place.high_c)}",
        "readings": rows,
        "last": rows[0] if rows else None,
        "lots": [
            (lot, labels.name_of(lot.product))
            for lot in selectors.lots_kept_in(viewer=user, at=at, place=place)
        ],
        "reading_form": forms.get("reading_form", reading),
        "hold_form": forms.get("hold_form", hold),
        "edit_form": forms.get("edit_form")
        or PlaceForm(
            initial={
                "name": place.name,
                "low_c": plain(place.low_c),
                "high_c": plain(place.high_c),
                "in_use": place.in_use,
            },
            auto_id=f"edit_{place.pk}_%s",
        ),
    }


def _labels() -> list[dict[str, Any]]:
    """What the labels of the products in use ask for."""
    jurisdiction = practice().jurisdiction
    return [
        {
            "name": labels.name_of(key),
            "storage": labels.storage_unopened(key, jurisdiction),
            "mixed": labels.storage_mixed(key, jurisdiction),
            "excursion": labels.excursion(key, jurisdiction),
        }
        for key in product_keys_in_use()
    ]


@require_POST
def add_place(request: StaffRequest) -> HttpResponse:
    """Enter a place."""
    return _save_place(request, None)


@require_POST
def place(request: StaffRequest, place_id: int) -> HttpResponse:
    """Change a place."""
    return _save_place(request, place_id)


def _save_place(request: StaffRequest, place_id: int | None) -> HttpResponse:
    at, user = timezone.now(), request.user
    rights.require(user, "stock.write", at=at)
    auto_id = "new_%s" if place_id is None else f"edit_{place_id}_%s"
    form = PlaceForm(request.POST, auto_id=auto_id)
    if form.is_valid():
        try:
            services.save_place(
                actor=user, at=at, wanted=form.wanted(), place_id=place_id
            )
        except Invalid as error:
            refuse(form, error)
        else:
            messages.success(request, "Saved.")
            return redirect("stock:temperature")
    if place_id is None:
        return _show(request, status=UNPROCESSABLE, place_form=form)
    return _show(request, status=UNPROCESSABLE, of=place_id, edit_form=form)


@require_POST
def read(request: StaffRequest, place_id: int) -> HttpResponse:
    """Enter a reading."""
    at, user = timezone.now(), request.user
    rights.require(user, "stock.write", at=at)
    found = selectors.get_place(viewer=user, at=at, place_id=place_id)
    form = ReadingForm(request.POST, auto_id=f"read_{place_id}_%s")
    if form.is_valid():
        try:
            services.read_temperature(
                actor=user, at=at, place=found, **form.cleaned_data
            )
        except Invalid as error:
            refuse(form, error)
        else:
            messages.success(request, "The reading is in the log.")
            return redirect("stock:temperature")
    return _show(request, status=UNPROCESSABLE, of=place_id, reading_form=form)


@require_POST
def quarantine(request: StaffRequest, place_id: int) -> HttpResponse:
    """Hold back all that is kept in a place."""
    at, user = timezone.now(), request.user
    rights.require(user, "stock.write", at=at)
    found = selectors.get_place(viewer=user, at=at, place_id=place_id)
    form = QuarantineForm(request.POST, auto_id=f"hold_{place_id}_%s")
    if form.is_valid():
        try:
            held = services.quarantine_place(
                actor=user, at=at, place=found, reason=form.cleaned_data["reason"]
            )
        except Invalid as error:
            refuse(form, error)
        else:
            words = f"{len(held)} lots of {found.name} are quarantined."
            messages.success(request, words)
            return redirect("stock:temperature")
    return _show(request, status=UNPROCESSABLE, of=place_id, hold_form=form)
