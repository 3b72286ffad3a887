"""Lots, vials and what was drawn from them."""

import uuid
from typing import override

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from glabella.clinic.keys.fields import SealedTextField
from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.patients.models import Patient

__all__ = ["Deviation", "Draw", "DrawUse", "Lot", "StockCount", "Vial", "VialEntry"]


class Lot(models.Model):
    """One maker's lot of one product and pack; its state decides about drawing."""

    class State(models.TextChoices):
        IN_USE = "in_use", "in use"
        QUARANTINED = "quarantined", "quarantined"
        RECALLED = "recalled", "recalled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    product = models.CharField(max_length=40)
    number = models.CharField(max_length=40)
    expires_on = models.DateField()
    gtin = models.CharField(max_length=14, blank=True)
    supplier = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.IN_USE)
    state_reason = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["expires_on", "number"]
        indexes = [models.Index(fields=["number"])]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "number"], name="one_lot_of_a_number"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.product} {self.number}"


class Vial(models.Model):
    """One vial, from receipt to the last unit; what it holds is its last entry."""

    class State(models.TextChoices):
        UNOPENED = "unopened", "unopened"
        OPEN = "open", "open"
        FINISHED = "finished", "finished"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="vials")
    label = models.CharField(max_length=20, unique=True)
    """A short name to read aloud, such as V-0042."""
    units = models.DecimalField(max_digits=7, decimal_places=2)
    """As printed on the pack, in the product's own units."""
    state = models.CharField(max_length=10, choices=State, default=State.UNOPENED)
    received_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    diluent = models.CharField(max_length=60, blank=True)
    diluent_lot = models.CharField(max_length=40, blank=True)
    diluent_ml = models.DecimalField(
        max_digits=6, decimal_places=3, null=True, blank=True
    )
    confirmed_by = models.CharField(max_length=8, blank=True)
    """How vial and diluent were confirmed before mixing: scan or tap."""
    use_by = models.DateTimeField(null=True, blank=True)
    use_by_sources = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["label"]
        indexes = [models.Index(fields=["state", "lot"])]
        constraints = [
            models.CheckConstraint(condition=Q(units__gt=0), name="vial_has_units"),
            models.CheckConstraint(
                condition=Q(state="unopened") | Q(opened_at__isnull=False),
                name="opened_vial_says_when",
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.label


class Deviation(models.Model):
    """Something given against a rule of the ledger: recorded with its reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    kinds = models.JSONField(default=list)
    """Of expired, recalled, quarantined, timed_out, empty, not_opened."""
    reason = SealedTextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    followed_up_at = models.DateTimeField(null=True, blank=True)
    followed_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    outcome = SealedTextField(default="")

    class Meta:
        ordering = ["-at"]

    @override
    def __str__(self) -> str:
        return f"deviation {self.at}"


class VialEntry(models.Model):
    """One line of a vial's ledger; lines are added and never changed.

    Each line carries the facts that made it lawful, so that the database itself can
    refuse it: the balance, the clock of the vial, the state and expiry of the lot.
    """

    class Kind(models.TextChoices):
        RECEIVED = "received", "received"
        RECONSTITUTED = "opened", "opened"
        DRAWN = "drawn", "drawn"
        WASTED = "wasted", "wasted"
        COUNTED = "counted", "counted"

    vial = models.ForeignKey(Vial, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    change = models.DecimalField(max_digits=8, decimal_places=2)
    balance_after = models.DecimalField(max_digits=8, decimal_places=2)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    use_by = models.DateTimeField(null=True, blank=True)
    lot_state = models.CharField(max_length=12)
    lot_expires_on = models.DateField()
    day = models.DateField()
    """The clinic's own day of ``at``."""
    deviation = models.ForeignKey(
        Deviation, models.PROTECT, null=True, blank=True, related_name="entries"
    )

    class Meta:
        ordering = ["vial", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["vial", "number"], name="one_entry_of_a_number"
            ),
            models.CheckConstraint(
                condition=Q(balance_after__gte=0), name="balance_is_never_negative"
            ),
            models.CheckConstraint(
                condition=~Q(kind="drawn")
                | Q(deviation__isnull=False)
                | Q(
                    use_by__gte=F("at"),
                    lot_state="in_use",
                    lot_expires_on__gte=F("day"),
                ),
                name="drawn_in_time_or_deviation",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.vial_id} {self.number} {self.kind}"


class Draw(models.Model):
    """What was drawn up for one patient; its units end as given or as wasted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="draws")
    treatment = models.ForeignKey(
        "treatments.Treatment", models.PROTECT, related_name="draws"
    )
    entry = models.OneToOneField(VialEntry, models.PROTECT, related_name="draw")
    units = models.DecimalField(max_digits=7, decimal_places=2)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["entry__at"]
        indexes = [models.Index(fields=["treatment"])]

    @override
    def __str__(self) -> str:
        return f"{self.units} for {self.treatment_id}"


class DrawUse(models.Model):
    """Where the units of a draw went: to a site, or to waste."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="uses")
    site = models.ForeignKey(
        "treatments.GivenSite",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="uses",
    )
    units = models.DecimalField(max_digits=7, decimal_places=2)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(units__gt=0), name="use_has_units")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.units} of {self.draw_id}"


class StockCount(models.Model):
    """A count of what lies in the fridge, with each difference explained."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    content = models.JSONField()

    class Meta:
        ordering = ["-at"]

    @override
    def __str__(self) -> str:
        return f"count {self.at}"
