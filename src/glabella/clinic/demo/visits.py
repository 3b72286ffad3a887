"""Appointments of the lives: kept, moved, missed, begun and ended."""

from collections.abc import Generator
from datetime import datetime, timedelta

from glabella.clinic.calendar import services as calendar
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.demo.world import Person, World
from glabella.clinic.patients.models import Patient

__all__ = ["Step", "book", "come", "done", "set_status"]

type Step[T] = Generator[datetime, None, T]
"""Yields the instant of each next step, and gives a result at its end."""

_MINUTES = {"consultation": 45, "review": 15, "treatment": 30}
_ONE_IN = {"missed": 24, "called_off": 16, "not_confirmed": 3}
_CALLED_OFF = (
    "Has a cold; called to ask for another day.",
    "Travels for work that week.",
    "The child is ill.",
)


def book(
    world: World, person: Person, patient: Patient, *, days: int, kind: str
) -> Appointment:
    """Keep a free time so many days from now."""
    return calendar.book(
        actor=world.staff.front_desk,
        at=world.at,
        patient=patient,
        wanted=world.free(days, _MINUTES[kind], person.injector),
        kind=kind,
        areas=person.wish.areas,
        technique=person.wish.technique if kind == "treatment" else "",
    )


def come(world: World, person: Person, visit: Appointment) -> Step[Appointment]:
    """Until this visit, or the one that was booked in its stead, has begun."""
    while True:
        if world.turn("called_off", every=_ONE_IN["called_off"]):
            yield max(world.at, world.working(visit.starts_at - timedelta(days=3)))
            _call_off(world, visit)
        elif world.turn("missed", every=_ONE_IN["missed"]):
            yield visit.ends_at
            set_status(world, visit, "no_show")
        else:
            return (yield from _arrive(world, visit))
        yield world.later(hours=world.chance.randint(3, 60))
        days = world.chance.randint(3, 9)
        visit = book(world, person, visit.patient, days=days, kind=visit.kind)


def _arrive(world: World, visit: Appointment) -> Step[Appointment]:
    """Most confirm, and all who are meant here come; both noted by the front desk."""
    if not world.turn("not_confirmed", every=_ONE_IN["not_confirmed"]):
        told = world.working(visit.starts_at - timedelta(hours=26))
        if world.at < told < visit.starts_at - timedelta(hours=1):
            yield told
            visit = set_status(world, visit, "confirmed")
    yield max(world.at, visit.starts_at - timedelta(minutes=4))
    return set_status(world, visit, "arrived")


def _call_off(world: World, visit: Appointment) -> None:
    calendar.cancel(
        actor=world.staff.front_desk,
        at=world.at,
        appointment_id=visit.pk,
        version=visit.version,
        reason=world.chance.choice(_CALLED_OFF),
    )


def done(world: World, visit: Appointment) -> None:
    """The visit is over."""
    set_status(world, visit, "done")


def set_status(world: World, visit: Appointment, status: str) -> Appointment:
    """The front desk notes where a visit stands."""
    return calendar.set_status(
        actor=world.staff.front_desk,
        at=world.at,
        appointment_id=visit.pk,
        version=visit.version,
        status=status,
    )
