"""The pages of the clinic's own row, and the way into the settings."""

from copy import copy

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from glabella.clinic.accounts import rights
from glabella.clinic.practice import selectors, services
from glabella.clinic.shared.errors import Invalid, Stale
from glabella.web.account.http import StaffRequest
from glabella.web.settings.forms import PART_FORMS, PartForm, authorised_words
from glabella.web.settings.parts import parts
from glabella.web.shared.forms import refuse, restale

__all__ = ["index", "part"]

UNPROCESSABLE, CONFLICT = 422, 409


@require_GET
def index(request: StaffRequest) -> HttpResponse:
    """Start with the clinic."""
    return redirect("settings:part", "clinic")


@require_http_methods(["GET", "HEAD", "POST"])
def part(request: StaffRequest, key: str) -> HttpResponse:
    """Show or change some fields of the clinic's row."""
    if key not in PART_FORMS:
        raise Http404
    at, posted = timezone.now(), request.method == "POST"
    right = "settings.write" if posted else "settings.read"
    rights.require(request.user, right, at=at)
    read_only = not rights.may(request.user, "settings.write", at=at)
    practice = selectors.practice()
    form = PART_FORMS[key](
        request.POST if posted else None,
        # A copy: a form writes into its instance, and the row is shared.
        instance=copy(practice),
        read_only=read_only,
    )
    stale, status = None, 200
    if posted:
        try:
            if _save(request, form):
                return redirect("settings:part", key)
            status = UNPROCESSABLE
        except Stale:
            now = {name: getattr(practice, name) for name in form.values()}
            stale = restale(form, {**now, "version": practice.version})
            status = CONFLICT
    context = {
        "form": form,
        "words": form.words,
        "stale": stale,
        "read_only": read_only,
        "parts": parts(),
        "key": key,
        "authorised": authorised_words() if key == "clinic" else [],
    }
    return render(request, "settings/part.html", context, status=status)


def _save(request: StaffRequest, form: PartForm) -> bool:
    """Whether it was saved; if not, the form says why."""
    if not form.is_valid():
        return False
    try:
        services.change(
            actor=request.user,
            at=timezone.now(),
            version=form.cleaned_data["version"],
            **form.values(),
        )
    except Invalid as error:
        refuse(form, error)
        return False
    messages.success(request, "Saved.")
    return True
