"""The front desk works through the queue; the server holds the order of steps."""

import re
from html import unescape
from itertools import pairwise

import pytest

from glabella.clinic.calendar.models import Appointment
from glabella.clinic.outbox import services as outbox
from glabella.clinic.outbox.models import Message
from glabella.clinic.patients.models import Patient
from glabella.clinic.requests import services
from glabella.clinic.requests.models import TreatmentRequest
from glabella.clinic.shared.actor import SYSTEM
from tests.clinic.people import AT
from tests.clinic.requests.asked import ask
from tests.web.requests.conftest import ADULT, WHOLE, note_of

pytestmark = pytest.mark.usefixtures("opened")


@pytest.fixture
def desk(client, front_desk):
    client.force_login(front_desk)
    return client


@pytest.fixture
def one(opened) -> TreatmentRequest:
    return ask()


def address(one: TreatmentRequest, rest: str = "") -> str:
    return f"/requests/{one.id}/{rest}"


def again(one: TreatmentRequest) -> TreatmentRequest:
    return TreatmentRequest.objects.select_related("key").get(pk=one.pk)


def order(one: TreatmentRequest, injector, **changed: object) -> dict[str, object]:
    return {
        "version": again(one).version,
        "kind": "consultation",
        "slot": f"{injector.pk}|2026-11-23T10:00:00+00:00",
        "given_name": "Anna",
        "family_name": "Made-Up",
        "born_on": "1990-03-08",
        "sex": "female",
        **changed,
    }


def found_by(desk, text, **narrowed):
    return desk.post("/requests/", {"find": text, **narrowed}, follow=True)


class TestTheList:
    def test_says_who_waits_and_since_when(self, desk, one):
        text = desk.get("/requests/").text
        assert "Anna Made-Up" in text
        assert "Lines between the brows" in text
        assert "1 without an answer" in text

    def test_is_empty_in_words(self, desk):
        assert "No requests are waiting" in desk.get("/requests/").text

    def test_is_narrowed_by_the_server(self, desk, one, front_desk):
        services.decline(
            actor=front_desk, at=AT, request_id=one.id, version=1, reason="no"
        )
        assert "Anna" not in desk.get("/requests/").text
        assert "Anna" in desk.get("/requests/?status=declined").text
        assert "Anna" in found_by(desk, "anna@mail.test", status="all").text
        assert "Nothing fits" in found_by(desk, "Bea", status="all").text

    def test_keeps_what_is_looked_for_out_of_addresses(self, desk, one):
        answer = desk.post("/requests/", {"find": "anna@mail.test", "channel": "web"})
        assert "channel=web" in answer.url
        assert "anna" not in answer.url.lower()
        shown = desk.get(answer.url)
        assert "Anna Made-Up" in shown.text
        assert 'value="anna@mail.test"' in shown.text
        assert "Anna" in desk.get("/requests/?find=Bea").text

    def test_opens_the_results_of_one_person_to_nobody_else(
        self, desk, one, injector, client
    ):
        address = desk.post("/requests/", {"find": "nobody@mail.test"}).url
        assert "Nothing fits" in desk.get(address).text
        client.force_login(injector)
        assert "Nothing fits" not in client.get(address).text

    def test_comes_in_pages(self, desk):
        for number in range(26):
            ask(given_name=f"N{number}x", email=f"n{number}@mail.test")
        first, second = desk.get("/requests/"), desk.get("/requests/?page=2")
        assert first.text.count("Made-Up") == 25
        assert second.text.count("Made-Up") == 1

    @pytest.mark.parametrize(
        "query", ["page=x", "status=no", "channel=%00", "s=%00", "s=x", "s=%C3%A4"]
    )
    def test_takes_a_mistyped_address_calmly(self, desk, one, query):
        assert desk.get(f"/requests/?{query}").status_code == 200

    def test_asks_the_database_the_same_however_long_it_is(
        self, desk, django_assert_max_num_queries
    ):
        for number in range(25):
            ask(email=f"n{number}@mail.test")
        desk.get("/requests/")
        with django_assert_max_num_queries(25):
            desk.get("/requests/")


