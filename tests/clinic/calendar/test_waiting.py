"""A freed time goes to the first who waits and whom it suits."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from glabella.clinic.accounts.models import User
from glabella.clinic.calendar import selectors, services
from glabella.clinic.calendar.due import ended_offers
from glabella.clinic.calendar.models import Absence, Appointment, WaitingEntry
from glabella.clinic.calendar.services import Taken
from glabella.clinic.outbox.models import Message
from glabella.clinic.patients.models import Patient
from glabella.clinic.shared.errors import Blocked, Invalid, NotAllowed, NotFound, Stale
from tests.clinic.calendar.test_by_link import token_in
from tests.clinic.people import AT, TODAY, make_patient

Book = Callable[..., Appointment]
Mail = Callable[[str], list[Message]]
TEN = AT.replace(hour=10) + timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def waits(front_desk: User) -> Callable[..., WaitingEntry]:
    def put(number: int, **wishes: Any) -> WaitingEntry:
        email = wishes.pop("email", f"patient{number}@mail.test")
        return services.wait_for(
            actor=front_desk,
            at=AT + timedelta(seconds=number),
            patient=make_patient(number, email=email),
            **{"kind": "treatment", "minutes": 30, "from_day": TODAY, **wishes},
        )

    return put


def cancel(visit: Appointment, actor: User, at: datetime = AT) -> None:
    services.cancel(
        actor=actor, at=at, appointment_id=visit.pk, version=visit.version, reason="Ill"
    )


def state(entry: WaitingEntry) -> str:
    return str(WaitingEntry.objects.get(pk=entry.pk).status)


def test_a_cancelled_time_is_offered_to_the_first_who_waits(
    booked: Book, patient: Patient, injector: User, waits, mail: Mail
):
    visit = booked(patient, TEN)
    first, second = waits(2), waits(3)
    cancel(visit, injector)
    (message,) = mail("offer")
    assert message.to == "patient2@mail.test"
    assert "Tuesday 24 November 2026 at 10:00" in message.body
    assert (state(first), state(second)) == ("offered", "waiting")


@pytest.mark.parametrize(
    "wishes",
    [
        {"minutes": 45},
        {"from_day": TODAY + timedelta(days=5)},
        {"until_day": TODAY},
        {"times": ["afternoon"]},
        {"times": ["mon", "wed"]},
        {"email": ""},
    ],
    ids=["too long", "too early", "too late", "other part", "other day", "no address"],
)
def test_who_would_not_come_then_is_passed_over(
    booked: Book, patient: Patient, injector: User, waits, wishes
):
    visit = booked(patient, TEN)
    passed, fits = waits(2, **wishes), waits(3, times=["tue", "morning"])
    cancel(visit, injector)
    assert (state(passed), state(fits)) == ("waiting", "offered")


def test_who_wants_somebody_else_is_passed_over(
    booked: Book, patient: Patient, injector: User, other_injector: User, waits
):
    visit = booked(patient, TEN)
    entry = waits(2, injector=other_injector)
    cancel(visit, injector)
    assert state(entry) == "waiting"


def test_a_time_that_is_free_because_its_injector_is_away_is_offered_to_nobody(
    booked: Book, patient: Patient, injector: User, waits
):
    visit = booked(patient, TEN)
    entry = waits(2)
    Absence.objects.create(injector=injector, starts_at=TEN, ends_at=TEN + HOUR)
    cancel(visit, injector)
    assert state(entry) == "waiting"


def test_a_time_within_two_hours_is_left_to_the_telephone(
    booked: Book, patient: Patient, injector: User, waits
):
    visit = booked(patient, AT + HOUR)
    entry = waits(2)
    cancel(visit, injector)
    assert state(entry) == "waiting"


def test_an_offer_is_taken_in_one_step(
    booked: Book, patient: Patient, injector: User, waits, mail: Mail
):
    visit = booked(patient, TEN)
    entry = waits(2)
    cancel(visit, injector)
    token = token_in(mail("offer")[0])
    made = services.take_offer(at=AT + HOUR, token=token)
    assert (made.starts_at, made.patient_id) == (TEN, entry.patient_id)
    assert state(entry) == "taken"
    with pytest.raises(NotFound):
        services.take_offer(at=AT + HOUR, token=token)


def test_taking_an_offer_gives_up_the_later_visit_which_goes_to_the_next(
    booked: Book, patient: Patient, injector: User, front_desk: User, waits, mail: Mail
):
    visit = booked(patient, TEN)
    late = booked(make_patient(2), TEN + timedelta(days=3))
    entry = services.wait_for(
        actor=front_desk,
        at=AT,
        patient=late.patient,
        kind="treatment",
        minutes=30,
        from_day=TODAY,
        appointment=late,
    )
    after = waits(3)
    cancel(visit, injector)
    assert state(entry) == "offered"
    made = services.take_offer(at=AT + HOUR, token=token_in(mail("offer")[0]))
    assert made == late
    assert made.starts_at == TEN
    assert Appointment.objects.filter(status="booked").count() == 1
    assert state(after) == "offered"
    held = WaitingEntry.objects.get(pk=after.pk)
    assert held.offered_starts_at == TEN + timedelta(days=3)


def test_an_offer_that_ends_goes_to_the_next_and_not_back_to_the_first(
    booked: Book, patient: Patient, injector: User, waits, mail: Mail
):
    visit = booked(patient, TEN)
    first, second = waits(2), waits(3)
    cancel(visit, injector)
    old = token_in(mail("offer")[0])
    assert ended_offers(at=AT + 3 * HOUR) == 0
    assert ended_offers(at=AT + 4 * HOUR) == 1
    assert (state(first), state(second)) == ("waiting", "offered")
    with pytest.raises(NotFound):
        services.take_offer(at=AT + 4 * HOUR, token=old)
    assert ended_offers(at=AT + 8 * HOUR) == 1
    assert (state(first), state(second)) == ("waiting", "waiting")


def test_who_declines_stays_on_the_list_and_the_next_is_asked(
    booked: Book, patient: Patient, injector: User, waits, mail: Mail
):
    visit = booked(patient, TEN)
    first, second = waits(2), waits(3)
    cancel(visit, injector)
    services.decline_offer(at=AT + HOUR, token=token_in(mail("offer")[0]))
    assert (state(first), state(second)) == ("waiting", "offered")


def test_an_offer_that_somebody_booked_meanwhile_is_gone_and_one_stays_on_the_list(
    booked: Book, patient: Patient, injector: User, waits, mail: Mail
):
    visit = booked(patient, TEN)
    entry = waits(2)
    cancel(visit, injector)
    booked(make_patient(9), TEN)
    with pytest.raises(Taken):
        services.take_offer(at=AT + HOUR, token=token_in(mail("offer")[0]))
    assert state(entry) == "offered"
    assert ended_offers(at=AT + 4 * HOUR) == 1
    assert state(entry) == "waiting"


def test_the_front_desk_offers_one_of_the_times_that_suit(
    injector: User, front_desk: User, waits, mail: Mail
):
    entry = waits(2, times=["wed", "afternoon"])
    times = selectors.times_for(viewer=front_desk, at=AT, entry=entry)
    first = times[0].starts_at
    assert first == datetime(2026, 11, 25, 12, tzinfo=AT.tzinfo)
    services.offer_time(
        actor=front_desk,
        at=AT,
        entry_id=entry.pk,
        version=1,
        injector=injector,
        starts_at=first,
    )
    assert len(mail("offer")) == 1
    with pytest.raises(Stale):
        services.offer_time(
            actor=front_desk,
            at=AT,
            entry_id=entry.pk,
            version=1,
            injector=injector,
            starts_at=first,
        )


def test_a_time_that_is_taken_is_not_offered_by_hand(
    booked: Book, patient: Patient, injector: User, front_desk: User, waits
):
    booked(patient, TEN)
    entry = waits(2)
    with pytest.raises(Invalid, match="Injector is taken"):
        services.offer_time(
            actor=front_desk,
            at=AT,
            entry_id=entry.pk,
            version=1,
            injector=injector,
            starts_at=TEN,
        )


def test_who_has_no_address_is_offered_nothing_by_mail(
    injector: User, front_desk: User, waits
):
    entry = waits(2, email="")
    with pytest.raises(Blocked, match="Telephone"):
        services.offer_time(
            actor=front_desk,
            at=AT,
            entry_id=entry.pk,
            version=1,
            injector=injector,
            starts_at=TEN,
        )
    assert state(entry) == "waiting"


def test_a_stranger_keeps_no_list(stranger: User, patient: Patient):
    with pytest.raises(NotAllowed):
        services.wait_for(
            actor=stranger,
            at=AT,
            patient=patient,
            kind="review",
            minutes=15,
            from_day=TODAY,
        )
    with pytest.raises(NotFound):
        selectors.waiting(viewer=stranger, at=AT)
