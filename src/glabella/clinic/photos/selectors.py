"""Reads of photographs: by visit, by day, by view, and what the patient may see."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.consents import selectors as consents
from glabella.clinic.patients.models import Patient
from glabella.clinic.photos.files import open_file
from glabella.clinic.photos.models import Annotation, Photo, PhotoFile, PhotoSet
from glabella.clinic.photos.standard import Shot, wanted
from glabella.clinic.shared.errors import NotFound
from glabella.clinic.treatments.selectors import newest_entry

__all__ = [
    "Coverage",
    "ShownPhoto",
    "annotations_of",
    "complete",
    "consent_holds",
    "for_marketing",
    "get_photo",
    "ghost_of",
    "how_many",
    "may_look",
    "photos_of",
    "picture",
    "pictures_of",
    "sets_of",
    "shown_to_patient",
    "withdrawn_of",
    "words_of",
]

PHOTOGRAPHY, MARKETING = "photography", "marketing"


@dataclass(frozen=True, slots=True)
class Coverage:
    """The standard set on one day: what is asked for, there, and still missing."""

    wanted: tuple[Shot, ...]
    taken: tuple[Shot, ...]

    @property
    def missing(self) -> tuple[Shot, ...]:
        """What is asked for and not there, in the order of taking."""
        return tuple(shot for shot in self.wanted if shot not in self.taken)

    @property
    def words(self) -> str:
        """One line for a checklist."""
        if not self.wanted:
            return "No photograph is asked for"
        done = len(self.wanted) - len(self.missing)
        return f"{done} of {len(self.wanted)} photographs"


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A photograph on the patient's own page."""

    id: UUID
    day: date
    view: str
    expression: str
    words: str


def may_look(viewer: User, patient: Patient, at: datetime) -> bool:
    """Photographs are part of the clinical record; emergency access opens them too."""
    return rights.may(viewer, "photo.read", at=at) or rights.may(
        viewer, "patient.read_clinical", at=at, patient=patient
    )


def consent_holds(patient: Patient, kind: str, at: datetime) -> bool:
    """Whether the patient agrees to "photography" or "marketing" at this instant."""
    return consents.allows(patient, kind, at)


def sets_of(*, viewer: User, patient: Patient, at: datetime) -> list[PhotoSet]:
    """Sets with their photographs, newest first; withdrawn photographs are left out."""
    return [_now(found) for found in _sets(viewer, patient, at) if found.photos.all()]


def _now(found: PhotoSet) -> PhotoSet:
    """With the newest entry of its treatment, where that was amended since."""
    if found.treatment is not None:
        found.treatment = newest_entry(found.treatment)
    return found


def _sets(viewer: User, patient: Patient, at: datetime) -> QuerySet[PhotoSet]:
    if not may_look(viewer, patient, at):
        raise NotFound
    photos = Photo.objects.filter(withdrawn_at=None).select_related("key", "taken_by")
    rows = PhotoSet.objects.filter(patient=patient, key__destroyed_at=None)
    return rows.select_related("key", "treatment").prefetch_related(
        Prefetch("photos", photos.order_by("taken_at"))
    )


def photos_of(*, viewer: User, patient: Patient, at: datetime) -> list[Photo]:
    """Every photograph that was not withdrawn, newest day first, with its set."""
    if not may_look(viewer, patient, at):
        raise NotFound
    return list(_shown(patient))


def _shown(patient: Patient) -> QuerySet[Photo]:
    rows = Photo.objects.filter(
        photo_set__patient=patient, withdrawn_at=None, key__destroyed_at=None
    )
    return rows.select_related("key", "photo_set", "taken_by").order_by(
        "-photo_set__day", "-taken_at"
    )


def withdrawn_of(*, viewer: User, patient: Patient, at: datetime) -> list[Photo]:
    """What was taken out of sight, newest first, with by whom and why."""
    if not may_look(viewer, patient, at):
        raise NotFound
    rows = Photo.objects.filter(photo_set__patient=patient, key__destroyed_at=None)
    rows = rows.exclude(withdrawn_at=None).order_by("-withdrawn_at")
    return list(rows.select_related("key", "photo_set", "withdrawn_by"))


