"""What somebody responsible has to see soon."""

from typing import override

from django.conf import settings
from django.db import models

from glabella.clinic.keys.fields import SealedTextField
from glabella.clinic.keys.models import SubjectKey

__all__ = ["Alert"]


class Alert(models.Model):
    """An event that waits until somebody has seen and closed it."""

    class Kind(models.TextChoices):
        BREAK_GLASS = "break_glass", "emergency access"
        LOCKED_OUT = "locked_out", "sign-in locked"
        MESSAGE_FAILED = "message_failed", "message not sent"
        REGISTRATION = "registration", "registration ends"
        RED_FLAG = "red_flag", "red flag"
        DEVIATION = "deviation", "deviation"
        LOT = "lot", "lot recalled"
        PATIENT_MESSAGE = "patient_message", "message from a patient"

    kind = models.CharField(max_length=20, choices=Kind)
    key = models.ForeignKey(
        SubjectKey, models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = SealedTextField()
    """Sealed with the patient's key, or the clinic's where there is no patient."""
    for_role = models.CharField(max_length=20)
    for_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    link = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["for_role", "closed_at", "created_at"])]

    @override
    def __str__(self) -> str:
        return f"{self.kind} {self.created_at}"
