"""The record of one patient: who it is, what is due, and what happened."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from glabella.clinic.accounts import rights, selectors as accounts
from glabella.clinic.accounts.models import User
from glabella.clinic.followups.learning.dates import next_date, outlook_for
from glabella.clinic.patients import selectors, services
from glabella.clinic.patients.models import Patient
from glabella.clinic.plans.models import Plan
from glabella.clinic.plans.selectors import Gate, gates
from glabella.clinic.treatments import selectors as treatments
from glabella.web.account.http import StaffRequest
from glabella.web.patients.events import address_of, event_of
from glabella.web.patients.forms import DueForm
from glabella.web.shared.paging import Pager
from glabella.web.shared.steps import next_step, step_chips

__all__ = ["page", "today"]


@require_safe
def page(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """The whole record for clinicians; contact and appointments for the others."""
    at = timezone.now()
    user = request.user
    patient = services.open_record(
        actor=user, at=at, patient_id=patient_id, what="patient page"
    )
    clinical = rights.may(user, "patient.read_clinical", at=at, patient=patient)
    found = selectors.timeline(
        viewer=user, patient=patient, at=at, before=request.GET.get("after", "")
    )
    steps = _gates(user, patient, at, _open_plan(found)) if clinical else []
    context = {
        "patient": patient,
        "clinical": clinical,
        "emergency": _emergency(user, patient, at, clinical=clinical),
        "chips": step_chips(steps),
        "next_step": next_step(steps),
        "events": [event_of(one) for one in found.happenings],
        "pager": Pager(
            words="",
            previous=None if found.is_first else {"after": None},
            next={"after": found.older} if found.older else None,
            previous_word="Newest",
            next_word="Older",
        ),
        "due_form": DueForm(initial={"next_due_on": patient.next_due_on}),
        "may": _may(user, patient, at),
        "places": _places(patient),
    }
    return render(request, "patients/page.html", context)


@require_safe
def today(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """What is left today of what was given, for the page to fetch."""
    at = timezone.now()
    patient = selectors.get_patient(viewer=request.user, patient_id=patient_id, at=at)
    past = treatments.past_of(viewer=request.user, patient=patient, at=at)
    outlook = outlook_for(viewer=request.user, patient=patient, at=at, past=past)
    services.open_record(
        actor=request.user, at=at, patient_id=patient_id, what="forecast of today"
    )
    due = next_date(
        viewer=request.user, patient=patient, at=at, outlook=outlook, past=past
    )
    context = {
        "outlook": outlook,
        "patient": patient,
        "due": due if due.on else None,
        "is_set": due.on is not None and due.on == patient.next_due_on,
        "may_write": rights.may(request.user, "patient.write", at=at),
    }
    return render(request, "patients/_today.html", context)


def _gates(user: User, patient: Patient, at: datetime, plan: Plan | None) -> list[Gate]:
    """History, screening, identity, examination, approval, consent."""
    if patient.erased_at is not None:
        return []
    return gates(viewer=user, patient=patient, at=at, plan=plan)


def _open_plan(found: selectors.TimelinePage) -> Plan | None:
    """The newest open plan if the page has it, so that it is not read twice."""
    plans = [one.row for one in found.happenings if one.kind == "plan"]
    opened = [plan for plan in plans if plan.status != Plan.Status.CLOSED]
    return opened[0] if opened and found.is_first else None


def _emergency(
    user: User, patient: Patient, at: datetime, *, clinical: bool
) -> datetime | None:
    """Until when emergency access is open, where it is what opens the record."""
    if not clinical or rights.may(user, "patient.read_clinical", at=at):
        return None
    held = accounts.open_break_glass(viewer=user, at=at, patient=patient)
    return held.until if held else None


def _may(user: User, patient: Patient, at: datetime) -> dict[str, bool]:
    """What the page offers; an erased record is only looked at."""
    if patient.erased_at is not None:
        return {"audit": rights.may(user, "audit.read", at=at)}
    return {
        "audit": rights.may(user, "audit.read", at=at),
        "write": rights.may(user, "patient.write", at=at),
        "check_identity": rights.may(user, "patient.check_identity", at=at),
        "treat": rights.may(user, "treatment.write", at=at),
        "plan": rights.may(user, "plan.write", at=at),
        "consult": rights.may(user, "consultation.write", at=at),
        "ask": rights.may(user, "history.send_link", at=at),
        "export": rights.may(user, "patient.export", at=at),
        "erase": rights.may(user, "patient.erase", at=at),
        "book": rights.may(user, "calendar.book", at=at),
        "letters": rights.may(user, "patient_message.read", at=at),
        "portal": rights.may(user, "portal.send_link", at=at),
        "consents": rights.may(user, "consent.ask", at=at),
        "photos": rights.may(user, "photo.read", at=at),
    }


def _places(patient: Patient) -> dict[str, str]:
    """Addresses of colleagues' screens, those that exist."""
    return {
        "consultation": address_of("consultation:new", patient.pk),
        "plan": address_of("plans:new", patient.pk),
        "learned": address_of("followups:learned", patient.pk),
        "procedures": address_of("patients:procedures", patient.pk),
        "consents": address_of("consents:page", patient.pk),
        "photos": address_of("photos:gallery", patient.pk),
        "messages": address_of("portal:messages", patient.pk),
        "book": address_of("calendar:new"),
    }
