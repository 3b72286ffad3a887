"""Visits over a change of the clocks, in three zones, in spring and in autumn."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest

from glabella.clinic.accounts.models import User
from glabella.clinic.calendar import selectors, services
from glabella.clinic.calendar.grid import day_span, local_instant, zone
from glabella.clinic.calendar.models import Slot, WorkingHours
from glabella.clinic.calendar.services import Wanted
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.models import Practice

CHANGES = [
    ("Europe/London", date(2027, 3, 28), 23),
    ("Europe/London", date(2026, 10, 25), 25),
    ("America/New_York", date(2027, 3, 14), 23),
    ("America/New_York", date(2026, 11, 1), 25),
    ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
    ("Australia/Lord_Howe", date(2027, 4, 4), 24.5),
]
each_change = pytest.mark.parametrize(("name", "day", "hours"), CHANGES)
ONE_DAY = timedelta(days=1)


@each_change
def test_the_day_is_as_long_as_its_clock_says(name: str, day: date, hours: float):
    start, end = day_span(day, zone(name))
    assert (end - start) / timedelta(hours=1) == hours


@each_change
def test_a_visit_moved_over_the_change_keeps_its_length_and_its_time_on_the_clock(
    injector: User,
    practice: Practice,
    patient: Patient,
    name: str,
    day: date,
    hours: float,
):
    where = zone(name)
    Practice.objects.update(time_zone=name)
    before, after = (
        local_instant(one, time(10), where) for one in (day - ONE_DAY, day + ONE_DAY)
    )
    at = before - timedelta(days=3)
    wanted = Wanted(injector=injector, starts_at=before, minutes=45, outside_hours=True)
    visit = services.book(
        actor=injector, at=at, patient=patient, wanted=wanted, kind="review"
    )
    moved = services.move(
        actor=injector,
        at=at,
        appointment_id=visit.pk,
        version=1,
        wanted=Wanted(injector=injector, starts_at=after, outside_hours=True),
    )
    first, last = (one.astimezone(where) for one in (moved.starts_at, moved.ends_at))
    assert (first.time(), last.time()) == (time(10), time(10, 45))
    assert after - before == timedelta(hours=24 + hours)


@each_change
def test_a_visit_through_the_change_takes_the_minutes_that_pass(
    injector: User,
    practice: Practice,
    patient: Patient,
    name: str,
    day: date,
    hours: float,
):
    where = zone(name)
    Practice.objects.update(time_zone=name)
    start = local_instant(day, time(0, 30), where)
    wanted = Wanted(injector=injector, starts_at=start, minutes=180, outside_hours=True)
    visit = services.book(
        actor=injector,
        at=start - ONE_DAY,
        patient=patient,
        wanted=wanted,
        kind="review",
    )
    assert Slot.objects.filter(appointment=visit).count() == 36
    shown = visit.ends_at.astimezone(where).replace(tzinfo=None)
    wall = shown - datetime.combine(day, time(0, 30))
    assert wall == timedelta(hours=3) + timedelta(hours=24 - hours)


@each_change
def test_free_times_on_the_day_are_instants_that_exist_and_follow_each_other(
    injector: User, practice: Practice, name: str, day: date, hours: float
):
    Practice.objects.update(time_zone=name)
    WorkingHours.objects.create(
        injector=injector, weekday=day.weekday(), starts=time(0), ends=time(6)
    )
    at = datetime.combine(day - ONE_DAY, time(0), tzinfo=UTC)
    free = selectors.next_free(
        viewer=injector,
        at=at,
        minutes=15,
        from_day=day,
        injectors=[injector],
        limit=99,
    )
    starts = [
        one.starts_at for one in free if one.starts_at < day_span(day, zone(name))[1]
    ]
    assert len(starts) == 4 * (6 - (24 - hours))
    gaps = {b - a for a, b in pairwise(starts)}
    assert gaps == {timedelta(minutes=15)}
