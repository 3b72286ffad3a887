"""The patient's own page: messages to the clinic, and what was asked of the record."""

import uuid
from typing import override

from django.conf import settings
from django.db import models
from django.db.models import Q

from glabella.clinic.keys.fields import SealedTextField
from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.patients.models import Patient

__all__ = ["ErasureRequest", "PatientMessage"]


class PatientMessage(models.Model):
    """What a patient wrote to the clinic, or the clinic's answer to it."""

    class Source(models.TextChoices):
        PATIENT = "patient", "by the patient"
        CLINIC = "clinic", "by the clinic"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="portal_messages")
    source = models.CharField(max_length=8, choices=Source)
    text = SealedTextField()
    sent_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    """Who answered; nobody for what the patient wrote."""
    handled_at = models.DateTimeField(null=True, blank=True)
    """When somebody answered it, or put it away as needing no answer."""
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        ordering = ["-sent_at"]
        indexes = [
            models.Index(fields=["patient", "-sent_at"]),
            models.Index(fields=["handled_at", "sent_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(source="patient", by__isnull=True)
                | Q(source="clinic", by__isnull=False),
                name="answer_has_an_author",
            )
        ]

    @override
    def __str__(self) -> str:
        return f"message {self.id}"


class ErasureRequest(models.Model):
    """A patient asks to have the record erased.

    The owner erases it (which needs nothing here: the record is gone then), or keeps
    it and says on what ground.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    patient = models.ForeignKey(
        Patient, models.PROTECT, related_name="erasure_requests"
    )
    asked_at = models.DateTimeField()
    reason = SealedTextField(default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    ground = SealedTextField(default="")
    """Why the record is kept, as the patient is told."""

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(decided_at__isnull=True),
                name="one_open_erasure_request",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"erasure asked {self.asked_at}"
