"""The health questions for staff: what was said, what changed, ask, confirm, send."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from glabella.clinic.accounts import rights
from glabella.clinic.patients import selectors, services
from glabella.clinic.patients.answers import not_asked, told
from glabella.clinic.patients.models import HistoryDraft, MedicalHistory, Patient
from glabella.clinic.shared.errors import Invalid, Stale
from glabella.web.account.http import StaffRequest
from glabella.web.history.form import HistoryForm, kept_fields
from glabella.web.history.saving import form_of_draft, told_back, version_of

__all__ = ["confirm", "link", "page", "save", "take"]

UNPROCESSABLE, CONFLICT = 422, 409


@require_safe
def page(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """The newest answers beside those of the last time."""
    at = timezone.now()
    patient = _opened(request, patient_id, "health questions")
    histories = selectors.histories_of(viewer=request.user, patient=patient, at=at)
    chosen = _chosen(request, histories)
    before = next(
        (one for one in histories if chosen and one.number < chosen.number), None
    )
    context = {
        "patient": patient,
        "history": chosen,
        "is_newest": bool(histories) and chosen == histories[0],
        "histories": histories,
        "before": before,
        "told": told(chosen.answers, before.answers if before else None)
        if chosen
        else [],
        "not_asked": not_asked(chosen.answers) if chosen else [],
        "may_write": rights.may(request.user, "history.write", at=at),
        "may_send": rights.may(request.user, "history.send_link", at=at),
    }
    return render(request, "history/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Ask the questions here and now; what was begun is taken up again."""
    at = timezone.now()
    patient = _opened(request, patient_id, "health questions, asked")
    draft = selectors.draft_of(viewer=request.user, patient=patient, at=at)
    latest = selectors.latest_history(viewer=request.user, patient=patient, at=at)
    last = latest.answers if latest else None
    if request.method != "POST":
        data = form_of_draft(draft)
        form = HistoryForm(data, patient=patient, last=last, for_staff=True)
        return _questions(request, patient, form, draft)
    form = HistoryForm(request.POST, patient=patient, last=last, for_staff=True)
    if form.is_valid():
        try:
            services.take_history(
                actor=request.user, at=at, patient=patient, answers=form.answers()
            )
        except Invalid as error:
            told_back(form, error)
        else:
            messages.success(request, "The answers are kept and confirmed.")
            return redirect("history:page", patient_id)
    return _questions(request, patient, form, draft, status=UNPROCESSABLE)


@require_POST
def save(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Keep the half-filled form; asked by the page itself."""
    at = timezone.now()
    patient = selectors.get_patient(viewer=request.user, patient_id=patient_id, at=at)
    try:
        draft = services.save_draft(
            actor=request.user,
            at=at,
            patient=patient,
            fields=kept_fields(request.POST),
            version=version_of(request),
        )
    except Stale as error:
        return JsonResponse({"message": str(error)}, status=CONFLICT)
    except Invalid as error:
        return JsonResponse({"message": str(error)}, status=UNPROCESSABLE)
    return JsonResponse({"version": draft.version, "saved_at": draft.saved_at})


@require_POST
def confirm(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """A clinician went through the answers."""
    at = timezone.now()
    rights.require(request.user, "history.write", at=at)
    patient = selectors.get_patient(viewer=request.user, patient_id=patient_id, at=at)
    histories = selectors.histories_of(viewer=request.user, patient=patient, at=at)
    asked = request.POST.get("number", "")
    history = next((one for one in histories if str(one.number) == asked), None)
    if history is None:
        raise Http404
    try:
        services.confirm_history(actor=request.user, at=at, history=history)
    except Stale as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "Confirmed.")
    return redirect("history:page", patient_id)


@require_POST
def link(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Mail the patient a link to the questions."""
    at = timezone.now()
    patient = selectors.get_patient(viewer=request.user, patient_id=patient_id, at=at)
    place = reverse("history:by-link", args=["TOKEN"])
    address = request.build_absolute_uri(place).replace("TOKEN", "{token}")
    services.send_link(actor=request.user, at=at, patient=patient, address=address)
    messages.success(request, "The link is on its way to the patient's e-mail address.")
    return redirect("patients:page", patient_id)


def _opened(request: StaffRequest, patient_id: UUID, what: str) -> Patient:
    at = timezone.now()
    patient = selectors.get_patient(viewer=request.user, patient_id=patient_id, at=at)
    # Who may not read it gets no entry that says they did.
    selectors.latest_history(viewer=request.user, patient=patient, at=at)
    return services.open_record(
        actor=request.user, at=at, patient_id=patient_id, what=what
    )


def _chosen(
    request: StaffRequest, histories: list[MedicalHistory]
) -> MedicalHistory | None:
    asked = request.GET.get("number", "")
    found = [one for one in histories if str(one.number) == asked]
    if asked and not found:
        raise Http404
    return next(iter(found or histories), None)


def _questions(
    request: StaffRequest,
    patient: Patient,
    form: HistoryForm,
    draft: HistoryDraft | None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "patient": patient,
        "form": form,
        "draft": draft,
        "version": draft.version if draft else 0,
    }
    return render(request, "history/take.html", context, status=status)
