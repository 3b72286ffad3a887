"""The page on which people ask to be seen: age first, then everything else.

Open to strangers. It names no medicine, no product and no price, whatever the
jurisdiction; tests hold its words and those of its messages against a list.
"""

from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from glabella.clinic.practice import selectors as practice
from glabella.clinic.practice.models import Practice
from glabella.clinic.requests import services
from glabella.clinic.requests.services import Asked, UnderAge
from glabella.clinic.requests.wording import AGE_WORDING, consent_wording
from glabella.clinic.shared.errors import Invalid
from glabella.web.requests import step
from glabella.web.requests.face import PAIRS, SPOTS, groups
from glabella.web.requests.forms import AgeForm, RequestForm
from glabella.web.shared.forms import refuse
from glabella.web.shared.limits import Limit, address_of, within

__all__ = ["start", "thanks"]

UNPROCESSABLE: Final = 422
TOO_MANY: Final = 429
HONEYPOT: Final = "website"
FROM_ONE_ADDRESS: Final = Limit("requests of an address", 10, timedelta(hours=1))
OF_ONE_CONTACT: Final = Limit("requests of a contact", 3, timedelta(days=1))


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Ask for the birth date, then for the rest, then keep the request."""
    clinic = practice.find_practice()
    if clinic is None:
        return redirect("front:page")
    if request.method != "POST":
        return _age_page(request, clinic, AgeForm())
    if "note" not in request.POST:
        return _declare(request, clinic)
    return _send(request, clinic)


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """The same words for everybody whose request came through."""
    context = {"practice": practice.find_practice(), "quiet": True}
    return render(request, "requests/thanks.html", context)


def _declare(request: HttpRequest, clinic: Practice) -> HttpResponse:
    """The first step: nothing is stored, whatever the answer."""
    found = _age(request)
    if found is None:
        return _too_young(request, clinic)
    if isinstance(found, AgeForm):
        return _age_page(request, clinic, found, status=UNPROCESSABLE)
    form = RequestForm(consent_words=consent_wording(clinic))
    return _request_page(request, clinic, form, note=found.note)


def _age(request: HttpRequest) -> step.Step | AgeForm | None:
    """The step after the declared birth date; the form if it will not do; or None."""
    form = AgeForm(request.POST)
    if not form.is_valid():
        return form
    at = timezone.now()
    try:
        services.check_age(form.cleaned_data["born_on"], at=at)
    except Invalid as error:
        form.add_error(None, str(error))
        return form
    except UnderAge:
        return None
    return step.begin(form.cleaned_data["born_on"], at=at, wording=AGE_WORDING)


def _send(request: HttpRequest, clinic: Practice) -> HttpResponse:
    """The second step: keep the request, or show what is in the way."""
    form = RequestForm(request.POST, consent_words=consent_wording(clinic))
    found: step.Step | AgeForm | None = step.read(
        request.POST.get("note", ""), wording=AGE_WORDING
    )
    if found is None:  # too old, or not ours: the birth date is asked once more
        found = _age(request)
        if found is None:
            return _too_young(request, clinic)
    if isinstance(found, AgeForm) or not form.is_valid():
        return _refused(request, clinic, form, found)
    if request.POST.get(HONEYPOT):
        return redirect("request:thanks")
    return _keep(request, clinic, form, found)


def _keep(
    request: HttpRequest, clinic: Practice, form: RequestForm, found: step.Step
) -> HttpResponse:
    try:
        asked = services.look_over(form.asked())
        if not within(request, FROM_ONE_ADDRESS, f"address {address_of(request)}"):
            form.add_error(None, _too_often(clinic))
            return _refused(request, clinic, form, found, status=TOO_MANY)
        # What is over the limit of a contact is dropped in silence: to say so would
        # tell a stranger that this person asked here before.
        if _contact_is_fresh(request, asked):
            services.receive(
                actor=None,
                at=timezone.now(),
                request_id=found.request_id,
                declared=found.declared,
                asked=asked,
            )
    except Invalid as error:
        refuse(form, error)
        return _refused(request, clinic, form, found)
    except UnderAge:
        return _too_young(request, clinic)
    return redirect("request:thanks")


def _contact_is_fresh(request: HttpRequest, asked: Asked) -> bool:
    contacts = [contact for contact in (asked.email, asked.phone) if contact]
    counted = [within(request, OF_ONE_CONTACT, f"contact {one}") for one in contacts]
    return all(counted)


def _too_often(clinic: Practice) -> str:
    call = f", or call {clinic.phone}" if clinic.phone else ""
    return f"Many requests came from here within an hour. Try again later{call}."


# --- pages ---------------------------------------------------------------------


def _age_page(
    request: HttpRequest, clinic: Practice, form: AgeForm, status: int = 200
) -> HttpResponse:
    context = {"practice": clinic, "age": form, "wording": AGE_WORDING, "quiet": True}
    return render(request, "requests/age.html", context, status=status)


def _too_young(request: HttpRequest, clinic: Practice) -> HttpResponse:
    context = {"practice": clinic, "quiet": True}
    return render(request, "requests/too_young.html", context)


def _refused(
    request: HttpRequest,
    clinic: Practice,
    form: RequestForm,
    found: step.Step | AgeForm,
    status: int = UNPROCESSABLE,
) -> HttpResponse:
    """The second page once more, with everything that was typed."""
    age = found if isinstance(found, AgeForm) else None
    note = found.note if isinstance(found, step.Step) else ""
    form.is_valid()
    return _request_page(request, clinic, form, note=note, age=age, status=status)


def _request_page(
    request: HttpRequest,
    clinic: Practice,
    form: RequestForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "practice": clinic,
        "form": form,
        "groups": groups(form["concerns"].value() or ()),
        "spots": SPOTS,
        "pairs": PAIRS,
        "honeypot": HONEYPOT,
        "wording": AGE_WORDING,
        "quiet": True,
        **more,
    }
    return render(request, "requests/request.html", context, status=status)
