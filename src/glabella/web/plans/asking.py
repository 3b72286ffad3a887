"""What every view of a plan reads from its request, and the frame of its page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from glabella.clinic.plans import selectors
from glabella.clinic.plans.models import Plan
from glabella.web.account.http import StaffRequest
from glabella.web.planner.frame import Addresses, Frame, RecordView
from glabella.web.shared.numbers import whole
from glabella.web.shared.parts import Chip, Tone
from glabella.web.shared.steps import step_chips

__all__ = [
    "Asked",
    "address",
    "asked",
    "chips",
    "fields_in",
    "frame_of",
    "state",
    "version_in",
]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, when, and for which plan."""

    at: datetime
    plan: Plan

    @property
    def address(self) -> str:
        """The plan's page."""
        return address(self.plan)


def asked(request: StaffRequest, patient_id: UUID, plan_id: UUID) -> Asked:
    """The plan of an address; without the right there is none."""
    at = timezone.now()
    plan = selectors.get_plan(
        viewer=request.user, plan_id=plan_id, at=at, patient_id=patient_id
    )
    return Asked(at, plan)


def address(plan: Plan, name: str = "page", **more: object) -> str:
    """An address below a plan."""
    arguments = {"patient_id": plan.patient_id, "plan_id": plan.pk, **more}
    return reverse(f"plans:{name}", kwargs=arguments)


def fields_in(request: HttpRequest) -> dict[str, list[str]]:
    """The fields of the planner's form."""
    return {name: [str(v) for v in values] for name, values in request.POST.lists()}


def version_in(request: HttpRequest) -> int:
    """The version that the form was opened with; -1 for what is no number.

    ``over`` is the version that somebody chose to write over, with both in view.
    """
    text = request.POST.get("over") or request.POST.get("version", "")
    return whole(text, -1)


def frame_of(
    plan: Plan, record: RecordView | None = None, *, kept: bool = False
) -> Frame:
    """The planner's page inside the record."""
    names = ("page", "plan", "forecast", "compare", "pdf")
    return Frame(
        urls=Addresses(*(address(plan, name) for name in names)),
        record=record,
        version=plan.version,
        kept=kept,
    )


def state(plan: Plan) -> Chip:
    """Where the plan stands."""
    tones: dict[str, Tone] = {
        Plan.Status.APPROVED: "good",
        Plan.Status.RETURNED: "caution",
        Plan.Status.CLOSED: "quiet",
    }
    return Chip(capfirst(plan.get_status_display()), tones.get(plan.status, "info"))


def chips(
    request: StaffRequest,
    plan: Plan,
    at: datetime,
    read: selectors.Read | None = None,
) -> list[Chip]:
    """The steps before a treatment, as chips; ``read``: what is at hand of them."""
    found = selectors.gates(
        viewer=request.user, patient=plan.patient, plan=plan, at=at, read=read
    )
    return step_chips(found)
