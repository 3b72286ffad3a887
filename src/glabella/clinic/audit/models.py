"""Entries of the audit, and the head of their chain."""

from typing import Any, override

from django.db import models
from django.db.models import Q

from glabella.clinic.keys.fields import ERASED, SealedJSONField
from glabella.clinic.keys.models import SubjectKey

__all__ = ["Action", "AuditEntry", "AuditHead"]


class Action(models.TextChoices):
    """What was done."""

    CREATE = "create", "created"
    CHANGE = "change", "changed"
    READ = "read", "read"
    SIGN = "sign", "signed"
    APPROVE = "approve", "approved"
    VOID = "void", "voided"
    EXPORT = "export", "exported"
    PRINT = "print", "printed"
    LOG_IN = "log_in", "logged in"
    LOG_OUT = "log_out", "logged out"
    LOG_IN_FAILED = "log_in_failed", "log-in failed"
    FAILURE = "failure", "refused or failed"
    ERASE = "erase", "erased"
    BREAK_GLASS = "break_glass", "broke the glass"
    SETTINGS = "settings", "changed the settings"


class AuditEntry(models.Model):
    """One deed. What it says about a person is sealed; the rest is in clear.

    ``key`` seals ``content``: the subject's key, or the clinic's own where nobody is
    concerned. ``digest`` chains the entry to the one before it.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=200)
    actor_kind = models.CharField(max_length=8)
    action = models.CharField(max_length=16, choices=Action)
    record_type = models.CharField(max_length=60, blank=True)
    """``patients.patient``, or what was read where it is no single record."""
    record_id = models.CharField(max_length=64, blank=True)
    subject = models.ForeignKey(
        SubjectKey, models.PROTECT, null=True, related_name="+", db_index=False
    )
    """The person whom it concerns."""
    key = models.ForeignKey(
        SubjectKey, models.PROTECT, related_name="+", db_index=False
    )
    content = SealedJSONField(default=dict)
    """``before``, ``after`` and ``reason``, those that were given."""
    digest = models.BinaryField()

    class Meta:
        ordering = ["-number"]
        verbose_name_plural = "audit entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(action__in=Action.values), name="audit_action_is_known"
            ),
            models.CheckConstraint(
                condition=Q(actor_kind__in=["staff", "patient", "system"]),
                name="audit_actor_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="audit_numbers_start_at_one"
            ),
        ]
        indexes = [
            models.Index(fields=["at", "number"], name="audit_by_time"),
            models.Index(fields=["actor_id", "at", "number"], name="audit_by_actor"),
            models.Index(fields=["action", "at", "number"], name="audit_by_action"),
            models.Index(
                fields=["record_type", "at", "number"], name="audit_by_record_type"
            ),
            models.Index(fields=["record_id", "at", "number"], name="audit_by_record"),
            models.Index(fields=["subject", "at", "number"], name="audit_by_subject"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.number}: {self.actor_name} {self.action} {self.record_type}"

    @property
    def before(self) -> Any:
        """What stood there before; "erased" once the key was destroyed."""
        return self._part("before")

    @property
    def after(self) -> Any:
        """What stood there afterwards."""
        return self._part("after")

    @property
    def reason(self) -> Any:
        """Why, in the words of the actor."""
        return self._part("reason")

    def _part(self, name: str) -> Any:
        return ERASED if self.key.is_destroyed else self.content.get(name)


class AuditHead(models.Model):
    """The last entry's number and digest: one row, locked while appending."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField()
    digest = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="audit_has_one_head")
        ]

    @override
    def __str__(self) -> str:
        return f"entry {self.number}"
