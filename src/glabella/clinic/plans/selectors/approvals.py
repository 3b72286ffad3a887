"""What waits for prescribers, what was signed lately, and standing orders."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.patients.models import Patient
from glabella.clinic.plans.difference import Difference, between
from glabella.clinic.plans.models import (
    Approval,
    FindingAnswer,
    Plan,
    PlanVersion,
    StandingOrder,
)
from glabella.clinic.plans.readiness import order_differs
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.errors import NotFound
from glabella.drawing.wording import TECHNIQUES, number

__all__ = [
    "Covering",
    "Waiting",
    "covering_orders",
    "get_order",
    "recently_signed",
    "standing_orders",
    "waiting_approvals",
    "waiting_count",
]

LIST_LENGTH = 20
READ = ("plan.approve", "plan.write")
ORDERS = (*READ, "settings.read")
"""A standing order names no patient: everybody who works here may know of it."""


@dataclass(frozen=True)
class Waiting:
    """One plan that waits, as a prescriber reads it in the list."""

    plan: Plan
    patient: Patient
    row: PlanVersion
    answers: tuple[FindingAnswer, ...]
    changes: tuple[Difference, ...]
    since: int | None
    """The number of the approved version that the changes are counted from."""

    @property
    def product_name(self) -> str:
        """The trade name."""
        kept = self.row.content.get("kept", {})
        return str(kept.get("product_name", self.row.product))

    @property
    def techniques(self) -> str:
        """The techniques of the lines, in words."""
        found = dict.fromkeys(line["technique"] for line in self._lines)
        return ", ".join(TECHNIQUES[one] for one in found)

    @property
    def areas(self) -> str:
        """The areas with their units, in words."""
        unit = self.row.content.get("kept", {}).get("unit_name", "units")
        return ", ".join(
            f"{line['area_name']} {number(line['units'])} {unit}"
            for line in self._lines
        )

    @property
    def units(self) -> str:
        """Units of the aesthetic areas; medical protocols stand apart."""
        totals = self.row.content.get("totals", {})
        unit = self.row.content.get("kept", {}).get("unit_name", "units")
        parts = []
        if totals.get("aesthetic_units"):
            parts.append(f"{number(totals['aesthetic_units'])} {unit}")
        if totals.get("medical_units"):
            parts.append(f"{number(totals['medical_units'])} {unit} (medical)")
        return " and ".join(parts)

    @property
    def _lines(self) -> list[Mapping[str, Any]]:
        return list(self.row.content.get("lines", ()))


@dataclass(frozen=True, slots=True)
class Covering:
    """A standing order beside a plan, and in what the plan leaves its scope."""

    order: StandingOrder
    differs: tuple[str, ...]

    @property
    def covers(self) -> bool:
        """Whether the plan lies within the order."""
        return not self.differs


def waiting_count(*, viewer: User, at: datetime) -> int:
    """How many plans wait for a prescriber; 0 for who may not approve."""
    if not rights.may(viewer, "plan.approve", at=at):
        return 0
    return Plan.objects.filter(status=Plan.Status.SUBMITTED).count()


def waiting_approvals(
    *, viewer: User, at: datetime, limit: int = LIST_LENGTH, start: int = 0
) -> list[Waiting]:
    """The plans that wait, the oldest first; none for who may not approve."""
    if not rights.may(viewer, "plan.approve", at=at):
        return []
    plans = list(
        Plan.objects.select_related("key", "patient__key", "submitted_by")
        .filter(status=Plan.Status.SUBMITTED)
        .order_by("submitted_at", "pk")[start : start + limit]
    )
    versions = _versions(plan.pk for plan in plans)
    return [_waiting(plan, versions[plan.pk]) for plan in plans]


def _versions(plans: Iterable[UUID]) -> dict[UUID, list[PlanVersion]]:
    """The versions of plans, newest first, with answers and approvals."""
    answers = FindingAnswer.objects.select_related("key", "by").filter(
        superseded_at=None
    )
    rows = (
        PlanVersion.objects.select_related("key")
        .filter(plan__in=list(plans))
        .prefetch_related(Prefetch("finding_answers", answers), "approvals")
        .order_by("-number")
    )
    found: dict[UUID, list[PlanVersion]] = {}
    for row in rows:
        found.setdefault(row.plan_id, []).append(row)
    return found


def _waiting(plan: Plan, versions: list[PlanVersion]) -> Waiting:
    row, *older = versions
    approved = next((one for one in older if one.approvals.all()), None)
    changes: tuple[Difference, ...] = ()
    if approved is not None:
        told = (_told(approved), _told(row))
        changes = between(approved.content, row.content, told)
    return Waiting(
        plan=plan,
        patient=plan.patient,
        row=row,
        answers=tuple(row.finding_answers.all()),
        changes=changes,
        since=approved.number if approved else None,
    )


def _told(row: PlanVersion) -> dict[str, str]:
    return {one.message: one.reason for one in row.finding_answers.all()}


def recently_signed(
    *, viewer: User, at: datetime, limit: int = LIST_LENGTH
) -> list[Approval]:
    """The newest signatures, those that are void included."""
    if not any(rights.may(viewer, right, at=at) for right in READ):
        raise NotFound
    return list(
        Approval.objects.select_related(
            "key", "plan_version__plan__patient__key", "prescriber", "signed_by"
        ).order_by("-at")[:limit]
    )


def standing_orders(
    *, viewer: User, at: datetime, ended: bool = False
) -> QuerySet[StandingOrder]:
    """Standing orders, those in force or coming; with ``ended`` all of them."""
    if not any(rights.may(viewer, right, at=at) for right in ORDERS):
        raise NotFound
    found = StandingOrder.objects.select_related("prescriber")
    if ended:
        return found
    return found.filter(ended_at=None, expires_on__gte=day_of(at))


def get_order(*, viewer: User, order_id: int, at: datetime) -> StandingOrder:
    """One standing order."""
    found = standing_orders(viewer=viewer, at=at, ended=True).filter(pk=order_id)
    row = found.first()
    if row is None:
        raise NotFound
    return row


def covering_orders(*, viewer: User, row: PlanVersion, at: datetime) -> list[Covering]:
    """The standing orders for the plan's product, with what differs from their scope."""
    if not rights.may(viewer, "treatment.sign", at=at):
        return []
    found = standing_orders(viewer=viewer, at=at).filter(product=row.product)
    return [Covering(order, order_differs(order, row, at)) for order in found]
