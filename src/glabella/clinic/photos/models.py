"""Photographs of patients, sealed, and what was drawn on copies of them."""

import uuid
from typing import override

from django.conf import settings
from django.db import models
from django.db.models import Q

from glabella.clinic.keys.fields import SealedJSONField, SealedTextField
from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.patients.models import Patient
from glabella.clinic.treatments.models import Treatment

__all__ = ["Annotation", "Photo", "PhotoFile", "PhotoSet"]


class PhotoSet(models.Model):
    """The photographs of one patient on one day, of one visit where that is known."""

    class Occasion(models.TextChoices):
        CONSULTATION = "consultation", "at a consultation"
        BEFORE = "before", "before a treatment"
        AFTER = "after", "straight after a treatment"
        REVIEW = "review", "at a review"
        OTHER = "other", "at another time"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="photo_sets")
    day = models.DateField()
    occasion = models.CharField(
        max_length=12, choices=Occasion, default=Occasion.CONSULTATION
    )
    visit = models.CharField(max_length=36, blank=True)
    """The id of what they were taken at (live record, review, consultation) as text:
    those tables stand above this one. Empty: only the day is known."""
    treatment = models.ForeignKey(
        Treatment, models.PROTECT, null=True, blank=True, related_name="photo_sets"
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-day", "-created_at"]
        indexes = [models.Index(fields=["patient", "-day"])]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "day", "occasion", "visit"],
                name="one_photo_set_of_a_visit",
            )
        ]

    @override
    def __str__(self) -> str:
        return f"photographs of {self.day}"


class Photo(models.Model):
    """One photograph; its picture never changes and is never deleted by hand."""

    class View(models.TextChoices):
        FRONT = "front", "front"
        RIGHT_45 = "right-45", "right 45°"
        LEFT_45 = "left-45", "left 45°"
        RIGHT_90 = "right-90", "right side"
        LEFT_90 = "left-90", "left side"

    class Expression(models.TextChoices):
        REST = "rest", "at rest"
        FROWN = "frown", "frown"
        RAISE = "raise", "brows raised"
        SMILE = "smile", "smile"
        PUCKER = "pucker", "lips puckered"
        CLENCH = "clench", "teeth clenched"
        NECK = "neck", "neck tightened"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    photo_set = models.ForeignKey(PhotoSet, models.PROTECT, related_name="photos")
    view = models.CharField(max_length=8, choices=View)
    expression = models.CharField(max_length=8, choices=Expression)
    taken_at = models.DateTimeField()
    """When the clinic received it: what a file says of its own time is dropped."""
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    align = SealedJSONField(default=list)
    """Three points for comparing, as fractions of width and height."""
    landmarks = SealedJSONField(default=dict)
    """Anatomical points by name, as fractions of width and height."""
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    withdraw_reason = SealedTextField(default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["taken_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(width__gt=0, height__gt=0), name="photo_has_a_size"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_by__isnull=False),
                name="withdrawn_photo_says_by_whom",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"photograph {self.id}"

    @property
    def words(self) -> str:
        """View and expression: "front, at rest"."""
        return f"{self.get_view_display()}, {self.get_expression_display()}"


class PhotoFile(models.Model):
    """The sealed bytes of a photograph, apart from what lists read.

    Rows, not files in the folder: the copy of a backup, the transaction that adds a
    photograph, a second machine and the erasure of a patient cover them as they are.
    """

    class Kind(models.TextChoices):
        PICTURE = "picture", "picture"
        THUMBNAIL = "thumbnail", "small picture"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    photo = models.ForeignKey(Photo, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=10, choices=Kind)
    sealed = models.BinaryField()
    """A JPEG, closed with the patient's key for this photograph and this kind; empty
    once the key was destroyed and the bytes were swept out."""
    sealed_digest = models.CharField(max_length=64)
    """SHA-256 of ``sealed`` as it was written, in hexadecimal."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["photo", "kind"], name="one_photo_file_of_a_kind"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.kind} of {self.photo_id}"


class Annotation(models.Model):
    """Lines, circles and words over a photograph: a copy, the picture stays."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    photo = models.ForeignKey(Photo, models.PROTECT, related_name="annotations")
    number = models.PositiveIntegerField()
    strokes = SealedJSONField()
    title = SealedTextField(default="", max_length=80)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["photo", "number"], name="one_annotation_of_a_number"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"annotation {self.number} of {self.photo_id}"
