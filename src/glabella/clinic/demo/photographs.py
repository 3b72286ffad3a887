"""Two made-up patients are photographed before a treatment and at its review."""

from datetime import date, timedelta
from random import Random
from typing import Final

from glabella.clinic.accounts.models import User
from glabella.clinic.demo.papers import agree_to_pictures
from glabella.clinic.demo.pictures import Camera, Colour, Grades, drawn, place_of
from glabella.clinic.demo.world import Person, World
from glabella.clinic.patients.models import Patient
from glabella.clinic.photos import selectors, services
from glabella.clinic.photos.fitting import LANDMARKS, in_front
from glabella.clinic.photos.models import Photo, PhotoSet
from glabella.clinic.photos.services import Into, Upload
from glabella.clinic.photos.standard import Shot, wanted
from glabella.clinic.treatments.models import FollowUp, Treatment

__all__ = ["after", "agreed", "before"]

_PICTURED: Final = 2
_WAITED: Final = timedelta(days=45)
_WITHIN: Final = (timedelta(days=20), timedelta(days=200))
"""Treated so long ago: reviewed by now, and the agreement still holds."""
_AREAS: Final = frozenset({"glabella", "forehead", "crows_feet"})
"""Whose lines the drawing has."""
_FEWEST_AREAS: Final = 2
_ALIGN: Final = ("canthus-medial-R", "canthus-medial-L", "subnasale")
_SLIP: Final = 0.002
"""Of the picture's width: half a millimetre of the face."""
Occasion = PhotoSet.Occasion


def before(world: World, person: Person, patient: Patient) -> None:
    """Take the standard set before the needle, of the first few who suit."""
    areas = set(person.wish.areas)
    # Whoever never came to a review is not waited for any longer.
    waited_for = world.today - _WAITED
    enough = sum(day > waited_for for day in world.pictured.values()) >= _PICTURED
    suits = areas <= _AREAS and len(areas) >= _FEWEST_AREAS
    if enough or not suits or patient.pk in world.pictured:
        return
    if not _WITHIN[0] <= world.now - world.at <= _WITHIN[1]:
        return
    agreed(world, person.injector, patient)
    world.pictured[patient.pk] = world.today
    grades = {area: moving or 0 for area, (_, moving) in person.grades.items()}
    _take(world, person, patient, grades, Into(Occasion.BEFORE.value))


def after(
    world: World, person: Person, treatment: Treatment, follow_up: FollowUp
) -> None:
    """Take the same set at the review, with the lines that are left."""
    patient = treatment.patient
    if world.pictured.get(patient.pk, date.max) == date.max:
        return
    world.pictured[patient.pk] = date.max
    left = {one.area: one.at_contraction or 0 for one in follow_up.grades.all()}
    into = Into(Occasion.REVIEW.value, treatment=treatment)
    _take(world, person, patient, left, into)


def agreed(world: World, user: User, patient: Patient) -> None:
    """Have the paper on photographs signed, unless it is."""
    if not selectors.consent_holds(patient, selectors.PHOTOGRAPHY, world.at):
        agree_to_pictures(world, user, patient)


def _take(
    world: World, person: Person, patient: Patient, grades: Grades, into: Into
) -> None:
    # A chance of its own: who is photographed changes nothing else in the clinic.
    chance = Random(f"{patient.number} {into.occasion}")  # noqa: S311 - not a secret
    camera = Camera(
        turned=chance.uniform(-1.5, 1.5),
        scale=chance.uniform(0.98, 1.03),
        right=chance.uniform(-10, 10),
        down=chance.uniform(-5, 5),
    )
    for shot in wanted(person.wish.areas):
        photo = services.add(
            actor=person.injector,
            at=world.at,
            patient=patient,
            shot=shot,
            upload=Upload(drawn(shot, grades, camera, _tone(patient)), "drawn.jpg"),
            into=into,
        )
        if shot.view == Photo.View.FRONT:
            _point(world, person, photo, camera)


def _tone(patient: Patient) -> Colour:
    """The colour of the picture of one patient, the same each time."""
    dark = Random(patient.number).uniform(0.86, 1.0)  # noqa: S311 - not a secret
    return dark, dark**1.15, dark**1.3


def _point(world: World, person: Person, photo: Photo, camera: Camera) -> None:
    """Tap the points for comparing, and at rest those that carry the pins."""
    actor, at = person.injector, world.at
    # A finger is not exact.
    finger = Random(f"{camera.turned} {photo.expression}")  # noqa: S311 - not a secret
    tapped = {
        one.key: [
            part + finger.uniform(-_SLIP, _SLIP)
            for part in place_of(in_front(one.key), camera)
        ]
        for one in LANDMARKS
    }
    three = [tapped[key] for key in _ALIGN]
    photo = services.set_align(
        actor=actor, at=at, photo=photo, version=photo.version, points=three
    )
    if Shot(photo.view, photo.expression) == Shot("front", "rest"):
        services.set_landmarks(
            actor=actor, at=at, photo=photo, version=photo.version, points=tapped
        )
