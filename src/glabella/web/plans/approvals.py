"""What waits for prescribers, standing orders, and what was signed lately."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.plans import selectors, services
from glabella.clinic.plans.readiness import valid_examination
from glabella.clinic.protocols import selectors as protocols
from glabella.clinic.shared.errors import Invalid
from glabella.web.account.http import StaffRequest
from glabella.web.plans.forms import ApproveForm, OrderForm
from glabella.web.shared.forms import refuse
from glabella.web.shared.paging import numbered
from glabella.web.shared.signing import ReasonForm

__all__ = ["end_order", "page", "sign_order"]

UNPROCESSABLE = 422
A_PAGE = 10


@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """The waiting list, the oldest first; standing orders; recently signed."""
    at, user = timezone.now(), request.user
    rights.require(user, "plan.approve", at=at)
    count = selectors.waiting_count(viewer=user, at=at)
    chosen = Paginator(range(count), A_PAGE).get_page(request.GET.get("page"))
    start = (chosen.number - 1) * A_PAGE
    waiting = selectors.waiting_approvals(viewer=user, at=at, limit=A_PAGE, start=start)
    rows = [_row(one, user, at) for one in waiting]
    signed = selectors.recently_signed(viewer=user, at=at)
    audit.record_list(
        actor=user.as_actor,
        at=at,
        what="approvals",
        numbers=[
            *(one.patient.number for one in waiting),
            *(one.plan_version.plan.patient.number for one in signed),
        ],
    )
    context = {
        "rows": rows,
        "pager": numbered(chosen),
        "count": count,
        "orders": selectors.standing_orders(viewer=user, at=at),
        "signed": signed,
        "protocols": protocols.waiting_versions(viewer=user, at=at),
        "end_form": ReasonForm(auto_id="end_%s"),
    }
    return render(request, "plans/approvals.html", context)


def _row(one: selectors.Waiting, user: User, at: datetime) -> tuple[object, ...]:
    """A plan that waits, with its examination and the forms of its two answers."""
    initial = {"version": one.plan.version}
    return (
        one,
        valid_examination(one.patient, at, user.pk),
        ApproveForm(auto_id=f"approve-{one.plan.pk}_%s", initial=initial),
        ReasonForm(auto_id=f"return-{one.plan.pk}_%s", initial=initial),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def sign_order(request: StaffRequest) -> HttpResponse:
    """Sign a standing order."""
    at = timezone.now()
    rights.require(request.user, "plan.approve", at=at)
    form = OrderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        scope = services.Scope(
            product=data["product"],
            techniques=tuple(data["techniques"]),
            areas=tuple(data["areas"]),
            most_units=data["most_units"],
            starts_on=data["starts_on"],
            expires_on=data["expires_on"],
        )
        proof = services.Proof(password=data["password"], code=data["code"])
        try:
            order = services.sign_order(
                actor=request.user, at=at, name=data["name"], scope=scope, proof=proof
            )
        except Invalid as error:
            refuse(form, error)
        else:
            messages.success(request, f"The standing order {order.name} is signed.")
            return redirect("plans:approvals")
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "plans/order.html", {"form": form}, status=status)


@require_POST
def end_order(request: StaffRequest, order_id: int) -> HttpResponse:
    """End a standing order."""
    at = timezone.now()
    rights.require(request.user, "plan.approve", at=at)
    order = selectors.get_order(viewer=request.user, order_id=order_id, at=at)
    try:
        services.end_order(
            actor=request.user,
            at=at,
            order=order,
            reason=request.POST.get("reason", ""),
        )
    except Invalid as error:
        context = {"messages_of": error.fields.values(), "back": "/approvals/"}
        return render(request, "plans/refused.html", context, status=UNPROCESSABLE)
    messages.success(request, f"The standing order {order.name} has ended.")
    return redirect("plans:approvals")
