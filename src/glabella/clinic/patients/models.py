"""People who are treated here."""

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

__all__ = ["HistoryDraft", "MedicalHistory", "Patient", "SearchToken"]


class Patient(models.Model):
    """A person, as the clinic knows them; everything that names them is sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(unique=True)
    """The clinic's own running number, printed on records."""
    key = models.OneToOneField(SubjectKey, models.PROTECT, related_name="patient")
    given_name = SealedTextField()
    family_name = SealedTextField()
    born_on = SealedDateField()
    sex = models.CharField(
        max_length=6, choices=[("female", "female"), ("male", "male")]
    )
    email = SealedTextField(default="")
    phone = SealedTextField(default="")
    address = SealedTextField(default="")
    preferred_contact = models.CharField(max_length=8, default="email")
    note = SealedTextField(default="")
    """A note for the front desk; nothing clinical."""
    allergies = SealedTextField(default="")
    """The words of the last history, for the header of every page."""
    alert = SealedTextField(default="")
    """A clinical alert that everybody who treats this person has to see."""
    born_index = models.CharField(max_length=64, blank=True, db_index=True)
    email_index = models.CharField(max_length=64, blank=True, db_index=True)
    phone_index = models.CharField(max_length=64, blank=True, db_index=True)
    name_index = models.CharField(max_length=64, blank=True, db_index=True)
    token_count = models.PositiveSmallIntegerField(default=0)
    identity_document = models.CharField(max_length=20, blank=True)
    """Kind of document that was seen (passport, ...); no copy, no number."""
    identity_checked_at = models.DateTimeField(null=True, blank=True)
    identity_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField()
    last_seen_on = models.DateField(null=True, blank=True)
    email_held_until = models.DateTimeField(null=True, blank=True)
    """Until then nothing of the record goes to a changed address."""
    next_due_on = models.DateField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["next_due_on"]),
            models.Index(fields=["-created_at", "id"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(identity_checked_at__isnull=True)
                | ~Q(identity_document=""),
                name="identity_check_names_the_document",
            )
        ]

    @override
    def __str__(self) -> str:
        # Never the name: this text may reach a log.
        return f"patient {self.number}"

    @property
    def full_name(self) -> str:
        """Given name and family name."""
        return f"{self.given_name} {self.family_name}".strip()


class SearchToken(models.Model):
    """A piece of a patient's name, hashed with the clinic's key, to be found by."""

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="tokens")
    token = models.BinaryField(max_length=8)

    class Meta:
        indexes = [models.Index(fields=["token", "patient"], name="token_to_patient")]

    @override
    def __str__(self) -> str:
        return str(self.pk)


class MedicalHistory(models.Model):
    """One set of answers to the health questions; a new set supersedes the last."""

    class Source(models.TextChoices):
        LINK = "link", "by the patient"
        STAFF = "staff", "taken by staff"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="histories")
    number = models.PositiveIntegerField()
    answers = SealedJSONField()
    """The eight questions of the case file, with details; a missing key: not asked."""
    source = models.CharField(max_length=8, choices=Source)
    given_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    """When a clinician went through what the patient had sent."""
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "number"], name="one_history_of_a_number"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"history {self.number} of {self.patient}"


class HistoryDraft(models.Model):
    """Answers as they go, before they are sent; by the patient or by staff."""

    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.CASCADE, related_name="drafts")
    source = models.CharField(max_length=8, choices=MedicalHistory.Source)
    answers = SealedJSONField()
    saved_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "source"], name="one_draft_of_a_source"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"draft of {self.patient}"
