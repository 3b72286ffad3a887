"""The review two weeks after a treatment, and what comes of it."""

from datetime import timedelta
from decimal import Decimal
from typing import Final

from glabella.clinic.demo import photographs
from glabella.clinic.demo.after import (
    agree_on_return,
    answer_by_link,
    droop,
    droop_goes_on,
    follow_up,
    tell_of_another,
)
from glabella.clinic.demo.live import give_live, tidy_up
from glabella.clinic.demo.planning import agreed
from glabella.clinic.demo.visits import Step, book, come, done
from glabella.clinic.demo.world import Person, World
from glabella.clinic.followups import services as followups
from glabella.clinic.patients.models import Patient
from glabella.clinic.treatments.models import Treatment

__all__ = ["review"]

_REVIEW_DAYS: Final = 14
_ASKED_DAYS: Final = 10
_DUE_DAYS: Final = (16, 45)
"""Treated so many days before the present: a review is due, and makes sense."""
_BY_LINK: Final = 130
"""Patients were asked by e-mail for so many days."""
_DROOP_DAYS: Final = (48, 120)
_MORE_DAYS: Final = (24, 110)
_PEEL_DAYS: Final = (20, 90)
_TOUCH_UNITS: Final = Decimal(2)
_ONE_IN: Final = {"by link": 2, "agreed": 3}


def review(
    world: World, person: Person, patient: Patient, treatment: Treatment
) -> Step[None]:
    """Two weeks later: grades, side effects, and how the patient finds it.

    One patient of each injector has not come yet when the present is reached.
    """
    ago = _ago(world)
    if _DUE_DAYS[0] <= ago <= _DUE_DAYS[1] and person.injector.pk not in world.awaited:
        world.awaited.add(person.injector.pk)
        return
    more = _is_one(world, "touch-up", _MORE_DAYS, treatment)
    treated_at = world.at
    visit = book(world, person, patient, days=_REVIEW_DAYS, kind="review")
    if ago < _BY_LINK and world.turn("by link", every=_ONE_IN["by link"]):
        yield world.working(treated_at + timedelta(days=_ASKED_DAYS))
        yield from answer_by_link(world, person, treatment, unhappy=more)
    visit = yield from come(world, person, visit)
    yield visit.starts_at + timedelta(minutes=10)
    is_droop = not more and _is_one(world, "droop", _DROOP_DAYS, treatment)
    seen = follow_up(
        world,
        person,
        treatment,
        first=True,
        unhappy=more,
        effects=(droop(treatment, world.today),) if is_droop else (),
    )
    photographs.after(world, person, treatment, seen)
    done(world, visit)
    _talk_of_more(world, person, patient)
    if is_droop:
        yield from droop_goes_on(world, person.injector, seen)
    if more:
        yield from _touch_up(world, person, patient, treatment)


def _talk_of_more(world: World, person: Person, patient: Patient) -> None:
    """When to come back, and what else was done to the skin."""
    ago = _ago(world)
    if ago < _BY_LINK and world.turn("agreed", every=_ONE_IN["agreed"]):
        agree_on_return(world, person, patient)
    elif _PEEL_DAYS[0] <= ago <= _PEEL_DAYS[1] and "peel" not in world.happened:
        world.happened.add("peel")
        tell_of_another(world, person, patient)


def _is_one(
    world: World, what: str, days: tuple[int, int], treatment: Treatment
) -> bool:
    """Whether this befalls this treatment: once, between the brows, so long ago."""
    first, last = days
    between = treatment.sites.filter(area="glabella").exists()
    if what in world.happened or not treatment.plan_version_id or not between:
        return False
    if not first <= _ago(world) <= last:
        return False
    world.happened.add(what)
    return True


def _touch_up(
    world: World, person: Person, patient: Patient, treatment: Treatment
) -> Step[None]:
    """A little more between the brows, by a small plan of its own."""
    sites = [one for one in treatment.sites.all() if one.area == "glabella"]
    yield world.at + timedelta(minutes=10)
    saved = followups.start_touch_up(
        actor=person.injector,
        at=world.at,
        treatment=treatment,
        units={f"{one.area}/{one.site}": _TOUCH_UNITS for one in sites[:2]},
    )
    order = yield from agreed(world, person, saved, minutes=8)
    visit = book(world, person, patient, days=2, kind="treatment")
    visit = yield from come(world, person, visit)
    yield max(world.at, visit.starts_at + timedelta(minutes=2))
    if order.plan is None:
        return
    _, vials = yield from give_live(world, person.injector, order.plan, order.content)
    done(world, visit)
    yield from tidy_up(world, person.injector, vials)


def _ago(world: World) -> int:
    return (world.now - world.at).days
