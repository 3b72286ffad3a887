"""The patient's own page: what is there, and the way to each part."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from glabella.clinic.followups.aftercare import aftercare_of, emergency
from glabella.clinic.portal import selectors, services
from glabella.clinic.shared.errors import NotFound
from glabella.web.portal.opening import GATE, Opened, find, link_limit, opened_page
from glabella.web.shared.by_code import Ask, ask_code, closed, framed

__all__ = ["ErasureForm", "MessageForm", "aftercare", "code", "page", "shown"]


class MessageForm(forms.Form):
    """What a patient writes."""

    text = forms.CharField(
        label="Your message",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write what you wish to say."},
    )


class ErasureForm(forms.Form):
    """What a patient asks of the record; a reason is welcome, and not needed."""

    reason = forms.CharField(
        label="What you wish to tell us about it",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@never_cache
@link_limit
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, token: str) -> HttpResponse:
    """Send a code to the known address, or look at the one that was typed."""
    at = timezone.now()
    try:
        link, patient = find(token, at)
    except NotFound as error:
        return closed(request, str(error))
    asked = Ask(
        link=link,
        to=patient.email,
        page=reverse("portal:by-link", args=[token]),
        code_page=reverse("portal:code", args=[token]),
    )
    return ask_code(request, GATE, asked, at=at)


@require_safe
@opened_page
def page(request: HttpRequest, own: Opened) -> HttpResponse:
    """Visits, papers, aftercare, photographs, messages, and what one may ask."""
    services.open_page(at=own.at, patient=own.patient, what="beginning")
    return shown(request, own)


def shown(
    request: HttpRequest,
    own: Opened,
    *,
    message: MessageForm | None = None,
    erasure: ErasureForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with a form that came back."""
    context = framed(
        {
            "token": own.token,
            "home": selectors.home(patient=own.patient, at=own.at),
            "message_form": message or MessageForm(),
            "erasure_form": erasure or ErasureForm(),
            "emergency": emergency(),
            "said": request.GET.get("said", ""),
        }
    )
    return render(request, "portal/page.html", context, status=status)


@require_safe
@opened_page
def aftercare(request: HttpRequest, own: Opened) -> HttpResponse:
    """What to do and not to do after the newest treatment."""
    treated = selectors.home(patient=own.patient, at=own.at).treated
    if treated is None:
        return redirect("portal:by-link", own.token)
    services.open_page(at=own.at, patient=own.patient, what="aftercare")
    care = aftercare_of(treated, at=own.at)
    context = framed({"token": own.token, "care": care})
    return render(request, "portal/aftercare.html", context)
