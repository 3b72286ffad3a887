"""Treatments of the very day: one given, one that can be given now, one that cannot yet."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from glabella.clinic.accounts.models import User
from glabella.clinic.calendar import services as calendar
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.calendar.services import Wanted
from glabella.clinic.demo import photographs
from glabella.clinic.demo.live import give_live, tidy_up
from glabella.clinic.demo.papers import paper_for, sign_by_link
from glabella.clinic.demo.planning import (
    approve,
    as_person,
    asked_again,
    drafted,
    submitted,
)
from glabella.clinic.demo.visits import Step, set_status
from glabella.clinic.demo.world import World
from glabella.clinic.plans.models import Plan
from glabella.clinic.plans.selectors import get_version
from glabella.clinic.treatments.models import Treatment

__all__ = ["TREATMENT_MINUTES", "Ready", "treated_today"]

type Ready = Literal["given", "signed", "unsigned"]
"""What the day finds: given by now, the paper signed, or not signed yet."""
TREATMENT_MINUTES: Final = 30
_BOOKED: Final = timedelta(days=6)
_SIGNED_AT_HOME: Final = timedelta(days=4)
_HERE: Final = timedelta(minutes=4)
_LEAST, _MOST = timedelta(days=85), timedelta(days=700)
"""How long ago somebody was treated who comes for the next treatment."""


@dataclass(frozen=True, slots=True)
class _Coming:
    """The plan of a patient, and the visit at which it is to be given."""

    plan: Plan
    visit: Appointment


def treated_today(
    world: World, injector: User, starts_at: datetime, ready: Ready
) -> Step[None]:
    """Somebody comes again: planned, approved and booked some days ago."""
    yield world.working(world.now - _BOOKED)
    last = _somebody(world, injector)
    if last is None:
        return
    world.kept.add(last.patient_id)
    one = _planned(world, injector, starts_at, last)
    if ready != "unsigned":
        yield max(world.at, world.working(world.now - _SIGNED_AT_HOME))
        paper = paper_for(world, injector, get_version(plan=one.plan))
        sign_by_link(world, injector, paper)
    yield max(world.at, world.working(starts_at - timedelta(days=2)))
    visit = set_status(world, one.visit, "confirmed")
    yield starts_at - _HERE
    visit = set_status(world, visit, "arrived")
    if ready == "signed":
        # The camera and the earlier photographs can be looked at at once.
        photographs.agreed(world, injector, visit.patient)
    if ready != "given":
        return
    yield starts_at + _HERE
    version = get_version(plan=one.plan)
    _, vials = yield from give_live(world, injector, one.plan, version.content)
    yield max(world.at, visit.ends_at)
    set_status(world, visit, "done")
    yield from tidy_up(world, injector, vials)


def _planned(
    world: World, injector: User, starts_at: datetime, last: Treatment
) -> _Coming:
    patient = last.patient
    person = as_person(world, patient, last)
    person.injector = injector
    asked_again(world, patient, injector)
    saved = drafted(world, person, patient, last)
    plan = submitted(world, person, saved)
    approve(world, plan)
    room = world.rooms[int(injector == world.staff.injector)]
    visit = calendar.book(
        actor=world.staff.front_desk,
        at=world.at,
        patient=patient,
        wanted=Wanted(injector, starts_at, TREATMENT_MINUTES, room),
        kind="treatment",
        areas=person.wish.areas,
        technique=person.wish.technique,
    )
    return _Coming(plan, visit)


def _somebody(world: World, injector: User) -> Treatment | None:
    """Who was seen after the last treatment, and is due without a visit to come.

    One whose treatment went through a plan before others: there is more to learn from.
    """
    coming = Appointment.objects.filter(starts_at__gt=world.at).exclude(
        status="cancelled"
    )
    rows = (
        Treatment.objects.select_related("key", "patient__key")
        .prefetch_related("sites")
        .filter(
            status="signed",
            place="here",
            day__lte=(world.at - _LEAST).date(),
            day__gte=(world.at - _MOST).date(),
        )
        .exclude(reviewed_at=None)
        .exclude(patient__in=coming.values("patient"))
        .exclude(patient__in=world.kept)
        .order_by("-day", "id")
    )
    newest = {
        one.patient_id: one.day
        for one in Treatment.objects.filter(status="signed").order_by("day", "id")
    }
    mine = [one for one in rows if newest[one.patient_id] == one.day]
    mine.sort(key=lambda one: (one.plan_version_id is None, one.injector != injector))
    return mine[0] if mine else None
