"""A treatment by hand: enter, change, sign, amend, throw a draft away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from glabella.clinic.accounts import rights
from glabella.clinic.patients import services as records
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.errors import Invalid, NotFound, Stale
from glabella.clinic.treatments import selectors, services
from glabella.clinic.treatments.models import Treatment
from glabella.web.account.http import StaffRequest
from glabella.web.patients.treatment_forms import (
    AmendForm,
    EntryForm,
    GivenRows,
    entry_of,
    initial_of,
)
from glabella.web.patients.treatment_view import view_of
from glabella.web.patients.words import by_area
from glabella.web.shared.forms import refuse, refuse_rows
from glabella.web.shared.numbers import whole
from glabella.web.shared.signing import SignatureForm

__all__ = ["amend", "discard", "edit", "new", "show", "sign", "treatment_of"]

UNPROCESSABLE, CONFLICT = 422, 409
MORE_ROWS = 4
form_page = require_http_methods(["GET", "HEAD", "POST"])


def treatment_of(
    request: StaffRequest, patient_id: UUID, treatment_id: UUID
) -> Treatment:
    """The treatment of this address, if it is this patient's."""
    found = selectors.get_treatment(
        viewer=request.user, treatment_id=treatment_id, at=timezone.now()
    )
    if found.patient_id != patient_id:
        raise NotFound
    return found


@require_safe
def show(request: StaffRequest, patient_id: UUID, treatment_id: UUID) -> HttpResponse:
    """One treatment with what was seen after it."""
    treatment = treatment_of(request, patient_id, treatment_id)
    records.open_record(
        actor=request.user,
        at=timezone.now(),
        patient_id=patient_id,
        what="treatment",
    )
    return _shown(request, treatment)


def _shown(
    request: StaffRequest, treatment: Treatment, *, status: int = 200, **more: Any
) -> HttpResponse:
    at = timezone.now()
    context = {
        "patient": treatment.patient,
        "treatment": treatment,
        "view": view_of(treatment),
        "sign_form": SignatureForm(initial={"version": treatment.version}),
        "amend_form": AmendForm(),
        "may_write": rights.may(request.user, "treatment.write", at=at),
        "may_sign": rights.may(request.user, "treatment.sign", at=at),
        **more,
    }
    return render(request, "patients/treatment.html", context, status=status)


@form_page
def new(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Enter a treatment, given here or elsewhere."""
    at = timezone.now()
    rights.require(request.user, "treatment.write", at=at)
    patient = records.open_record(
        actor=request.user, at=at, patient_id=patient_id, what="patient, new treatment"
    )
    initial = {"day": day_of(at), "place": request.GET.get("place", "here")}
    form = EntryForm(request.POST or None, initial=initial)
    rows = GivenRows(_with_more(request), prefix="given")
    if _to_be_kept(request) and form.is_valid() and rows.is_valid():
        try:
            made = services.start(
                actor=request.user, at=at, patient=patient, entry=entry_of(form, rows)
            )
        except Invalid as error:
            refuse_rows(form, rows, error, prefix="given")
        else:
            messages.success(request, "Kept as a draft. Look it over and sign it.")
            return redirect("patients:treatment", patient_id, made.pk)
    return _entry(request, patient, (form, rows))


@form_page
def edit(request: StaffRequest, patient_id: UUID, treatment_id: UUID) -> HttpResponse:
    """Change a draft."""
    at = timezone.now()
    rights.require(request.user, "treatment.write", at=at)
    treatment = treatment_of(request, patient_id, treatment_id)
    records.open_record(
        actor=request.user, at=at, patient_id=patient_id, what="treatment, draft"
    )
    head, given = initial_of(treatment)
    form = EntryForm(request.POST or None, initial=head, also=treatment.injector)
    # What was sent stands for itself: beside initial values an unchanged row is empty.
    sent = _with_more(request)
    rows = GivenRows(sent, initial=None if sent else given, prefix="given")
    stale = False
    if _to_be_kept(request) and form.is_valid() and rows.is_valid():
        try:
            services.change(
                actor=request.user,
                at=at,
                treatment=treatment,
                version=form.cleaned_data["version"] or 0,
                entry=entry_of(form, rows),
            )
        except Invalid as error:
            refuse_rows(form, rows, error, prefix="given")
        except Stale:
            stale = True
        else:
            messages.success(request, "Saved.")
            return redirect("patients:treatment", patient_id, treatment_id)
    return _entry(
        request, treatment.patient, (form, rows), treatment=treatment, stale=stale
    )


def _to_be_kept(request: StaffRequest) -> bool:
    return request.method == "POST" and "more" not in request.POST


def _with_more(request: StaffRequest) -> Any:
    """The rows as sent; a few more where they were asked for."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    count = data.get("given-TOTAL_FORMS", "")
    known = whole(count, None)
    if "more" in data and known is not None:
        data["given-TOTAL_FORMS"] = str(known + MORE_ROWS)
    return data


def _entry(
    request: StaffRequest,
    patient: Patient,
    forms: tuple[EntryForm, BaseFormSet[Any]],
    *,
    treatment: Treatment | None = None,
    stale: bool = False,
) -> HttpResponse:
    form, rows = forms
    context: dict[str, Any] = {
        "patient": patient,
        "treatment": treatment,
        "form": form,
        "rows": rows,
        "stale": stale,
    }
    if treatment is not None:
        context["doses"] = by_area(treatment.sites.all())
    status = CONFLICT if stale else UNPROCESSABLE
    if request.method != "POST" or "more" in request.POST:
        status = 200
    return render(request, "patients/entry.html", context, status=status)


@require_POST
def sign(request: StaffRequest, patient_id: UUID, treatment_id: UUID) -> HttpResponse:
    """Sign and lock."""
    rights.require(request.user, "treatment.sign", at=timezone.now())
    treatment = treatment_of(request, patient_id, treatment_id)
    form = SignatureForm(request.POST)
    if form.is_valid():
        try:
            services.sign(
                actor=request.user,
                at=timezone.now(),
                treatment=treatment,
                version=form.cleaned_data["version"],
                password=form.cleaned_data["password"],
                code=form.cleaned_data["code"],
            )
        except Invalid as error:
            refuse(form, error)
        else:
            messages.success(request, "Signed and locked.")
            return redirect("patients:treatment", patient_id, treatment_id)
    return _shown(request, treatment, sign_form=form, status=UNPROCESSABLE)


@require_POST
def amend(request: StaffRequest, patient_id: UUID, treatment_id: UUID) -> HttpResponse:
    """Begin a corrected entry."""
    rights.require(request.user, "treatment.write", at=timezone.now())
    treatment = treatment_of(request, patient_id, treatment_id)
    form = AmendForm(request.POST)
    if form.is_valid():
        try:
            made = services.amend(
                actor=request.user,
                at=timezone.now(),
                treatment=treatment,
                reason=form.cleaned_data["reason"],
            )
        except Invalid as error:
            refuse(form, error)
        else:
            return redirect("patients:edit-treatment", patient_id, made.pk)
    return _shown(request, treatment, amend_form=form, status=UNPROCESSABLE)


@require_POST
def discard(
    request: StaffRequest, patient_id: UUID, treatment_id: UUID
) -> HttpResponse:
    """Throw a draft away."""
    rights.require(request.user, "treatment.write", at=timezone.now())
    treatment = treatment_of(request, patient_id, treatment_id)
    text = request.POST.get("version", "")
    services.discard(
        actor=request.user,
        at=timezone.now(),
        treatment=treatment,
        version=whole(text, 0),
    )
    messages.success(request, "The draft was thrown away.")
    return redirect("patients:page", patient_id)
