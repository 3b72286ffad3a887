"""The list, one recall, and what the timeline shows."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.followups.models import Recall
from glabella.clinic.patients import indexes
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.errors import NotFound

__all__ = [
    "Narrowed",
    "get_recall",
    "open_recall",
    "overdue",
    "recall_list",
    "summary",
]

Status = Recall.Status
TO_DO = (Status.DUE, Status.INVITED)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the list is narrowed to; "open" is who still has to be brought in."""

    status: str = "open"
    until: date | None = None
    find: str = ""


def recall_list(
    *, viewer: User, at: datetime, narrowed: Narrowed | None = None
) -> QuerySet[Recall]:
    """The recalls for a paginator, the longest due first."""
    if not rights.may(viewer, "recall.read", at=at):
        raise NotFound
    narrowed = narrowed or Narrowed()
    rows = Recall.objects.select_related(
        "key", "patient__key", "appointment", "decided_by"
    ).filter(patient__erased_at=None)
    if narrowed.status == "open":
        rows = rows.filter(status__in=TO_DO)
    elif narrowed.status:
        rows = rows.filter(status=narrowed.status)
    if narrowed.until is not None:
        rows = rows.filter(due_on__lte=narrowed.until)
    if narrowed.find.strip():
        # Names are sealed: a whole name is found.
        rows = rows.filter(patient__name_index=indexes.name_index(narrowed.find))
    over = narrowed.status in {Status.DECLINED, Status.DONE}
    return rows.order_by("-due_on", "id") if over else rows.order_by("due_on", "id")


def summary(*, viewer: User, at: datetime) -> dict[str, int]:
    """How many are in each state; "overdue" are due by today and not booked."""
    if not rights.may(viewer, "recall.read", at=at):
        return {}
    rows = Recall.objects.filter(patient__erased_at=None)
    found = dict(rows.values_list("status").annotate(count=Count("id")).order_by())
    return {
        **{status: found.get(status, 0) for status in Status.values},
        "overdue": overdue(viewer=viewer, at=at),
    }


def overdue(*, viewer: User, at: datetime) -> int:
    """How many are due by today and not booked; 0 without the right."""
    if not rights.may(viewer, "recall.read", at=at):
        return 0
    rows = Recall.objects.filter(patient__erased_at=None, status__in=TO_DO)
    return rows.filter(due_on__lte=day_of(at)).count()


def get_recall(*, viewer: User, recall_id: UUID | str, at: datetime) -> Recall:
    """One recall; NotFound without the right."""
    if not rights.may(viewer, "recall.read", at=at):
        raise NotFound
    rows = Recall.objects.select_related(
        "key", "patient__key", "appointment__injector", "decided_by", "treatment"
    )
    try:
        found = rows.filter(pk=recall_id, patient__erased_at=None).first()
    except (ValidationError, ValueError) as error:
        raise NotFound from error
    if found is None:
        raise NotFound
    return found


def open_recall(*, viewer: User, recall_id: UUID | str, at: datetime) -> Recall:
    """One recall for a page that shows it; the audit notes that it was read."""
    found = get_recall(viewer=viewer, recall_id=recall_id, at=at)
    audit.record_read(
        actor=viewer.as_actor,
        at=at,
        subject=found.key,
        what="recall",
        of=found.patient_id,
    )
    return found
