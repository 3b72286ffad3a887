"""What the pages of lists do alike: ask the right, call one service, show the list."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from glabella.clinic.accounts import rights
from glabella.clinic.practice import selectors
from glabella.clinic.shared.errors import Invalid, Stale
from glabella.web.account.http import StaffRequest
from glabella.web.settings.parts import parts
from glabella.web.shared.forms import refuse

__all__ = ["change", "show"]

UNPROCESSABLE, CONFLICT = 422, 409


def show(
    request: StaffRequest,
    key: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    write: str = "settings.write",
) -> HttpResponse:
    """Show one list of the settings."""
    at = timezone.now()
    rights.require(request.user, "settings.read", at=at)
    practice = selectors.find_practice()
    frame = {
        "key": key,
        "parts": parts(),
        "practice": practice,
        "version": practice.version if practice else 0,
        "may_write": rights.may(request.user, write, at=at),
    }
    return render(request, f"settings/{key}.html", frame | context, status=status)


def change(
    request: StaffRequest,
    form: forms.Form,
    call: Callable[[forms.Form], object],
    *,
    back: str,
    again: Callable[[int], HttpResponse],
    right: str = "settings.write",
) -> HttpResponse:
    """Do what a posted form asks for: ``call`` it, go ``back``, or show it ``again``."""
    rights.require(request.user, right, at=timezone.now())
    if not form.is_valid():
        return again(UNPROCESSABLE)
    try:
        call(form)
    except Invalid as error:
        refuse(form, error)
        return again(UNPROCESSABLE)
    except Stale as error:
        practice = selectors.find_practice()
        form.add_error(None, str(error))
        if practice is not None and "version" in form.fields:
            data = request.POST.copy()
            data["version"] = str(practice.version)
            form.data = data
        return again(CONFLICT)
    messages.success(request, "Saved.")
    return redirect(back)
