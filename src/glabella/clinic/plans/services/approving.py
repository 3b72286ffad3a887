"""A prescriber approves or returns; an injector signs under a standing order."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from glabella.clinic.accounts import rights, services as accounts
from glabella.clinic.accounts.models import User
from glabella.clinic.patients import selectors as patients
from glabella.clinic.plans.models import (
    Approval,
    Examination,
    Plan,
    PlanVersion,
    StandingOrder,
)
from glabella.clinic.plans.readiness import (
    history_missing,
    identity_missing,
    order_differs,
    valid_examination,
)
from glabella.clinic.plans.services.answering import unanswered
from glabella.clinic.plans.services.rows import address_of, locked, newest, note
from glabella.clinic.plans.services.signing import registration_of, signed_hash
from glabella.clinic.shared.errors import Blocked, Invalid, NotFound
from glabella.clinic.shared.text import one_line

__all__ = ["Proof", "approve", "approve_under_order", "return_with_reason"]

LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody gives again to sign: their password, or a code of their app."""

    password: str = ""
    code: str = ""


@transaction.atomic
def approve(
    *, actor: User, at: datetime, plan: Plan, version: int, proof: Proof
) -> Approval:
    """Sign a waiting plan: examined by the same prescriber, identity checked, adult."""
    rights.require(actor, "plan.approve", at=at)
    accounts.confirm_identity(
        actor=actor, at=at, password=proof.password, code=proof.code
    )
    row, kept = _waiting(actor, plan, version, at)
    examination = valid_examination(row.patient, at, actor.pk)
    if examination is None:
        message = (
            "You have no examination of this patient on record that counts today: "
            "examine the patient and note it, then approve."
        )
        raise Blocked(message, where=f"{address_of(row.patient_id, row.pk)}#approval")
    return _sign(
        actor=actor,
        at=at,
        row=row,
        kept=kept,
        ground=Approval(
            meaning=Approval.Meaning.EXAMINED_AND_APPROVED,
            prescriber=actor,
            examination=examination,
        ),
    )


@transaction.atomic
def approve_under_order(
    *,
    actor: User,
    at: datetime,
    plan: Plan,
    version: int,
    order: StandingOrder,
    proof: Proof,
) -> Approval:
    """Sign a waiting plan under a prescriber's standing order that covers it."""
    # Whoever signs under an order is who may inject: role, registration, technique.
    rights.require(actor, "treatment.sign", at=at)
    accounts.confirm_identity(
        actor=actor, at=at, password=proof.password, code=proof.code
    )
    row, kept = _waiting(actor, plan, version, at)
    held = (
        StandingOrder.objects.select_for_update(of=("self",))
        .select_related("prescriber")
        .filter(pk=order.pk)
        .first()
    )
    if held is None:
        raise NotFound
    _covered(actor, held, kept, at)
    return _sign(
        actor=actor,
        at=at,
        row=row,
        kept=kept,
        ground=Approval(
            meaning=Approval.Meaning.UNDER_STANDING_ORDER,
            prescriber=held.prescriber,
            standing_order=held,
        ),
    )


def _covered(actor: User, held: StandingOrder, kept: PlanVersion, at: datetime) -> None:
    """Refuse what the order does not cover, with what differs."""
    for technique in {line["technique"] for line in kept.content["lines"]}:
        rights.require_technique(actor, technique, at=at)
    differs = order_differs(held, kept, at)
    if not rights.may(held.prescriber, "plan.approve", at=at):
        differs = (*differs, f"{held.prescriber.name} may not approve at present")
    if differs:
        message = (
            f'The standing order "{held.name}" does not cover this plan: '
            f"{'; '.join(differs)}. Ask a prescriber to approve it."
        )
        raise Blocked(message, where="/approvals/")


def _waiting(
    actor: User, plan: Plan, version: int, at: datetime
) -> tuple[Plan, PlanVersion]:
    """The plan, if it still waits and every step before the signature was done."""
    row = locked(plan, version=version)
    here = address_of(row.patient_id, row.pk)
    if row.status != Plan.Status.SUBMITTED:
        message = f"This plan is {row.get_status_display()}: it does not wait for you."
        raise Blocked(message, where=here)
    kept = newest(row)
    if kept.review_status == "blocked":
        message = "This plan is blocked: return it with the reason."
        raise Blocked(message, where=here)
    if open_ := unanswered(kept):
        message = f"A caution has no answer: {open_[0].message}"
        raise Blocked(message, where=here)
    history = patients.latest_history(viewer=actor, patient=row.patient, at=at)
    missing = identity_missing(row.patient, at) or history_missing(
        row.patient, history, at
    )
    if missing:
        raise Blocked(missing.says, where=missing.where)
    if history is not None and history.given_at > kept.saved_at:
        message = (
            "The medical history was given anew after this plan was submitted: return "
            "the plan, so that it is made from the new answers."
        )
        raise Blocked(message, where=here)
    return row, kept


def _sign(
    *, actor: User, at: datetime, row: Plan, kept: PlanVersion, ground: Approval
) -> Approval:
    kept.locked_at = at
    kept.save(update_fields=["locked_at"])
    ground.key, ground.plan_version = row.patient.key, kept
    ground.signed_by, ground.at = actor, at
    ground.signer_name = actor.name
    ground.signer_registration = registration_of(actor)
    ground.content_hash = signed_hash(kept)
    ground.save()
    row.status = Plan.Status.APPROVED
    row.version += 1
    row.save(update_fields=["status", "version"])
    note(
        actor=actor,
        at=at,
        action="approve",
        plan=row,
        after={
            "version": kept.number,
            "hash": ground.content_hash,
            "meaning": ground.get_meaning_display(),
            "ground": _ground(ground),
        },
    )
    return ground


def _ground(approval: Approval) -> str:
    examination: Examination | None = approval.examination
    if examination is not None:
        return f"examined {examination.get_mode_display()} {examination.at.isoformat()}"
    return f"standing order {approval.standing_order}"


@transaction.atomic
def return_with_reason(
    *, actor: User, at: datetime, plan: Plan, version: int, reason: str
) -> Plan:
    """Give a waiting plan back to whoever made it, and say why."""
    rights.require(actor, "plan.approve", at=at)
    row = locked(plan, version=version)
    if row.status != Plan.Status.SUBMITTED:
        message = f"This plan is {row.get_status_display()}: it does not wait for you."
        raise Blocked(message, where=address_of(row.patient_id, row.pk))
    reason = one_line(reason)[:LONGEST_REASON]
    if not reason:
        raise Invalid.field("reason", "Say why the plan goes back.")
    row.status, row.return_reason = Plan.Status.RETURNED, reason
    row.version += 1
    row.save()
    note(
        actor=actor,
        at=at,
        action="change",
        plan=row,
        after={"status": row.status},
        reason=reason,
    )
    return row
