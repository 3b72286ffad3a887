"""What was talked about, seen and decided."""

import uuid
from typing import override

from django.conf import settings
from django.db import models
from django.db.models import Q

from glabella.clinic.calendar.models import Appointment
from glabella.clinic.keys.fields import SealedJSONField, SealedTextField
from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.patients.models import Patient

__all__ = ["Consultation", "QuickPhrase", "SeverityGrade"]


class Consultation(models.Model):
    """One consultation: a draft that saves itself, then signed and locked."""

    class Status(models.TextChoices):
        DRAFT = "draft", "draft"
        SIGNED = "signed", "signed"

    class Decision(models.TextChoices):
        PLAN = "plan", "plan"
        WAIT = "wait", "wait"
        REFER = "refer", "refer"
        DECLINE = "decline", "decline"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="consultations")
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    status = models.CharField(max_length=8, choices=Status, default=Status.DRAFT)
    content = SealedJSONField()
    """Goals, lifestyle, skin, earlier toxin, screening scores, examination."""
    note = SealedTextField(default="")
    decision = models.CharField(max_length=8, choices=Decision, blank=True)
    decision_reason = SealedTextField(default="")
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    signed_hash = models.CharField(max_length=64, blank=True)
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="amendments"
    )
    amend_reason = SealedTextField(default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-started_at"]
        indexes = [models.Index(fields=["patient", "-started_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="draft")
                | (Q(signed_at__isnull=False) & ~Q(signed_hash="")),
                name="signed_consultation_has_its_signature",
            )
        ]

    @override
    def __str__(self) -> str:
        return f"consultation {self.id}"


class SeverityGrade(models.Model):
    """How marked the lines of one area were, on the area's own scale."""

    consultation = models.ForeignKey(
        Consultation, models.CASCADE, related_name="grades"
    )
    area = models.CharField(max_length=40)
    at_rest = models.PositiveSmallIntegerField(null=True, blank=True)
    at_contraction = models.PositiveSmallIntegerField(null=True, blank=True)
    muscle_mass = models.CharField(max_length=8, default="average")
    bands_right = models.PositiveSmallIntegerField(null=True, blank=True)
    bands_left = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["area"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "area"], name="one_grade_of_an_area"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.area} {self.at_rest}/{self.at_contraction}"


class QuickPhrase(models.Model):
    """A few letters that stand for a sentence in somebody's notes."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="quick_phrases"
    )
    short = models.CharField(max_length=20)
    text = models.TextField(max_length=1000)

    class Meta:
        ordering = ["short"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "short"], name="one_phrase_of_a_name"
            )
        ]

    @override
    def __str__(self) -> str:
        return self.short
