"""From the clinic's running numbers to keys and back: the audit knows only keys."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.patients.models import Patient

__all__ = ["key_of_number", "numbers_of_keys"]


def key_of_number(*, viewer: User, at: datetime, number: int) -> UUID | None:
    """The id of the key of the patient with this number, erased or not."""
    rights.require(viewer, "patient.find", at=at)
    return (
        Patient.objects.filter(number=number).values_list("key_id", flat=True).first()
    )


def numbers_of_keys(
    *, viewer: User, at: datetime, keys: Iterable[UUID]
) -> dict[UUID, int]:
    """The patients' numbers by the ids of their keys."""
    rights.require(viewer, "patient.find", at=at)
    found = Patient.objects.filter(key_id__in=set(keys))
    return dict(found.values_list("key_id", "number"))
