"""A recall as it is now, kept for one transaction, and what the audit is told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.followups.models import Recall
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import NotFound, Stale

__all__ = ["facts", "locked", "note", "write"]


def locked(recall_id: UUID | str, version: int | None = None) -> Recall:
    """The recall, kept for this transaction; Stale where somebody changed it."""
    rows = Recall.objects.select_for_update(of=("self",)).select_related(
        "key", "patient__key", "treatment", "appointment"
    )
    try:
        found = rows.filter(pk=recall_id).first()
    except (ValidationError, ValueError) as error:
        raise NotFound from error
    if found is None or found.patient.erased_at is not None:
        raise NotFound
    if version is not None and found.version != version:
        raise Stale
    return found


def facts(row: Recall) -> dict[str, Any]:
    """What a recall says."""
    return {
        "due_on": row.due_on,
        "status": row.status,
        "snooze_until": row.snooze_until,
        "invitations": row.invitations,
        "appointment": str(row.appointment_id or ""),
        "decision": row.decision,
    }


def write(actor: User | Actor, at: datetime, row: Recall, **changed: Any) -> Recall:
    """Change a locked recall and say so in the audit."""
    before = facts(row)
    for name, value in changed.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    note(actor, at, "change", row, before=before)
    return row


def note(
    actor: User | Actor,
    at: datetime,
    action: str,
    row: Recall,
    *,
    before: Mapping[str, object] | None = None,
) -> None:
    """Tell the audit what a recall says now."""
    audit.record(
        actor=actor if isinstance(actor, Actor) else actor.as_actor,
        at=at,
        action=action,
        record=row,
        subject=row.key,
        before=before,
        after=facts(row),
        reason=row.decision,
    )
