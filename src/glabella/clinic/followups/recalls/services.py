"""What is done with a recall: invite, put off, close with a reason, open again."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.followups.models import Recall
from glabella.clinic.followups.recalls import rows
from glabella.clinic.followups.tables import OPEN_RECALLS
from glabella.clinic.links import services as links
from glabella.clinic.links.models import SignedLink
from glabella.clinic.outbox import services as outbox
from glabella.clinic.outbox.models import Message
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.models import Practice
from glabella.clinic.practice.selectors import day_of, practice
from glabella.clinic.shared.actor import SYSTEM
from glabella.clinic.shared.errors import Blocked, Invalid
from glabella.clinic.shared.text import one_line

__all__ = ["add", "decline", "invite", "reopen", "snooze"]

LINK_DAYS: Final = 30
PAUSE: Final = timedelta(days=7)
"""Ours: sooner than this nobody is asked a second time."""
LONGEST_SNOOZE: Final = timedelta(days=366)
SHORTEST_REASON: Final = 5
LONGEST_REASON: Final = 500
Status = Recall.Status
WAITING: Final = (Status.DUE, Status.INVITED, Status.SNOOZED)


@transaction.atomic
def add(*, actor: User, at: datetime, patient: Patient, due_on: date) -> Recall:
    """Put a patient on the list by hand."""
    rights.require(actor, "recall.handle", at=at)
    if patient.erased_at is not None:
        message = f"Patient {patient.number} was erased: nothing can be added."
        raise Blocked(message)
    if due_on > day_of(at) + LONGEST_SNOOZE:
        raise Invalid.field("due_on", "Choose a day within a year.")
    row = Recall(
        key=patient.key,
        patient=patient,
        due_on=due_on,
        reasons=["by_hand"],
        created_at=at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        message = "This patient is on the list already."
        raise Blocked(message) from None
    rows.note(actor, at, "create", row)
    return row


@transaction.atomic
def invite(*, actor: User, at: datetime, recall_id: UUID | str, version: int) -> Recall:
    """Write to the patient, with a link to choose a time."""
    rights.require(actor, "recall.handle", at=at)
    row = rows.locked(recall_id, version)
    _must_wait(row)
    if not row.patient.email:
        message = "No e-mail address is known: call, and then book or put it off."
        raise Blocked(message)
    if row.invited_at is not None and at - row.invited_at < PAUSE:
        message = f"This patient was asked on {row.invited_at:%d %B}: wait a week."
        raise Blocked(message)
    row = rows.write(
        actor,
        at,
        row,
        status=Status.INVITED,
        invited_at=at,
        invitations=row.invitations + 1,
        snooze_until=None,
        decision="",
    )
    clinic = practice()
    outbox.send(
        actor=actor,
        at=at,
        kind=Message.Kind.RECALL,
        to=row.patient.email,
        key=row.key,
        subject_line=f"Your next visit to {clinic.name}",
        body=_letter(at, row, clinic),
        dedupe=f"recall {row.pk} {row.invitations}",
    )
    return row


@transaction.atomic
def snooze(
    *,
    actor: User,
    at: datetime,
    recall_id: UUID | str,
    version: int,
    until: date | None,
    reason: str,
) -> Recall:
    """Leave a patient in peace until a day."""
    rights.require(actor, "recall.handle", at=at)
    row = rows.locked(recall_id, version)
    _must_wait(row)
    today = day_of(at)
    if until is None or not today < until <= today + LONGEST_SNOOZE:
        message = "Choose a day after today, within a year."
        raise Invalid.field("until", message)
    return rows.write(
        actor,
        at,
        row,
        status=Status.SNOOZED,
        snooze_until=until,
        decision=_reason(reason),
        decided_by=actor,
        decided_at=at,
    )


@transaction.atomic
def decline(
    *, actor: User, at: datetime, recall_id: UUID | str, version: int, reason: str
) -> Recall:
    """Close it: the patient does not want to come, or is not to be asked."""
    rights.require(actor, "recall.handle", at=at)
    row = rows.locked(recall_id, version)
    _must_wait(row)
    links.end_all(
        actor=actor, at=at, purpose=SignedLink.Purpose.RECALL, record_id=row.pk
    )
    return rows.write(
        actor,
        at,
        row,
        status=Status.DECLINED,
        snooze_until=None,
        decision=_reason(reason),
        decided_by=actor,
        decided_at=at,
    )


@transaction.atomic
def reopen(*, actor: User, at: datetime, recall_id: UUID | str, version: int) -> Recall:
    """Put a patient back on the list who was put off or had declined."""
    rights.require(actor, "recall.handle", at=at)
    row = rows.locked(recall_id, version)
    if row.status not in {Status.SNOOZED, Status.DECLINED}:
        message = f"This recall is {row.get_status_display()}: it needs no opening."
        raise Blocked(message)
    again = Recall.objects.filter(patient=row.patient, status__in=OPEN_RECALLS)
    if again.exclude(pk=row.pk).exists():
        message = "This patient is on the list already."
        raise Blocked(message)
    return rows.write(
        actor,
        at,
        row,
        status=Status.DUE,
        snooze_until=None,
        decision="",
        decided_by=None,
        decided_at=None,
    )


def _must_wait(row: Recall) -> None:
    if row.status not in WAITING:
        message = f"This recall is {row.get_status_display()}: open it again first."
        raise Blocked(message)


def _reason(text: str) -> str:
    reason = one_line(text)
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise Invalid.field("reason", "Say why, in a few words.")
    return reason


def _letter(at: datetime, row: Recall, clinic: Practice) -> str:
    """Nothing of what was done, or for what: only that a visit may be made."""
    reach = f"call {clinic.phone}" if clinic.phone else "answer this message"
    lines = [f"It is about time for your next visit to {clinic.name}, if you wish."]
    site = settings.SITE_ADDRESS
    if site:
        links.end_all(
            actor=SYSTEM, at=at, purpose=SignedLink.Purpose.RECALL, record_id=row.pk
        )
        token = links.make(
            at=at,
            purpose=SignedLink.Purpose.RECALL,
            key=row.key,
            record_id=row.pk,
            days=LINK_DAYS,
        )
        lines.append(
            f"Choose a time here:\n{site}/link/{token}/visit/\n\nThe link is yours "
            "alone."
        )
    lines.append(
        f"If you would rather wait, or not come, {reach}, or do nothing at all."
    )
    return "\n\n".join(lines)
