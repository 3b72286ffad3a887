"""Send what waits: one attempt at a time, with growing pauses, then an alert.

An attempt takes the message first (its next time is written before anything is
sent) and closes it after. No lock is held while a mail server is spoken to, two
workers never send the same message, and a worker that dies leaves it waiting for its
next time (:func:`glabella.clinic.outbox.due.left_behind`).
"""

import logging
import smtplib
from datetime import datetime, timedelta
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.db import transaction
from django.tasks import task
from django.utils import timezone

from glabella.clinic.alerts import services as alerts
from glabella.clinic.audit import services as audit
from glabella.clinic.outbox.models import Message
from glabella.clinic.practice import selectors as practice
from glabella.clinic.shared.actor import SYSTEM

__all__ = ["PAUSES_MINUTES", "attempt", "deliver", "way_out"]

log = logging.getLogger(__name__)

PAUSES_MINUTES = (1, 5, 30, 120)
"""Pauses between the attempts; after the last one the message has failed."""
LATEST = timedelta(days=3)
LATEST_OF = {
    Message.Kind.CODE: timedelta(minutes=10),
    Message.Kind.OFFER: timedelta(hours=4),
    Message.Kind.REMINDER: timedelta(hours=24),
}
"""How late a message still makes sense, from the time it should have left."""
PERMANENT_FROM = 500


@task
def deliver(message_id: str) -> str:
    """Send one message, if it is due; called by the queue."""
    # A job has no caller who could tell the time.
    return attempt(at=timezone.now(), message_id=message_id)  # noqa: TID251


def way_out() -> str:
    """How messages leave: "mail", "pretend" (a demonstration) or "" (they wait)."""
    if settings.DEMO:
        return "pretend"
    return "mail" if "default" in mailers else ""


def attempt(*, at: datetime, message_id: str) -> str:
    """Make one attempt; returns what became of it, in one word for the log."""
    way = way_out()
    message = _take(at, message_id) if way else None
    if message is None:
        return "left"
    try:
        if way == "mail":
            _letter(message).send()
    except (smtplib.SMTPException, OSError) as error:
        return _failed(at, message, error)
    message.status = Message.Status.SENT
    message.sent_at = at
    message.last_error = ""
    message.pretended = way == "pretend"
    message.save(update_fields=["status", "sent_at", "last_error", "pretended"])
    return "sent"


@transaction.atomic
def _take(at: datetime, message_id: str) -> Message | None:
    """Take a due message, and write first when it would be tried again."""
    rows = Message.objects.select_for_update(of=("self",)).select_related("key")
    waiting = rows.filter(id=message_id, status=Message.Status.WAITING)
    message = waiting.filter(send_at__lte=at).first()
    if message is None:
        return None
    if message.key is not None and message.key.is_destroyed:
        message.status = Message.Status.CANCELLED
        message.save(update_fields=["status"])
        return None
    if at - message.send_at > LATEST_OF.get(Message.Kind(message.kind), LATEST):
        _give_up(at, message, "It could not leave in time, and makes no sense now.")
        return None
    message.attempts += 1
    message.send_at = at + _pause(message.attempts)
    message.save(update_fields=["attempts", "send_at"])
    return message


def _pause(attempts: int) -> timedelta:
    return timedelta(minutes=PAUSES_MINUTES[min(attempts, len(PAUSES_MINUTES)) - 1])


def _letter(message: Message) -> EmailMessage:
    clinic = practice.practice()
    address = settings.DEFAULT_FROM_EMAIL
    letter = EmailMessage(
        subject=message.subject_line,
        body=message.body,
        from_email=formataddr((clinic.name, address)),
        to=[message.to],
        reply_to=[clinic.email] if clinic.email else None,
        headers={
            # One identity over all attempts: a reader drops what arrives twice.
            "Message-ID": f"<{message.id}@{address.rpartition('@')[2]}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    if message.calendar:
        letter.attach("appointment.ics", message.calendar, "text/calendar")
    return letter


@transaction.atomic
def _failed(at: datetime, message: Message, error: Exception) -> str:
    message.last_error = _in_words(error)
    log.warning("message %s: %s", message.id, message.last_error)
    if _is_permanent(error) or message.attempts > len(PAUSES_MINUTES):
        _give_up(at, message, message.last_error)
        return "failed"
    message.save(update_fields=["last_error"])
    deliver.using(run_after=message.send_at).enqueue(str(message.id))
    return "later"


def _give_up(at: datetime, message: Message, why: str) -> None:
    message.status = Message.Status.FAILED
    message.last_error = why
    message.save(update_fields=["status", "last_error"])
    audit.record(
        actor=SYSTEM,
        at=at,
        action="failure",
        record=message,
        subject=message.key,
        after={"status": "failed", "why": why},
    )
    alerts.raise_alert(
        actor=SYSTEM,
        at=at,
        kind="message_failed",
        text=f"A message ({message.get_kind_display()}) was not sent. {why}",
        for_role="owner",
        link=f"/requests/outbox/{message.id}/",
    )


def _is_permanent(error: Exception) -> bool:
    """Whether the server said that this address will never do."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    codes = [code for code, _ in error.recipients.values()]
    return bool(codes) and min(codes) >= PERMANENT_FROM


def _in_words(error: Exception) -> str:
    """What went wrong, without what the server repeats of address and text."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "The mail server refused the recipient's address."
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "The mail server refused the user name or password of this clinic."
    if isinstance(error, smtplib.SMTPResponseException):
        return f"The mail server refused the message (answer {error.smtp_code})."
    return f"The mail server could not be reached ({type(error).__name__})."
