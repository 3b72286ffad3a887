"""Hours and absences of people, and what stands in the calendar of some days."""

from dataclasses import dataclass
from datetime import date, datetime

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.calendar.availability import Diary
from glabella.clinic.calendar.models import Absence, Appointment, WorkingHours
from glabella.clinic.calendar.selectors.days import bookable
from glabella.clinic.practice.selectors import clinic_zone
from glabella.clinic.shared.errors import NotFound

__all__ = ["Week", "diary", "get_bookable", "in_the_way", "week_of"]


@dataclass(frozen=True, slots=True)
class Week:
    """When somebody works, and when they are away from now on."""

    hours: tuple[WorkingHours, ...]
    absences: tuple[Absence, ...]


def get_bookable(*, viewer: User, at: datetime, user_id: int) -> User:
    """Somebody whom a visit can be booked with."""
    _require(viewer, at)
    for one in bookable():
        if one.pk == user_id:
            return one
    raise NotFound


def week_of(*, viewer: User, at: datetime, injector: User) -> Week:
    """The working hours and the absences to come of one person."""
    _require(viewer, at)
    return Week(
        tuple(WorkingHours.objects.filter(injector=injector)),
        tuple(Absence.objects.filter(injector=injector, ends_at__gt=at)),
    )


def in_the_way(
    *,
    viewer: User,
    at: datetime,
    injector: User,
    starts_at: datetime,
    ends_at: datetime,
) -> list[Appointment]:
    """Visits that stand in a time in which somebody will be away."""
    _require(viewer, at)
    found = Appointment.objects.filter(
        injector=injector,
        starts_at__lt=ends_at,
        ends_at__gt=starts_at,
        status__in=(Appointment.Status.BOOKED, Appointment.Status.CONFIRMED),
    )
    return list(found.select_related("patient__key", "room"))


def diary(
    *,
    viewer: User,
    at: datetime,
    people: list[User],
    days: tuple[date, int],
    in_rooms: bool = True,
) -> Diary:
    """Hours, absences and taken times, in a fixed number of queries.

    ``days``: the first and how many; ``in_rooms``: also what is taken in rooms.
    """
    _require(viewer, at)
    first, count = days
    return Diary.load(people, first, count, clinic_zone(), in_rooms=in_rooms)


def _require(viewer: User, at: datetime) -> None:
    if not rights.may(viewer, "calendar.read", at=at):
        raise NotFound
