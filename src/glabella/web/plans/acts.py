"""What is done with a plan; each act answers with the page it was done from."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from glabella.clinic.plans import selectors, services
from glabella.clinic.protocols import selectors as protocols, services as points
from glabella.clinic.shared.errors import Invalid
from glabella.web.account.http import StaffRequest
from glabella.web.plans.asking import Asked, asked, fields_in, version_in
from glabella.web.shared.numbers import whole

__all__ = [
    "approve",
    "change",
    "close",
    "examination",
    "give_back",
    "put_points",
    "save_points",
    "submit",
    "withdraw",
]

UNPROCESSABLE = 422


def _answer(
    request: StaffRequest, one: Asked, act: Callable[[], object], done: str
) -> HttpResponse:
    """Do it, say so, and show the plan; a refusal of a field is shown on a page."""
    try:
        act()
    except Invalid as error:
        context = {
            "messages_of": error.fields.values(),
            "back": one.address,
            "patient": one.plan.patient,
        }
        return render(request, "plans/refused.html", context, status=UNPROCESSABLE)
    messages.success(request, done)
    return redirect(one.address)


@require_POST
def submit(request: StaffRequest, patient_id: UUID, plan_id: UUID) -> HttpResponse:
    """Hand the plan to the prescribers, with what stands on the page."""
    one = asked(request, patient_id, plan_id)
    fields = fields_in(request)
    return _answer(
        request,
        one,
        lambda: services.submit(
            actor=request.user,
            at=one.at,
            plan=one.plan,
            version=version_in(request),
            answers=fields if "on" in fields else None,
        ),
        "The plan waits for a prescriber.",
    )


def _act(
    service: Callable[..., object], done: str, *, with_reason: bool = False
) -> Callable[..., HttpResponse]:
    """The view of a service that wants the plan as it was seen, some with a reason."""

    @require_POST
    def act(request: StaffRequest, patient_id: UUID, plan_id: UUID) -> HttpResponse:
        one = asked(request, patient_id, plan_id)
        reason = {"reason": request.POST.get("reason", "")} if with_reason else {}
        call = partial(
            service,
            actor=request.user,
            at=one.at,
            plan=one.plan,
            version=version_in(request),
            **reason,
        )
        return _answer(request, one, call, done)

    return act


withdraw = _act(services.withdraw, "The plan is a draft again.")
give_back = _act(
    services.return_with_reason, "The plan was returned.", with_reason=True
)
change = _act(
    services.change,
    "A new version is open; the approval before it is void.",
    with_reason=True,
)
close = _act(services.close, "The plan is closed.", with_reason=True)


@require_POST
def examination(request: StaffRequest, patient_id: UUID, plan_id: UUID) -> HttpResponse:
    """Note that a prescriber examined the patient."""
    one = asked(request, patient_id, plan_id)
    return _answer(
        request,
        one,
        lambda: services.record_examination(
            actor=request.user,
            at=one.at,
            patient=one.plan.patient,
            mode=request.POST.get("mode", "in_person"),
            note=request.POST.get("note", ""),
        ),
        "The examination is noted.",
    )


@require_POST
def approve(request: StaffRequest, patient_id: UUID, plan_id: UUID) -> HttpResponse:
    """Sign the plan: as its prescriber, or under a standing order."""
    one = asked(request, patient_id, plan_id)
    proof = services.Proof(
        password=request.POST.get("password", ""), code=request.POST.get("code", "")
    )
    order_id = whole(request.POST.get("order", ""), None)

    def sign() -> object:
        version = version_in(request)
        if order_id is None:
            return services.approve(
                actor=request.user,
                at=one.at,
                plan=one.plan,
                version=version,
                proof=proof,
            )
        order = selectors.get_order(viewer=request.user, order_id=order_id, at=one.at)
        return services.approve_under_order(
            actor=request.user,
            at=one.at,
            plan=one.plan,
            version=version,
            order=order,
            proof=proof,
        )

    return _answer(request, one, sign, "The plan is approved.")


@require_POST
def save_points(request: StaffRequest, patient_id: UUID, plan_id: UUID) -> HttpResponse:
    """Keep chosen sites of the plan under a name."""
    one = asked(request, patient_id, plan_id)
    row = selectors.get_version(plan=one.plan)
    chosen = set(request.POST.getlist("site"))
    kept = [
        points.SavedPoint(
            key=key,
            units=site["units"],
            position=tuple(site["position_cm"])
            if site.get("set_by") and site["position_cm"] and not site["droplets"]
            else None,
        )
        for line in row.content.get("lines", ())
        for site in line["sites"]
        if (key := f"{line['area']}/{site['id']}") in chosen
    ]
    return _answer(
        request,
        one,
        lambda: points.save_points(
            actor=request.user,
            at=one.at,
            name=request.POST.get("name", ""),
            unit_family=row.content.get("kept", {}).get("unit_family", ""),
            points=kept,
        ),
        "The points are kept.",
    )


@require_POST
def put_points(request: StaffRequest, patient_id: UUID, plan_id: UUID) -> HttpResponse:
    """Put saved points into the plan."""
    one = asked(request, patient_id, plan_id)
    number = whole(request.POST.get("library", ""), None)

    def put() -> object:
        if number is None:
            raise Invalid.field("library", "Choose the points to put in.")
        library = protocols.library_of(
            viewer=request.user, at=one.at, library_id=number
        )
        return services.put_points(
            actor=request.user,
            at=one.at,
            plan=one.plan,
            version=version_in(request),
            library=library,
        )

    return _answer(request, one, put, "The points are in the plan.")