class TestOneRequest:
    def test_is_shown_whole(self, desk, one):
        text = desk.get(address(one)).text
        assert "To look less tired" in text
        assert "+44 20 7946 0018" in text
        assert "declared 23 November 2026" in text

    def test_of_a_patient_whose_record_differs_asks_to_compare(
        self, desk, one, patient
    ):
        data = {"version": one.version, "patient": patient.pk}
        text = unescape(desk.post(address(one, "link/"), data, follow=True).text)
        assert f"the name {patient.full_name}, the request Anna Made-Up" in text

    def test_that_was_asked_twice_sends_no_kind_no_by_itself(self, desk, one):
        box = re.compile(r'<input[^>]*name="tell"[^>]*>')
        alone = box.search(desk.get(address(one)).text)
        ask(concerns=["forehead_lines"])
        page = desk.get(address(one)).text
        twice = box.search(page)
        assert alone is not None
        assert twice is not None
        assert "checked" in alone[0]
        assert "checked" not in twice[0]
        assert "Asked twice?" in page

    def test_asks_the_database_little(
        self, desk, one, patient, django_assert_max_num_queries
    ):
        ask()
        desk.get(address(one))
        with django_assert_max_num_queries(25):
            desk.get(address(one))

    def test_warns_of_folds_before_anybody_comes_in_vain(self, desk):
        text = desk.get(address(ask(concerns=("nose_mouth_folds",)))).text
        assert "nobody comes in vain" in text

    def test_shows_who_it_may_be_with_reasons(self, desk, one, patient):
        Patient.objects.filter(pk=patient.pk).update(email_index=again(one).email_index)
        ask(given_name="Bea")
        text = desk.get(address(one)).text
        assert "same e-mail address" in text
        assert "Bea Made-Up" in text

    def test_is_shown_to_an_injector_without_the_means_to_handle_it(
        self, client, one, injector
    ):
        client.force_login(injector)
        text = client.get(address(one)).text
        assert "To look less tired" in text
        assert "Decline" not in text

    def test_goes_through_its_states(self, desk, one):
        assert desk.post(address(one, "contacted/"), {"version": 1}).status_code == 302
        decline = {"version": 2, "reason": "too far", "tell": "on"}
        assert desk.post(address(one, "decline/"), decline).status_code == 302
        assert Message.objects.filter(kind="request_declined").exists()
        assert "too far" in desk.get(address(one)).text
        assert desk.post(address(one, "reopen/"), {"version": 3}).status_code == 302
        assert again(one).status == "contacted"

    def test_a_no_without_a_reason_is_asked_again(self, desk, one):
        answer = desk.post(address(one, "decline/"), {"version": 1, "reason": ""})
        assert answer.status_code == 422
        assert "Say why." in answer.text

    def test_a_stale_note_is_shown_beside_what_is_there(self, desk, one):
        desk.post(address(one, "note/"), {"version": 1, "note": "noon"})
        answer = desk.post(address(one, "note/"), {"version": 1, "note": "one"})
        assert answer.status_code == 409
        assert "What is there now" in answer.text
        assert "noon" in answer.text
        assert again(one).note == "noon"

    def test_a_stale_step_is_said_in_words(self, desk, one):
        desk.post(address(one, "contacted/"), {"version": 1})
        answer = desk.post(address(one, "contacted/"), {"version": 1})
        assert answer.status_code == 409
        assert "Somebody changed this meanwhile" in answer.text

    @pytest.mark.parametrize("deed", ["no-such-deed", "link"])
    def test_what_nobody_can_do_is_not_there(self, desk, one, deed):
        answer = desk.post(address(one, f"{deed}/"), {"version": 1, "patient": "x"})
        assert answer.status_code == 404

    def test_is_told_as_erased(self, desk, one):
        services.erase(actor=SYSTEM, at=AT, request_id=one.id, ground="asked for")
        text = desk.get(address(one)).text
        assert "can never be read again" in text
        assert "Anna" not in text


class TestBooking:
    def test_registers_and_books_in_one_step(self, desk, one, injector):
        answer = desk.post(address(one, "book/"), order(one, injector))
        assert answer.status_code == 302
        appointment = Appointment.objects.get()
        assert appointment.patient_id == again(one).patient_id
        assert "Booked: Monday 23 November, 10:00" in desk.get(address(one)).text

    def test_offers_the_next_free_times(self, desk, one, injector):
        text = desk.get(address(one, "times/")).text
        assert "Mon 23 Nov, 09:00 to 09:45, Injector" in text

    def test_offers_what_was_asked_for_and_no_quarter_hours_in_a_row(
        self, desk, injector
    ):
        one = ask(times=["afternoon"])
        text = desk.get(address(one, "times/")).text
        starts = re.findall(r"Mon 23 Nov, (\d\d):(\d\d) to", text)
        minutes = [int(hour) * 60 + int(minute) for hour, minute in starts]
        assert any(14 * 60 <= start < 17 * 60 for start in minutes)
        assert all(b - a >= 60 for a, b in pairwise(minutes))

    def test_offers_them_without_a_script_too(self, desk, one, injector):
        text = desk.get(address(one) + "?kind=review&from_day=2026-11-24").text
        assert "Tue 24 Nov, 08:00 to 08:15, Injector" in text

    def test_says_who_took_the_time_and_registers_nobody(self, desk, one, injector):
        other = ask(given_name="Bea", email="bea@mail.test")
        desk.post(address(other, "book/"), order(other, injector, given_name="Bea"))
        answer = desk.post(address(one, "book/"), order(one, injector))
        assert answer.status_code == 422
        assert "is taken" in answer.text
        assert Patient.objects.count() == 1

    def test_takes_another_time(self, desk, one, injector):
        wanted = order(
            one,
            injector,
            slot="other",
            other_injector=injector.pk,
            other_start="2026-11-25T15:20",
        )
        assert desk.post(address(one, "book/"), wanted).status_code == 302
        assert (
            Appointment.objects.get().starts_at.isoformat().startswith("2026-11-25T15")
        )

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"sex": ""}, "This field is required"),
            ({"slot": ""}, "This field is required"),
            ({"slot": "x|y"}, "Select a valid choice"),
            ({"slot": "other"}, "Needed for another time."),
            ({"born_on": "2012-01-01"}, "Under 18"),
            ({"room": "77"}, "Select a valid choice"),
            ({"kind": "party"}, "party"),
        ],
    )
    def test_keeps_what_was_typed_where_something_will_not_do(
        self, desk, one, injector, changed, words
    ):
        answer = desk.post(address(one, "book/"), order(one, injector, **changed))
        assert answer.status_code == 422
        assert words in answer.text
        assert not Patient.objects.exists()

    def test_of_a_linked_patient_registers_nobody(self, desk, one, injector, patient):
        desk.post(address(one, "link/"), {"version": 1, "patient": patient.id})
        wanted = order(one, injector)
        assert desk.post(address(one, "book/"), wanted).status_code == 302
        assert Patient.objects.count() == 1


