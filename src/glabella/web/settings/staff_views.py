"""The people who work here: see, add, change, let in, close."""

from datetime import date
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from glabella.clinic.accounts import rights, selectors, services
from glabella.clinic.accounts.models import User
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.errors import Invalid, Stale
from glabella.web.account.http import StaffRequest
from glabella.web.settings.common import CONFLICT, UNPROCESSABLE, show
from glabella.web.settings.inviting import invite
from glabella.web.settings.staff_forms import (
    LinkForm,
    PersonForm,
    StaffVersionForm,
    of_person,
)
from glabella.web.shared.forms import refuse, restale
from glabella.web.shared.parts import Chip

__all__ = ["add", "close", "link", "people", "person", "reopen"]


class Row(NamedTuple):
    """Somebody on the list, and what is to be known of them."""

    user: User
    chips: list[Chip]


page = require_http_methods(["GET", "HEAD", "POST"])


@require_GET
def people(request: StaffRequest) -> HttpResponse:
    """List who works here, and who did."""
    at = timezone.now()
    everybody = selectors.staff(viewer=request.user, at=at, active=None)
    safe = selectors.people_with_second_factor()
    today = day_of(at)
    rows = [
        Row(user, _chips(user, safe=user.pk in safe, today=today)) for user in everybody
    ]
    context = {
        "working": [row for row in rows if row.user.is_active],
        "former": [row for row in rows if not row.user.is_active],
    }
    return show(request, "staff", context, write="staff.write")


def _chips(user: User, *, safe: bool, today: date) -> list[Chip]:
    chips = []
    if user.is_active and selectors.needs_second_factor(user) and not safe:
        chips.append(Chip("No second factor", "caution"))
    if user.has_role(*rights.CLINICAL_ROLES) and not user.registered_on(today):
        word = "Registration ended" if user.registration_number else "Not registered"
        chips.append(Chip(word, "block", "may not treat, sign or approve"))
    if user.is_active and not user.has_usable_password():
        chips.append(Chip("Link not used yet", "info"))
    if user.is_active and not user.roles:
        chips.append(Chip("No role", "caution"))
    return chips


@page
def add(request: StaffRequest) -> HttpResponse:
    """Add somebody, and show the link with which they choose a password."""
    at = timezone.now()
    rights.require(request.user, "staff.write", at=at)
    form = PersonForm(request.POST or None)
    if request.method != "POST":
        return _form(request, form)
    if not form.is_valid():
        return _form(request, form, status=UNPROCESSABLE)
    try:
        user = services.add_staff(actor=request.user, at=at, **form.values())
    except Invalid as error:
        refuse(form, error)
        return _form(request, form, status=UNPROCESSABLE)
    address = invite(request, user, at=at, forget_second_factor=False)
    return _link(request, user, address)


@page
def person(request: StaffRequest, user_id: int) -> HttpResponse:
    """Show or change somebody's entry."""
    at, posted = timezone.now(), request.method == "POST"
    if posted:
        rights.require(request.user, "staff.write", at=at)
    user = selectors.get_staff(viewer=request.user, at=at, user_id=user_id)
    form = PersonForm(
        request.POST if posted else None,
        person=user,
        asks_sure=user.pk == request.user.pk and user.has_role("owner"),
        read_only=not rights.may(request.user, "staff.write", at=at),
    )
    if not posted:
        return _form(request, form, user)
    if not form.is_valid():
        return _form(request, form, user, status=UNPROCESSABLE)
    try:
        services.change_staff(
            actor=request.user,
            at=at,
            user=user,
            version=form.cleaned_data["version"],
            sure=form.cleaned_data.get("sure", False),
            **form.values(),
        )
    except Invalid as error:
        refuse(form, error)
        return _form(request, form, user, status=UNPROCESSABLE)
    except Stale:
        stale = restale(form, of_person(user))
        return _form(request, form, user, stale=stale, status=CONFLICT)
    messages.success(request, "Saved.")
    return redirect("settings:staff")


@require_POST
def link(request: StaffRequest, user_id: int) -> HttpResponse:
    """Make somebody a new link, which ends their password, and show it once."""
    at = timezone.now()
    rights.require(request.user, "staff.write", at=at)
    user = selectors.get_staff(viewer=request.user, at=at, user_id=user_id)
    form = LinkForm(request.POST)
    form.full_clean()
    forget = form.cleaned_data["forget_second_factor"]
    address = invite(request, user, at=at, forget_second_factor=forget)
    return _link(request, user, address)


@require_POST
def close(request: StaffRequest, user_id: int) -> HttpResponse:
    """Close somebody's account."""
    return _switch(request, user_id, services.deactivate, "Closed.")


@require_POST
def reopen(request: StaffRequest, user_id: int) -> HttpResponse:
    """Open it again; a new link is needed."""
    words = "Open again. Give them a new link to choose a password."
    return _switch(request, user_id, services.reactivate, words)


def _switch(
    request: StaffRequest, user_id: int, service: Any, done: str
) -> HttpResponse:
    at = timezone.now()
    rights.require(request.user, "staff.write", at=at)
    user = selectors.get_staff(viewer=request.user, at=at, user_id=user_id)
    form = StaffVersionForm(request.POST)
    if not form.is_valid():
        return redirect("settings:person", user_id)
    try:
        service(
            actor=request.user, at=at, user=user, version=form.cleaned_data["version"]
        )
    except (Invalid, Stale) as error:
        messages.error(request, str(error))
        return redirect("settings:person", user_id)
    messages.success(request, done)
    return redirect("settings:person", user_id)


def _form(
    request: StaffRequest,
    form: PersonForm,
    user: User | None = None,
    *,
    stale: Any = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "person": user, "stale": stale, "link_form": LinkForm()}
    key = "person"
    return show(request, key, context, status=status, write="staff.write")


def _link(request: StaffRequest, user: User, address: str) -> HttpResponse:
    context = {"person": user, "address": address}
    return show(request, "link", context, write="staff.write")
