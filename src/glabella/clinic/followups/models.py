"""After a treatment: invitations to a review, side effects that go on, reports."""

import uuid
from typing import override

from django.conf import settings
from django.db import models
from django.db.models import Q

from glabella.clinic.followups.tables import (
    NonResponseReview,
    Recall,
    ReturnWish,
)
from glabella.clinic.keys.fields import SealedJSONField, SealedTextField
from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.patients.models import Patient
from glabella.clinic.treatments.models import SideEffect, Treatment

__all__ = [
    "EffectNote",
    "NonResponseReview",
    "Recall",
    "Report",
    "ReturnWish",
    "ReviewInvitation",
]


class ReviewInvitation(models.Model):
    """The patient was asked how a treatment turned out; once for each treatment."""

    class Way(models.TextChoices):
        EMAIL = "email", "by e-mail"
        NONE = "none", "no e-mail address"

    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    treatment = models.OneToOneField(
        Treatment, models.PROTECT, related_name="review_invitation"
    )
    asked_at = models.DateTimeField()
    way = models.CharField(max_length=8, choices=Way)
    times = models.PositiveSmallIntegerField(default=1)
    """How often: staff may ask again by hand."""
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]

    @override
    def __str__(self) -> str:
        return f"asked {self.asked_at}"


class EffectNote(models.Model):
    """How a side effect went on; what was told before stays as it was told."""

    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    side_effect = models.ForeignKey(SideEffect, models.PROTECT, related_name="notes")
    day = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    severity = models.CharField(max_length=10)
    seriousness = models.JSONField(default=list, blank=True)
    """Criteria that make it serious; empty: it is not."""
    causality = models.CharField(max_length=16, blank=True)
    done = SealedTextField(default="")
    note = SealedTextField(default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "id"]

    @override
    def __str__(self) -> str:
        return f"{self.side_effect} {self.day}"


class Report(models.Model):
    """A report to an authority: drafted from the record, reviewed, sent by a person.

    Nothing leaves by itself: somebody copies the reviewed report into the
    authority's own form and notes here when that was.
    """

    class Scheme(models.TextChoices):
        MEDWATCH = "medwatch", "FDA MedWatch 3500"
        YELLOW_CARD = "yellow_card", "MHRA Yellow Card"

    class Status(models.TextChoices):
        DRAFT = "draft", "draft"
        REVIEWED = "reviewed", "reviewed, not sent"
        SENT = "sent", "sent"
        CLOSED = "closed", "closed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="reports")
    treatment = models.ForeignKey(Treatment, models.PROTECT, related_name="reports")
    side_effect = models.ForeignKey(SideEffect, models.PROTECT, related_name="reports")
    scheme = models.CharField(max_length=12, choices=Scheme)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    content = SealedJSONField()
    """Field of the form -> text; empty where nobody knows."""
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reviewed_hash = models.CharField(max_length=64, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reference = SealedTextField(default="")
    """The number that the authority gave."""
    follow_up_due = models.DateField(null=True, blank=True)
    close_reason = SealedTextField(default="")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["patient", "-created_at"]),
            models.Index(fields=["status", "follow_up_due"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "closed"])
                | (Q(reviewed_at__isnull=False) & ~Q(reviewed_hash="")),
                name="report_was_reviewed_by_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(status="sent") | Q(sent_on__isnull=False),
                name="sent_report_has_its_day",
            ),
            models.UniqueConstraint(
                fields=["side_effect", "scheme"],
                condition=Q(status__in=["draft", "reviewed"]),
                name="one_open_report_of_a_scheme",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"report {self.scheme} {self.created_at}"
