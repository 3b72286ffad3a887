"""What stands beside a plan: submitting, signing, points, protocol, signatures."""

from datetime import datetime
from typing import Any

from glabella.clinic.accounts import rights
from glabella.clinic.plans import selectors
from glabella.clinic.plans.models import Plan
from glabella.clinic.plans.readiness import remote_refused, valid_examination
from glabella.clinic.plans.starting import treatment_words
from glabella.clinic.protocols import selectors as protocols
from glabella.clinic.protocols.content import origin_of
from glabella.evidence import catalogue
from glabella.web.account.http import StaffRequest
from glabella.web.plans.forms import (
    ApproveForm,
    ExaminationForm,
    PointsForm,
)
from glabella.web.plans.learned import start_told
from glabella.web.shared.signing import ReasonForm

__all__ = ["draft_panels", "kept_panels", "site_choices"]


def draft_panels(
    request: StaffRequest, worked: selectors.Worked, at: datetime
) -> dict[str, Any]:
    """The panels of a draft."""
    row = worked.row
    family = ""
    if row.product in catalogue.product_keys():
        family = catalogue.product(row.product).unit_family
    saved = list(protocols.point_libraries(viewer=request.user, at=at))
    return {
        "start_words": _start(worked),
        "start_learned": start_told(
            request.user, worked.plan.patient, row, at, worked.record.past
        ),
        "close_form": ReasonForm(auto_id="close_%s"),
        "points_form": PointsForm(auto_id="points_%s", sites=site_choices(row.content)),
        "libraries": [one for one in saved if one.unit_family == family],
        "other_libraries": [one for one in saved if one.unit_family != family],
        "may_protocol": rights.may(request.user, "protocol.write", at=at),
        **_examining(request, worked.plan, at),
    }


def _start(worked: selectors.Worked) -> str:
    row = worked.row
    if row.protocol_version is not None:
        return f"Started from {origin_of(row.protocol_version)}."
    if row.earlier_treatment is not None:
        known = worked.record.past.find(row.earlier_treatment.pk)
        words = treatment_words(known or row.earlier_treatment)
        return f"Started from the last treatment. {words}"
    if row.change_reason:
        return f"Changed after approval: {row.change_reason}"
    return ""


def _examining(request: StaffRequest, plan: Plan, at: datetime) -> dict[str, Any]:
    if not rights.may(request.user, "plan.examine", at=at):
        return {}
    return {
        "examination_form": ExaminationForm(auto_id="examination_%s"),
        "remote_refused": remote_refused(),
        "examination": valid_examination(plan.patient, at, request.user.pk),
    }


def site_choices(content: dict[str, Any]) -> list[tuple[str, str]]:
    """The sites of a plan by the key under which they are kept."""
    return [
        (
            f"{line['area']}/{site['id']}",
            f"{line['area_name']}: {site['id'].replace('-', ' ').replace('_', ' ')}",
        )
        for line in content.get("lines", ())
        for site in line["sites"]
    ]


def kept_panels(
    request: StaffRequest, kept: selectors.Kept, at: datetime
) -> dict[str, Any]:
    """The panels of a plan that waits, is approved or was closed."""
    user, plan = request.user, kept.plan
    waits = plan.status == Plan.Status.SUBMITTED
    found: dict[str, Any] = {
        "waits": waits,
        "may_treat": rights.may(user, "treatment.write", at=at),
    }
    if rights.may(user, "plan.write", at=at):
        found["may_write"] = True
        found["reason_form"] = ReasonForm(auto_id="reason_%s")
    if not waits:
        return found
    found["start_learned"] = start_told(user, plan.patient, kept.row, at)
    initial = {"version": plan.version}
    if rights.may(user, "plan.approve", at=at):
        found |= {
            "approve_form": ApproveForm(auto_id="approve_%s", initial=initial),
            "return_form": ReasonForm(auto_id="return_%s", initial=initial),
            **_examining(request, plan, at),
        }
    orders = selectors.covering_orders(viewer=user, row=kept.row, at=at)
    found["orders"] = [
        (
            one,
            ApproveForm(
                auto_id=f"order-{one.order.pk}_%s",
                initial={**initial, "order": one.order.pk},
            ),
        )
        for one in orders
    ]
    return found