class TestByTelephone:
    def test_takes_the_same_two_steps(self, desk):
        note = note_of(desk.post("/requests/new/", ADULT))
        answer = desk.post("/requests/new/", {**WHOLE, "note": note, "sex": "female"})
        one = TreatmentRequest.objects.get()
        assert answer.headers["Location"] == address(one)
        assert (one.channel, one.sex) == ("phone", "female")

    def test_ends_under_eighteen_with_nothing_kept(self, desk):
        young = {"day": "24", "month": "11", "year": "2008"}
        assert "nothing was kept" in desk.post("/requests/new/", young).text
        assert not TreatmentRequest.objects.exists()

    def test_keeps_what_was_typed(self, desk):
        note = note_of(desk.post("/requests/new/", ADULT))
        answer = desk.post("/requests/new/", {**WHOLE, "note": note, "concerns": []})
        assert answer.status_code == 422
        assert 'value="Anna"' in answer.text


class TestTheOutbox:
    @pytest.fixture
    def message(self, opened) -> Message:
        return outbox.send(
            actor=SYSTEM,
            at=AT,
            kind="booked",
            to="anna@mail.test",
            subject_line="Your appointment",
            body="Monday, 9:00",
        )

    def test_says_that_messages_wait_for_a_mail_server(self, desk, message):
        text = desk.get("/requests/outbox/").text
        assert "anna@mail.test" in text
        assert "No mail server is set up" in text

    def test_is_narrowed(self, desk, message):
        assert "anna@" not in desk.get("/requests/outbox/?status=failed").text
        assert "anna@" in desk.get("/requests/outbox/?kind=booked").text

    def test_comes_in_pages_both_ways(self, desk):
        for number in range(30):
            outbox.send(
                actor=SYSTEM,
                at=AT,
                kind="booked",
                to=f"n{number}@mail.test",
                subject_line="x",
                body="x",
            )
        first = desk.get("/requests/outbox/")
        older = first.context["pager"].next["after"]
        second = desk.get("/requests/outbox/", {"after": older})
        assert len(first.context["rows"]) == 25
        assert len(second.context["rows"]) == 5
        newer = second.context["pager"].previous["before"]
        back = desk.get("/requests/outbox/", {"before": newer})
        assert back.context["rows"] == first.context["rows"]
        assert back.context["pager"].previous is None

    @pytest.mark.parametrize("key", ["x", "2026-11-23_x", "_", "2026-11-23T09:00_x"])
    def test_takes_a_mistyped_place_calmly(self, desk, message, key):
        assert desk.get("/requests/outbox/", {"after": key}).status_code == 200

    def test_shows_one_and_tries_it_again(self, desk, message):
        place = f"/requests/outbox/{message.id}/"
        assert "Monday, 9:00" in desk.get(place).text
        assert desk.post(place + "retry/").status_code == 302
        assert desk.post(place + "withdraw/").status_code == 302
        assert "Cancelled" in desk.get(place).text
        desk.post(place + "retry/")
        assert "nothing to do" in desk.get(place).text

    @pytest.mark.parametrize(
        "kind",
        [
            *("code", "history_link", "consent_link", "portal_link"),
            *("portal_answer", "aftercare", "review"),
        ],
    )
    def test_hides_what_would_let_staff_in(self, desk, kind, opened):
        message = outbox.send(
            actor=SYSTEM,
            at=AT,
            kind=kind,
            to="anna@mail.test",
            subject_line="Your code",
            body="Your code is 123456",
        )
        text = desk.get(f"/requests/outbox/{message.id}/").text
        assert "123456" not in text

    def test_measures_are_shown_by_month(self, desk, one):
        text = desk.get("/requests/measures/").text
        assert "November 2026" in text
        assert "none answered" in text
