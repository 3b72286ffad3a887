"""What a patient may see and answer after a treatment, and staff for them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from glabella.clinic.accounts.models import User
from glabella.clinic.followups.aftercare import Aftercare, aftercare_of
from glabella.clinic.links.services import open_link
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.errors import Blocked, NotFound
from glabella.clinic.treatments import selectors as treatments
from glabella.clinic.treatments.models import FollowUp, Treatment

__all__ = [
    "REVIEWABLE_DAYS",
    "Reviewable",
    "aftercare",
    "newest_treated",
    "reviewable",
    "treatment_of_link",
    "treatment_of_patient",
]

REVIEWABLE_DAYS: Final = 180
"""So long a patient may tell of a treatment by their own page."""


@dataclass(frozen=True, slots=True)
class Reviewable:
    """A treatment of which a patient may tell, and whether they have."""

    treatment: Treatment
    answered: bool


def aftercare(*, viewer: User, treatment_id: UUID | str, at: datetime) -> Aftercare:
    """The aftercare of a signed treatment, for staff."""
    found = treatments.get_treatment(viewer=viewer, treatment_id=treatment_id, at=at)
    if found.status == Treatment.Status.DRAFT:
        message = "Aftercare comes from what was signed. Sign the treatment first."
        where = f"/patients/{found.patient_id}/treatments/{found.pk}/"
        raise Blocked(message, where)
    return aftercare_of(found, at=at)


def newest_treated(*, patient: Patient) -> Treatment | None:
    """The newest treatment given here: its aftercare stands on the patient's page."""
    return _given(patient).order_by("-day", "-signed_at").first()


def reviewable(*, patient: Patient, at: datetime) -> list[Reviewable]:
    """Treatments of the last months of which the patient may tell, newest first."""
    since = day_of(at) - timedelta(days=REVIEWABLE_DAYS)
    rows = _given(patient).filter(day__gte=since).order_by("-day", "-signed_at")
    return [
        Reviewable(
            one,
            answered=any(
                told.source == FollowUp.Source.LINK for told in one.follow_ups.all()
            ),
        )
        for one in rows
    ]


def treatment_of_patient(*, patient: Patient, treatment_id: UUID | str) -> Treatment:
    """One of a patient's own treatments, for their page; NotFound if it is not."""
    try:
        found = _given(patient).filter(pk=treatment_id).first()
    except (ValidationError, ValueError) as error:
        raise NotFound from error
    if found is None:
        raise NotFound
    return found


def treatment_of_link(*, token: str, at: datetime) -> Treatment:
    """The treatment that a link to a review opens; an amended one by its newest entry."""
    link = open_link(token, at)
    if link.purpose != link.Purpose.REVIEW:
        raise NotFound
    row = (
        Treatment.objects.select_related("key", "patient__key")
        .filter(pk=link.record_id, patient__erased_at=None)
        .first()
    )
    if row is None:
        raise NotFound
    newest = treatments.newest_entry(row)
    return treatment_of_patient(patient=row.patient, treatment_id=newest.pk)


def _given(patient: Patient) -> QuerySet[Treatment]:
    return (
        Treatment.objects.select_related("key", "patient__key", "injector")
        .prefetch_related("sites", "follow_ups")
        .filter(
            patient=patient,
            status=Treatment.Status.SIGNED,
            place=Treatment.Place.HERE,
            patient__erased_at=None,
        )
    )
