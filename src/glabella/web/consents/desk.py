"""The papers of a patient for staff: what is missing, prepare, send, print, withdraw."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.consents import selectors, services
from glabella.clinic.consents.models import Consent
from glabella.clinic.consents.services import signature_holds
from glabella.clinic.patients import selectors as patients, services as records
from glabella.clinic.patients.models import Patient
from glabella.clinic.shared.errors import Blocked, Invalid
from glabella.web.account.http import StaffRequest
from glabella.web.consents.asking import asked_for, open_plans
from glabella.web.shared.forms import refuse
from glabella.web.shared.papers import level_in, paper_context, paper_file
from glabella.web.shared.parts import Chip, Tone

__all__ = ["drop", "new", "page", "paper", "pdf", "send", "withdraw"]

UNPROCESSABLE = 422
TONES: dict[str, Tone] = {
    "signed": "good",
    "expired": "caution",
    "withdrawn": "block",
    "not signed yet": "caution",
}
PICTURES = (
    (
        Consent.Kind.PHOTOGRAPHY,
        "Photographs for the record",
        "Before and after a treatment, to compare. Never shown to others.",
    ),
    (
        Consent.Kind.MARKETING,
        "Pictures shown to others",
        "Separate from everything else, and withdrawn at once when the patient says so.",
    ),
)


class WithdrawForm(forms.Form):
    """Why a paper no longer counts."""

    reason = forms.CharField(
        label="What the patient said",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@require_safe
def page(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """What the papers cover, what they lack, and every paper there was."""
    at = timezone.now()
    user = request.user
    patient = patients.get_patient(viewer=user, patient_id=patient_id, at=at)
    papers = selectors.consents_of(viewer=user, patient=patient, at=at)
    records.open_record(actor=user, at=at, patient_id=patient_id, what="consents")
    clinical = rights.may(user, "patient.read_clinical", at=at, patient=patient)
    waiting = {one.kind: one for one in papers if one.status == Consent.Status.OPEN}
    context = {
        "patient": patient,
        "clinical": clinical,
        "plans": list(open_plans(viewer=user, patient=patient, at=at))
        if clinical
        else [],
        "waiting": waiting.get(Consent.Kind.TREATMENT),
        "pictures": [
            (kind, title, text, waiting.get(kind), _newest(papers, kind, at))
            for kind, title, text in PICTURES
        ],
        "papers": [(one, _chip(one, at)) for one in papers],
        "may": _may(user, at, patient),
    }
    return render(request, "consents/page.html", context)


@require_POST
def new(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Compose a paper, and show it."""
    at = timezone.now()
    rights.require(request.user, "consent.ask", at=at)
    patient = patients.get_patient(viewer=request.user, patient_id=patient_id, at=at)
    kind = request.POST.get("kind", "")
    try:
        consent = _prepared(request, patient, kind, at)
    except Invalid as error:
        messages.warning(request, str(error))
        return redirect("consents:page", patient_id)
    return redirect("consents:paper", patient_id, consent.pk)


def _prepared(
    request: StaffRequest, patient: Patient, kind: str, at: datetime
) -> Consent:
    user = request.user
    if kind != Consent.Kind.TREATMENT:
        return services.prepare(actor=user, at=at, patient=patient, kind=kind)
    plan_id = request.POST.get("plan", "")
    asked = asked_for(viewer=user, patient=patient, plan_id=plan_id, at=at)
    return services.prepare_treatment(actor=user, at=at, patient=patient, asked=asked)


@require_safe
def paper(request: StaffRequest, patient_id: UUID, consent_id: UUID) -> HttpResponse:
    """One paper, and what can be done with it."""
    return _paper(request, _consent(request, patient_id, consent_id), WithdrawForm())


def _paper(
    request: StaffRequest, consent: Consent, form: WithdrawForm, *, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    services.open_paper(actor=request.user, at=at, consent=consent)
    context = {
        **paper_context(consent, level_in(request)),
        "patient": consent.patient,
        "state": _chip(consent, at),
        "holds": signature_holds(consent),
        "withdraw_form": form,
        "may": _may(request.user, at, consent.patient),
    }
    return render(request, "consents/paper.html", context, status=status)


@require_POST
def send(request: StaffRequest, patient_id: UUID, consent_id: UUID) -> HttpResponse:
    """Mail the patient a link to the paper."""
    consent = _consent(request, patient_id, consent_id)
    place = reverse("consents:by-link", args=["TOKEN"])
    address = request.build_absolute_uri(place).replace("TOKEN", "{token}")
    services.send_link(
        actor=request.user, at=timezone.now(), consent=consent, address=address
    )
    messages.success(request, "The link is on its way to the patient's e-mail address.")
    return redirect("consents:paper", patient_id, consent_id)


@require_safe
def pdf(request: StaffRequest, patient_id: UUID, consent_id: UUID) -> HttpResponse:
    """The paper as PDF/A, made anew and compared with what was signed."""
    consent = _consent(request, patient_id, consent_id)
    services.record_print(actor=request.user, at=timezone.now(), consent=consent)
    return paper_file(consent, level_in(request))


@require_http_methods(["POST"])
def withdraw(request: StaffRequest, patient_id: UUID, consent_id: UUID) -> HttpResponse:
    """Note that the patient no longer agrees."""
    consent = _consent(request, patient_id, consent_id)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            services.withdraw(
                actor=request.user,
                at=timezone.now(),
                consent=consent,
                reason=form.cleaned_data["reason"],
            )
        except Invalid as error:
            refuse(form, error)
        else:
            messages.success(request, "Withdrawn. It counts no more from now on.")
            return redirect("consents:paper", patient_id, consent_id)
    return _paper(request, consent, form, status=UNPROCESSABLE)


@require_POST
def drop(request: StaffRequest, patient_id: UUID, consent_id: UUID) -> HttpResponse:
    """Take an unsigned paper away."""
    consent = _consent(request, patient_id, consent_id)
    services.drop(actor=request.user, at=timezone.now(), consent=consent)
    messages.success(request, "The paper is taken away; its link is closed.")
    return redirect("consents:page", patient_id)


def _consent(request: StaffRequest, patient_id: UUID, consent_id: UUID) -> Consent:
    consent = selectors.get_consent(
        viewer=request.user,
        patient_id=patient_id,
        consent_id=consent_id,
        at=timezone.now(),
    )
    if consent.key.is_destroyed:
        message = "This record was erased: the paper can never be read again."
        raise Blocked(message, where=f"/patients/{patient_id}/")
    return consent


def _newest(papers: list[Consent], kind: str, at: datetime) -> Chip | None:
    """How the last paper of a kind stands that was signed."""
    found = [one for one in papers if one.kind == kind and one.signed_at is not None]
    return _chip(found[0], at) if found else None


def _chip(consent: Consent, at: datetime) -> Chip:
    word = consent.state_word(at)
    detail = ""
    if word == "signed" and consent.expires_on:
        detail = f"until {consent.expires_on:%-d %B %Y}"
    return Chip(word=word.capitalize(), tone=TONES.get(word, "quiet"), detail=detail)


def _may(user: User, at: datetime, patient: Patient) -> dict[str, bool]:
    here = patient.erased_at is None
    return {
        name: here and rights.may(user, action, at=at)
        for name, action in (
            ("ask", "consent.ask"),
            ("witness", "consent.witness"),
            ("withdraw", "consent.withdraw"),
            ("template", "consent.template"),
        )
    }
