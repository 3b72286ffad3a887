"""Begin, prepare, inject, and read what was given."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_safe

from glabella.clinic.accounts import rights
from glabella.clinic.audit import services as audit
from glabella.clinic.injections import selectors, services
from glabella.clinic.injections.models import Session
from glabella.clinic.patients import services as patients
from glabella.clinic.plans import selectors as plans
from glabella.clinic.shared.errors import NotFound
from glabella.clinic.stock import selectors as stock
from glabella.clinic.stock.models import Draw
from glabella.core.intended_use import MADE_UP_DATA
from glabella.drawing.wording import number
from glabella.printing.labels import SyringeLabel, label_pdf
from glabella.web.account.http import StaffRequest
from glabella.web.injections.asking import Asked, address, asked, if_there
from glabella.web.injections.showing import context, map_of, product_name
from glabella.web.shared.steps import step_chips

__all__ = ["begin", "label", "page", "preparation"]


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: StaffRequest, patient_id: UUID, plan_id: UUID) -> HttpResponse:
    """What is missing before the treatment, or the button that begins it."""
    at = timezone.now()
    rights.require(request.user, "injection.prepare", at=at)
    plan = plans.get_plan(
        viewer=request.user, plan_id=plan_id, at=at, patient_id=patient_id
    )
    if request.method == "POST":
        session = services.begin(actor=request.user, at=at, plan=plan)
        return redirect(address(session, "preparation"))
    found = selectors.open_session(viewer=request.user, plan=plan, at=at)
    if found is not None:
        return redirect(address(found))
    patients.open_record(
        actor=request.user, at=at, patient_id=patient_id, what="treatment, beginning"
    )
    gates = plans.gates(viewer=request.user, patient=plan.patient, at=at, plan=plan)
    told = {
        "patient": plan.patient,
        "plan_row": plan,
        "gates": list(zip(gates, step_chips(gates), strict=True)),
        "ready": all(gate.state == "done" for gate in gates),
    }
    return render(request, "injections/begin.html", told)


@require_safe
@ensure_csrf_cookie
def preparation(
    request: StaffRequest, patient_id: UUID, session_id: UUID
) -> HttpResponse:
    """The checklist, the vial, the labels."""
    one = asked(request, patient_id, session_id, what="treatment, preparation")
    if one.session.status != Session.Status.OPEN:
        return redirect(one.address)
    return render(request, "injections/preparation.html", context(request, one))


@require_safe
@ensure_csrf_cookie
def page(request: StaffRequest, patient_id: UUID, session_id: UUID) -> HttpResponse:
    """The live record while it is open; afterwards what was planned and given."""
    one = asked(request, patient_id, session_id, what="treatment page")
    return shown(request, one)


def shown(
    request: StaffRequest, one: Asked, *, status: int = 200, **more: object
) -> HttpResponse:
    """The page of a session as it stands."""
    if one.session.status != Session.Status.OPEN:
        return _ended(request, one)
    told = context(request, one, **more)
    told["map"] = map_of(told["live"])
    return render(request, "injections/treatment.html", told, status=status)


def _ended(request: StaffRequest, one: Asked) -> HttpResponse:
    session = one.session
    told = context(request, one)
    if session.treatment is not None:
        ids = {"patient_id": session.patient_id, "treatment_id": session.treatment_id}
        told["treatment"] = session.treatment
        told["after"] = [
            (words, link)
            for words, name in (
                ("Aftercare", "followups:aftercare"),
                ("Review", "followups:review"),
                ("The treatment in the record", "patients:treatment"),
            )
            if (link := if_there(name, **ids))
        ]
    return render(request, "injections/ended.html", told)


@require_safe
def label(
    request: StaffRequest, patient_id: UUID, session_id: UUID, draw_id: UUID
) -> HttpResponse:
    """The label of a syringe as PDF."""
    one = asked(request, patient_id, session_id)
    rights.require(request.user, "injection.prepare", at=one.at)
    draws = stock.open_draws(viewer=request.user, at=one.at, occasion=session_id)
    draw = next((found for found in draws if found.pk == draw_id), None)
    if draw is None:
        raise NotFound
    content = label_pdf(_label(one.session, draw))
    audit.record(
        actor=request.user.as_actor,
        at=one.at,
        action="print",
        record=one.session,
        subject=one.session.key,
        after={"what": "syringe label", "vial": draw.entry.vial.label},
    )
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="syringe-label.pdf"'
    return response


def _label(session: Session, draw: Draw) -> SyringeLabel:
    vial, patient = draw.entry.vial, session.patient
    letters = f"{patient.given_name[:1]}{patient.family_name[:1]}".upper()
    strength = vial.units_per_tenth_ml
    return SyringeLabel(
        patient=f"{letters}, patient {patient.number}",
        product=product_name(vial.lot.product),
        lot=vial.lot.number,
        vial=vial.label,
        units=number(float(draw.units), 2),
        strength=number(float(strength), 2) if strength else "",
        prepared_at=f"{timezone.localtime(draw.entry.at):%d %b %Y, %H:%M}",
        use_by=f"{timezone.localtime(vial.use_by):%d %b %Y, %H:%M}"
        if vial.use_by
        else "",
        made_up=MADE_UP_DATA if settings.DEMO else "",
    )
