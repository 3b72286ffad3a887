"""What was really given, and how it turned out."""

import uuid
from typing import override

from django.conf import settings
from django.db import models
from django.db.models import Q

from glabella.clinic.keys.fields import SealedJSONField, SealedTextField
from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.patients.models import Patient

__all__ = [
    "FollowUp",
    "FollowUpGrade",
    "GivenSite",
    "OtherProcedure",
    "SideEffect",
    "Treatment",
]


class Treatment(models.Model):
    """One treatment on one day, given here or elsewhere; signed and then locked."""

    class Status(models.TextChoices):
        DRAFT = "draft", "draft"
        SIGNED = "signed", "signed"
        SUPERSEDED = "superseded", "superseded"

    class Place(models.TextChoices):
        HERE = "here", "here"
        ELSEWHERE = "elsewhere", "elsewhere"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="treatments")
    day = models.DateField()
    place = models.CharField(max_length=10, choices=Place, default=Place.HERE)
    injector = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    product = models.CharField(max_length=40)
    """A key of the evidence, or "unknown"; one product a treatment."""
    technique = models.CharField(max_length=12, blank=True)
    plan_version = models.ForeignKey(
        "plans.PlanVersion",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="treatments",
    )
    note = SealedTextField(default="")
    given_at = models.DateTimeField(null=True, blank=True)
    """When the last site was injected; null where only the day is known."""
    touch_up_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="touch_ups"
    )
    """The treatment of which this is a correction within the same course."""
    reviewed_at = models.DateTimeField(null=True, blank=True)
    """When staff first entered how it turned out; until then a review is due."""
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    created_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    signed_hash = models.CharField(max_length=64, blank=True)
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="amendments"
    )
    amend_reason = SealedTextField(default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-day", "-created_at"]
        indexes = [
            models.Index(fields=["patient", "-day"]),
            models.Index(fields=["day", "id"]),
            models.Index(
                fields=["day", "id"],
                condition=Q(reviewed_at=None),
                name="treatment_to_be_reviewed",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="draft")
                | (Q(signed_at__isnull=False) & ~Q(signed_hash="")),
                name="signed_treatment_has_its_signature",
            )
        ]

    @override
    def __str__(self) -> str:
        return f"treatment {self.day}"


