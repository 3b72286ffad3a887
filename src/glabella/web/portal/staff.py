"""For staff: send the link, read and answer messages, decide on an erasure."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from glabella.clinic.accounts import rights
from glabella.clinic.patients import selectors as patients, services as records
from glabella.clinic.patients.models import Patient
from glabella.clinic.portal import selectors, services
from glabella.clinic.portal.models import PatientMessage
from glabella.clinic.shared.errors import Blocked, Invalid, NotFound
from glabella.web.account.http import StaffRequest
from glabella.web.shared.forms import refuse
from glabella.web.shared.numbers import whole
from glabella.web.shared.paging import numbered

__all__ = ["erasure", "inbox", "messages_of", "put_away", "send"]

UNPROCESSABLE = 422
form_page = require_http_methods(["GET", "HEAD", "POST"])


class AnswerForm(forms.Form):
    """What the clinic answers."""

    text = forms.CharField(
        label="Your answer",
        max_length=2000,
        help_text="The patient reads it on their page; the e-mail only says that it is there. Never a dose.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class KeepForm(forms.Form):
    """Why a record is kept although its erasure was asked for."""

    ground = forms.CharField(
        label="On what ground it is kept",
        max_length=1000,
        help_text="The patient reads this. Name the rule and until when.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_safe
def inbox(request: StaffRequest) -> HttpResponse:
    """Messages of patients that wait for an answer, or those that were dealt with."""
    handled = request.GET.get("show") == "handled"
    page = selectors.inbox(
        viewer=request.user,
        at=timezone.now(),
        number=whole(request.GET.get("page", ""), 1),
        handled=handled,
    )
    context = {"rows": page, "handled": handled, "pager": numbered(page)}
    return render(request, "portal/inbox.html", context)


@require_POST
def send(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Mail a patient the link to their own page."""
    at = timezone.now()
    patient = patients.get_patient(viewer=request.user, patient_id=patient_id, at=at)
    services.send_link(
        actor=request.user, at=at, patient=patient, address=_address(request)
    )
    messages.success(request, "The link is on its way to the patient's e-mail address.")
    return redirect("patients:page", patient_id)


@form_page
def messages_of(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """What a patient wrote and was answered, with the form for an answer."""
    at = timezone.now()
    patient = _read(request, patient_id, at)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer(
                actor=request.user,
                at=at,
                patient=patient,
                text=form.cleaned_data["text"],
                address=_address(request),
            )
        except Invalid as error:
            refuse(form, error)
        except Blocked as error:
            # Said above the form, so that what was typed is still there.
            form.add_error(None, str(error))
        else:
            messages.success(request, "Answered; an e-mail tells the patient.")
            return redirect("portal:messages", patient_id)
    told = selectors.messages_of(viewer=request.user, patient=patient, at=at)
    context = {
        "patient": patient,
        "waiting": [one for one in told if _waits(one)],
        "told": [one for one in told if not _waits(one)],
        "form": form,
        "may_answer": rights.may(request.user, "patient_message.answer", at=at),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "portal/messages.html", context, status=status)


def _waits(one: PatientMessage) -> bool:
    return one.source == PatientMessage.Source.PATIENT and one.handled_at is None


@require_POST
def put_away(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """A message that needs no answer."""
    at = timezone.now()
    rights.require(request.user, "patient_message.answer", at=at)
    patient = patients.get_patient(viewer=request.user, patient_id=patient_id, at=at)
    services.put_away(actor=request.user, at=at, patient=patient)
    messages.success(request, "Put away without an answer.")
    return redirect("portal:inbox")


@form_page
def erasure(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """What a patient asked of the record; to keep it, or on to erasing it."""
    at = timezone.now()
    rights.require(request.user, "patient.erase", at=at)
    patient = patients.get_patient(viewer=request.user, patient_id=patient_id, at=at)
    asked = selectors.waiting_erasure(viewer=request.user, patient=patient, at=at)
    records.open_record(
        actor=request.user, at=at, patient_id=patient_id, what="erasure asked for"
    )
    form = KeepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.keep_record(
                actor=request.user,
                at=at,
                asked=asked,
                ground=form.cleaned_data["ground"],
                address=_address(request),
            )
        except Invalid as error:
            refuse(form, error)
        except Blocked as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Kept; the patient reads the ground.")
            return redirect("portal:erasure", patient_id)
    context = {"patient": patient, "asked": asked, "form": form}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "portal/erasure.html", context, status=status)


def _read(request: StaffRequest, patient_id: UUID, at: datetime) -> Patient:
    user = request.user
    if not rights.may(user, "patient_message.read", at=at):
        raise NotFound
    return records.open_record(
        actor=user, at=at, patient_id=patient_id, what="messages of the patient"
    )


def _address(request: HttpRequest) -> str:
    place = reverse("portal:by-link", args=["TOKEN"])
    return request.build_absolute_uri(place).replace("TOKEN", "{token}")
