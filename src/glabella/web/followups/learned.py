"""What was learned of a patient, when they come back, and a missing effect."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from glabella.clinic.accounts import rights
from glabella.clinic.followups.learning import services
from glabella.clinic.followups.learning.course import course_of
from glabella.clinic.followups.learning.dates import GRADES, next_date
from glabella.clinic.followups.learning.doubts import (
    ANSWERS,
    doubt_about,
    ratios_read,
    reviews_of_effect,
)
from glabella.clinic.followups.learning.lessons import lessons_of
from glabella.clinic.patients import selectors as patients, services as records
from glabella.clinic.patients.models import Patient
from glabella.clinic.shared.errors import Invalid, NotFound
from glabella.clinic.treatments import selectors as treatments
from glabella.web.account.http import StaffRequest
from glabella.web.followups.learned_forms import DoubtForm, WishForm
from glabella.web.followups.learned_view import area_cards, wish_at
from glabella.web.shared.forms import refuse
from glabella.web.shared.words import product_name

__all__ = ["agree", "doubt", "page"]

UNPROCESSABLE = 422


@require_safe
def page(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """How long it lasted, what other doses would do, when to come back, the course."""
    patient = _opened(request, patient_id, "what was learned")
    return _page(request, patient)


def _opened(request: StaffRequest, patient_id: UUID, what: str) -> Patient:
    """The record for a clinician; nothing for anybody else."""
    at, user = timezone.now(), request.user
    found = patients.get_patient(viewer=user, patient_id=patient_id, at=at)
    if not rights.may(user, "patient.read_clinical", at=at, patient=found):
        raise NotFound
    return records.open_record(actor=user, at=at, patient_id=patient_id, what=what)


def _page(
    request: StaffRequest, patient: Patient, form: WishForm | None = None
) -> HttpResponse:
    at, user = timezone.now(), request.user
    past = treatments.past_of(viewer=user, patient=patient, at=at)
    lesson = lessons_of(viewer=user, patient=patient, at=at, past=past)
    due = next_date(viewer=user, patient=patient, at=at, past=past)
    told = {"grade": due.wish.grade or "", "weeks": due.wish.weeks}
    cards = area_cards(lesson)
    warnings = dict.fromkeys(one.warning for one in cards)
    context = {
        "patient": patient,
        "lesson": lesson,
        "product": product_name(lesson.product) if lesson.product else "",
        "cards": cards,
        "rough": cards[0].warning if len(warnings) == 1 else "",
        "wish_at": wish_at(lesson),
        "back": f"the line is {GRADES[lesson.grade]} again"
        if lesson.grade in GRADES
        else "the grade of before is back",
        "due": due,
        "is_set": due.on is not None and due.on == patient.next_due_on,
        "course": course_of(viewer=user, patient=patient, at=at, due=due, past=past),
        "doubts": reviews_of_effect(viewer=user, patient=patient, at=at),
        "form": form or WishForm(initial=told),
        "may_write": rights.may(user, "treatment.write", at=at)
        and patient.erased_at is None,
        "may_plan": rights.may(user, "plan.write", at=at) and patient.erased_at is None,
    }
    status = UNPROCESSABLE if form is not None else 200
    return render(request, "followups/learned.html", context, status=status)


@require_POST
def agree(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Keep when this patient means to come back."""
    at = timezone.now()
    rights.require(request.user, "treatment.write", at=at)
    patient = _opened(request, patient_id, "what was learned")
    form = WishForm(request.POST)
    if not form.is_valid():
        return _page(request, patient, form)
    try:
        services.agree(actor=request.user, at=at, patient=patient, told=form.told())
    except Invalid as error:
        refuse(form, error)
        return _page(request, patient, form)
    messages.success(request, "Kept.")
    return redirect("followups:learned", patient_id)


@require_http_methods(["GET", "HEAD", "POST"])
def doubt(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """The questions that come before a loss of effect is believed."""
    at, user = timezone.now(), request.user
    rights.require(user, "treatment.write", at=at)
    patient = _opened(request, patient_id, "review of the effect")
    found = doubt_about(viewer=user, patient=patient, at=at)
    given = [
        one
        for one in treatments.treatments_of(viewer=user, patient=patient, at=at)
        if one.status == "signed"
    ]
    sent = request.POST if request.method == "POST" else None
    form = DoubtForm(sent, asked=found.questions, given=given)
    if request.method == "POST" and form.is_valid():
        try:
            services.review_effect(
                actor=user,
                at=at,
                patient=patient,
                treatment=form.chosen(),
                answers=form.answers(),
                conclusion=form.cleaned_data["conclusion"],
            )
        except Invalid as error:
            refuse(form, error)
        else:
            messages.success(request, "The review of the effect is kept.")
            return redirect("followups:doubt", patient_id)
    context = {
        "patient": patient,
        "found": found,
        "form": form,
        "given": given,
        "kept": reviews_of_effect(viewer=user, patient=patient, at=at),
        "answers": ANSWERS,
        "ratios": ratios_read(given[0]) if given else (),
        "product": product_name(given[0].product) if given else "",
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "followups/doubt.html", context, status=status)
