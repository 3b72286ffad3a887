"""The tables of recalls, of days to come back, and of doubts about the effect."""

import uuid
from typing import Final, override

from django.conf import settings
from django.db import models
from django.db.models import Q

from glabella.clinic.calendar.models import Appointment
from glabella.clinic.keys.fields import SealedJSONField, SealedTextField
from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.patients.models import Patient
from glabella.clinic.treatments.models import Treatment

__all__ = ["OPEN_RECALLS", "NonResponseReview", "Recall", "ReturnWish"]

OPEN_RECALLS: Final = ("due", "invited", "snoozed", "booked")
"""States in which somebody still has to do, or wait for, something."""


class Recall(models.Model):
    """A patient whom the clinic means to see again, and what became of it."""

    class Status(models.TextChoices):
        DUE = "due", "due"
        INVITED = "invited", "invited"
        SNOOZED = "snoozed", "later"
        DECLINED = "declined", "does not want to come"
        BOOKED = "booked", "booked"
        DONE = "done", "came"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="recalls")
    treatment = models.ForeignKey(
        Treatment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The last treatment when it was made; null where there was none here."""
    due_on = models.DateField()
    reasons = models.JSONField(default=list, blank=True)
    """Codes: due, chosen; the words are made when it is read."""
    status = models.CharField(max_length=10, choices=Status, default=Status.DUE)
    snooze_until = models.DateField(null=True, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    invitations = models.PositiveSmallIntegerField(default=0)
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    """Who put it off or closed it; null where nobody did, or the record itself."""
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = SealedTextField(default="")
    """The reason, in words."""
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "followups"
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["status", "due_on", "id"], name="recall_by_state"),
            models.Index(fields=["due_on", "id"], name="recall_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(status__in=OPEN_RECALLS),
                name="one_open_recall_of_a_patient",
            ),
            models.CheckConstraint(
                condition=~Q(status="snoozed") | Q(snooze_until__isnull=False),
                name="put_off_recall_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | Q(decided_by__isnull=False),
                name="declined_recall_says_by_whom",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"recall {self.due_on}"


class ReturnWish(models.Model):
    """When this patient means to come back, as it was agreed; the newest counts."""

    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="return_wishes")
    number = models.PositiveIntegerField()
    content = SealedJSONField()
    """``grade`` (0 to 3), ``weeks`` (how long it should last), ``on`` (a day) and
    ``before_label``, each perhaps null, and the ``reason``."""
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        app_label = "followups"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "number"], name="one_return_wish_of_a_number"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"return wish {self.number}"


class NonResponseReview(models.Model):
    """The questions that come before a loss of effect is believed, answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    patient = models.ForeignKey(
        Patient, models.PROTECT, related_name="non_response_reviews"
    )
    treatment = models.ForeignKey(
        Treatment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The treatment whose effect is doubted."""
    content = SealedJSONField()
    """The questions as they were asked, each with its answer and a note."""
    conclusion = SealedTextField(default="")
    """What the clinician concludes, in words."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        app_label = "followups"
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["patient", "-created_at"], name="doubts_of_patient")
        ]

    @override
    def __str__(self) -> str:
        return f"review of the effect {self.created_at:%Y-%m-%d}"
