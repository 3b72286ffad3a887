"""A request by telephone: the same two steps, written down by the front desk."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from glabella.clinic.accounts import rights
from glabella.clinic.practice.selectors import practice
from glabella.clinic.requests import services
from glabella.clinic.requests.services import UnderAge
from glabella.clinic.requests.wording import AGE_WORDING_PHONE, consent_wording_phone
from glabella.clinic.shared.errors import Invalid
from glabella.web.account.http import StaffRequest
from glabella.web.requests import step
from glabella.web.requests.face import PAIRS, SPOTS, groups
from glabella.web.requests.forms import AgeForm, PhoneForm
from glabella.web.shared.forms import refuse

__all__ = ["page"]

UNPROCESSABLE: Final = 422


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: StaffRequest) -> HttpResponse:
    """Ask for the birth date, then for the rest, then keep the request."""
    rights.require(request.user, "request.handle", at=timezone.now())
    if request.method != "POST":
        return _shown(request, age=AgeForm())
    note = step.read(request.POST.get("note", ""), wording=AGE_WORDING_PHONE)
    if note is not None:
        return _keep(request, note)
    return _declare(request)


def _declare(request: StaffRequest) -> HttpResponse:
    at = timezone.now()
    age = AgeForm(request.POST)
    if not age.is_valid():
        return _shown(request, age=age, status=UNPROCESSABLE)
    born_on = age.cleaned_data["born_on"]
    try:
        services.check_age(born_on, at=at)
    except Invalid as error:
        age.add_error(None, str(error))
        return _shown(request, age=age, status=UNPROCESSABLE)
    except UnderAge:
        return _shown(request, too_young=True)
    note = step.begin(born_on, at=at, wording=AGE_WORDING_PHONE)
    form = PhoneForm(consent_words=consent_wording_phone(practice()))
    return _shown(request, form=form, note=note)


def _keep(request: StaffRequest, note: step.Step) -> HttpResponse:
    form = PhoneForm(request.POST, consent_words=consent_wording_phone(practice()))
    if form.is_valid():
        try:
            one = services.receive(
                actor=request.user,
                at=timezone.now(),
                request_id=note.request_id,
                declared=note.declared,
                asked=form.asked(),
            )
        except Invalid as error:
            refuse(form, error)
        except UnderAge:
            return _shown(request, too_young=True)
        else:
            messages.success(request, "The request is in the queue. Book a time now?")
            return redirect("requests:detail", one.id)
    return _shown(request, form=form, note=note, status=UNPROCESSABLE)


def _shown(
    request: StaffRequest,
    *,
    form: PhoneForm | None = None,
    note: step.Step | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "form": form,
        "note": note,
        "groups": groups(form["concerns"].value() or ()) if form else (),
        "spots": SPOTS,
        "pairs": PAIRS,
        "staff": True,
        "wording": AGE_WORDING_PHONE,
        **more,
    }
    return render(request, "requests/phone.html", context, status=status)
