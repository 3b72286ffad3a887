"""Open and export the list of everybody who had a lot: the audit tells of each."""

from datetime import datetime

from django.db import transaction

from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.stock.selectors.recall import RecallList, recall

__all__ = ["open_recall"]


@transaction.atomic
def open_recall(
    *,
    actor: User,
    at: datetime,
    lot_number: str,
    product: str = "",
    action: str = "read",
) -> RecallList:
    """The list of a lot for somebody who will see it; ``action``: read, print, export.

    Each patient on it gets an entry, and the list itself one.
    """
    found = recall(viewer=actor, at=at, lot_number=lot_number, product=product)
    for patient in found.patients:
        audit.record(
            actor=actor.as_actor,
            at=at,
            action=action,
            subject=patient.key,
            record_type="recall list",
            record_id=patient.pk,
        )
    if found.rows or found.lots:
        audit.record(
            actor=actor.as_actor,
            at=at,
            action=action,
            record_type="stock.recall",
            record_id=found.number[:64],
            after={"patients": len(found.patients), "rows": len(found.rows)},
        )
    return found
