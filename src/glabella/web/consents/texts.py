"""The clinic's own paragraphs: places, versions, approval."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from glabella.clinic.consents import selectors, services
from glabella.clinic.consents.models import OwnText
from glabella.clinic.consents.reading import BOUNDS, Reading, measure
from glabella.clinic.consents.selectors import get_text
from glabella.clinic.consents.selectors.texts import name_of
from glabella.clinic.consents.services import Written
from glabella.clinic.shared.errors import Invalid
from glabella.web.account.http import StaffRequest
from glabella.web.shared.forms import refuse

__all__ = ["approve", "one", "page", "retire"]

UNPROCESSABLE = 422


class TextForm(forms.Form):
    """Both ways of reading, and why it is changed."""

    standard = forms.CharField(
        label="In full",
        max_length=4000,
        help_text="Leave an empty line between two paragraphs. Never a dose or a price.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    easy = forms.CharField(
        label="Easy to read",
        max_length=4000,
        help_text=(
            f"Sentences of at most {BOUNDS['easy'].longest_sentence} words, in words "
            "of every day."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    reason = forms.CharField(label="Why it changes", max_length=300, required=False)


@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """Every place for paragraphs of the clinic's own."""
    rows = selectors.own_texts(viewer=request.user, at=timezone.now())
    return render(request, "consents/texts.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: StaffRequest, part: str, about: str = "") -> HttpResponse:
    """The versions of one place, and the form for a new one."""
    at = timezone.now()
    versions = selectors.text_versions(
        viewer=request.user, part=part, about=about, at=at
    )
    newest = versions[0] if versions else None
    first = {"standard": newest.standard, "easy": newest.easy} if newest else {}
    form = TextForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            written = Written(part=part, about=about, **sent)
            services.write_text(actor=request.user, at=at, written=written)
        except Invalid as error:
            refuse(form, error)
        else:
            messages.success(request, "Kept. It counts once somebody approves it.")
            return _back(part, about)
    context = {
        "name": name_of(part, about),
        "versions": [(row, _readings(row)) for row in versions],
        "form": form,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "consents/text.html", context, status=status)


@require_POST
def approve(request: StaffRequest, text_id: int) -> HttpResponse:
    """Put a version in force."""
    at = timezone.now()
    text = get_text(viewer=request.user, text_id=text_id, at=at)
    services.approve_text(actor=request.user, at=at, text=text)
    messages.success(request, "Approved: new papers carry it from now on.")
    return _back(text.part, text.about)


@require_POST
def retire(request: StaffRequest, text_id: int) -> HttpResponse:
    """Take a version out."""
    at = timezone.now()
    text = get_text(viewer=request.user, text_id=text_id, at=at)
    services.retire_text(actor=request.user, at=at, text=text)
    messages.success(request, "Retired: new papers no longer carry it.")
    return _back(text.part, text.about)


def _back(part: str, about: str) -> HttpResponse:
    if about:
        return redirect("consents:text-about", part, about)
    return redirect("consents:text", part)


def _readings(row: OwnText) -> list[tuple[str, str, Reading, bool]]:
    """How hard each level is to read, against the bounds of ours."""
    found = []
    for level, label in (("standard", "In full"), ("easy", "Easy to read")):
        text = getattr(row, level)
        reading = measure(text.splitlines())
        found.append((label, text, reading, reading.keeps(level)))
    return found
