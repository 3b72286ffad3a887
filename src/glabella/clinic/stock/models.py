"""Lots, vials and what was drawn from them.

A vial is a ledger: what it holds is its last line. Lines carry the facts that made
them lawful, so that the database itself refuses the others (see also ``guard``).
"""

import uuid
from decimal import Decimal
from typing import override

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from glabella.clinic.keys.fields import SealedTextField
from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.patients.models import Patient

__all__ = [
    "Deviation",
    "Draw",
    "DrawUse",
    "Lot",
    "StockCount",
    "StoragePlace",
    "TemperatureReading",
    "Vial",
    "VialEntry",
]

TENTHS_IN_A_ML = 10


class StoragePlace(models.Model):
    """A refrigerator, freezer or cupboard, with the limits that the clinic set."""

    name = models.CharField(max_length=60, unique=True)
    low_c = models.DecimalField(max_digits=4, decimal_places=1)
    high_c = models.DecimalField(max_digits=4, decimal_places=1)
    in_use = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(low_c__lt=F("high_c")), name="storage_range_has_a_width"
            )
        ]

    @override
    def __str__(self) -> str:
        return self.name


class TemperatureReading(models.Model):
    """Lowest and highest since the last reading, in degrees Celsius."""

    place = models.ForeignKey(StoragePlace, models.PROTECT, related_name="readings")
    lowest_c = models.DecimalField(max_digits=4, decimal_places=1)
    highest_c = models.DecimalField(max_digits=4, decimal_places=1)
    low_limit_c = models.DecimalField(max_digits=4, decimal_places=1)
    high_limit_c = models.DecimalField(max_digits=4, decimal_places=1)
    """The limits as they stood at this reading."""
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["place", "-at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(lowest_c__lte=F("highest_c")),
                name="lowest_is_not_above_highest",
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.lowest_c} to {self.highest_c}"

    @property
    def is_out_of_range(self) -> bool:
        """Whether it left the limits of that day."""
        return self.lowest_c < self.low_limit_c or self.highest_c > self.high_limit_c


class Lot(models.Model):
    """One maker's lot of one product; its state decides about drawing."""

    class State(models.TextChoices):
        IN_USE = "in_use", "in use"
        QUARANTINED = "quarantined", "quarantined"
        RECALLED = "recalled", "recalled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    product = models.CharField(max_length=40)
    number = models.CharField(max_length=40)
    expires_on = models.DateField()
    """The last day on which it may be used."""
    gtin = models.CharField(max_length=14, blank=True)
    supplier = models.CharField(max_length=120, blank=True)
    place = models.ForeignKey(
        StoragePlace, models.PROTECT, null=True, blank=True, related_name="lots"
    )
    state = models.CharField(max_length=12, choices=State, default=State.IN_USE)
    state_reason = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["expires_on", "number"]
        indexes = [models.Index(fields=["number"]), models.Index(fields=["gtin"])]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "number"], name="one_lot_of_a_number"
            ),
            models.CheckConstraint(
                condition=Q(state="in_use") | ~Q(state_reason=""),
                name="a_lot_is_held_back_for_a_reason",
            ),
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
    number = models.PositiveIntegerField(unique=True)
    serial = models.CharField(max_length=20, blank=True)
    """The maker's serial number of the pack, where it has one."""
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
    units_per_ml = models.DecimalField(
        max_digits=9, decimal_places=3, null=True, blank=True
    )
    """The strength once opened; null where it is not known."""
    confirmed_by = models.CharField(max_length=8, blank=True)
    """How vial and diluent were confirmed before mixing: scan or tap."""
    use_by = models.DateTimeField(null=True, blank=True)
    use_by_sources = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["state", "lot"])]
        constraints = [
            models.CheckConstraint(condition=Q(units__gt=0), name="vial_has_units"),
            models.CheckConstraint(
                condition=~Q(state="open")
                | Q(opened_at__isnull=False, use_by__isnull=False),
                name="open_vial_has_its_clock",
            ),
            models.UniqueConstraint(
                fields=["lot", "serial"],
                condition=~Q(serial=""),
                name="one_vial_of_a_serial_number",
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """A short name to write on the vial and to read aloud: V-0042."""
        return f"V-{self.number:04d}"

    @property
    def units_per_tenth_ml(self) -> Decimal | None:
        """Units in 0.1 mL of what is in the vial."""
        return self.units_per_ml and self.units_per_ml / TENTHS_IN_A_ML

    @property
    def left(self) -> Decimal:
        """Units left in it."""
        last = self.entries.order_by("-number").first()
        return last.balance_after if last else Decimal(0)


class Deviation(models.Model):
    """Something given against a rule of the ledger: recorded with its reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    kinds = models.JSONField(default=list)
    """Why the ledger would have refused the draw; keys of ``lawful.KINDS``."""
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
    """One line of a vial's ledger; lines are added and never changed."""

    class Kind(models.TextChoices):
        RECEIVED = "received", "received"
        OPENED = "opened", "opened"
        DRAWN = "drawn", "drawn"
        WASTED = "wasted", "wasted"
        COUNTED = "counted", "counted"

    vial = models.ForeignKey(Vial, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    change = models.DecimalField(max_digits=8, decimal_places=2)
    balance_after = models.DecimalField(max_digits=8, decimal_places=2)
    at = models.DateTimeField()
    """When it was done."""
    recorded_at = models.DateTimeField()
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
                condition=Q(kind="received", change__gt=0)
                | Q(kind="opened", change=0)
                | Q(kind__in=["drawn", "wasted"], change__lt=0)
                | Q(kind="counted"),
                name="each_kind_of_line_has_its_sign",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["wasted", "counted"]) | ~Q(reason=""),
                name="waste_and_corrections_say_why",
            ),
            models.CheckConstraint(
                # A comparison with nothing is neither true nor false, and a database
                # lets that pass: so that there is a clock is asked for by itself.
                condition=~Q(kind="drawn")
                | Q(deviation__isnull=False)
                | Q(
                    use_by__isnull=False,
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
    occasion = models.UUIDField(db_index=True)
    """The live record of the visit for which it was drawn up."""
    once = models.UUIDField(null=True, blank=True, unique=True)
    """Made by the device: the same order sent twice is done once."""
    treatment = models.ForeignKey(
        "treatments.Treatment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="draws",
    )
    """The signed record; null while in the syringe, or where none came of it."""
    entry = models.OneToOneField(VialEntry, models.PROTECT, related_name="draw")
    units = models.DecimalField(max_digits=7, decimal_places=2)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["entry_id"]
        indexes = [
            models.Index(fields=["settled_at"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(units__gt=0), name="draw_has_units")
        ]

    @override
    def __str__(self) -> str:
        return f"draw {self.pk}"


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
    replaced_at = models.DateTimeField(null=True, blank=True)
    """When an amended treatment said otherwise; the line stays and counts no more."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(units__gt=0), name="use_has_units"),
            models.CheckConstraint(
                condition=Q(site__isnull=False) | ~Q(reason=""),
                name="wasted_units_say_why",
            ),
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
    """One row for each vial: label, what the ledger held, what was found, why."""

    class Meta:
        ordering = ["-at"]

    @override
    def __str__(self) -> str:
        return f"count {self.at}"
