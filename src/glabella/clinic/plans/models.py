"""Plans in the record, answers to their findings, and approvals."""

import uuid
from typing import override

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from glabella.clinic.consultations.models import Consultation
from glabella.clinic.keys.fields import SealedJSONField, SealedTextField
from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.patients.models import Patient
from glabella.clinic.protocols.models import ProtocolVersion
from glabella.clinic.treatments.models import Treatment
from glabella.drawing.wording import TECHNIQUES, number
from glabella.evidence import catalogue

__all__ = [
    "Approval",
    "Examination",
    "FindingAnswer",
    "Plan",
    "PlanVersion",
    "StandingOrder",
]


class Plan(models.Model):
    """A plan through its versions; the newest one counts."""

    class Status(models.TextChoices):
        DRAFT = "draft", "draft"
        SUBMITTED = "submitted", "waiting for approval"
        APPROVED = "approved", "approved"
        RETURNED = "returned", "returned"
        CLOSED = "closed", "closed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="plans")
    consultation = models.ForeignKey(
        Consultation, models.PROTECT, null=True, blank=True, related_name="plans"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    return_reason = SealedTextField(default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["patient", "-created_at"]),
            models.Index(fields=["status", "submitted_at"]),
        ]

    @override
    def __str__(self) -> str:
        return f"plan {self.id}"


class PlanVersion(models.Model):
    """What the planner was told and what it answered, kept whole.

    A draft changes as it is worked on; once approved or superseded it never does.
    """

    class Start(models.TextChoices):
        BLANK = "blank", "from blank"
        PROTOCOL = "protocol", "from a protocol"
        TREATMENT = "treatment", "from the last treatment"
        VERSION = "version", "from an earlier version"
        TOUCH_UP = "touch_up", "a touch-up"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    started_from = models.CharField(max_length=10, choices=Start)
    protocol_version = models.ForeignKey(
        ProtocolVersion, models.PROTECT, null=True, blank=True, related_name="+"
    )
    earlier_treatment = models.ForeignKey(
        Treatment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    planned_on = models.DateField()
    product = models.CharField(max_length=40)
    jurisdiction = models.CharField(max_length=2)
    technique = models.CharField(max_length=12, blank=True)
    areas = models.JSONField(default=list, blank=True)
    answers = SealedJSONField()
    """The fields of the planner's page, from which the plan can be made again."""
    content = SealedJSONField()
    """The plan as ``glabella plan --json`` prints it (docs/reference/plan-json.md)."""
    review_status = models.CharField(max_length=12, default="needs_review")
    """What the planner says: ok, needs_review or blocked."""
    content_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    saved_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True, blank=True)
    change_reason = SealedTextField(default="")

    class Meta:
        ordering = ["plan", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"], name="one_plan_version_of_a_number"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"version {self.number} of {self.plan}"


class FindingAnswer(models.Model):
    """A clinician's reason beside a caution; stands on the plan for ever."""

    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    plan_version = models.ForeignKey(
        PlanVersion, models.PROTECT, related_name="finding_answers"
    )
    finding = models.CharField(max_length=40)
    """The planner's id of the finding."""
    rule = models.CharField(max_length=40)
    message = SealedTextField()
    reason = SealedTextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan_version", "finding"],
                condition=Q(superseded_at__isnull=True),
                name="one_answer_in_force",
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.rule} answered {self.at}"


class Examination(models.Model):
    """A prescriber saw this patient."""

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", "in person"
        REMOTE = "remote", "remote"

    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="examinations")
    prescriber = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    mode = models.CharField(max_length=10, choices=Mode)
    note = SealedTextField(default="")

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["patient", "-at"])]

    @override
    def __str__(self) -> str:
        return f"examination {self.at}"


class StandingOrder(models.Model):
    """A prescriber's order that covers plans of a stated scope until it ends."""

    prescriber = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="standing_orders"
    )
    name = models.CharField(max_length=80)
    product = models.CharField(max_length=40)
    techniques = models.JSONField(default=list, blank=True)
    areas = models.JSONField(default=list, blank=True)
    most_units = models.DecimalField(max_digits=7, decimal_places=2)
    """In the product's own units, for one session."""
    starts_on = models.DateField()
    expires_on = models.DateField()
    signed_at = models.DateTimeField()
    content_hash = models.CharField(max_length=64)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-signed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("starts_on")),
                name="standing_order_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(most_units__gt=0), name="standing_order_has_units"
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> str:
        """What it covers, in words; units are the product's own."""
        product, unit = self.product, "units"
        if product in catalogue.product_keys():
            known = catalogue.product(product)
            product, unit = known.name, known.unit_name
        areas = [
            catalogue.area_values(area).name if area in catalogue.area_keys() else area
            for area in self.areas
        ]
        ways = [str(TECHNIQUES.get(one, one)) for one in self.techniques]
        most = f"at most {number(float(self.most_units))} {unit} in a session"
        return f"{product}, {', '.join(ways)}; {', '.join(areas)}; {most}"


class Approval(models.Model):
    """A prescriber's signature under one version; a change afterwards voids it."""

    class Meaning(models.TextChoices):
        EXAMINED_AND_APPROVED = (
            "examined",
            "examined the patient and approved this plan",
        )
        UNDER_STANDING_ORDER = "order", "approved under a standing order"

    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    plan_version = models.ForeignKey(
        PlanVersion, models.PROTECT, related_name="approvals"
    )
    prescriber = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    """Who signed: the prescriber, or the injector under a standing order."""
    signer_name = models.CharField(max_length=120)
    signer_registration = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    meaning = models.CharField(max_length=10, choices=Meaning)
    examination = models.ForeignKey(
        Examination, models.PROTECT, null=True, blank=True, related_name="+"
    )
    standing_order = models.ForeignKey(
        StandingOrder, models.PROTECT, null=True, blank=True, related_name="+"
    )
    content_hash = models.CharField(max_length=64)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    void_reason = SealedTextField(default="")

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan_version"],
                condition=Q(voided_at__isnull=True),
                name="one_approval_in_force",
            ),
            models.CheckConstraint(
                condition=Q(examination__isnull=False)
                | Q(standing_order__isnull=False),
                name="approval_rests_on_something",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"approval {self.at}"
