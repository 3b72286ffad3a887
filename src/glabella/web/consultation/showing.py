"""The two faces of a consultation: the page that is written, and the signed record."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from glabella.clinic.accounts import rights
from glabella.clinic.consultations import selectors
from glabella.clinic.consultations.grading import Grade
from glabella.clinic.consultations.models import Consultation
from glabella.clinic.patients import selectors as patients
from glabella.clinic.patients.answers import not_asked, told
from glabella.clinic.patients.models import MedicalHistory
from glabella.clinic.plans.selectors import look_ahead
from glabella.web.account.http import StaffRequest
from glabella.web.consultation.ahead import AheadView, ahead_of
from glabella.web.consultation.areas import rows_of
from glabella.web.consultation.earlier import earlier_rows
from glabella.web.consultation.forms import ConsultationForm, grades_of
from glabella.web.consultation.signed import signed_view
from glabella.web.shared.forms import StaleForm
from glabella.web.shared.parts import Chip, Tone
from glabella.web.shared.signing import ProofForm, ReasonForm

__all__ = ["UNPROCESSABLE", "Refused", "ahead", "show_draft", "show_signed"]

UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Refused:
    """Why the page is shown again: the answer's status, and the form that says it."""

    status: int = UNPROCESSABLE
    stale: StaleForm | None = None
    sign: ProofForm | None = None
    discard: ReasonForm | None = None


def show_draft(
    request: StaffRequest,
    consultation: Consultation,
    form: ConsultationForm,
    refused: Refused | None = None,
) -> HttpResponse:
    """The page of a draft, with what was typed."""
    at, user, patient = timezone.now(), request.user, consultation.patient
    again = refused or Refused(status=200)
    found = look_ahead(viewer=user, draft=consultation, at=at)
    asked = selectors.asked_since(
        found.last_signed, viewer=user, patient=patient, at=at
    )
    context: dict[str, Any] = {
        "patient": patient,
        "consultation": consultation,
        "form": form,
        "stale": again.stale,
        "asked": asked,
        "areas": rows_of(_grades(form, consultation), asked.areas if asked else ()),
        **_health(request, found.history),
        "earlier": earlier_rows(found.earlier),
        "ahead": ahead_of(found),
        "phrases": selectors.phrases_of(viewer=user),
        "sign_form": again.sign or ProofForm(),
        "discard_form": again.discard or ReasonForm(auto_id="discard_%s"),
        "may_sign": rights.may(user, "consultation.sign", at=at),
        "state": _state(consultation),
    }
    return render(request, "consultation/page.html", context, status=again.status)


def show_signed(
    request: StaffRequest,
    consultation: Consultation,
    amend_form: ReasonForm | None = None,
) -> HttpResponse:
    """What is locked, or what a colleague is still writing: only to be read."""
    is_signed = consultation.status == Consultation.Status.SIGNED
    context = {
        "patient": consultation.patient,
        "consultation": consultation,
        "view": signed_view(consultation),
        "state": _state(consultation),
        "amend_form": amend_form or ReasonForm(auto_id="amend_%s"),
        "may_amend": is_signed
        and rights.may(request.user, "consultation.write", at=timezone.now()),
        "may_plan": is_signed
        and consultation.decision == Consultation.Decision.PLAN
        and rights.may(request.user, "plan.write", at=timezone.now()),
    }
    status = UNPROCESSABLE if amend_form else 200
    return render(request, "consultation/signed.html", context, status=status)


def _state(consultation: Consultation) -> Chip:
    tones: dict[str, Tone] = {"draft": "info", "signed": "good"}
    word = consultation.get_status_display().capitalize()
    return Chip(word, tones.get(consultation.status, "quiet"))


def ahead(request: StaffRequest, consultation: Consultation) -> AheadView:
    """What the planner's rules say of the draft as it was saved last."""
    at = timezone.now()
    return ahead_of(look_ahead(viewer=request.user, draft=consultation, at=at))


def _grades(form: ConsultationForm, consultation: Consultation) -> dict[str, Grade]:
    if form.is_bound:
        return {grade.area: grade for grade in grades_of(form.data)}
    return selectors.grades_in(consultation)


def _health(request: StaffRequest, history: MedicalHistory | None) -> dict[str, Any]:
    """The health questions, with what changed since they were answered before."""
    if history is None:
        return {"history": None}
    at, viewer = timezone.now(), request.user
    before = patients.history_before(viewer=viewer, history=history, at=at)
    return {
        "history": history,
        "told": told(history.answers, before.answers if before else None),
        "not_asked": not_asked(history.answers),
        "told_treatments": history.answers.get("previous", ()),
        "may_confirm": rights.may(viewer, "history.write", at=at),
    }
