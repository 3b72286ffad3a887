"""A key for each patient and for each request, and the models sealed with one."""

import uuid
from typing import override

from django.db import models
from django.db.models import Q

__all__ = ["Keyed", "OwnKeyed", "SubjectKey"]


class SubjectKey(models.Model):
    """The key that seals everything about one person, wrapped by the clinic key.

    Once destroyed it has no ``wrapped`` bytes, and what it sealed stays closed for
    ever; who destroyed it, when and on what ground remains.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wrapped = models.BinaryField(null=True)
    wrapped_by = models.CharField(max_length=40)
    """The version of the clinic key, see :mod:`glabella.clinic.keys.ring`."""
    created_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True, blank=True)
    destroyed_ground = models.CharField(max_length=500, blank=True)
    destroyed_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(destroyed_at__isnull=True, wrapped__isnull=False)
                | (
                    Q(destroyed_at__isnull=False, wrapped__isnull=True)
                    & ~Q(destroyed_ground="")
                    & ~Q(destroyed_by_name="")
                ),
                name="destroyed_key_is_gone_and_explained",
            )
        ]

    @override
    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_destroyed(self) -> bool:
        """Whether what it sealed is erased."""
        return self.destroyed_at is not None


class Keyed(models.Model):
    """A record below a person: its sealed fields open with that person's key."""

    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class OwnKeyed(models.Model):
    """A person (patient, request) that owns a key: one row for each key."""

    key = models.OneToOneField(SubjectKey, models.PROTECT, related_name="%(class)s")

    class Meta:
        abstract = True