class GivenSite(models.Model):
    """Units at one place; ``units`` is null where only the area is known."""

    class Departure(models.TextChoices):
        UNITS = "units", "other units than planned"
        POINT = "point", "another point than planned"
        DEPTH = "depth", "another depth than planned"
        SEVERAL = "several", "units, point or depth"
        ADDED = "added", "not in the plan"

    treatment = models.ForeignKey(Treatment, models.CASCADE, related_name="sites")
    number = models.PositiveSmallIntegerField()
    area = models.CharField(max_length=40)
    site = models.CharField(max_length=60, blank=True)
    """The site's id in the plan, such as corrugator-medial-R; empty: the area."""
    side = models.CharField(max_length=1, blank=True)
    muscle = models.CharField(max_length=40, blank=True)
    map = models.CharField(max_length=20, blank=True)
    position = models.JSONField(null=True, blank=True)
    """On the face in centimetres, or on a body map as fractions."""
    units = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    product = models.CharField(max_length=40)
    lot = models.CharField(max_length=40, blank=True)
    vial = models.ForeignKey(
        "stock.Vial", models.PROTECT, null=True, blank=True, related_name="given_sites"
    )
    planned_units = models.DecimalField(
        max_digits=7, decimal_places=2, null=True, blank=True
    )
    """What the approved plan had here; null where it had nothing."""
    departure = models.CharField(max_length=12, choices=Departure, blank=True)
    """In what it departs from the plan; the reason is in the live record."""
    depth = models.CharField(max_length=60, blank=True)
    volume_ml = models.DecimalField(
        max_digits=6, decimal_places=3, null=True, blank=True
    )

    class Meta:
        ordering = ["treatment", "number"]
        indexes = [models.Index(fields=["lot"]), models.Index(fields=["area"])]
        constraints = [
            models.UniqueConstraint(
                fields=["treatment", "number"], name="one_site_of_a_number"
            ),
            models.CheckConstraint(
                condition=Q(units__isnull=True) | Q(units__gt=0),
                name="given_dose_is_positive",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.area} {self.site} {self.units}"


class FollowUp(models.Model):
    """What was seen on a later day; several may follow one treatment."""

    class Source(models.TextChoices):
        STAFF = "staff", "by staff"
        LINK = "link", "by the patient"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    treatment = models.ForeignKey(Treatment, models.PROTECT, related_name="follow_ups")
    day = models.DateField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    source = models.CharField(max_length=8, choices=Source, default=Source.STAFF)
    result = models.CharField(max_length=12, blank=True)
    """The patient's own word: too_little, as_wished or too_much."""
    improvement = models.CharField(max_length=24, blank=True)
    """A key of the Global Aesthetic Improvement Scale of the evidence."""
    satisfaction = models.PositiveSmallIntegerField(null=True, blank=True)
    """From 1, very dissatisfied, to 5, very satisfied."""
    movement = models.CharField(max_length=12, blank=True)
    """Movement kept, as the patient finds it: too_little, as_wished or too_much."""
    natural_look = models.BooleanField(null=True, blank=True)
    content = SealedJSONField()
    note = SealedTextField(default="")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["day", "created_at"]
        indexes = [models.Index(fields=["treatment", "day"])]

    @override
    def __str__(self) -> str:
        return f"follow-up {self.day}"


class FollowUpGrade(models.Model):
    """The grade of one area on the day of a follow-up."""

    class Rater(models.TextChoices):
        INVESTIGATOR = "investigator", "clinician"
        SUBJECT = "subject", "patient"

    follow_up = models.ForeignKey(FollowUp, models.CASCADE, related_name="grades")
    area = models.CharField(max_length=40)
    at_rest = models.PositiveSmallIntegerField(null=True, blank=True)
    at_contraction = models.PositiveSmallIntegerField(null=True, blank=True)
    rater = models.CharField(max_length=12, choices=Rater, default=Rater.INVESTIGATOR)

    class Meta:
        ordering = ["area"]
        constraints = [
            models.UniqueConstraint(
                fields=["follow_up", "area", "rater"], name="one_grade_of_a_rater"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.area} {self.at_contraction}"


class SideEffect(models.Model):
    """Something unwanted that was seen or told."""

    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    follow_up = models.ForeignKey(FollowUp, models.PROTECT, related_name="side_effects")
    kind = models.CharField(max_length=24)
    area = models.CharField(max_length=40, blank=True)
    onset_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    severity = models.CharField(max_length=10, blank=True)
    serious = models.BooleanField(default=False)
    seriousness = models.JSONField(default=list, blank=True)
    """Criteria that make it serious, in the words of the authorities' forms."""
    causality = models.CharField(max_length=16, blank=True)
    """A category of the WHO-UMC system; empty: not judged."""
    done = SealedTextField(default="")
    """What was done about it."""
    note = SealedTextField(default="")

    class Meta:
        ordering = ["kind"]
        indexes = [models.Index(fields=["kind"])]

    @override
    def __str__(self) -> str:
        return self.kind


class OtherProcedure(models.Model):
    """A laser, peel, filler, operation or course of skincare, here or elsewhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    patient = models.ForeignKey(
        Patient, models.PROTECT, related_name="other_procedures"
    )
    kind = models.CharField(max_length=40)
    """A key of the evidence on combinations, or "other"."""
    day = models.DateField()
    until = models.DateField(null=True, blank=True)
    """The last day of a course."""
    areas = models.JSONField(default=list, blank=True)
    is_planned = models.BooleanField(default=False)
    note = SealedTextField(default="")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    """Entered by mistake: it stays, and counts no more."""
    withdraw_reason = SealedTextField(default="")

    class Meta:
        ordering = ["-day"]
        indexes = [models.Index(fields=["patient", "-day"])]

    @override
    def __str__(self) -> str:
        return f"{self.kind} {self.day}"
