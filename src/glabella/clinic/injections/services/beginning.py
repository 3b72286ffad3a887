"""A session begins from an approved plan that is in force, and from nothing else."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.injections.models import Session
from glabella.clinic.plans import selectors as plans
from glabella.clinic.plans.models import Approval, Plan, PlanVersion
from glabella.clinic.plans.services.rows import address_of, locked, newest
from glabella.clinic.plans.services.signing import signed_hash
from glabella.clinic.shared.errors import Blocked

__all__ = ["approval_of", "begin"]


@transaction.atomic
def begin(*, actor: User, at: datetime, plan: Plan) -> Session:
    """Begin to carry out a plan, or go on where it was begun already.

    Blocked says which step is missing and where it is done: history, screening,
    identity, examination, approval or consent.
    """
    rights.require(actor, "injection.prepare", at=at)
    row = locked(plan)
    begun = Session.objects.select_related("key").filter(
        plan=row, status=Session.Status.OPEN
    )
    if (found := begun.first()) is not None:
        return found
    version = newest(row)
    _refuse(actor, at, row, version)
    session = Session.objects.create(
        key=row.key,
        patient=row.patient,
        plan=row,
        plan_version=version,
        started_at=at,
        started_by=actor,
    )
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="create",
        record=session,
        subject=row.key,
        after={"plan": str(row.pk), "version": version.number},
    )
    return session


def _refuse(actor: User, at: datetime, plan: Plan, version: PlanVersion) -> None:
    where = address_of(plan.patient_id, plan.pk)
    for gate in plans.gates(viewer=actor, patient=plan.patient, at=at, plan=plan):
        if gate.state != "done":
            raise Blocked(gate.says, where=gate.link or where)
    approval = approval_of(version)
    if plan.status != Plan.Status.APPROVED or approval is None:
        message = "Only a plan that is approved, and was not changed since, is given."
        raise Blocked(message, where=where)
    if approval.content_hash != signed_hash(version):
        message = (
            "What is kept of the plan is not what was signed: do not treat by it, and "
            "tell the owner."
        )
        raise Blocked(message, where=where)
    if not version.content.get("lines"):
        message = "The plan has no site to inject."
        raise Blocked(message, where=where)


def approval_of(version: PlanVersion, when: datetime | None = None) -> Approval | None:
    """The approval in force under a version, now or at an instant before."""
    holds = Q(voided_at=None) | (Q(voided_at__gt=when) if when else Q())
    held = Approval.objects.select_related("key").filter(holds, plan_version=version)
    return held.order_by("-at").first()
