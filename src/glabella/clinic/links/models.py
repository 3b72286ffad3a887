"""Signed links and one-time codes."""

import uuid
from typing import override

from django.db import models

from glabella.clinic.keys.models import SubjectKey

__all__ = ["SignedLink", "Tally"]


class SignedLink(models.Model):
    """A link that opens one thing for one person; only digests are stored."""

    class Purpose(models.TextChoices):
        HISTORY = "history", "health questions"
        APPOINTMENT = "appointment", "appointment"
        OFFER = "offer", "freed time"
        CONSENT = "consent", "consent"
        REVIEW = "review", "review"
        RECALL = "recall", "time for the next visit"
        PORTAL = "portal", "patient's page"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=20, choices=Purpose)
    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    record_id = models.CharField(max_length=40)
    """The record that it opens, such as an appointment."""
    token_digest = models.CharField(max_length=64, unique=True)
    code_digest = models.CharField(max_length=64, blank=True)
    code_sent_at = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    """Codes so far: together with the tries of each, what a guesser gets."""
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["purpose", "record_id"])]

    @override
    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"


class Tally(models.Model):
    """How often something was done from one place within one window of time.

    For limits that hold over all workers; ``place`` is a keyed digest, so that no
    address and no contact is kept.
    """

    place = models.CharField(max_length=64)
    window_ends_at = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "window_ends_at"], name="one_tally_of_a_window"
            )
        ]
        indexes = [models.Index(fields=["window_ends_at"])]

    @override
    def __str__(self) -> str:
        return f"{self.count} until {self.window_ends_at}"
