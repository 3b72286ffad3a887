"""A plan or its summary leaves the screen on paper: the audit keeps that."""

from datetime import datetime

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.plans.models import PlanVersion
from glabella.clinic.plans.services.rows import note

__all__ = ["record_print"]


@transaction.atomic
def record_print(*, actor: User, at: datetime, row: PlanVersion, what: str) -> None:
    """Note that somebody printed a version of a plan, or its summary."""
    rights.require(actor, "patient.read_clinical", at=at, patient=row.plan.patient)
    note(
        actor=actor,
        at=at,
        action="print",
        plan=row.plan,
        after={"what": what, "version": row.number, "hash": row.content_hash},
    )
