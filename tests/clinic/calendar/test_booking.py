"""A time is kept for one patient; what is taken is refused by the database."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from glabella.clinic.accounts.models import User
from glabella.clinic.calendar import selectors, services
from glabella.clinic.calendar.grid import local_instant, zone
from glabella.clinic.calendar.models import Absence, Appointment, Slot, WorkingHours
from glabella.clinic.calendar.services import Wanted
from glabella.clinic.calendar.services.booking import Taken
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.models import Closure, Room
from glabella.clinic.shared.errors import Invalid, NotAllowed, Stale
from tests.clinic.people import AT, TODAY, make_patient

TEN = AT.replace(hour=10)


def _book(actor: User, patient: Patient, **wanted: Any) -> Appointment:
    return services.book(
        actor=actor,
        at=AT,
        patient=patient,
        wanted=Wanted(**{"injector": actor, "starts_at": TEN, **wanted}),
        kind="treatment",
        areas=["glabella"],
    )


def test_one_area_takes_a_quarter_of_an_hour(injector: User, patient: Patient) -> None:
    booked = _book(injector, patient)
    assert booked.ends_at - booked.starts_at == timedelta(minutes=15)
    assert Slot.objects.filter(appointment=booked).count() == 3


def test_a_taken_time_is_refused_and_says_whose_it_is(
    injector: User, front_desk: User, patient: Patient
) -> None:
    _book(injector, patient)
    with pytest.raises(Taken, match="Injector is taken on 23 November at 10:10"):
        _book(
            front_desk,
            make_patient(2),
            injector=injector,
            starts_at=TEN + timedelta(minutes=10),
        )
    assert Appointment.objects.count() == 1


def test_a_room_holds_one_visit_at_a_time(
    injector: User, other_injector: User, room: Room, patient: Patient
) -> None:
    _book(injector, patient, room=room)
    with pytest.raises(Taken, match="Room 1 is taken"):
        _book(other_injector, make_patient(2), room=room)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_book_the_same_time_one_wins(
    race: Callable[..., tuple[object, object]], injector: User, front_desk: User
) -> None:
    one, two = make_patient(1), make_patient(2)
    results = race(
        lambda: _book(injector, one),
        lambda: _book(front_desk, two, injector=injector),
    )
    assert sorted(type(result).__name__ for result in results) == [
        "Appointment",
        "Taken",
    ]
    assert Slot.objects.count() == 3


def test_moving_keeps_the_length_and_frees_the_old_time(
    injector: User, patient: Patient
) -> None:
    booked = _book(injector, patient)
    moved = services.move(
        actor=injector,
        at=AT,
        appointment_id=booked.pk,
        version=1,
        wanted=Wanted(injector=injector, starts_at=TEN + timedelta(minutes=5)),
    )
    assert moved.ends_at - moved.starts_at == timedelta(minutes=15)
    assert moved.sequence == 1
    _book(injector, make_patient(2), starts_at=TEN - timedelta(minutes=10))


def test_a_move_into_a_taken_time_leaves_all_as_it_was(
    injector: User, patient: Patient
) -> None:
    booked = _book(injector, patient)
    _book(injector, make_patient(2), starts_at=TEN + timedelta(hours=1))
    with pytest.raises(Taken):
        services.move(
            actor=injector,
            at=AT,
            appointment_id=booked.pk,
            version=1,
            wanted=Wanted(injector=injector, starts_at=TEN + timedelta(hours=1)),
        )
    booked.refresh_from_db()
    assert booked.starts_at == TEN
    assert booked.slots.count() == 3


def test_a_stale_calendar_moves_nothing(injector: User, patient: Patient) -> None:
    booked = _book(injector, patient)
    with pytest.raises(Stale):
        services.cancel(
            actor=injector,
            at=AT,
            appointment_id=booked.pk,
            version=9,
            reason="Asked to",
        )


def test_a_cancelled_visit_frees_its_time_and_stays_on_record(
    injector: User, patient: Patient
) -> None:
    booked = _book(injector, patient)
    services.cancel(
        actor=injector, at=AT, appointment_id=booked.pk, version=1, reason="Asked to"
    )
    assert _book(injector, make_patient(2)).starts_at == TEN
    assert Appointment.objects.filter(status="cancelled").count() == 1


@pytest.mark.parametrize(
    ("starts_at", "says"),
    [
        (TEN.replace(hour=8, minute=30), "works from 09:00 to 17:00"),
        (TEN.replace(hour=16, minute=50), "works from 09:00 to 17:00"),
        (TEN + timedelta(days=5), "does not work on Saturday"),
        (TEN + timedelta(minutes=2), "steps of five minutes"),
        (TEN - timedelta(days=3), "has passed"),
    ],
    ids=["before opening", "past closing", "weekend", "off the grid", "past"],
)
def test_a_time_that_cannot_be_is_refused(
    injector: User, patient: Patient, starts_at: datetime, says: str
) -> None:
    with pytest.raises(Invalid, match=says):
        _book(injector, patient, starts_at=starts_at)


def test_outside_hours_on_purpose_is_possible_but_not_over_an_absence(
    injector: User, patient: Patient
) -> None:
    evening = TEN.replace(hour=18)
    assert _book(injector, patient, starts_at=evening, outside_hours=True)
    Absence.objects.create(
        injector=injector, starts_at=TEN, ends_at=TEN + timedelta(hours=2)
    )
    with pytest.raises(Invalid, match="away until 23 November 12:00"):
        _book(injector, make_patient(2), outside_hours=True)


def test_a_stranger_books_nothing(
    stranger: User, injector: User, patient: Patient
) -> None:
    with pytest.raises(NotAllowed):
        _book(stranger, patient, injector=injector)


def test_free_times_begin_with_the_first_that_fits(
    injector: User, front_desk: User, patient: Patient
) -> None:
    _book(injector, patient, starts_at=AT, minutes=50)
    Closure.objects.create(
        first_day=TODAY + timedelta(days=1), last_day=TODAY + timedelta(days=1)
    )
    WorkingHours.objects.create(
        injector=injector, weekday=0, starts=time(9), ends=time(10, 30)
    )
    WorkingHours.objects.create(
        injector=injector, weekday=2, starts=time(9), ends=time(9, 30)
    )
    free = selectors.next_free(
        viewer=front_desk, at=AT, minutes=30, from_day=TODAY, injectors=[injector]
    )
    assert [one.starts_at for one in free][:4] == [
        AT + timedelta(minutes=50),
        AT + timedelta(minutes=60),
        AT + timedelta(days=2),
        AT + timedelta(days=7),
    ]


@pytest.mark.parametrize(
    ("name", "day", "wall", "says"),
    [
        ("Europe/London", date(2027, 3, 28), time(1, 30), "does not exist"),
        ("Europe/London", date(2026, 10, 25), time(1, 30), "comes twice"),
        ("America/New_York", date(2027, 3, 14), time(2, 30), "does not exist"),
        ("America/New_York", date(2026, 11, 1), time(1, 30), "comes twice"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "does not exist"),
        ("Australia/Lord_Howe", date(2027, 4, 4), time(1, 45), "comes twice"),
    ],
)
def test_a_time_that_the_clock_skips_or_repeats_is_asked_back(
    name: str, day: date, wall: time, says: str
) -> None:
    with pytest.raises(Invalid, match=says):
        local_instant(day, wall, zone(name))


def test_a_day_of_25_hours_ends_at_its_own_midnight(
    injector: User, front_desk: User, patient: Patient
) -> None:
    booked = services.book(
        actor=front_desk,
        at=datetime(2026, 10, 24, 9, tzinfo=UTC),
        patient=patient,
        wanted=Wanted(
            injector=injector,
            starts_at=local_instant(
                date(2026, 10, 25), time(23, 30), zone("Europe/London")
            ),
            outside_hours=True,
        ),
        kind="review",
    )
    assert booked.starts_at == datetime(2026, 10, 25, 23, 30, tzinfo=UTC)
    found = selectors.day_list(viewer=front_desk, at=AT, day=date(2026, 10, 25))
    assert found == [booked]


def test_a_visit_that_is_done_is_the_day_the_patient_was_last_seen(
    injector: User, patient: Patient
):
    visit = _book(injector, patient)
    for version, status in enumerate(("arrived", "done"), start=1):
        services.set_status(
            actor=injector,
            at=AT,
            appointment_id=visit.pk,
            version=version,
            status=status,
        )
    assert Patient.objects.get().last_seen_on == TODAY
