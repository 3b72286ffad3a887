"""The front desk answers, declines, links and books; nothing happens by halves."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest

from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.calendar.services import Wanted
from glabella.clinic.calendar.services.booking import Taken
from glabella.clinic.outbox.models import Message
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.models import OpeningHours
from glabella.clinic.requests import due, selectors, services
from glabella.clinic.requests.models import TreatmentRequest
from glabella.clinic.requests.selectors import Narrowed
from glabella.clinic.requests.services import NewPatient, Visit
from glabella.clinic.shared.actor import SYSTEM
from glabella.clinic.shared.errors import (
    Blocked,
    Invalid,
    NotAllowed,
    NotFound,
    Stale,
)
from tests.clinic.people import AT
from tests.clinic.requests.asked import BORN_ON, ask

pytestmark = pytest.mark.usefixtures("practice")

HOUR = timedelta(hours=1)
ANNA = NewPatient("Anna", "Made-Up", BORN_ON, "female")


@pytest.fixture
def one(practice) -> TreatmentRequest:
    return ask()


@pytest.fixture
def open_hours(practice) -> None:
    for weekday in range(5):
        OpeningHours.objects.create(weekday=weekday, opens=time(8), closes=time(18))


@pytest.fixture
def visit(injector, room, open_hours) -> Visit:
    return Visit(Wanted(injector=injector, starts_at=AT + HOUR, room=room))


def order(one: TreatmentRequest, actor, **more: object) -> dict[str, object]:
    return {
        "actor": actor,
        "at": AT + HOUR,
        "request_id": one.id,
        "version": one.version,
        **more,
    }


def again(one: TreatmentRequest) -> TreatmentRequest:
    return TreatmentRequest.objects.select_related("key", "patient").get(pk=one.pk)


class TestAnswering:
    def test_the_first_answer_is_timed_once(self, one, front_desk):
        one = services.contacted(**order(one, front_desk))
        assert (one.status, one.answered_at) == ("contacted", AT + HOUR)
        later = services.decline(
            **order(one, front_desk, at=AT + 5 * HOUR, reason="too far away")
        )
        assert later.answered_at == AT + HOUR
        assert later.closed_at == AT + 5 * HOUR

    def test_a_no_needs_a_reason(self, one, front_desk):
        with pytest.raises(Invalid):
            services.decline(**order(one, front_desk, reason="  "))
        assert again(one).status == "new"

    def test_a_no_is_told_without_the_reason(self, one, front_desk):
        services.decline(
            **order(one, front_desk, reason="rude on the phone", tell=True)
        )
        told = Message.objects.select_related("key").get(kind="request_declined")
        assert "rude" not in told.body

    def test_a_declined_request_is_taken_up_again(self, one, front_desk):
        one = services.decline(**order(one, front_desk, reason="no time"))
        one = services.reopen(**order(one, front_desk))
        assert (one.status, one.closed_at) == ("contacted", None)

    def test_two_people_do_not_overwrite_each_other(self, one, front_desk, owner):
        services.annotate(**order(one, front_desk, note="rings back at noon"))
        with pytest.raises(Stale):
            services.annotate(**order(one, owner, note="rings back at one"))
        assert again(one).note == "rings back at noon"

    @pytest.mark.parametrize(
        ("deed", "more"),
        [
            (services.contacted, {}),
            (services.decline, {"reason": "x"}),
            (services.annotate, {"note": "x"}),
            (services.reopen, {}),
            (services.unlink, {}),
            (services.link, {"patient_id": uuid4()}),
        ],
    )
    def test_an_injector_reads_and_does_not_handle(self, one, injector, deed, more):
        with pytest.raises(NotAllowed):
            deed(**order(one, injector, **more))
        found = selectors.get_request(viewer=injector, at=AT, request_id=one.id)
        assert found == one


class TestBookingIn:
    def test_makes_patient_and_appointment_in_one_step(self, one, front_desk, visit):
        appointment = services.book_in(**order(one, front_desk, visit=visit, new=ANNA))
        one = again(one)
        assert (one.status, one.patient) == ("booked", appointment.patient)
        patient = Patient.objects.select_related("key").get()
        assert (patient.full_name, patient.email) == ("Anna Made-Up", one.email)
        assert appointment.areas == ["glabella"]
        assert appointment.kind == "consultation"

    def test_leaves_nobody_registered_where_the_time_was_taken(
        self, one, front_desk, visit
    ):
        services.book_in(**order(one, front_desk, visit=visit, new=ANNA))
        second = ask(given_name="Bea", email="bea@mail.test")
        with pytest.raises(Taken):
            services.book_in(**order(second, front_desk, visit=visit, new=ANNA))
        assert Patient.objects.count() == 1
        assert again(second).status == "new"

    def test_takes_the_known_patient_that_was_linked(
        self, one, front_desk, visit, patient
    ):
        one = services.link(**order(one, front_desk, patient_id=patient.id))
        appointment = services.book_in(**order(one, front_desk, visit=visit))
        assert appointment.patient == patient
        assert Patient.objects.count() == 1

    def test_asks_first_who_it_is(self, one, front_desk, visit):
        with pytest.raises(Blocked):
            services.book_in(**order(one, front_desk, visit=visit))

    def test_is_done_once(self, one, front_desk, visit):
        services.book_in(**order(one, front_desk, visit=visit, new=ANNA))
        with pytest.raises(Stale):
            services.book_in(**order(again(one), front_desk, visit=visit, new=ANNA))
        assert Appointment.objects.count() == 1

    def test_a_wrong_link_is_taken_back(self, one, front_desk, patient):
        one = services.link(**order(one, front_desk, patient_id=patient.id))
        assert services.unlink(**order(one, front_desk)).patient is None

    def test_under_eighteen_is_refused_here_too(self, one, front_desk, visit):
        child = NewPatient("Anna", "Made-Up", date(2012, 1, 1), "female")
        with pytest.raises(Invalid):
            services.book_in(**order(one, front_desk, visit=visit, new=child))


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_book_one_request_in_one_does(race, front_desk, visit):
    one = ask()

    def book_in() -> Appointment:
        return services.book_in(**order(one, front_desk, visit=visit, new=ANNA))

    results = race(book_in, book_in)
    assert sum(isinstance(result, Appointment) for result in results) == 1
    assert sum(isinstance(result, Stale) for result in results) == 1
    assert Patient.objects.count() == 1


class TestTheQueue:
    def test_shows_what_is_open_oldest_first(self, front_desk):
        newer, older = ask(at=AT + HOUR), ask(at=AT)
        closed = ask(at=AT)
        services.decline(**order(closed, front_desk, reason="no"))
        assert list(selectors.queue(viewer=front_desk, at=AT)) == [older, newer]

    def test_shows_those_without_an_answer_before_the_others(self, front_desk):
        answered, new = ask(at=AT), ask(at=AT + HOUR)
        services.contacted(**order(answered, front_desk))
        assert list(selectors.queue(viewer=front_desk, at=AT)) == [new, answered]

    @pytest.mark.parametrize(
        "text", ["made-up anna", "ANNA@mail.test", "+44 20 7946 0018", "02079460018"]
    )
    def test_finds_a_whole_name_an_address_or_a_number(self, one, front_desk, text):
        ask(given_name="Bea", email="bea@mail.test", phone="020 7946 0999")
        found = selectors.queue(viewer=front_desk, at=AT, narrowed=Narrowed(find=text))
        assert list(found) == [one]

    def test_says_how_many_wait_and_since_when(self, front_desk):
        ask(at=AT + HOUR)
        oldest = ask(at=AT)
        summary = selectors.waiting_summary(viewer=front_desk, at=AT)
        assert (summary.count, summary.oldest_at) == (2, oldest.received_at)

    def test_is_not_there_for_a_stranger(self, one, stranger):
        with pytest.raises(NotFound):
            selectors.queue(viewer=stranger, at=AT)
        with pytest.raises(NotFound):
            selectors.get_request(viewer=stranger, at=AT, request_id=one.id)
        assert selectors.waiting_summary(viewer=stranger, at=AT).count == 0

    def test_reading_one_is_in_the_audit(self, one, front_desk):
        selectors.get_request(viewer=front_desk, at=AT, request_id=one.id)
        assert AuditEntry.objects.filter(action="read", subject=one.key).count() == 1


class TestWhoItMayBe:
    def test_another_request_from_the_same_telephone_is_shown(self, one, front_desk):
        other = ask(given_name="Bea", email="bea@mail.test", born_on=date(1980, 1, 1))
        (alike,) = selectors.other_requests(viewer=front_desk, at=AT, one=one)
        assert alike.request == other
        assert alike.reasons == ("same telephone number",)

    def test_a_birth_date_alone_is_no_sign(self, one, front_desk):
        ask(given_name="Bea", email="b@mail.test", phone="020 7946 0999")
        assert selectors.other_requests(viewer=front_desk, at=AT, one=one) == []

    def test_nothing_in_common_is_nothing_alike(self, one, front_desk):
        ask(
            given_name="Bea",
            email="b@mail.test",
            phone="",
            born_on=date(1970, 1, 1),
        )
        ask(
            given_name="Cleo", email="", phone="020 7946 0777", born_on=date(1971, 1, 1)
        )
        assert selectors.other_requests(viewer=front_desk, at=AT, one=one) == []


class TestRetention:
    def test_erases_what_never_became_a_patient(self, one, practice):
        practice.request_retention_days = 90
        assert due.retention(at=AT + timedelta(days=89)) == 0
        assert due.retention(at=AT + timedelta(days=90)) == 1
        gone = again(one)
        assert gone.key.is_destroyed
        assert gone.given_name == "erased"
        assert gone.born_on is None
        assert gone.concerns == []
        assert not (gone.email_index + gone.name_index + gone.phone_index)
        entry = AuditEntry.objects.select_related("key").get(action="erase")
        assert entry.record_id == str(one.id)
        assert "90 days" in entry.reason
        assert due.retention(at=AT + timedelta(days=91)) == 0

    def test_keeps_the_request_of_a_patient(self, one, front_desk, patient):
        services.link(**order(one, front_desk, patient_id=patient.id))
        assert due.retention(at=AT + timedelta(days=400)) == 0

    def test_follows_the_patient_who_is_erased(self, one, front_desk, patient):
        services.link(**order(one, front_desk, patient_id=patient.id))
        Patient.objects.filter(pk=patient.pk).update(erased_at=AT)
        assert due.retention(at=AT + HOUR) == 1
        assert again(one).key.is_destroyed

    def test_an_erased_request_can_no_longer_be_handled(self, one, front_desk):
        services.erase(actor=SYSTEM, at=AT, request_id=one.id, ground="asked for")
        with pytest.raises(Blocked):
            services.contacted(**order(one, front_desk))
        assert not selectors.queue(viewer=front_desk, at=AT).exists()

    def test_a_message_that_waits_is_not_sent_to_somebody_erased(
        self, one, mail_is_set_up
    ):
        from glabella.clinic.outbox.delivery import attempt  # noqa: PLC0415

        services.erase(actor=SYSTEM, at=AT, request_id=one.id, ground="asked for")
        assert attempt(at=AT, message_id=str(Message.objects.get().id)) == "left"


class TestMeasures:
    def test_count_by_month_with_the_median_to_the_first_answer(self, front_desk):
        october = datetime.fromisoformat("2026-10-10T10:00+00:00")
        for hours in (1, 3, 8):
            one = ask(at=october)
            services.contacted(**order(one, front_desk, at=october + hours * HOUR))
        ask(at=AT)
        this_month, last_month = selectors.measures(viewer=front_desk, at=AT, months=2)
        assert (this_month.received, this_month.median_to_answer) == (1, None)
        assert (last_month.received, last_month.answered) == (3, 3)
        assert last_month.median_to_answer == 3 * HOUR
        assert last_month.booked_percent == 0
