"""Appointments, absences and the waiting list."""

import uuid
from typing import override

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from glabella.clinic.keys.fields import SealedTextField
from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.models import Room

__all__ = ["Absence", "Appointment", "Slot", "WaitingEntry", "WorkingHours"]


class Kind(models.TextChoices):
    """What an appointment is for."""

    CONSULTATION = "consultation", "consultation"
    TREATMENT = "treatment", "treatment"
    CONSULTATION_AND_TREATMENT = "both", "consultation and treatment"
    REVIEW = "review", "review"


class Appointment(models.Model):
    """A time that is kept for a patient, with one injector, in one room."""

    Kind = Kind

    class Status(models.TextChoices):
        BOOKED = "booked", "booked"
        CONFIRMED = "confirmed", "confirmed"
        ARRIVED = "arrived", "arrived"
        DONE = "done", "done"
        CANCELLED = "cancelled", "cancelled"
        NO_SHOW = "no_show", "did not come"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="appointments")
    injector = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="appointments"
    )
    room = models.ForeignKey(
        Room, models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=16, choices=Kind)
    areas = models.JSONField(default=list, blank=True)
    technique = models.CharField(max_length=12, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status, default=Status.BOOKED)
    note = SealedTextField(default="")
    cancel_reason = SealedTextField(default="")
    created_at = models.DateTimeField()
    sequence = models.PositiveIntegerField(default=0)
    """Counts changes of time for calendar programs (RFC 5545)."""
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["starts_at"]
        indexes = [
            models.Index(fields=["starts_at"]),
            models.Index(fields=["injector", "starts_at"]),
            models.Index(fields=["patient", "starts_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="appointment_ends_after_it_starts",
            )
        ]

    @override
    def __str__(self) -> str:
        return f"appointment {self.starts_at}"


class Slot(models.Model):
    """Five minutes of one injector, and of one room; nobody has them twice."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="slots")
    injector = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    room = models.ForeignKey(
        Room, models.PROTECT, null=True, blank=True, related_name="+"
    )
    starts_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["injector", "starts_at"], name="one_appointment_of_an_injector"
            ),
            models.UniqueConstraint(
                fields=["room", "starts_at"], name="one_appointment_in_a_room"
            ),
        ]

    @override
    def __str__(self) -> str:
        return str(self.starts_at)


class WorkingHours(models.Model):
    """When an injector works on a weekday; none given: the clinic's hours."""

    injector = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="working_hours"
    )
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        ordering = ["weekday", "starts"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts__lt=F("ends")), name="work_starts_before_it_ends"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.weekday} {self.starts}-{self.ends}"


class Absence(models.Model):
    """A time in which an injector cannot be booked."""

    injector = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="absences"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["starts_at"]
        indexes = [models.Index(fields=["injector", "starts_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="absence_ends_after_it_starts",
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.starts_at} to {self.ends_at}"


class WaitingEntry(models.Model):
    """Somebody who would come sooner if a time became free."""

    class Status(models.TextChoices):
        WAITING = "waiting", "waiting"
        OFFERED = "offered", "offered"
        TAKEN = "taken", "taken"
        ENDED = "ended", "ended"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    injector = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The later appointment that would be given up, if there is one."""
    kind = models.CharField(max_length=16, choices=Kind)
    minutes = models.PositiveSmallIntegerField()
    times = models.JSONField(default=list, blank=True)
    from_day = models.DateField()
    until_day = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    offered_starts_at = models.DateTimeField(null=True, blank=True)
    offered_injector = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    offer_ends_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["created_at"]
        indexes = [models.Index(fields=["status", "created_at"])]

    @override
    def __str__(self) -> str:
        return f"waiting since {self.created_at}"
