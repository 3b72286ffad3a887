"""What follows a treatment: reviews, the patient's own words, side effects, touch-ups."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from glabella.clinic.accounts.models import User
from glabella.clinic.demo.outcomes import grades_on, side_effects
from glabella.clinic.demo.visits import Step
from glabella.clinic.demo.world import Person, World
from glabella.clinic.followups import services as followups
from glabella.clinic.followups.learning.services import agree
from glabella.clinic.followups.learning.wishes import WishTold
from glabella.clinic.patients.models import Patient
from glabella.clinic.shared.actor import Actor
from glabella.clinic.treatments import services as treatments
from glabella.clinic.treatments.entries import Effect, Graded, Seen
from glabella.clinic.treatments.models import FollowUp, SideEffect, Treatment
from glabella.clinic.treatments.procedures import OtherTold

__all__ = [
    "agree_on_return",
    "answer_by_link",
    "droop",
    "droop_goes_on",
    "follow_up",
    "tell_of_another",
]

_WEAK, _STRONG = 0.85, 0.12
"""Quantiles of response beyond which people find the result too little, too much."""
_MIDDLE: Final = 0.6
"""Beyond it people who see no change of a grade find it too little as well."""
_UNSEEN: Final = ("hh_axilla",)
"""Areas in which nobody looks for movement or a natural look."""
_DROOP: Final = "lid_ptosis"
_EASES_AFTER: Final = (16, 32)
"""Days after it was told: milder, and gone."""
_MODERATE: Final = 2
_WEEKS: Final = 14
_BRUISED: Final = 5
"""One in so many who answer by link."""


@dataclass(frozen=True, slots=True)
class _Words:
    """How somebody finds their result."""

    result: str
    improvement: str
    satisfaction: int
    movement: str
    natural_look: bool

    def told(self, person: Person) -> dict[str, Any]:
        """As a review takes it."""
        unseen = set(person.wish.areas) <= set(_UNSEEN)
        return {
            "result": self.result,
            "improvement": self.improvement,
            "satisfaction": self.satisfaction,
            "movement": "" if unseen else self.movement,
            "natural_look": None if unseen else self.natural_look,
        }


_TOO_LITTLE = _Words("too_little", "3", 3, "too_much", natural_look=True)
_TOO_MUCH = _Words("too_much", "2", 2, "too_little", natural_look=False)
_GOOD = _Words("as_wished", "1", 5, "as_wished", natural_look=True)
_FAIR = _Words("as_wished", "2", 4, "as_wished", natural_look=True)


def _words(
    person: Person, grades: tuple[Graded, ...], *, unhappy: bool = False
) -> _Words:
    """By how they respond, and by whether anything is to be seen of it."""
    before = {area: moving or 0 for area, (_, moving) in person.grades.items()}
    unchanged = bool(grades) and all(
        (one.at_contraction or 0) >= before.get(one.area, 0) for one in grades
    )
    response = person.body.response
    if unhappy or response > _WEAK or (unchanged and response > _MIDDLE):
        return _TOO_LITTLE
    if response < _STRONG and not unchanged:
        return _TOO_MUCH
    return _GOOD if person.body.duration > 0.4 else _FAIR  # noqa: PLR2004


def _grades(world: World, person: Person, treatment: Treatment) -> tuple[Graded, ...]:
    days = (world.today - treatment.day).days
    return grades_on(
        person.wish, person.grades, (person.sex, person.body), days, world.chance
    )


def follow_up(
    world: World,
    person: Person,
    treatment: Treatment,
    *,
    first: bool = False,
    unhappy: bool = False,
    effects: tuple[Effect, ...] = (),
) -> FollowUp:
    """Record what is seen today after a treatment."""
    grades = _grades(world, person, treatment)
    if first:
        found = side_effects(person.wish, treatment.day, world.today, world.chance)
        told = {one.kind: one for one in (*found, *effects)}
        words = _words(person, grades, unhappy=unhappy).told(person)
        seen = Seen(
            day=world.today, grades=grades, effects=tuple(told.values()), **words
        )
    else:
        note = "Came again: says that the effect has worn off."
        seen = Seen(day=world.today, grades=grades, note=note)
    return treatments.add_follow_up(
        actor=person.injector, at=world.at, treatment=treatment, seen=seen
    )


def answer_by_link(
    world: World, person: Person, treatment: Treatment, *, unhappy: bool
) -> Step[None]:
    """The patient is asked by e-mail, and answers at home a few hours later."""
    followups.ask_for_review(actor=person.injector, at=world.at, treatment=treatment)
    yield world.later(hours=world.chance.randint(3, 20))
    grades = _grades(world, person, treatment)
    seen = Seen(
        day=world.today,
        grades=tuple(_rated(grades)),
        effects=tuple(_told_by_patient(world, treatment)),
        **_words(person, grades, unhappy=unhappy).told(person),
    )
    followups.answer_review(
        actor=Actor.patient(treatment.patient_id),
        at=world.at,
        treatment=treatment,
        seen=seen,
    )


def _told_by_patient(world: World, treatment: Treatment) -> Iterator[Effect]:
    """Now and then a bruise that nobody at the clinic saw any more."""
    if world.turn("bruise at home", every=_BRUISED):
        yield Effect(
            "bruising",
            area=treatment.sites.all()[0].area,
            onset_on=treatment.day,
            ended_on=treatment.day + timedelta(days=6),
            severity="mild",
        )


def _rated(grades: tuple[Graded, ...]) -> Iterator[Graded]:
    """The same lines as the patient sees them in the mirror."""
    for one in grades:
        yield Graded(one.area, rater="subject", at_contraction=one.at_contraction)


def droop(treatment: Treatment, seen_on: date) -> Effect:
    """A lid that droops since some days, as told at the review."""
    return Effect(
        kind=_DROOP,
        area="glabella",
        onset_on=min(treatment.day + timedelta(days=6), seen_on),
        severity="moderate",
        causality="probable",
        done="Explained what it is and how long it may last; seen again soon.",
        note="Right side, about 1 mm at rest.",
    )


def droop_goes_on(world: World, user: User, follow_up: FollowUp) -> Step[None]:
    """The drooping lid is reported, seen again, and gone after some weeks."""
    effect = SideEffect.objects.get(follow_up=follow_up, kind=_DROOP)
    yield world.at + timedelta(minutes=20)
    followups.start_report(actor=user, at=world.at, effect=effect, scheme="medwatch")
    told = world.at
    for days, severity in zip(_EASES_AFTER, ("mild", "mild"), strict=True):
        yield world.working(told + timedelta(days=days))
        is_gone = days == _EASES_AFTER[-1]
        note = "Telephoned: gone." if is_gone else "Looked at again: less than before."
        course = followups.Course(
            day=world.today,
            severity=severity,
            ended_on=world.today if is_gone else None,
            causality="probable",
            note=note,
        )
        followups.add_note(actor=user, at=world.at, effect=effect, course=course)


def agree_on_return(world: World, person: Person, patient: Patient) -> None:
    """Keep how long it should last, or from which grade on they want to come."""
    by_grade = world.turn("by grade", every=2) and person.wish.areas[0] == "glabella"
    told = WishTold(grade=_MODERATE) if by_grade else WishTold(weeks=_WEEKS)
    agree(actor=person.injector, at=world.at, patient=patient, told=told)


def tell_of_another(world: World, person: Person, patient: Patient) -> None:
    """The patient tells of a peel elsewhere, and of a light treatment to come."""
    peel = OtherTold(
        "peel",
        world.today - timedelta(days=30),
        areas=("forehead",),
        note="In a spa; superficial, as the patient tells it.",
    )
    light = OtherTold("laser_nonablative", world.today + timedelta(days=45))
    for told in (peel, light):
        treatments.add_procedure(
            actor=person.injector, at=world.at, patient=patient, told=told
        )
