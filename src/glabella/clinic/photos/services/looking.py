"""Show photographs and hand out copies: the audit tells of each."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.patients.models import Patient
from glabella.clinic.photos import selectors
from glabella.clinic.photos.files import open_file
from glabella.clinic.photos.models import Photo, PhotoFile
from glabella.clinic.photos.selectors import ShownPhoto
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import Blocked, Invalid, NotFound

__all__ = ["PURPOSES", "hand_out", "look", "look_by_patient", "picture_for_patient"]

PURPOSES: Final = {
    "record": "for the patient, or for a colleague who treats them",
    "marketing": "to show or to advertise",
}


def look(
    *, actor: User, at: datetime, patient: Patient, photos: Iterable[Photo], what: str
) -> None:
    """Tell the audit of one page and of every photograph that it shows."""
    if not selectors.may_look(actor, patient, at):
        raise NotFound
    _looked(actor.as_actor, at, patient, (what, photos))


def look_by_patient(
    *, at: datetime, patient: Patient, photos: Iterable[Photo | ShownPhoto]
) -> None:
    """Tell the audit that a patient's own page showed these."""
    actor = Actor.patient(patient.pk)
    _looked(actor, at, patient, ("patient's page, photographs", photos))


def _looked(
    actor: Actor,
    at: datetime,
    patient: Patient,
    what: tuple[str, Iterable[Photo | ShownPhoto]],
) -> None:
    page, photos = what
    shown = [str(one.id) for one in photos]
    audit.record(
        actor=actor,
        at=at,
        action="read",
        subject=patient.key,
        record_type=page,
        record_id=patient.pk,
        after=None if patient.key.is_destroyed else {"photographs": shown},
    )


def picture_for_patient(
    *, patient: Patient, photo_id: UUID | str, kind: str, at: datetime
) -> bytes:
    """The JPEG for the patient's own page; NotFound unless that page shows it."""
    shown = selectors.shown_to_patient(patient=patient, at=at)
    if str(photo_id) not in {str(one.id) for one in shown}:
        raise NotFound
    photo = Photo.objects.select_related("key").get(pk=photo_id)
    return open_file(photo, kind)


@transaction.atomic
def hand_out(*, actor: User, at: datetime, photo: Photo, purpose: str) -> bytes:
    """The picture as a file that leaves the clinic; audited with what for.

    To advertise it, both consents must hold now; for the patient or a colleague the
    right to hand out a record is needed.
    """
    patient = photo.photo_set.patient
    if purpose not in PURPOSES:
        raise Invalid.field("purpose", "Say what the copy is for.")
    if not selectors.may_look(actor, patient, at):
        raise NotFound
    if photo.withdrawn_at is not None:
        message = "This photograph was withdrawn: no copy of it is handed out."
        raise Blocked(message)
    if purpose == "record":
        rights.require(actor, "patient.export", at=at)
    elif not selectors.for_marketing(viewer=actor, patient=patient, at=at):
        message = (
            "The patient does not agree, or no longer, that photographs are shown to "
            "others. Ask for that consent first."
        )
        raise Blocked(message, f"/patients/{patient.pk}/consents/")
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="export",
        record=photo,
        subject=photo.key,
        after={"purpose": purpose},
    )
    return open_file(photo, PhotoFile.Kind.PICTURE)
