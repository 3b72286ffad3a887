"""Hours, closures, rooms, products and prices."""

from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from glabella.clinic.accounts import rights
from glabella.clinic.plans import selectors as plans
from glabella.clinic.practice import selectors, services
from glabella.clinic.practice.models import Price
from glabella.clinic.shared.errors import Invalid
from glabella.evidence import catalogue
from glabella.web.account.http import StaffRequest
from glabella.web.settings.common import change, show
from glabella.web.settings.list_forms import (
    DAYS,
    TECHNIQUE_WORDS,
    ClosureForm,
    HoursForm,
    PriceForm,
    ProductsForm,
    RoomForm,
    VersionForm,
)

__all__ = [
    "closures",
    "hours",
    "orders",
    "prices",
    "products",
    "remove_closure",
    "remove_price",
    "room",
    "rooms",
]

page = require_http_methods(["GET", "HEAD", "POST"])


def _version() -> dict[str, Any]:
    return {"version": selectors.practice().version}


@page
def hours(request: StaffRequest) -> HttpResponse:
    """Opening hours of the week."""
    data = request.POST if request.method == "POST" else None
    form = HoursForm(data, hours=selectors.hours(), initial=_version())
    again = partial(_show, request, "hours", {"form": form})
    if data is None:
        return again(200)
    return change(
        request, form, _save_hours(request), back="settings:hours", again=again
    )


def _save_hours(request: StaffRequest) -> Any:
    def save(form: forms.Form) -> None:
        assert isinstance(form, HoursForm)  # noqa: S101 - for the type checker
        try:
            services.change_hours(
                actor=request.user,
                at=timezone.now(),
                version=form.cleaned_data["version"],
                week=form.week(),
            )
        except Invalid as error:
            # A day has four fields: what is wrong with it is said at the first.
            raise Invalid(
                {
                    f"{name}_opens_1" if name.startswith("day_") else name: text
                    for name, text in error.fields.items()
                }
            ) from error

    return save


@page
def closures(request: StaffRequest) -> HttpResponse:
    """Days on which the clinic is closed; add some."""
    data = request.POST if request.method == "POST" else None
    form = ClosureForm(data, initial=_version())
    today = selectors.day_of(timezone.now())
    context = {"form": form, "closures": selectors.closures(first=today)}
    again = partial(_show, request, "closures", context)
    if data is None:
        return again(200)
    return change(
        request,
        form,
        lambda form: services.add_closure(
            actor=request.user, at=timezone.now(), **form.cleaned_data
        ),
        back="settings:closures",
        again=again,
    )


@require_POST
def remove_closure(request: StaffRequest, closure_id: int) -> HttpResponse:
    """Open again on days that were closed."""
    return change(
        request,
        VersionForm(request.POST),
        lambda form: services.remove_closure(
            actor=request.user,
            at=timezone.now(),
            closure_id=closure_id,
            **form.cleaned_data,
        ),
        back="settings:closures",
        again=lambda status: _stale_list(request, "closures", status),
    )


@page
def rooms(request: StaffRequest) -> HttpResponse:
    """The rooms; add one."""
    data = request.POST if request.method == "POST" else None
    form = RoomForm(data, initial=_version())
    context = {"form": form, "rooms": selectors.rooms(in_use=False)}
    again = partial(_show, request, "rooms", context)
    if data is None:
        return again(200)
    return change(
        request,
        form,
        lambda form: services.add_room(
            actor=request.user,
            at=timezone.now(),
            version=form.cleaned_data["version"],
            name=form.cleaned_data["name"],
        ),
        back="settings:rooms",
        again=again,
    )


@require_POST
def room(request: StaffRequest, room_id: int) -> HttpResponse:
    """Rename a room, give it up or take it back."""
    form = RoomForm(request.POST)
    context = {"form": form, "rooms": selectors.rooms(in_use=False)}
    return change(
        request,
        form,
        lambda form: services.change_room(
            actor=request.user, at=timezone.now(), room_id=room_id, **form.cleaned_data
        ),
        back="settings:rooms",
        again=partial(_show, request, "rooms", context),
    )


@page
def products(request: StaffRequest) -> HttpResponse:
    """Which products are used here, and what a unit costs."""
    data = request.POST if request.method == "POST" else None
    form = ProductsForm(
        data,
        practice=selectors.practice(),
        held=selectors.products(),
        initial=_version(),
    )
    again = partial(_show, request, "products", {"form": form})
    if data is None:
        return again(200)
    return change(
        request,
        form,
        lambda _form: services.change_products(
            actor=request.user,
            at=timezone.now(),
            version=form.cleaned_data["version"],
            wanted=form.wanted(),
        ),
        back="settings:products",
        again=again,
    )


@page
def prices(request: StaffRequest) -> HttpResponse:
    """Fixed prices; set one."""
    data = request.POST if request.method == "POST" else None
    form = PriceForm(data, initial=_version())
    again = partial(_show, request, "prices", {"form": form, "prices": _price_rows()})
    if data is None:
        return again(200)
    return change(
        request,
        form,
        lambda form: services.set_price(
            actor=request.user,
            at=timezone.now(),
            kind="area" if form.cleaned_data["area"] else "visit",
            **form.cleaned_data,
        ),
        back="settings:prices",
        again=again,
    )


@require_POST
def remove_price(request: StaffRequest, price_id: int) -> HttpResponse:
    """Have no fixed price any more."""
    return change(
        request,
        VersionForm(request.POST),
        lambda form: services.remove_price(
            actor=request.user,
            at=timezone.now(),
            price_id=price_id,
            **form.cleaned_data,
        ),
        back="settings:prices",
        again=lambda status: _stale_list(request, "prices", status),
    )


def _price_rows() -> list[dict[str, Any]]:
    return [
        {
            "id": price.pk,
            "what": catalogue.area_values(price.area).plain_name
            if price.kind == Price.Kind.AREA
            else "Each visit",
            "technique": TECHNIQUE_WORDS.get(price.technique, "any technique"),
            "amount": price.amount,
            "of_area": price.kind == Price.Kind.AREA,
        }
        for price in selectors.prices()
    ]


def _show(
    request: StaffRequest, key: str, context: dict[str, Any], status: int
) -> HttpResponse:
    return show(request, key, {"days": DAYS} | context, status=status)


def _stale_list(request: StaffRequest, key: str, status: int) -> HttpResponse:
    """The list as it is now, where a button of an old page was pressed."""
    changed = "Somebody changed the settings meanwhile. Look, and press again."
    return show(request, key, {"changed": changed} | LISTS[key](), status=status)


LISTS = {
    "closures": lambda: {
        "form": ClosureForm(initial=_version()),
        "closures": selectors.closures(first=selectors.day_of(timezone.now())),
    },
    "prices": lambda: {
        "form": PriceForm(initial=_version()),
        "prices": _price_rows(),
    },
}


@require_safe
def orders(request: StaffRequest) -> HttpResponse:
    """Standing orders in force or to come; a prescriber signs and ends them."""
    at = timezone.now()
    rights.require(request.user, "settings.read", at=at)
    context = {
        "orders": plans.standing_orders(viewer=request.user, at=at),
        "may_sign": rights.may(request.user, "plan.approve", at=at),
        "allowed": selectors.practice().standing_orders_allowed,
        "today": selectors.day_of(at),
    }
    return show(request, "orders", context)
