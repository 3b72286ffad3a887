"""A plan is handed to a prescriber, or taken back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.plans.content import content_of
from glabella.clinic.plans.models import Plan, PlanVersion
from glabella.clinic.plans.readiness import history_missing
from glabella.clinic.plans.services.answering import unanswered
from glabella.clinic.plans.services.drafting import Saved, must_be_open, save_draft
from glabella.clinic.plans.services.rows import address_of, locked, newest, note, told
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.protocols.canonical import digest
from glabella.clinic.shared.errors import Blocked
from glabella.core.planner.model import Plan as CorePlan
from glabella.evidence.forecasting import forecasts_of

__all__ = ["submit", "withdraw"]


@transaction.atomic
def submit(
    *,
    actor: User,
    at: datetime,
    plan: Plan,
    version: int,
    answers: Mapping[str, Sequence[str]] | None = None,
) -> Plan:
    """Hand a plan to the prescribers; Blocked says which step is missing, and where.

    The plan is made once more from the record as it is now, and its forecast is kept
    with it, so that what is approved is what was seen.
    """
    rights.require(actor, "plan.write", at=at)
    row = locked(plan, version=version)
    must_be_open(row)
    fields = newest(row).answers if answers is None else answers
    saved = save_draft(actor=actor, at=at, plan=row, version=version, answers=fields)
    row, draft = saved.plan, saved.row
    made = _whole(saved, at)
    draft.content = content_of(made, forecasts_of(made))
    draft.content_hash = digest(draft.content)
    draft.save(update_fields=["content", "content_hash"])
    row.status = Plan.Status.SUBMITTED
    row.submitted_at, row.submitted_by = at, actor
    row.return_reason = ""
    row.version += 1
    row.save()
    note(
        actor=actor,
        at=at,
        action="change",
        plan=row,
        after={**told(draft), "status": row.status},
    )
    return row


def _whole(saved: Saved, at: datetime) -> CorePlan:
    """The plan, if nothing is missing before a prescriber may see it."""
    here = address_of(saved.plan.patient_id, saved.plan.pk)
    if saved.found.plan is None:
        problems = " ".join(p.message for p in saved.found.problems)
        message = f"There is no plan to submit yet. {problems}"
        raise Blocked(message, where=here)
    _refuse(saved.row, here, day_of(at))
    if missing := history_missing(saved.plan.patient, saved.record.history, at):
        raise Blocked(missing.says, where=missing.where)
    return saved.found.plan


def _refuse(draft: PlanVersion, here: str, today: date) -> None:
    if draft.review_status == "blocked":
        blocks = [
            f["message"] for f in draft.content["findings"] if f["severity"] == "block"
        ]
        message = f"This plan is blocked. {' '.join(blocks)}"
        raise Blocked(message, where=here)
    if draft.planned_on < today:
        message = (
            f"This plan is for {draft.planned_on.isoformat()}, which is past: age, "
            "intervals and the next treatment are counted from that day. Choose today "
            "or the day of the treatment."
        )
        raise Blocked(message, where=here)
    if open_ := unanswered(draft):
        count = len(open_)
        message = (
            f"{count} caution{' has' if count == 1 else 's have'} no answer yet: "
            f"{open_[0].message}"
        )
        raise Blocked(message, where=f"{here}#cautions")


@transaction.atomic
def withdraw(*, actor: User, at: datetime, plan: Plan, version: int) -> Plan:
    """Take a plan back that waits for approval, to change it."""
    rights.require(actor, "plan.write", at=at)
    row = locked(plan, version=version)
    if row.status != Plan.Status.SUBMITTED:
        message = "This plan does not wait for approval any more: look at it again."
        raise Blocked(message, where=address_of(row.patient_id, row.pk))
    row.status = Plan.Status.DRAFT
    row.version += 1
    row.save(update_fields=["status", "version"])
    note(actor=actor, at=at, action="change", plan=row, after={"status": row.status})
    return row
