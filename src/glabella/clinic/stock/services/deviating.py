"""Follow up what was given against a rule of the ledger."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.shared.errors import Blocked, NotFound
from glabella.clinic.stock.models import Deviation
from glabella.clinic.stock.services.opening import reason_of

__all__ = ["close_deviation", "note_read"]


@transaction.atomic
def close_deviation(
    *, actor: User, at: datetime, deviation: Deviation, outcome: str
) -> Deviation:
    """Say how a deviation was followed up."""
    rights.require(actor, "stock.recall", at=at)
    held = Deviation.objects.select_for_update(of=("self",)).select_related("key")
    row = held.filter(pk=deviation.pk).first()
    if row is None:
        raise NotFound
    if row.followed_up_at is not None:
        message = "This deviation was followed up already."
        raise Blocked(message, "/stock/deviations/")
    row.outcome = reason_of(outcome, "outcome")
    row.followed_up_at, row.followed_up_by = at, actor
    row.save()
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="change",
        record=row,
        subject=row.key,
        after={"outcome": row.outcome},
    )
    return row


@transaction.atomic
def note_read(*, actor: User, at: datetime, deviations: Iterable[Deviation]) -> None:
    """Tell the audit whose deviations a page showed."""
    rights.require(actor, "stock.recall", at=at)
    for key in {one.key for one in deviations}:
        audit.record_read(actor=actor.as_actor, at=at, subject=key, what="deviations")
