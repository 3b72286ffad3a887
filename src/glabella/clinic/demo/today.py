"""The very day on which the clinic is made: visits behind, one begun, some to come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from glabella.clinic.accounts.models import User
from glabella.clinic.calendar import services as calendar
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.calendar.services import Wanted
from glabella.clinic.demo.treating_today import Ready, treated_today
from glabella.clinic.demo.visits import Step, set_status
from glabella.clinic.demo.world import World
from glabella.clinic.patients.services import open_record
from glabella.clinic.treatments import services as treatments
from glabella.clinic.treatments.entries import Seen
from glabella.clinic.treatments.models import Treatment

__all__ = ["opening", "todays_visits"]

_MARGIN: Final = timedelta(hours=3)
"""The clinic is open for so long before and after the present, on its weekday."""
_USUAL: Final = (time(9), time(17, 30))
_LAST: Final = time(23, 55)
_QUARTER: Final = 15
_BOOKED: Final = timedelta(days=6)
_HERE: Final = timedelta(minutes=4)
_SEEN: Final = timedelta(minutes=12)
_LATELY: Final = timedelta(days=75)
"""Treated since then: comes to be looked at; longer ago: to talk of the next time."""
_MINUTES: Final = {"review": 15, "consultation": 45}

_TREATED: Final[tuple[tuple[str, int, Ready], ...]] = (
    ("injector", 0, "signed"),
    ("prescriber", 45, "unsigned"),
    ("prescriber", -105, "given"),
)
"""Who treats somebody, in minutes from the present; whoever comes at 0 has arrived.

Like the places below, in the order in which they are filled where patients are few.
"""
_PLACES: Final = (
    ("injector", -60),
    ("injector", 60),
    ("prescriber", 0),
    ("prescriber", -45),
    ("prescriber", 105),
    ("injector", -150),
    ("injector", 135),
)
"""Who sees somebody after a treatment, or to talk of the next."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A time that is kept for this day."""

    injector: User
    starts_at: datetime


def opening(local: datetime) -> tuple[time, time]:
    """Opening hours of the weekday of ``local``, wide enough to hold it."""
    opens, closes = _USUAL
    early, late = local - _MARGIN, local + _MARGIN
    opens = time(early.hour) if early.date() == local.date() else time.min
    closes = time(late.hour, 30) if late.date() == local.date() else _LAST
    return min(_USUAL[0], opens), max(_USUAL[1], closes)


def todays_visits(world: World) -> Iterator[Step[None]]:
    """One life for each visit of the day; its times are kept from the start."""
    local = world.now.astimezone(world.zone)
    quarter = local.replace(
        minute=local.minute - local.minute % _QUARTER, second=0, microsecond=0
    )
    # Those who are to be treated first: they are the harder ones to find.
    for name, minutes, ready in _TREATED:
        place = _place(world, name, quarter + timedelta(minutes=minutes))
        if place is not None:
            yield treated_today(world, place.injector, place.starts_at, ready)
    for name, minutes in _PLACES:
        place = _place(world, name, quarter + timedelta(minutes=minutes))
        if place is not None:
            yield _visit(world, place)


def _place(world: World, name: str, starts_at: datetime) -> _Place | None:
    """A time of this day, kept free from the start; None outside the hours."""
    local = world.now.astimezone(world.zone)
    ends_at = starts_at + timedelta(minutes=max(_MINUTES.values()))
    opens, closes = opening(local)
    inside = starts_at.date() == ends_at.date() == local.date()
    if not inside or not opens <= starts_at.time() < ends_at.time() <= closes:
        return None
    injector: User = getattr(world.staff, name)
    world.busy[injector.pk].append((starts_at, ends_at))
    return _Place(injector, starts_at)


def _visit(world: World, place: _Place) -> Step[None]:
    yield world.working(world.now - _BOOKED)
    treatment = _somebody(world, place)
    if treatment is None:
        return
    visit = _book(world, place, treatment)
    yield max(world.at, world.working(place.starts_at - timedelta(days=2)))
    visit = set_status(world, visit, "confirmed")
    yield place.starts_at - _HERE
    visit = set_status(world, visit, "arrived")
    yield place.starts_at + _SEEN + timedelta(minutes=_QUARTER)
    open_record(
        actor=place.injector,
        at=world.at,
        patient_id=treatment.patient_id,
        what="patient page",
    )
    treatments.add_follow_up(
        actor=place.injector,
        at=world.at,
        treatment=treatment,
        seen=Seen(day=world.today, result="as_wished"),
    )
    set_status(world, visit, "done")


def _book(world: World, place: _Place, treatment: Treatment) -> Appointment:
    lately = treatment.day > (world.now - _LATELY).date()
    kind = "review" if lately or place.starts_at <= world.now else "consultation"
    room = world.rooms[int(place.injector == world.staff.injector)]
    return calendar.book(
        actor=world.staff.front_desk,
        at=world.at,
        patient=treatment.patient,
        wanted=Wanted(place.injector, place.starts_at, _MINUTES[kind], room),
        kind=kind,
        areas=tuple(dict.fromkeys(site.area for site in treatment.sites.all())),
    )


def _somebody(world: World, place: _Place) -> Treatment | None:
    """The newest treatment of a patient who has no visit to come."""
    coming = Appointment.objects.filter(starts_at__gt=world.at).exclude(
        status="cancelled"
    )
    rows = (
        Treatment.objects.select_related("key", "patient__key")
        .prefetch_related("sites")
        .filter(status="signed", place="here")
        .exclude(patient__in=coming.values("patient"))
        .exclude(patient__in=world.kept)
        .order_by("-day", "id")
    )
    seen = rows.exclude(reviewed_at=None)
    own = seen.filter(injector=place.injector)
    return own.first() or seen.first() or rows.first()
