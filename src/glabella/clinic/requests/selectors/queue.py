"""The queue, one request, and how many wait."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Count, Min, Q, QuerySet, When

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.patients import indexes
from glabella.clinic.patients.models import Patient
from glabella.clinic.requests.models import TreatmentRequest
from glabella.clinic.shared.errors import NotFound

__all__ = [
    "Narrowed",
    "WaitingSummary",
    "get_request",
    "of_patient",
    "queue",
    "waiting_summary",
]

Status = TreatmentRequest.Status
OPEN = (Status.NEW, Status.CONTACTED)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the list is narrowed to; ``find`` is a whole name, address or number."""

    status: str = "open"
    channel: str = ""
    find: str = ""


@dataclass(frozen=True, slots=True)
class WaitingSummary:
    """How many requests nobody answered yet, and since when the oldest waits."""

    new: int
    contacted: int
    oldest_at: datetime | None

    @property
    def count(self) -> int:
        """How many nobody answered yet."""
        return self.new


def queue(
    *, viewer: User, at: datetime, narrowed: Narrowed | None = None
) -> QuerySet[TreatmentRequest]:
    """The requests of the list, for a paginator: open ones oldest first.

    Among all open ones those that nobody has answered come before the others.
    """
    if not rights.may(viewer, "request.read", at=at):
        raise NotFound
    narrowed = narrowed or Narrowed()
    rows = TreatmentRequest.objects.select_related("key", "patient", "handled_by")
    if narrowed.status == "open":
        rows = rows.filter(status__in=OPEN, erased_at=None)
    elif narrowed.status:
        rows = rows.filter(status=narrowed.status)
    if narrowed.channel:
        rows = rows.filter(channel=narrowed.channel)
    if narrowed.find.strip():
        rows = rows.filter(_meaning(narrowed.find))
    if narrowed.status == "open":
        unanswered = Case(When(status=Status.NEW, then=0), default=1)
        return rows.order_by(unanswered, "received_at", "id")
    oldest_first = narrowed.status in {Status.NEW, Status.CONTACTED}
    order = ("received_at", "id") if oldest_first else ("-received_at", "-id")
    return rows.order_by(*order)


def _meaning(text: str) -> Q:
    """Names are sealed: a whole name, address or telephone number is found."""
    if "@" in text:
        return Q(email_index=indexes.email_index(text))
    if any(letter.isalpha() for letter in text):
        return Q(name_index=indexes.name_index(text))
    return Q(phone_index=indexes.phone_index(text)) & ~Q(phone_index="")


def get_request(
    *, viewer: User, at: datetime, request_id: UUID, reading: bool = True
) -> TreatmentRequest:
    """One request; that its page was read goes into the audit."""
    if not rights.may(viewer, "request.read", at=at):
        raise NotFound
    one = (
        TreatmentRequest.objects.select_related("key", "patient__key", "handled_by")
        .filter(pk=request_id)
        .first()
    )
    if one is None:
        raise NotFound
    if reading:
        audit.record_read(
            actor=viewer.as_actor, at=at, subject=one.key, what="request", of=one.id
        )
    return one


def of_patient(
    *, viewer: User, at: datetime, patient: Patient
) -> list[TreatmentRequest]:
    """The requests of a patient, newest first, for the patient's page."""
    if not rights.may(viewer, "patient.read", at=at):
        return []
    rows = TreatmentRequest.objects.select_related("key").filter(patient=patient)
    return list(rows.order_by("-received_at")[:50])


def waiting_summary(*, viewer: User, at: datetime) -> WaitingSummary:
    """What waits for an answer; one query."""
    if not rights.may(viewer, "request.read", at=at):
        return WaitingSummary(0, 0, None)
    found = TreatmentRequest.objects.filter(status__in=OPEN, erased_at=None).aggregate(
        new=Count("id", filter=Q(status=Status.NEW)),
        contacted=Count("id", filter=Q(status=Status.CONTACTED)),
        oldest_at=Min("received_at", filter=Q(status=Status.NEW)),
    )
    return WaitingSummary(**found)
