"""The plan's page: a draft to work on, or a version to read."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from glabella.clinic.accounts import rights
from glabella.clinic.followups.learning.lessons import lessons_of
from glabella.clinic.patients import services as patients
from glabella.clinic.plans import selectors, services
from glabella.clinic.plans.asking.answers import Answers
from glabella.clinic.plans.content import content_of, forecasts_in
from glabella.clinic.plans.difference import between
from glabella.clinic.plans.services.rows import EDITABLE
from glabella.clinic.plans.starting import treatment_words
from glabella.clinic.practice.selectors import practice, price_per_unit, visit_price
from glabella.clinic.protocols import selectors as protocols
from glabella.clinic.shared.errors import Stale
from glabella.clinic.treatments import selectors as treatments
from glabella.printing.forecasts import outlooks_of
from glabella.web.account.http import StaffRequest
from glabella.web.planner.comparing import YEARS, carried, compared, read_wish
from glabella.web.planner.plan_view import person_text
from glabella.web.planner.screen import Screen, kept_screen, screen
from glabella.web.plans.asking import (
    Asked,
    address,
    asked,
    chips,
    fields_in,
    frame_of,
    state,
    version_in,
)
from glabella.web.plans.learned import area_choices, chosen_doses
from glabella.web.plans.panels import draft_panels, kept_panels
from glabella.web.plans.record_view import record_view
from glabella.web.shared.limits import limited_to

__all__ = ["compare", "forecast", "new", "page", "plan", "version"]

VERSION = "Glabella-Version"
UNPROCESSABLE = 422
LOOKS = ("view", "layer", "touched")
"""Fields of how the page is looked at: they are not kept with the plan."""


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """Choose where a plan starts, and start it."""
    at = timezone.now()
    viewer = request.user
    rights.require(viewer, "plan.write", at=at)
    patient = patients.open_record(
        actor=viewer, at=at, patient_id=patient_id, what="patient, new plan"
    )
    past = treatments.past_of(viewer=viewer, patient=patient, at=at)
    last = past.last_here
    ready = protocols.in_force(
        viewer=viewer, at=at, jurisdiction=practice().jurisdiction
    )
    lesson = lessons_of(viewer=viewer, patient=patient, at=at, past=past)
    if request.method != "POST":
        words = treatment_words(last) if last else ""
        context = {
            "patient": patient,
            "last": words,
            "learned": area_choices(lesson),
            "weeks": lesson.weeks,
            "weeks_from": lesson.weeks_from,
            "protocols": ready,
            "open": selectors.plans_of(viewer=viewer, patient=patient, at=at)[:5],
        }
        return render(request, "plans/new.html", context)
    chosen = request.POST.get("start", "blank")
    found = next((one for one in ready if chosen == f"protocol-{one.pk}"), None)
    from_last = chosen == "treatment"
    beginning = services.Beginning(
        protocol_version=found,
        treatment=last if from_last else None,
        doses=chosen_doses(lesson, request.POST) if from_last else None,
    )
    made = services.start(actor=viewer, at=at, patient=patient, beginning=beginning)
    return redirect(address(made.plan))


@require_safe
def page(request: StaffRequest, patient_id: UUID, plan_id: UUID) -> HttpResponse:
    """A draft to work on; anything else to read."""
    one = asked(request, patient_id, plan_id)
    may_write = rights.may(request.user, "plan.write", at=one.at)
    if one.plan.status in EDITABLE and may_write:
        return _draft(request, one)
    return _kept(request, one, None)


@require_safe
def version(
    request: StaffRequest, patient_id: UUID, plan_id: UUID, number: int
) -> HttpResponse:
    """An earlier version, as it was kept."""
    return _kept(request, asked(request, patient_id, plan_id), number)


def _draft(
    request: StaffRequest, one: Asked, *, forecasts: bool = False
) -> HttpResponse:
    worked = selectors.worked_on(viewer=request.user, plan=one.plan, at=one.at)
    record = record_view(worked.record)
    shown = screen(
        worked.answers, found=worked.found, forecasts=forecasts, graded=record.grades
    )
    context = {
        "screen": shown,
        "problems": shown.problems,
        "frame": frame_of(one.plan, record),
        "plan_row": one.plan,
        "row": worked.row,
        "patient": one.plan.patient,
        "state": state(one.plan),
        "chips": chips(
            request,
            one.plan,
            one.at,
            selectors.Read(worked.row, worked.record.history, worked.reasons),
        ),
        "saved_at": worked.row.saved_at,
        "changes": selectors.changes_of(worked.row),
        **draft_panels(request, worked, one.at),
    }
    return render(request, "plans/draft.html", context)


def _kept(request: StaffRequest, one: Asked, number: int | None) -> HttpResponse:
    kept = selectors.kept(viewer=request.user, plan=one.plan, at=one.at, number=number)
    reasons = {name: answer.reason for name, answer in kept.reasons.items()}
    shown: Screen | None = None
    if kept.shown is not None:
        told = forecasts_in(kept.row.content)
        outlooks = outlooks_of(kept.shown, told) if told else {}
        shown = kept_screen(kept.shown, reasons, outlooks)
    context = {
        "screen": shown,
        "frame": frame_of(one.plan, kept=True),
        "kept": kept,
        "plan_row": one.plan,
        "row": kept.row,
        "patient": one.plan.patient,
        "state": state(one.plan),
        "chips": chips(
            request,
            one.plan,
            one.at,
            None if number else selectors.Read(kept.row, answered=kept.reasons),
        ),
        "changes": selectors.changes_of(kept.row),
        "is_newest": number is None
        or kept.row.pk == selectors.get_version(plan=one.plan).pk,
        **kept_panels(request, kept, one.at),
    }
    return render(request, "plans/kept.html", context)


@require_POST
def plan(request: StaffRequest, patient_id: UUID, plan_id: UUID) -> HttpResponse:
    """Save the draft and plan it: the changed parts for htmx, the page otherwise."""
    one = asked(request, patient_id, plan_id)
    fields = fields_in(request)
    try:
        saved = services.save_draft(
            actor=request.user,
            at=one.at,
            plan=one.plan,
            version=version_in(request),
            answers=fields,
        )
    except Stale:
        return _stale(request, one, fields)
    if not request.headers.get("HX-Request"):
        return redirect(address(saved.plan))
    looks = {name: fields[name] for name in LOOKS if name in fields}
    record = record_view(saved.record)
    shown = screen(
        saved.answers.replaced(**looks), found=saved.found, graded=record.grades
    )
    context = {
        "screen": shown,
        "frame": frame_of(saved.plan, record),
        "saved_at": saved.row.saved_at,
    }
    part = "results" if shown.plan is not None else "refusal"
    response = render(request, f"planner/page.html#{part}", context)
    if shown.plan is None:
        response.headers["HX-Reswap"] = "none settle:0ms"
    response.headers[VERSION] = str(saved.plan.version)
    return response


def _stale(
    request: StaffRequest, one: Asked, fields: dict[str, list[str]]
) -> HttpResponse:
    """What was typed beside what is there now; nothing was overwritten."""
    worked = selectors.worked_on(viewer=request.user, plan=one.plan, at=one.at)
    mine = selectors.peeked(
        viewer=request.user, plan=one.plan, at=one.at, answers=fields
    ).found
    yours = content_of(mine.plan) if mine.plan else {}
    context = {
        "rows": between(worked.row.content, yours),
        "problems": mine.problems,
        "frame": frame_of(one.plan),
        "saved_at": worked.row.saved_at,
        "carried": carried(Answers({k: tuple(v) for k, v in fields.items()})),
        "patient": one.plan.patient,
    }
    if request.headers.get("HX-Request"):
        response = render(request, "plans/stale.html#banner", context)
        response.headers["HX-Reswap"] = "none settle:0ms"
        return response
    return render(request, "plans/stale.html", context, status=409)


@require_POST
@limited_to(120, seconds=60, name="forecast")
def forecast(request: HttpRequest, patient_id: UUID, plan_id: UUID) -> HttpResponse:
    """The forecasts alone for htmx, the page with them otherwise."""
    staff: StaffRequest = request  # type: ignore[assignment]  # SignedInOnly has run
    one = asked(staff, patient_id, plan_id)
    if not request.headers.get("HX-Request"):
        return _draft(staff, one, forecasts=True)
    worked = selectors.peeked(
        viewer=staff.user, plan=one.plan, at=one.at, answers=fields_in(request)
    )
    shown = screen(worked.answers, found=worked.found, forecasts=True)
    if shown.plan is None:
        return HttpResponse(status=204)
    context = {"screen": shown, "frame": frame_of(one.plan)}
    return render(request, "planner/page.html#forecasts", context)


@require_http_methods(["GET", "HEAD", "POST"])
@limited_to(60, seconds=60, name="compare")
def compare(request: HttpRequest, patient_id: UUID, plan_id: UUID) -> HttpResponse:
    """Regimens over years for this plan; a blocked plan has none to compare."""
    staff: StaffRequest = request  # type: ignore[assignment]  # SignedInOnly has run
    one = asked(staff, patient_id, plan_id)
    if request.method != "POST":
        return redirect(one.address)
    fields = fields_in(request)
    worked = selectors.peeked(
        viewer=staff.user, plan=one.plan, at=one.at, answers=fields
    )
    made = worked.found
    if made.plan is None or made.plan.status == "blocked":
        return redirect(one.address)
    wish = read_wish(Answers({name: tuple(v) for name, v in _priced(fields).items()}))
    context = {
        "body": "" if wish.problems else compared(made.plan, wish),
        "wish": wish,
        "years": YEARS,
        "carried": carried(Answers({name: tuple(v) for name, v in fields.items()})),
        "problems": wish.problems,
        "changed": made.plan != made.proposal,
        "product": made.plan.product_name,
        "person": person_text(made.plan),
        "frame": frame_of(one.plan, record_view(worked.record)),
    }
    status = UNPROCESSABLE if wish.problems else 200
    return render(request, "planner/compare.html", context, status=status)


def _priced(fields: dict[str, list[str]]) -> dict[str, list[str]]:
    """The clinic's own prices where the form has not asked for others yet."""
    if "years" in fields:
        return fields
    product = fields.get("product", [""])[-1]
    found = dict(fields)
    if (price := price_per_unit(product)) is not None:
        found["price_per_unit"] = [str(price)]
    if (visit := visit_price()) is not None:
        found["price_per_visit"] = [str(visit)]
    return found
