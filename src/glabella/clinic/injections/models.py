"""The treatment day: one session of a plan, and its entries, which never change."""

import uuid
from typing import override

from django.conf import settings
from django.db import models
from django.db.models import Q

from glabella.clinic.keys.fields import SealedJSONField, SealedTextField
from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.patients.models import Patient
from glabella.clinic.plans.models import Plan, PlanVersion
from glabella.clinic.treatments.models import Treatment

__all__ = ["Entry", "Session"]


class Session(models.Model):
    """One visit at which an approved plan is carried out, until it is signed."""

    class Status(models.TextChoices):
        OPEN = "open", "under way"
        SIGNED = "signed", "signed"
        ABANDONED = "abandoned", "given up"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="sessions")
    plan_version = models.ForeignKey(
        PlanVersion, models.PROTECT, related_name="sessions"
    )
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="sessions")
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    end_reason = SealedTextField(default="")
    treatment = models.OneToOneField(
        Treatment, models.PROTECT, null=True, blank=True, related_name="session"
    )
    """What came of it; null until it is signed."""

    class Meta:
        ordering = ["-started_at"]
        indexes = [models.Index(fields=["patient", "-started_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(status="open"),
                name="one_open_session_of_a_plan",
            ),
            models.CheckConstraint(
                condition=Q(status="open", ended_at__isnull=True)
                | (~Q(status="open") & Q(ended_at__isnull=False)),
                name="ended_session_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(status="signed") | Q(treatment__isnull=False),
                name="signed_session_has_its_treatment",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"session {self.started_at}"


class Entry(models.Model):
    """One thing that was done or said at a session; entries are added, never changed.

    The table is the live record: what a site holds is what its entries add up to
    (:mod:`glabella.clinic.injections.fold`). Triggers refuse a change.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="entries")
    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    client_id = models.UUIDField(unique=True)
    """Made where the tap was made, so that the same tap sent twice is one entry."""
    device = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    content = SealedJSONField()
    """What the kind needs; ``site`` in it where it is about one site."""
    seen = models.PositiveIntegerField()
    """The last number that the writer's screen knew."""
    at_client = models.DateTimeField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["session", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "number"], name="one_entry_of_a_session_number"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.session_id} {self.number} {self.kind}"
