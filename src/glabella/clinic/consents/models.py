"""What patients agreed to, in which words, and until when."""

import uuid
from datetime import datetime
from typing import override

from django.conf import settings
from django.db import models
from django.db.models import Q

from glabella.clinic.keys.fields import SealedJSONField, SealedTextField
from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.selectors import day_of

__all__ = ["Consent", "OwnText"]


class OwnText(models.Model):
    """The clinic's own paragraphs for one part of a paper, in one version.

    What stands in the paper otherwise comes from the evidence. A version counts from
    its approval until the next one is approved, or until it is retired.
    """

    class Part(models.TextChoices):
        TREATMENT = "treatment", "every treatment"
        TECHNIQUE = "technique", "a technique"
        AREA = "area", "an area"
        OFF_LABEL = "off_label", "off-label use"
        PHOTOGRAPHY = "photography", "photographs"
        MARKETING = "marketing", "pictures shown to others"

    part = models.CharField(max_length=12, choices=Part)
    about = models.CharField(max_length=40, blank=True)
    """The technique or the area; empty for the other parts."""
    number = models.PositiveIntegerField()
    standard = models.TextField(max_length=4000)
    easy = models.TextField(max_length=4000)
    reason = models.CharField(max_length=300, blank=True)
    """Why it was changed."""
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["part", "about", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["part", "about", "number"], name="one_own_text_of_a_number"
            ),
            models.UniqueConstraint(
                fields=["part", "about"],
                condition=Q(approved_at__isnull=False, retired_at__isnull=True),
                name="one_own_text_in_force",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.part} {self.about} {self.number}".replace("  ", " ")

    @property
    def state(self) -> str:
        """Draft, in force or retired, in words."""
        if self.retired_at is not None:
            return "retired"
        return "in force" if self.approved_at else "waits for approval"


class Consent(models.Model):
    """One paper: composed for a patient, read, signed, and perhaps withdrawn.

    The text is kept word for word at both reading levels; the signature names the
    level that was read. Nothing of it changes after it was made.
    """

    class Kind(models.TextChoices):
        TREATMENT = "treatment", "treatment"
        PHOTOGRAPHY = "photography", "photographs for the record"
        MARKETING = "marketing", "pictures shown to others"

    class Status(models.TextChoices):
        OPEN = "open", "not signed yet"
        SIGNED = "signed", "signed"
        WITHDRAWN = "withdrawn", "withdrawn"
        DROPPED = "dropped", "replaced before it was signed"

    class Level(models.TextChoices):
        STANDARD = "standard", "in full"
        EASY = "easy", "easy to read"

    class How(models.TextChoices):
        HERE = "here", "at the clinic"
        LINK = "link", "by link and code"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="consents")
    plan = models.ForeignKey(
        "plans.Plan", models.PROTECT, null=True, blank=True, related_name="consents"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    scope = SealedJSONField(default=dict)
    """Product, areas with their techniques, and what of them is off label."""
    texts = SealedJSONField()
    """The paper by reading level, as it is shown (``composing.Paper``)."""
    text_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    level = models.CharField(max_length=10, choices=Level, blank=True)
    """The reading level that was signed."""
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_how = models.CharField(max_length=6, choices=How, blank=True)
    signed_name = SealedTextField(default="")
    strokes = SealedJSONField(default=list)
    """The drawn signature: lines of points [x, y] in fractions of the field."""
    witness = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    """The member of staff in whose presence it was signed."""
    signed_hash = models.CharField(max_length=64, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    """The last day on which it counts."""
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    """Who wrote the withdrawal down; nobody where the patient did it by link."""
    withdrawal_reason = SealedTextField(default="")

    class Meta:
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["patient", "kind", "-signed_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "kind"],
                condition=Q(status="open"),
                name="one_open_paper_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["open", "dropped"])
                | (
                    Q(signed_at__isnull=False, expires_on__isnull=False)
                    & ~Q(signed_hash="")
                    & ~Q(level="")
                ),
                name="signed_consent_has_a_signature",
            ),
            models.CheckConstraint(
                condition=~Q(signed_how="here") | Q(witness__isnull=False),
                name="consent_signed_here_has_a_witness",
            ),
            models.CheckConstraint(
                condition=Q(status="withdrawn", withdrawn_at__isnull=False)
                | (~Q(status="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="withdrawn_consent_has_an_instant",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.kind} consent {self.id}"

    @property
    def title(self) -> str:
        """What the paper is headed with; "erased" once the key is gone."""
        texts = self.texts
        return str(texts["standard"]["title"]) if texts else "erased"

    def in_force(self, at: datetime) -> bool:
        """Whether it counts at this instant."""
        return (
            self.status == self.Status.SIGNED
            and self.expires_on is not None
            and day_of(at) <= self.expires_on
            and not self.key.is_destroyed
        )

    def state_word(self, at: datetime) -> str:
        """How it stands at this instant, in a few words."""
        if self.status == self.Status.SIGNED and not self.in_force(at):
            return "expired"
        return str(self.get_status_display())
