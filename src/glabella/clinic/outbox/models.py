"""Messages to people."""

import uuid
from typing import override

from django.db import models

from glabella.clinic.keys.fields import SealedTextField
from glabella.clinic.keys.models import SubjectKey

__all__ = ["Message"]


class Message(models.Model):
    """An e-mail that was written with the record and is sent by a job.

    It carries no clinical detail; address and text are sealed all the same.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "waiting"
        SENT = "sent", "sent"
        FAILED = "failed", "failed"
        CANCELLED = "cancelled", "cancelled"

    class Kind(models.TextChoices):
        REQUEST_RECEIVED = "request_received", "request received"
        REQUEST_DECLINED = "request_declined", "request declined"
        BOOKED = "booked", "appointment booked"
        CHANGED = "changed", "appointment changed"
        CANCELLED = "cancelled", "appointment cancelled"
        REMINDER = "reminder", "appointment reminder"
        OFFER = "offer", "freed time offered"
        HISTORY_LINK = "history_link", "health questions"
        CONSENT_LINK = "consent_link", "consent to read"
        PORTAL_LINK = "portal_link", "patient's page"
        PORTAL_ANSWER = "portal_answer", "answer to a message"
        AFTERCARE = "aftercare", "aftercare"
        REVIEW = "review", "review"
        RECALL = "recall", "invitation to come back"
        ADDRESS_CHANGED = "address_changed", "address changed"
        CODE = "code", "one-time code"
        STAFF = "staff", "to a member of staff"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(
        SubjectKey, models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    to = SealedTextField()
    subject_line = SealedTextField()
    body = SealedTextField()
    calendar = SealedTextField(default="")
    """An iCalendar file that goes along, if any."""
    dedupe = models.CharField(max_length=120, unique=True, null=True, blank=True)
    """What this message is about, where it must not be sent twice."""
    status = models.CharField(max_length=12, choices=Status, default=Status.WAITING)
    created_at = models.DateTimeField()
    send_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    pretended = models.BooleanField(default=False)
    """Marked as sent by a demonstration, which sends nothing."""

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["status", "send_at"]),
            models.Index(fields=["key", "created_at"]),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.kind} {self.status}"
