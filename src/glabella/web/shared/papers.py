"""A paper to read and sign: at the clinic, by link, and on the patient's own page."""

import json
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from glabella.clinic.accounts.models import User
from glabella.clinic.consents import services
from glabella.clinic.consents.models import Consent
from glabella.clinic.consents.services import Signature
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import Invalid
from glabella.core.intended_use import MADE_UP_DATA
from glabella.printing.consent import SignatureBlock, consent_pdf, signature_paths
from glabella.web.shared.forms import refuse

__all__ = ["SignForm", "level_in", "paper_context", "paper_file", "signed_by"]

LONGEST_DRAWING = 200_000
LONGEST_NAME = 120


class SignForm(forms.Form):
    """What is signed with; the drawing is for who can draw, the name is for all."""

    level = forms.CharField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)
    strokes = forms.CharField(
        widget=forms.HiddenInput, required=False, max_length=LONGEST_DRAWING
    )
    agreed = forms.BooleanField(
        label="I have read this, and I agree",
        error_messages={"required": "Tick that you agree, or leave it unsigned."},
    )
    name = forms.CharField(
        label="Your first name and family name",
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_strokes(self) -> list[Any]:
        """Turn the drawing into lines of points; what is none is refused."""
        text = self.cleaned_data["strokes"]
        if not text:
            return []
        try:
            drawn = json.loads(text)
        except (ValueError, RecursionError):
            drawn = None
        if not isinstance(drawn, list):
            message = "The drawing did not arrive whole: clear it, and sign once more."
            raise forms.ValidationError(message)
        return drawn


def level_in(request: HttpRequest) -> str:
    """The reading level that was chosen."""
    asked = request.POST.get("level") or request.GET.get("level", "")
    return "easy" if asked == "easy" else "standard"


def paper_context(
    consent: Consent, level: str, form: SignForm | None = None
) -> dict[str, Any]:
    """What the parts ``shared/_paper.html`` and ``shared/_sign.html`` show."""
    level = consent.level or level
    paper = consent.texts[level]
    if form is None and consent.status == Consent.Status.OPEN:
        seen = services.paper_digest(paper)
        form = SignForm(initial={"level": level, "seen": seen})
    return {
        "consent": consent,
        "paper": paper,
        "level": level,
        "levels": [
            (one, Consent.Level(one).label, one == level) for one in consent.texts
        ],
        "form": form,
        "signature": signature_paths(consent.strokes),
    }


def signed_by(
    form: SignForm, *, actor: User | Actor, at: datetime, consent: Consent
) -> Consent | None:
    """The paper once it is signed; None where the form says what is in the way.

    What was changed while it was read stays the service's ``Stale``.
    """
    if not form.is_valid():
        return None
    sent = form.cleaned_data
    signature = Signature(
        level=sent["level"],
        seen=sent["seen"],
        name=sent["name"],
        agreed=sent["agreed"],
        strokes=sent["strokes"],
    )
    try:
        return services.sign(actor=actor, at=at, consent=consent, signature=signature)
    except Invalid as error:
        refuse(form, error)
        return None


def paper_file(consent: Consent, level: str = "standard") -> HttpResponse:
    """The paper as a file, with the signature under it."""
    content = consent_pdf(
        consent.texts[consent.level or level],
        _block(consent),
        made_up=MADE_UP_DATA if settings.DEMO else "",
    )
    answer = HttpResponse(content, content_type="application/pdf")
    name = f"consent-{consent.patient.number}-{consent.kind}.pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _block(consent: Consent) -> SignatureBlock:
    patient = consent.patient
    born = f", born {patient.born_on:%-d %B %Y}" if patient.born_on else ""
    whose = f"{patient.full_name}{born}"
    if consent.signed_at is None or consent.expires_on is None:
        return SignatureBlock(patient=whose, hash=consent.text_hash)
    at = timezone.localtime(consent.signed_at)
    how = str(consent.get_signed_how_display())
    if consent.witness:
        how += f", in the presence of {consent.witness.name}"
    withdrawn = ""
    if consent.withdrawn_at:
        withdrawn = f"{timezone.localtime(consent.withdrawn_at):%-d %B %Y, %H:%M %Z}"
    return SignatureBlock(
        patient=whose,
        name=consent.signed_name,
        at=f"{at:%-d %B %Y, %H:%M %Z}",
        how=how,
        valid_until=f"{consent.expires_on:%-d %B %Y}",
        withdrawn=withdrawn,
        hash=consent.signed_hash,
        strokes=consent.strokes,
    )
