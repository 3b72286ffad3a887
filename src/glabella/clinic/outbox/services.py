"""Write a message with the record, take it back, and have it sent by a job.

A message is a row of the caller's transaction: no booking without its confirmation,
no confirmation of a booking that was rolled back. A job sends it afterwards
(:mod:`glabella.clinic.outbox.delivery`).
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.keys.services import own_key
from glabella.clinic.outbox.delivery import deliver
from glabella.clinic.outbox.models import Message
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import Invalid, NotFound, Stale
from glabella.clinic.shared.text import one_line

__all__ = ["cancel", "retry", "send", "withdraw"]


@transaction.atomic
def send(  # noqa: PLR0913 - keyword-only: who, when, and the columns of a message
    *,
    actor: User | Actor,
    at: datetime,
    kind: Message.Kind | str,
    to: str,
    subject_line: str,
    body: str,
    key: SubjectKey | None = None,
    calendar: str = "",
    send_at: datetime | None = None,
    dedupe: str | None = None,
) -> Message:
    """Write an e-mail in the caller's transaction; it leaves at ``send_at`` or soon.

    No message carries clinical detail. ``key`` is that of the patient or request;
    none seals with the clinic's own. A second message with the ``dedupe`` of one that
    was not cancelled is not written: the first comes back.
    """
    known = Message.objects.filter(dedupe=dedupe).first() if dedupe else None
    if known is not None:
        return known
    message = Message(
        key=key or own_key(at=at),
        kind=Message.Kind(kind),
        to=_address(to),
        subject_line=one_line(subject_line),
        body=body.strip() + "\n",
        calendar=calendar,
        dedupe=dedupe or None,
        created_at=at,
        send_at=max(send_at or at, at),
    )
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:  # two at once with one dedupe: the first one stands
        return Message.objects.get(dedupe=dedupe)
    deliver.using(run_after=message.send_at).enqueue(str(message.id))
    _record(actor, at, "create", message, after={"kind": message.kind})
    return message


@transaction.atomic
def cancel(*, actor: User | Actor, at: datetime, dedupe: str) -> Message | None:
    """Take back the waiting message of this ``dedupe``; ``None`` if none waits.

    The same ``dedupe`` can then be used again, for a moved appointment for example.
    """
    message = _locked(dedupe=dedupe, status=Message.Status.WAITING)
    return None if message is None else _take_back(actor, at, message)


@transaction.atomic
def withdraw(*, actor: User, at: datetime, message_id: UUID | str) -> Message:
    """Take back one message by hand, before it is sent."""
    message = _by_hand(actor, at, message_id)
    if message.status not in {Message.Status.WAITING, Message.Status.FAILED}:
        raise Stale(_no_longer(message))
    return _take_back(actor, at, message)


@transaction.atomic
def retry(*, actor: User, at: datetime, message_id: UUID | str) -> Message:
    """Try a message again now, with all its attempts before it."""
    message = _by_hand(actor, at, message_id)
    if message.status not in {Message.Status.WAITING, Message.Status.FAILED}:
        raise Stale(_no_longer(message))
    before = message.status
    message.status = Message.Status.WAITING
    message.attempts = 0
    message.send_at = at
    message.save(update_fields=["status", "attempts", "send_at"])
    deliver.enqueue(str(message.id))
    _record(
        actor,
        at,
        "change",
        message,
        before={"status": str(before)},
        after={"status": "waiting", "again": True},
    )
    return message


def _address(text: str) -> str:
    address = one_line(text)
    try:
        validate_email(address)
    except ValidationError:
        message = "This is not an e-mail address: look for a typing error."
        raise Invalid.field("email", message) from None
    return address


def _locked(**which: object) -> Message | None:
    rows = Message.objects.select_for_update(of=("self",)).select_related("key")
    return rows.filter(**which).first()


def _by_hand(actor: User, at: datetime, message_id: UUID | str) -> Message:
    rights.require(actor, "message.read", at=at)
    message = _locked(id=message_id)
    if message is None:
        raise NotFound
    return message


def _no_longer(message: Message) -> str:
    return f"This message is {message.get_status_display()} by now: nothing to do."


def _take_back(actor: User | Actor, at: datetime, message: Message) -> Message:
    before = str(message.status)
    message.status = Message.Status.CANCELLED
    message.dedupe = None
    message.save(update_fields=["status", "dedupe"])
    after = {"status": "cancelled"}
    _record(actor, at, "change", message, before={"status": before}, after=after)
    return message


def _record(
    actor: User | Actor,
    at: datetime,
    action: str,
    message: Message,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object],
) -> None:
    audit.record(
        actor=actor if isinstance(actor, Actor) else actor.as_actor,
        at=at,
        action=action,
        record=message,
        subject=message.key,
        before=before,
        after=after,
    )
