"""The public page: age first, nothing kept of the young, nothing told of anybody."""

from datetime import timedelta

import pytest
from django.apps import apps

from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.links.models import Tally
from glabella.clinic.outbox.models import Message
from glabella.clinic.requests import wording
from glabella.clinic.requests.models import TreatmentRequest
from glabella.core.sources import JURISDICTIONS
from tests.web.requests.conftest import ADULT, WHOLE, note_of
from tests.web.requests.words import forbidden_in

pytestmark = pytest.mark.usefixtures("practice")

EIGHTEEN_TODAY = {"day": "23", "month": "11", "year": "2008"}
YOUNG = {"day": "24", "month": "11", "year": "2008"}


def rows() -> int:
    return sum(model.objects.count() for model in apps.get_models())


class TestTheFirstStep:
    def test_asks_for_the_birth_date_and_for_nothing_else(self, client):
        text = client.get("/request/").text
        assert wording.AGE_WORDING in text
        assert 'name="email"' not in text
        assert "concern" not in text

    def test_ends_kindly_under_eighteen_and_leaves_no_trace(self, client):
        before = rows()
        answer = client.post("/request/", YOUNG)
        assert "Thank you for asking" in answer.text
        assert 'name="email"' not in answer.text
        assert rows() == before
        assert not client.cookies

    def test_lets_somebody_pass_who_is_eighteen_today(self, client):
        assert 'name="email"' in client.post("/request/", EIGHTEEN_TODAY).text

    def test_stores_nothing_of_an_adult_either(self, client):
        before = rows()
        client.post("/request/", ADULT)
        assert rows() == before

    @pytest.mark.parametrize(
        "typed",
        [
            {},
            {"day": "31", "month": "2", "year": "1990"},
            {"day": "8", "month": "March", "year": "1990"},
            {"day": "8", "month": "3", "year": "90"},
            {"day": "8", "month": "3", "year": "2090"},
            {"day": "\N{ARABIC-INDIC DIGIT EIGHT}", "month": "\x00", "year": "1990"},
            {"day": "8" * 500, "month": "3", "year": "1990"},
        ],
    )
    def test_answers_bad_input_in_words_and_keeps_it(self, client, typed):
        answer = client.post("/request/", typed)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
        if typed.get("month") == "March":
            assert 'value="March"' in answer.text

    def test_is_not_there_before_the_clinic_is_set_up(self, client, practice):
        practice.delete()
        assert client.get("/request/").headers["Location"] == "/"


class TestTheSecondStep:
    def test_keeps_the_request_and_thanks(self, client, send):
        answer = send()
        assert answer.headers["Location"] == "/request/thanks/"
        assert "Thank you" in client.get("/request/thanks/").text
        one = TreatmentRequest.objects.select_related("key").get()
        assert (one.channel, one.given_name) == ("online", "Anna")
        assert one.age_wording == wording.AGE_WORDING
        assert Message.objects.count() == 1

    def test_sent_twice_is_one_request(self, send):
        assert [send().status_code, send().status_code] == [302, 302]
        assert TreatmentRequest.objects.count() == 1

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"concerns": []}, "Choose at least one."),
            ({"concerns": ["toxin"]}, "Choose from the list."),
            ({"given_name": ""}, "The given name is missing."),
            ({"email": "anna at mail"}, "This is not an e-mail address"),
            ({"email": "", "phone": ""}, "Give an e-mail address or a telephone"),
            ({"phone": "12"}, "This is not a telephone number"),
            ({"consent": ""}, "Without this we may not answer you."),
            ({"goals": "x" * 2001}, "2000"),
            ({"treated_before": "perhaps"}, "perhaps"),
            ({"given_name": "A\x00nna"}, "Null characters"),
        ],
    )
    def test_answers_bad_input_beside_its_field_and_keeps_the_rest(
        self, send, changed, words
    ):
        answer = send(**changed)
        assert answer.status_code == 422
        assert words in answer.text
        kept = WHOLE | changed
        assert f'value="{kept["family_name"]}"' in answer.text
        assert not TreatmentRequest.objects.exists()
        assert not SubjectKey.objects.filter(request__isnull=False).exists()

    def test_asks_back_what_smile_lines_are(self, send):
        answer = send(concerns=["smile_lines"])
        assert answer.status_code == 422
        assert "Which do you mean: the lines beside the eyes" in answer.text
        assert 'class="smile-lines asked"' in answer.text
        assert (
            send(concerns=["smile_lines"], smile_lines="eye_lines").status_code == 302
        )
        assert TreatmentRequest.objects.get().concerns == ["eye_lines"]

    def test_says_that_folds_are_not_what_this_is_for(self, client):
        text = client.post("/request/", ADULT).text
        assert "Folds from nose to mouth are not treated with the kind" in text

    def test_asks_the_age_once_more_after_hours_with_everything_kept(
        self, client, note, send, clock
    ):
        clock.shift(timedelta(hours=5))
        answer = send()
        assert answer.status_code == 422
        assert "needed once more" in answer.text
        assert 'value="Anna"' in answer.text
        again = client.post("/request/", {**WHOLE, **ADULT, "note": ""})
        assert again.status_code == 302
        assert TreatmentRequest.objects.count() == 1

    def test_cannot_be_reached_past_the_age(self, client):
        before = rows()
        answer = client.post("/request/", {**WHOLE, **YOUNG, "note": "forged"})
        assert "Thank you for asking" in answer.text
        assert rows() == before

    def test_a_note_is_no_use_with_another_key(self, client, note, send, settings):
        settings.SECRET_KEY = "another" * 10
        assert send().status_code == 422


