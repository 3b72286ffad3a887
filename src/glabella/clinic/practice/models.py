"""The clinic itself."""

from typing import override

from django.db import models
from django.db.models import F, Q

from glabella.core.sources import JURISDICTIONS

__all__ = ["Closure", "OpeningHours", "Practice", "Price", "ProductInUse", "Room"]


class Practice(models.Model):
    """The one clinic of this installation; the row with id 1."""

    name = models.CharField(max_length=120)
    address = models.TextField(blank=True, max_length=400)
    phone = models.CharField(max_length=32, blank=True)
    email = models.EmailField(blank=True)
    welcome = models.TextField(blank=True, max_length=600)
    """A few sentences of the clinic's own for the public pages."""
    jurisdiction = models.CharField(
        max_length=2, choices=[(key, key) for key in JURISDICTIONS]
    )
    time_zone = models.CharField(max_length=64, default="UTC")
    currency = models.CharField(max_length=3, default="USD")
    mfa_required = models.BooleanField(default=True)
    idle_minutes = models.PositiveSmallIntegerField(default=15)
    request_retention_days = models.PositiveSmallIntegerField(default=90)
    remote_examination_allowed = models.BooleanField(default=False)
    examination_valid_days = models.PositiveSmallIntegerField(default=365)
    history_valid_days = models.PositiveSmallIntegerField(default=90)
    standing_orders_allowed = models.BooleanField(default=True)
    consultation_minutes = models.PositiveSmallIntegerField(default=45)
    treatment_minutes = models.PositiveSmallIntegerField(default=30)
    review_minutes = models.PositiveSmallIntegerField(default=15)
    reminder_hours = models.PositiveSmallIntegerField(default=48)
    review_after_days = models.PositiveSmallIntegerField(default=14)
    consent_valid_days = models.PositiveSmallIntegerField(default=365)
    expiry_warning_days = models.PositiveSmallIntegerField(default=30)
    vial_sharing_allowed = models.BooleanField(default=False)
    """Whether a vial may serve several patients, against a single-patient label."""
    vial_sharing_reason = models.TextField(blank=True, max_length=600)
    vial_sharing_decided_at = models.DateTimeField(null=True, blank=True)
    vial_sharing_decided_by = models.CharField(max_length=120, blank=True)
    record_retention_years = models.PositiveSmallIntegerField(null=True, blank=True)
    """How long a record is kept after the last visit; null: nobody has decided it."""
    skincare_advice = models.TextField(blank=True, max_length=1200)
    """Sun and skincare after a treatment, in the clinic's own words."""
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="one_practice"),
            models.CheckConstraint(
                condition=Q(idle_minutes__gte=1, idle_minutes__lte=240),
                name="idle_minutes_in_range",
            ),
            models.CheckConstraint(
                condition=Q(vial_sharing_allowed=False)
                | (
                    Q(vial_sharing_decided_at__isnull=False)
                    & ~Q(vial_sharing_reason="")
                ),
                name="vial_sharing_is_a_recorded_decision",
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.name


class Room(models.Model):
    """A room that one appointment at a time can have."""

    name = models.CharField(max_length=60, unique=True)
    in_use = models.BooleanField(default=True)

    @override
    def __str__(self) -> str:
        return self.name


class OpeningHours(models.Model):
    """When the clinic is open on a weekday (0 is Monday), in its own time zone."""

    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__lte=6), name="weekday_is_a_weekday"
            ),
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes")), name="opens_before_it_closes"
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.weekday} {self.opens}-{self.closes}"


class Closure(models.Model):
    """Days on which the whole clinic is closed, both ends included."""

    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day")), name="closure_has_a_day"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.first_day} to {self.last_day}"


class ProductInUse(models.Model):
    """A product that the clinic stocks; ``product`` is a key of the evidence."""

    product = models.CharField(max_length=40, unique=True)
    in_use = models.BooleanField(default=True)
    price_per_unit = models.DecimalField(
        max_digits=8, decimal_places=2, null=True, blank=True
    )
    low_stock_vials = models.PositiveSmallIntegerField(default=2)
    """Fewer unopened vials than this are a warning."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(price_per_unit__isnull=True) | Q(price_per_unit__gte=0),
                name="price_per_unit_not_negative",
            )
        ]

    @override
    def __str__(self) -> str:
        return self.product


class Price(models.Model):
    """A fixed price of a visit or of one area with one technique."""

    class Kind(models.TextChoices):
        VISIT = "visit", "each visit"
        AREA = "area", "an area"

    kind = models.CharField(max_length=8, choices=Kind)
    area = models.CharField(max_length=40, blank=True)
    technique = models.CharField(max_length=12, blank=True)
    amount = models.DecimalField(max_digits=8, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "area", "technique"], name="one_price_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="price_not_negative"
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.kind} {self.area} {self.technique}".strip()
