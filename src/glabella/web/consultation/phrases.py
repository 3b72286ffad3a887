"""One's own quick phrases."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from glabella.clinic.accounts import rights
from glabella.clinic.consultations import selectors, services
from glabella.clinic.shared.errors import Invalid
from glabella.web.account.http import StaffRequest
from glabella.web.consultation.forms import PhraseForm
from glabella.web.shared.forms import refuse

__all__ = ["page", "remove"]

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: StaffRequest) -> HttpResponse:
    """List the phrases, and keep a new one."""
    rights.require(request.user, "consultation.write", at=timezone.now())
    form = PhraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.keep_phrase(
                actor=request.user, at=timezone.now(), **form.cleaned_data
            )
        except Invalid as error:
            refuse(form, error)
        else:
            messages.success(request, "Kept.")
            return redirect("consultation:phrases")
    context = {"form": form, "phrases": selectors.phrases_of(viewer=request.user)}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "consultation/phrases.html", context, status=status)


@require_POST
def remove(request: StaffRequest, phrase_id: int) -> HttpResponse:
    """Remove a phrase."""
    services.remove_phrase(actor=request.user, at=timezone.now(), phrase_id=phrase_id)
    messages.success(request, "Removed.")
    return redirect("consultation:phrases")
