"""Requests: what people ask for, before they are patients."""

import uuid
from typing import override

from django.conf import settings
from django.db import models
from django.db.models import Q

from glabella.clinic.keys.fields import (
    SealedDateField,
    SealedJSONField,
    SealedTextField,
)
from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.patients.models import Patient

__all__ = ["TreatmentRequest"]


class TreatmentRequest(models.Model):
    """A wish to be seen, from the public page or by telephone."""

    class Status(models.TextChoices):
        NEW = "new", "new"
        CONTACTED = "contacted", "contacted"
        BOOKED = "booked", "booked"
        DECLINED = "declined", "declined"

    class Channel(models.TextChoices):
        ONLINE = "online", "online"
        PHONE = "phone", "by telephone"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.OneToOneField(SubjectKey, models.PROTECT, related_name="request")
    channel = models.CharField(max_length=8, choices=Channel)
    status = models.CharField(max_length=10, choices=Status, default=Status.NEW)
    given_name = SealedTextField()
    family_name = SealedTextField()
    sex = models.CharField(
        max_length=6, choices=[("female", "female"), ("male", "male")], blank=True
    )
    born_on = SealedDateField()
    age_declared_at = models.DateTimeField()
    age_wording = models.TextField()
    """The question as it was put when the birth date was declared."""
    email = SealedTextField(default="")
    phone = SealedTextField(default="")
    concerns = SealedJSONField(default=list)
    """Keys of concerns, never of products or doses."""
    goals = SealedTextField(default="")
    treated_before = models.BooleanField(null=True, blank=True)
    preferred_times = models.JSONField(default=list, blank=True)
    consent_wording = models.TextField()
    consented_at = models.DateTimeField()
    received_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    """When somebody of the clinic first answered."""
    closed_at = models.DateTimeField(null=True, blank=True)
    decline_reason = SealedTextField(default="")
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    note = SealedTextField(default="")
    patient = models.ForeignKey(
        Patient, models.PROTECT, null=True, blank=True, related_name="requests"
    )
    erased_at = models.DateTimeField(null=True, blank=True)
    born_index = models.CharField(max_length=64, blank=True, db_index=True)
    email_index = models.CharField(max_length=64, blank=True, db_index=True)
    phone_index = models.CharField(max_length=64, blank=True, db_index=True)
    name_index = models.CharField(max_length=64, blank=True, db_index=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-received_at", "-id"]
        indexes = [models.Index(fields=["status", "received_at"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="booked") | Q(patient__isnull=False),
                name="booked_request_has_a_patient",
            )
        ]

    @override
    def __str__(self) -> str:
        return f"request {self.id}"
