"""A plan that was carried out is closed; its approval stands for ever."""

from datetime import datetime

from glabella.clinic.accounts.models import User
from glabella.clinic.plans.models import Plan, PlanVersion
from glabella.clinic.plans.services.rows import locked, newest, note

__all__ = ["carried_out"]


def carried_out(*, actor: User, at: datetime, plan: Plan, version: PlanVersion) -> None:
    """Close the plan, within the transaction that signs what was given by it.

    A plan that was opened for change meanwhile stays open: its new version was not
    what was given.
    """
    row = locked(plan)
    if row.status != Plan.Status.APPROVED or newest(row).pk != version.pk:
        return
    row.status = Plan.Status.CLOSED
    row.version += 1
    row.save(update_fields=["status", "version"])
    note(
        actor=actor,
        at=at,
        action="change",
        plan=row,
        before={"status": Plan.Status.APPROVED},
        after={"status": row.status, "carried_out": version.number},
    )
