"""The clinic's own templates, and each injector's own points."""

from typing import override

from django.conf import settings
from django.db import models
from django.db.models import Q

__all__ = ["PointLibrary", "Protocol", "ProtocolVersion"]


class Protocol(models.Model):
    """A named template; its content is in its versions."""

    name = models.CharField(max_length=80, unique=True)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    @override
    def __str__(self) -> str:
        return self.name


class ProtocolVersion(models.Model):
    """Areas, sites, fractions and notes, approved by a prescriber; never edited."""

    class Status(models.TextChoices):
        DRAFT = "draft", "draft"
        APPROVED = "approved", "approved"
        SUPERSEDED = "superseded", "superseded"

    protocol = models.ForeignKey(Protocol, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    product = models.CharField(max_length=40)
    jurisdiction = models.CharField(max_length=2)
    technique = models.CharField(max_length=12)
    content = models.JSONField(default=dict, blank=True)
    notes = models.TextField(blank=True, max_length=4000)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
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
    content_hash = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["protocol", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["protocol", "number"], name="one_version_of_a_number"
            ),
            models.CheckConstraint(
                condition=Q(status="draft")
                | (Q(approved_by__isnull=False) & ~Q(content_hash="")),
                name="protocol_in_force_was_approved",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.protocol} v{self.number}"


class PointLibrary(models.Model):
    """Points that an injector keeps under a name."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="point_libraries"
    )
    name = models.CharField(max_length=80)
    unit_family = models.CharField(max_length=20)
    points = models.JSONField(default=list, blank=True)
    note = models.TextField(blank=True, max_length=1000)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"], name="one_library_of_a_name"
            )
        ]

    @override
    def __str__(self) -> str:
        return self.name