class TestAgainstAbuse:
    def test_a_program_that_fills_every_field_is_thanked_and_ignored(self, send):
        assert send(website="https://spam.test").headers["Location"].endswith("thanks/")
        assert not TreatmentRequest.objects.exists()
        assert not Message.objects.exists()

    def test_one_address_may_send_so_many_an_hour(self, client, clock):
        def once(number: int) -> int:
            note = note_of(client.post("/request/", ADULT))
            typed = {"email": f"a{number}@mail.test", "phone": ""}
            answer = client.post("/request/", {**WHOLE, **typed, "note": note})
            return answer.status_code

        assert [once(number) for number in range(11)] == [302] * 10 + [429]
        assert TreatmentRequest.objects.count() == 10
        clock.shift(timedelta(hours=1))
        assert once(12) == 302

    def test_what_is_refused_for_its_content_does_not_count(self, send):
        assert {send(given_name="").status_code for _ in range(12)} == {422}
        assert send().status_code == 302

    def test_one_contact_gets_the_same_answer_known_or_not(self, client):
        def once() -> tuple[int, str]:
            note = note_of(client.post("/request/", ADULT))
            answer = client.post("/request/", {**WHOLE, "note": note})
            return answer.status_code, answer.headers["Location"]

        assert {once() for _ in range(5)} == {(302, "/request/thanks/")}
        assert TreatmentRequest.objects.count() == 3
        assert Message.objects.count() == 3

    def test_a_patient_gets_the_same_answer_as_anybody(self, client, send, patient):
        answer = send(email=patient.email)
        assert answer.headers["Location"] == "/request/thanks/"

    def test_no_address_is_kept_to_count_by(self, send):
        send()
        places = Tally.objects.values_list("place", flat=True)
        assert places
        assert not any("127" in place and "." in place for place in places)

    def test_another_site_cannot_send_the_form(self, note):
        from django.test import Client  # noqa: PLC0415

        strict = Client(enforce_csrf_checks=True)
        assert strict.post("/request/", {**WHOLE, "note": note}).status_code == 403


class TestTheWords:
    """No medicine, brand, price or offer, in any jurisdiction."""

    @pytest.fixture(params=JURISDICTIONS)
    def everywhere(self, practice, request) -> None:
        practice.jurisdiction = request.param
        practice.save()

    @pytest.mark.usefixtures("everywhere")
    def test_of_every_public_page_are_plain(self, client, send):
        pages = [
            client.get("/"),
            client.get("/request/"),
            client.post("/request/", {}),
            client.post("/request/", YOUNG),
            client.post("/request/", ADULT),
            send(concerns=["smile_lines"], given_name="", consent="", email="x"),
            client.get("/request/thanks/"),
        ]
        assert {page.status_code for page in pages} == {200, 422}
        for page in pages:
            assert forbidden_in(page.text) == set()

    @pytest.mark.usefixtures("everywhere")
    def test_of_every_message_are_plain(self, practice):
        for text in (
            wording.RECEIVED_SUBJECT,
            wording.received_body(practice),
            wording.declined_subject(practice),
            wording.declined_body(practice),
            wording.consent_wording(practice),
        ):
            assert forbidden_in(text) == set()

    @pytest.mark.parametrize(
        "text",
        [
            "<p>Botox from &pound;99</p>",
            "Dysport",
            "onabotulinumtoxinA",
            "our special offer",
            "anti-wrinkle injections",
            "before and after",
        ],
    )
    def test_the_list_catches_what_it_is_for(self, text):
        assert forbidden_in(text)