def get_photo(
    *, viewer: User, patient_id: UUID, photo_id: UUID | str, at: datetime
) -> Photo:
    """One photograph of this patient, withdrawn or not; NotFound without the right."""
    rows = Photo.objects.select_related(
        "key", "taken_by", "withdrawn_by", "photo_set__patient__key"
    )
    try:
        found = rows.filter(pk=photo_id, photo_set__patient_id=patient_id).first()
    except ValidationError as error:
        raise NotFound from error
    if found is None or not may_look(viewer, found.photo_set.patient, at):
        message = "There is no such photograph. The patient's photographs list them."
        raise NotFound(message)
    return found


def picture(*, viewer: User, photo: Photo, kind: str, at: datetime) -> bytes:
    """The JPEG of a photograph that was opened with :func:`get_photo`."""
    if not may_look(viewer, photo.photo_set.patient, at):
        raise NotFound
    return open_file(photo, kind)


def ghost_of(
    *, viewer: User, patient: Patient, shot: Shot, at: datetime
) -> Photo | None:
    """The newest photograph of the same view, to lay under the camera's picture.

    That of the same expression where there is one, else that at rest.
    """
    if not may_look(viewer, patient, at):
        raise NotFound
    rows = _shown(patient).filter(view=shot.view)
    same = rows.filter(expression=shot.expression).first()
    return same or rows.filter(expression=Photo.Expression.REST).first()


def annotations_of(*, viewer: User, photo: Photo, at: datetime) -> QuerySet[Annotation]:
    """What was drawn over copies of a photograph, oldest first."""
    if not may_look(viewer, photo.photo_set.patient, at):
        raise NotFound
    rows = Annotation.objects.filter(photo=photo)
    return rows.select_related("key", "created_by")


def complete(*, patient: Patient, areas: Iterable[str], day: date) -> Coverage:
    """How far the standard set of these areas is taken on a day; shows no picture."""
    rows = Photo.objects.filter(
        photo_set__patient=patient, photo_set__day=day, withdrawn_at=None
    )
    taken = {Shot(*row) for row in rows.values_list("view", "expression")}
    return Coverage(wanted(areas), tuple(sorted(taken)))


def how_many(*, patient: Patient, since: date) -> int:
    """Photographs of that day and later, whatever they show."""
    rows = Photo.objects.filter(photo_set__patient=patient, withdrawn_at=None)
    return rows.filter(photo_set__day__gte=since).count()


def words_of(photo_set: PhotoSet) -> str:
    """A set in a line: how many, of what."""
    photos = [one for one in photo_set.photos.all() if one.withdrawn_at is None]
    many = f"{len(photos)} photograph{'' if len(photos) == 1 else 's'}"
    kinds = dict.fromkeys(one.get_expression_display() for one in photos)
    told = f": {', '.join(kinds)}" if kinds else ""
    return f"{many} {photo_set.get_occasion_display()}{told}"


# --- outside the clinical record -----------------------------------------------


def shown_to_patient(*, patient: Patient, at: datetime) -> tuple[ShownPhoto, ...]:
    """What the patient's own page shows: nothing unless consent holds now."""
    if not consent_holds(patient, PHOTOGRAPHY, at):
        return ()
    return tuple(
        ShownPhoto(one.pk, one.photo_set.day, one.view, one.expression, one.words)
        for one in _shown(patient)
    )


def for_marketing(*, viewer: User, patient: Patient, at: datetime) -> list[Photo]:
    """What may leave the record to advertise: nothing unless the patient agrees."""
    if not may_look(viewer, patient, at):
        raise NotFound
    both = (PHOTOGRAPHY, MARKETING)
    agreed = all(consent_holds(patient, kind, at) for kind in both)
    return list(_shown(patient)) if agreed else []


def pictures_of(*, patient: Patient) -> Iterator[tuple[str, bytes]]:
    """Every photograph as a file name and a JPEG, one at a time, for an export.

    The right to export is asked by whoever calls.
    """
    for number, photo in enumerate(_shown(patient), start=1):
        day = photo.photo_set.day.isoformat()
        name = f"{day}-{photo.view}-{photo.expression}-{number}.jpg"
        yield name, open_file(photo, PhotoFile.Kind.PICTURE)
