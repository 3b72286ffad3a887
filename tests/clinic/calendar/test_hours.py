"""Working hours, absences, rooms, and the feed of a person."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest

from glabella.clinic.accounts.models import User
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.calendar import selectors, services
from glabella.clinic.calendar.models import Absence, Appointment, WorkingHours
from glabella.clinic.calendar.services import Taken
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.models import Room
from glabella.clinic.shared.errors import Invalid, NotAllowed, NotFound, Stale
from tests.clinic.people import AT, TODAY, make_patient

Book = Callable[..., Appointment]
TEN = AT.replace(hour=10)
HOUR = timedelta(hours=1)


def test_the_front_desk_sets_the_hours_of_an_injector(front_desk: User, injector: User):
    week = [(0, time(9), time(12)), (0, time(13), time(15))]
    services.set_hours(actor=front_desk, at=AT, injector=injector, spans=week)
    free = selectors.next_free(
        viewer=front_desk, at=AT, minutes=60, from_day=TODAY, injectors=[injector]
    )
    assert {one.starts_at.date().weekday() for one in free} == {0}
    assert AuditEntry.objects.latest("number").action == "change"
    services.set_hours(actor=front_desk, at=AT, injector=injector, spans=[])
    assert not WorkingHours.objects.exists()


def test_hours_that_a_colleague_set_meanwhile_are_not_overwritten(
    front_desk: User, injector: User
):
    seen = services.week_text(injector)
    week = [(0, time(9), time(12))]
    services.set_hours(actor=injector, at=AT, injector=injector, spans=week, was=seen)
    with pytest.raises(Stale):
        services.set_hours(
            actor=front_desk, at=AT, injector=injector, spans=[], was=seen
        )
    assert services.week_text(injector) == "0 09:00-12:00"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_set_hours_at_once_one_is_told(race, front_desk, injector):
    def save(by: User, hour: int):
        services.set_hours(
            actor=by,
            at=AT,
            injector=injector,
            spans=[(0, time(hour), time(15))],
            was="",
        )

    told = race(lambda: save(front_desk, 9), lambda: save(injector, 10))
    assert sorted(isinstance(one, Stale) for one in told) == [False, True]
    assert WorkingHours.objects.count() == 1


def test_one_sets_ones_own_hours_and_not_those_of_a_colleague(
    injector: User, other_injector: User
):
    week = [(0, time(9), time(12))]
    services.set_hours(actor=injector, at=AT, injector=injector, spans=week)
    with pytest.raises(NotAllowed):
        services.set_hours(actor=injector, at=AT, injector=other_injector, spans=week)
    with pytest.raises(NotAllowed):
        services.add_absence(
            actor=injector,
            at=AT,
            injector=other_injector,
            starts_at=TEN,
            ends_at=TEN + HOUR,
        )


@pytest.mark.parametrize(
    "week",
    [
        [(0, time(12), time(9))],
        [(0, time(9), time(12)), (0, time(11), time(13))],
        [(7, time(9), time(12))],
    ],
    ids=["backwards", "overlapping", "no such day"],
)
def test_hours_that_cannot_be_are_refused_and_the_old_ones_stay(injector: User, week):
    good = [(1, time(9), time(12))]
    services.set_hours(actor=injector, at=AT, injector=injector, spans=good)
    with pytest.raises(Invalid):
        services.set_hours(actor=injector, at=AT, injector=injector, spans=week)
    assert [one.weekday for one in WorkingHours.objects.all()] == [1]


def test_an_absence_tells_which_visits_stand_in_it(
    booked: Book, patient: Patient, injector: User
):
    visit = booked(patient, TEN)
    booked(make_patient(2), TEN + 3 * HOUR)
    away = services.add_absence(
        actor=injector,
        at=AT,
        injector=injector,
        starts_at=TEN,
        ends_at=TEN + 2 * HOUR,
    )
    found = selectors.in_the_way(
        viewer=injector,
        at=AT,
        injector=injector,
        starts_at=away.starts_at,
        ends_at=away.ends_at,
    )
    assert found == [visit]
    services.remove_absence(actor=injector, at=AT, absence_id=away.pk)
    assert not Absence.objects.exists()


def test_any_room_is_a_free_one_and_none_left_is_refused(
    booked: Book, patient: Patient, other_injector: User, prescriber: User
):
    one, two = (Room.objects.create(name=f"Room {n}") for n in (1, 2))
    rooms = [
        booked(patient, TEN, any_room=True).room,
        booked(make_patient(2), TEN, any_room=True, injector=other_injector).room,
    ]
    assert rooms == [one, two]
    with pytest.raises(Taken, match="No room is free on 23 November at 10:00"):
        booked(make_patient(3), TEN, any_room=True, injector=prescriber)


@pytest.mark.django_db(transaction=True)
def test_two_who_want_any_room_at_one_moment_get_one_each(
    race: Callable[..., tuple[object, object]],
    booked: Book,
    injector: User,
    other_injector: User,
):
    for number in (1, 2):
        Room.objects.create(name=f"Room {number}")
    one, two = make_patient(1), make_patient(2)
    results = race(
        lambda: booked(one, TEN, any_room=True),
        lambda: booked(two, TEN, any_room=True, injector=other_injector),
    )
    assert {type(one) for one in results} == {Appointment}
    rooms = Appointment.objects.values_list("room__name", flat=True)
    assert sorted(rooms) == ["Room 1", "Room 2"]


def test_no_time_is_free_when_every_room_is_taken(
    booked: Book, patient: Patient, room: Room, other_injector: User
):
    booked(patient, TEN, room=room)
    free = selectors.next_free(
        viewer=other_injector,
        at=TEN,
        minutes=15,
        from_day=TODAY,
        injectors=[other_injector],
    )
    assert free[0].starts_at == TEN + HOUR / 2
    assert free[0].room == room


def test_free_times_of_four_weeks_take_as_few_queries_as_the_first_one(
    injector: User, other_injector: User, django_assert_num_queries, booked, patient
):
    booked(patient, TEN)
    for limit in (1, 9999):
        with django_assert_num_queries(7):
            selectors.next_free(
                viewer=injector,
                at=AT,
                minutes=30,
                from_day=TODAY,
                injectors=[injector, other_injector],
                limit=limit,
            )


def test_a_feed_shows_initials_and_number_and_no_name(
    booked: Book, patient: Patient, injector: User, other_injector: User, room: Room
):
    booked(patient, TEN, room=room)
    booked(make_patient(2), TEN, injector=other_injector)
    token = services.renew_feed(actor=injector, at=AT)
    text = selectors.feed_of(at=AT, token=token)
    assert text.count("BEGIN:VEVENT") == 1
    assert "SUMMARY:G. F.\\, no. 1" in text
    assert "LOCATION:Room 1" in text
    for word in ("Given", "Family", "treatment", "glabella,"):
        assert word not in text


def test_a_renewed_feed_closes_the_old_address(injector: User):
    old = services.renew_feed(actor=injector, at=AT)
    new = services.renew_feed(actor=injector, at=AT)
    assert selectors.feed_of(at=AT, token=new)
    with pytest.raises(NotFound):
        selectors.feed_of(at=AT, token=old)


def test_the_table_does_not_hold_the_address_of_a_feed(injector: User):
    token = services.renew_feed(actor=injector, at=AT)
    row = User.objects.filter(pk=injector.pk).values().get()
    assert token not in str(row)


def test_the_feed_of_a_former_colleague_and_an_empty_address_show_nothing(
    injector: User,
):
    token = services.renew_feed(actor=injector, at=AT)
    User.objects.filter(pk=injector.pk).update(is_active=False)
    for one in (token, ""):
        with pytest.raises(NotFound):
            selectors.feed_of(at=AT, token=one)
