"""A change after approval voids it and makes a new version; plans are closed."""

from datetime import datetime

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.plans.models import Approval, FindingAnswer, Plan, PlanVersion
from glabella.clinic.plans.services.rows import address_of, locked, newest, note
from glabella.clinic.shared.errors import Blocked, Invalid
from glabella.clinic.shared.text import one_line

__all__ = ["change", "close"]

LONGEST_REASON = 2000


@transaction.atomic
def change(
    *, actor: User, at: datetime, plan: Plan, version: int, reason: str
) -> PlanVersion:
    """Open an approved plan for change: the approval is void, a new version begins.

    The version that was approved stays as it was signed.
    """
    rights.require(actor, "plan.write", at=at)
    row = locked(plan, version=version)
    if row.status != Plan.Status.APPROVED:
        message = "Only an approved plan is changed by a new version."
        raise Blocked(message, where=address_of(row.patient_id, row.pk))
    reason = one_line(reason)[:LONGEST_REASON]
    if not reason:
        raise Invalid.field("reason", "Say why the approved plan is changed.")
    old = newest(row)
    for approval in Approval.objects.select_related("key").filter(
        plan_version=old, voided_at=None
    ):
        approval.voided_at, approval.voided_by = at, actor
        approval.void_reason = reason
        approval.save(update_fields=["voided_at", "voided_by", "void_reason"])
        note(
            actor=actor,
            at=at,
            action="void",
            plan=row,
            before={"version": old.number, "hash": approval.content_hash},
            reason=reason,
        )
    fresh = _next(old, actor, at, reason)
    row.status = Plan.Status.DRAFT
    row.version += 1
    row.save(update_fields=["status", "version"])
    return fresh


def _next(old: PlanVersion, actor: User, at: datetime, reason: str) -> PlanVersion:
    """A new version with the content of the old one, and its answers as given."""
    fresh = PlanVersion.objects.create(
        key=old.key,
        plan=old.plan,
        number=old.number + 1,
        started_from=PlanVersion.Start.VERSION,
        protocol_version=old.protocol_version,
        earlier_treatment=old.earlier_treatment,
        planned_on=old.planned_on,
        product=old.product,
        jurisdiction=old.jurisdiction,
        technique=old.technique,
        areas=old.areas,
        answers=old.answers,
        content=old.content,
        review_status=old.review_status,
        content_hash=old.content_hash,
        created_at=at,
        created_by=actor,
        saved_at=at,
        change_reason=reason,
    )
    held = FindingAnswer.objects.select_related("key").filter(
        plan_version=old, superseded_at=None
    )
    for answer in held:
        FindingAnswer.objects.create(
            key=answer.key,
            plan_version=fresh,
            finding=answer.finding,
            rule=answer.rule,
            message=answer.message,
            reason=answer.reason,
            by=answer.by,
            at=answer.at,
        )
    return fresh


@transaction.atomic
def close(*, actor: User, at: datetime, plan: Plan, version: int, reason: str) -> Plan:
    """Close a plan that will not be used (any more); an approval is void with it."""
    rights.require(actor, "plan.write", at=at)
    row = locked(plan, version=version)
    if row.status == Plan.Status.CLOSED:
        message = "This plan was closed already."
        raise Blocked(message, where=address_of(row.patient_id, row.pk))
    reason = one_line(reason)[:LONGEST_REASON]
    if not reason:
        raise Invalid.field("reason", "Say why the plan is closed.")
    for approval in Approval.objects.select_related("key").filter(
        plan_version__plan=row, voided_at=None
    ):
        approval.voided_at, approval.voided_by = at, actor
        approval.void_reason = reason
        approval.save(update_fields=["voided_at", "voided_by", "void_reason"])
    before, row.status = row.status, Plan.Status.CLOSED
    row.version += 1
    row.save(update_fields=["status", "version"])
    note(
        actor=actor,
        at=at,
        action="void",
        plan=row,
        before={"status": before},
        after={"status": row.status},
        reason=reason,
    )
    return row
