"""One side effect: how it went on, what to do, and its reports."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from glabella.clinic.accounts import rights
from glabella.clinic.followups import selectors, services
from glabella.clinic.followups.advice import advice_on
from glabella.clinic.followups.courses import CourseNow, course_of
from glabella.clinic.followups.models import EffectNote, Report
from glabella.clinic.followups.reporting import form_elsewhere, scheme_for
from glabella.clinic.patients import services as records
from glabella.clinic.practice.selectors import day_of, practice
from glabella.clinic.shared.errors import Invalid
from glabella.clinic.treatments.entries import CAUSALITY, EVERY_EFFECT, SERIOUSNESS
from glabella.clinic.treatments.models import SideEffect
from glabella.clinic.treatments.services.follow_ups import EMERGENCIES
from glabella.evidence.wordlists import values_of
from glabella.web.account.http import StaffRequest
from glabella.web.followups.asking import UNPROCESSABLE, sent_in
from glabella.web.followups.forms import CourseForm, course_of_form
from glabella.web.shared.forms import refuse
from glabella.web.shared.words import area_name, capital, product_name

__all__ = ["effect", "new_report"]


@dataclass(frozen=True, slots=True)
class Told:
    """A side effect as it stands, in words."""

    kind: str
    area: str
    severity: str
    at_first: str
    """As it was told first, in one line; the notes go on from there."""
    ended: date | None
    serious: bool
    emergency: bool
    criteria: str
    causality: str


@require_http_methods(["GET", "HEAD", "POST"])
def effect(request: StaffRequest, patient_id: UUID, effect_id: int) -> HttpResponse:
    """The course so far, and a note on how it is now."""
    at = timezone.now()
    found = selectors.get_effect(
        viewer=request.user, patient_id=patient_id, effect_id=effect_id, at=at
    )
    records.open_record(
        actor=request.user, at=at, patient_id=patient_id, what="side effect"
    )
    form = CourseForm(sent_in(request), initial=_initial(course_of(found), at))
    if request.method == "POST":
        rights.require(request.user, "treatment.write", at=at)
        if form.is_valid() and _noted(request, found, form, at):
            messages.success(request, "The note is kept.")
            return redirect("followups:effect", patient_id, effect_id)
    status = 200 if request.method != "POST" else UNPROCESSABLE
    context = _context(request, found, at) | {"form": form}
    return render(request, "followups/effect.html", context, status=status)


def _initial(course: CourseNow, at: datetime) -> dict[str, Any]:
    return {
        "day": day_of(at),
        "severity": course.severity,
        "ended_on": course.ended_on,
        "causality": course.causality,
        "seriousness": list(course.seriousness),
    }


def _noted(
    request: StaffRequest, found: SideEffect, form: CourseForm, at: datetime
) -> bool:
    try:
        services.add_note(
            actor=request.user, at=at, effect=found, course=course_of_form(form)
        )
    except Invalid as error:
        refuse(form, error)
        return False
    return True


def _context(request: StaffRequest, found: SideEffect, at: datetime) -> dict[str, Any]:
    course = course_of(found)
    treatment = found.follow_up.treatment
    return {
        "patient": treatment.patient,
        "treatment": treatment,
        "product": product_name(treatment.product),
        "effect": found,
        "told": _told(found, course),
        "notes": [(one, _says(one)) for one in course.notes],
        "advice": advice_on(found.kind),
        "categories": [one.value for one in values_of("reporting", "causality")],
        "reports": selectors.reports_of(viewer=request.user, effect=found, at=at),
        "schemes": _schemes(),
        "form_elsewhere": form_elsewhere(practice().jurisdiction),
        "may_write": rights.may(request.user, "treatment.write", at=at),
        "may_report": rights.may(request.user, "report.write", at=at),
    }


def _told(found: SideEffect, course: CourseNow) -> Told:
    criteria = (SERIOUSNESS.get(one, one) for one in course.seriousness)
    return Told(
        kind=capital(EVERY_EFFECT.get(found.kind, found.kind)),
        area=capital(area_name(found.area)) if found.area else "",
        severity=course.severity or "not said",
        at_first=_says(found),
        ended=course.ended_on,
        serious=course.serious,
        emergency=found.kind in EMERGENCIES,
        criteria=", ".join(criteria),
        causality=CAUSALITY.get(course.causality, ""),
    )


def _says(one: SideEffect | EffectNote) -> str:
    """The first entry or a note, as one line of sentences."""
    over = one.ended_on
    parts = (
        one.severity or "severity not said",
        f"Over since {over.day} {over:%B %Y}" if over else "",
        one.note,
        f"Done: {one.done}" if one.done else "",
    )
    return ". ".join(part.strip().rstrip(".") for part in parts if part) + "."


def _schemes() -> list[tuple[str, str]]:
    """The forms, that of the clinic's own country first."""
    first = scheme_for(practice().jurisdiction)
    known = [(str(key), str(label)) for key, label in Report.Scheme.choices]
    return sorted(known, key=lambda one: one[0] != first)


@require_POST
def new_report(request: StaffRequest, patient_id: UUID, effect_id: int) -> HttpResponse:
    """Draft a report of this side effect from the record."""
    at = timezone.now()
    rights.require(request.user, "report.write", at=at)
    found = selectors.get_effect(
        viewer=request.user, patient_id=patient_id, effect_id=effect_id, at=at
    )
    try:
        made = services.start_report(
            actor=request.user,
            at=at,
            effect=found,
            scheme=request.POST.get("scheme", ""),
        )
    except Invalid as error:
        messages.error(request, str(error))
        return redirect("followups:effect", patient_id, effect_id)
    return redirect("followups:report", patient_id, made.pk)
