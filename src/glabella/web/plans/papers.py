"""A plan on paper: for the chart with its signature, for the patient without doses."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from glabella.clinic.patients import services as patients
from glabella.clinic.plans import selectors, services
from glabella.clinic.plans.asking.planned import finding_id
from glabella.clinic.plans.content import forecasts_in, restored
from glabella.clinic.plans.models import Approval, Plan
from glabella.clinic.plans.quote import quote_of
from glabella.clinic.plans.services.rows import EDITABLE
from glabella.clinic.practice.selectors import practice
from glabella.core.intended_use import MADE_UP_DATA
from glabella.core.planner.model import Plan as CorePlan
from glabella.printing.forecasts import Outlooks, outlooks_of
from glabella.printing.pdf import Stamp, pdf_page
from glabella.printing.summary import PlainSummary, summary_of, summary_pdf
from glabella.web.account.http import StaffRequest
from glabella.web.planner.plan_view import day_text
from glabella.web.plans.asking import Asked, address, asked, fields_in, version_in

__all__ = ["pdf", "quote", "summary", "summary_file"]


@require_http_methods(["GET", "HEAD", "POST"])
def pdf(request: StaffRequest, patient_id: UUID, plan_id: UUID) -> HttpResponse:
    """The plan as it is kept, with the signature under it; a form is saved first."""
    one = asked(request, patient_id, plan_id)
    if request.method == "POST" and _moved_on(request, one):
        # A file leaves the page as it stands: it would go on with a version that is
        # over, and its next save would be refused.
        messages.success(request, "Saved. Now press Save PDF once more for the file.")
        return redirect(one.address)
    kept = selectors.kept(viewer=request.user, plan=one.plan, at=one.at)
    if kept.shown is None:
        return redirect(one.address)
    reasons = {
        finding: kept.reasons[name].reason
        for finding in kept.shown.findings
        if (name := finding_id(finding)) in kept.reasons
    }
    content = pdf_page(
        kept.shown,
        note=_note(),
        reasons=reasons,
        forecasts=_outlooks(kept.row.content, kept.shown),
        stamp=_stamp(one.plan, kept.approval),
    )
    services.record_print(actor=request.user, at=one.at, row=kept.row, what="plan")
    return _file(content, f"plan-{one.plan.patient.number}-v{kept.row.number}.pdf")


def _moved_on(request: StaffRequest, one: Asked) -> bool:
    """Save the form of a draft; whether there was something to save."""
    if one.plan.status not in EDITABLE:
        return False
    version = version_in(request)
    saved = services.save_draft(
        actor=request.user,
        at=one.at,
        plan=one.plan,
        version=version,
        answers=fields_in(request),
    )
    return saved.plan.version != version


def _note() -> str:
    return MADE_UP_DATA if settings.DEMO else ""


def _outlooks(content: dict[str, object], plan: CorePlan) -> Outlooks:
    """The forecasts that were kept; for a draft they are worked out now."""
    return outlooks_of(plan, forecasts_in(content))


def _stamp(plan: Plan, approval: Approval | None) -> Stamp:
    patient = plan.patient
    born = day_text(patient.born_on) if patient.born_on else "unknown"
    who = f"{patient.full_name}, number {patient.number}, born {born}"
    if approval is None:
        state = f"Not approved: {plan.get_status_display()}"
        return Stamp(patient=who, state=state)
    at = timezone.localtime(approval.at)
    return Stamp(
        patient=who,
        state="Approved",
        signer=approval.signer_name,
        registration=approval.signer_registration,
        at=f"{day_text(at.date())}, {at:%H:%M %Z}",
        meaning=approval.get_meaning_display(),
        hash=approval.content_hash,
    )


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def summary(request: StaffRequest, patient_id: UUID, plan_id: UUID) -> HttpResponse:
    """The plan in plain words, without doses."""
    one = asked(request, patient_id, plan_id)
    told = _summary(request, one)
    if told is None:
        return redirect(one.address)
    context = {
        "told": told,
        "patient": one.plan.patient,
        "back": one.address,
        "file": address(one.plan, "summary-pdf"),
        "clinic": practice().name,
        "approved": one.plan.status == Plan.Status.APPROVED,
    }
    return render(request, "plans/summary.html", context)


@require_safe
def summary_file(
    request: StaffRequest, patient_id: UUID, plan_id: UUID
) -> HttpResponse:
    """The patient's summary as a file to give away."""
    one = asked(request, patient_id, plan_id)
    told = _summary(request, one)
    if told is None:
        return redirect(one.address)
    content = summary_pdf(
        told,
        clinic=practice().name,
        patient=one.plan.patient.full_name,
        note=_note(),
    )
    services.record_print(
        actor=request.user,
        at=one.at,
        row=selectors.get_version(plan=one.plan),
        what="summary for the patient",
    )
    return _file(content, f"summary-{one.plan.patient.number}.pdf")


def _summary(request: StaffRequest, one: Asked) -> PlainSummary | None:
    """From what is kept; None where there is nothing to tell a patient."""
    kept = selectors.kept(viewer=request.user, plan=one.plan, at=one.at)
    if kept.shown is None or kept.shown.status == "blocked":
        return None
    return summary_of(kept.shown, _outlooks(kept.row.content, kept.shown))


@require_safe
def quote(request: StaffRequest, patient_id: UUID, plan_id: UUID) -> HttpResponse:
    """What the plan costs by the clinic's prices."""
    one = asked(request, patient_id, plan_id)
    patients.open_record(
        actor=request.user, at=one.at, patient_id=patient_id, what="plan, quote"
    )
    row = selectors.get_version(plan=one.plan)
    shown = restored(row.content, row.answers)
    context = {
        "quote": quote_of(row.content),
        "product": shown.product_name if shown else "",
        "patient": one.plan.patient,
        "back": one.address,
    }
    return render(request, "plans/quote.html", context)
