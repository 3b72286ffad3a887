"""Reads of one patient and of short lists of patients."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.selectors import practice
from glabella.clinic.shared.errors import NotFound

__all__ = ["due_soon", "get_patient", "openable", "past_retention", "recent"]

LIST_LENGTH = 20
DUE_DAYS = 28


def openable() -> QuerySet[Patient]:
    """Patients with the key that opens their names."""
    return Patient.objects.select_related("key")


def get_patient(*, viewer: User, patient_id: UUID | str, at: datetime) -> Patient:
    """One patient; without the right to see patients there is none."""
    if not rights.may(viewer, "patient.read", at=at):
        raise NotFound
    try:
        return openable().get(id=patient_id)
    except (Patient.DoesNotExist, ValidationError) as error:
        message = "There is no such patient. Look for the name on the patients' page."
        raise NotFound(message) from error


def recent(*, viewer: User, at: datetime, limit: int = LIST_LENGTH) -> list[Patient]:
    """The patients that were added last."""
    if not rights.may(viewer, "patient.find", at=at):
        return []
    rows = openable().filter(erased_at=None).order_by("-created_at", "id")
    return list(rows[:limit])


def due_soon(
    *, viewer: User, at: datetime, day: date, limit: int = LIST_LENGTH
) -> list[Patient]:
    """Patients whose next treatment is due within four weeks, or was due before."""
    if not rights.may(viewer, "patient.find", at=at):
        return []
    rows = openable().filter(
        erased_at=None,
        next_due_on__gte=day - timedelta(days=DUE_DAYS),
        next_due_on__lte=day + timedelta(days=DUE_DAYS),
    )
    return list(rows.order_by("next_due_on", "number")[:limit])


def past_retention(
    *, viewer: User, at: datetime, day: date, limit: int = LIST_LENGTH
) -> list[Patient]:
    """Records of treated people whose time is over, longest ago first; for the owner.

    Counted in whole years from the day on which the person was seen last. Nobody is
    listed until the clinic has set its years, nor who is to come.
    """
    years = practice().record_retention_years
    if years is None or not rights.may(viewer, "patient.erase", at=at):
        return []
    coming = Q(
        appointments__starts_at__gte=at,
        appointments__status__in=("booked", "confirmed"),
    )
    rows = (
        openable()
        .filter(erased_at=None, last_seen_on__lt=_years_before(day, years))
        .filter(treatments__status="signed", treatments__place="here")
        .exclude(pk__in=Patient.objects.filter(coming).values("pk"))
        .distinct()
    )
    return list(rows.order_by("last_seen_on", "number")[:limit])


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year - years, day=28)
