"""Take a photograph in: consent first, then the picture, then the row."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.patients.models import Patient
from glabella.clinic.photos import selectors
from glabella.clinic.photos.files import write_file
from glabella.clinic.photos.ingest import Picture, take_in
from glabella.clinic.photos.kinds import Upload
from glabella.clinic.photos.models import Photo, PhotoFile, PhotoSet
from glabella.clinic.photos.standard import Shot, known_shot
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.errors import Blocked, Invalid
from glabella.clinic.treatments.models import Treatment

__all__ = ["Into", "add"]


@dataclass(frozen=True, slots=True)
class Into:
    """Which set a photograph belongs to; ``day`` is today unless it is told."""

    occasion: str = PhotoSet.Occasion.CONSULTATION.value
    visit: UUID | str = ""
    treatment: Treatment | None = None
    day: date | None = None


def add(
    *,
    actor: User,
    at: datetime,
    patient: Patient,
    shot: Shot,
    upload: Upload,
    into: Into,
) -> Photo:
    """Keep a photograph; what was sent is decoded, written anew and let go.

    Refused without consent to photography, and for anything that is no still
    photograph (:mod:`glabella.clinic.photos.ingest`).
    """
    rights.require(actor, "photo.take", at=at)
    _require_consent(patient, at)
    _check(shot, into, patient, at)
    # Before the transaction: nobody else shall wait for the decoding.
    picture = take_in(upload)
    with transaction.atomic():
        found = _set_for(actor, at, patient, into)
        return _kept(actor, at, (found, shot), picture)


def _require_consent(patient: Patient, at: datetime) -> None:
    where = f"/patients/{patient.pk}/consents/"
    if patient.erased_at is not None:
        message = "This record was erased: no photograph is added to it."
        raise Blocked(message, f"/patients/{patient.pk}/")
    if not selectors.consent_holds(patient, selectors.PHOTOGRAPHY, at):
        message = (
            "There is no consent to photography that holds today. Ask for it first, "
            "then take the photographs."
        )
        raise Blocked(message, where)


def _check(shot: Shot, into: Into, patient: Patient, at: datetime) -> None:
    wrong: dict[str, str] = {}
    if known_shot(shot.view, shot.expression) is None:
        wrong["view"] = "Choose the view and the expression."
    if into.occasion not in PhotoSet.Occasion.values:
        wrong["occasion"] = "Choose the occasion."
    if into.day is not None and into.day > day_of(at):
        wrong["day"] = "That day is still to come."
    if into.treatment is not None and into.treatment.patient_id != patient.pk:
        wrong["treatment"] = "That treatment is another patient's."
    if not _is_visit(into.visit):
        wrong["visit"] = "That visit is not known. Open this page from the visit again."
    if wrong:
        raise Invalid(wrong)


def _is_visit(told: UUID | str) -> bool:
    if isinstance(told, UUID) or not told:
        return True
    try:
        return str(UUID(told)) == told
    except ValueError:
        return False


def _set_for(actor: User, at: datetime, patient: Patient, into: Into) -> PhotoSet:
    found, _ = PhotoSet.objects.get_or_create(
        patient=patient,
        day=into.day or day_of(at),
        occasion=into.occasion,
        visit=str(into.visit),
        defaults={
            "key": patient.key,
            "treatment": into.treatment,
            "created_at": at,
            "created_by": actor,
        },
    )
    return found


def _kept(
    actor: User, at: datetime, what: tuple[PhotoSet, Shot], picture: Picture
) -> Photo:
    found, shot = what
    photo = Photo.objects.create(
        key=found.key,
        photo_set=found,
        view=shot.view,
        expression=shot.expression,
        taken_at=at,
        taken_by=actor,
        width=picture.width,
        height=picture.height,
    )
    kept = write_file(photo, PhotoFile.Kind.PICTURE, picture.picture)
    write_file(photo, PhotoFile.Kind.THUMBNAIL, picture.thumbnail)
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="create",
        record=photo,
        subject=photo.key,
        after={
            "day": found.day,
            "view": shot.view,
            "expression": shot.expression,
            "width": photo.width,
            "height": photo.height,
            "sealed_digest": kept.sealed_digest,
        },
    )
    return photo
