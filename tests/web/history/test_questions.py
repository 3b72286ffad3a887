"""The health questions on a patient's phone and at a clinician's desk."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from glabella.clinic.links import services as links
from glabella.clinic.outbox.models import Message
from glabella.clinic.patients import services
from glabella.clinic.patients.models import HistoryDraft, MedicalHistory
from glabella.clinic.shared.actor import Actor
from tests.clinic.people import AT

ANSWERED = {
    "pregnant": "no",
    "breastfeeding": "no",
    "infection_at_site": "no",
    "allergies": "yes",
    "allergies-which": "latex\nplasters",
    "conditions": "no",
    "medicines": "no",
    "recent_procedures": "yes",
    "recent_procedures-what-0": "laser",
    "recent_procedures-on-0": "2026-11-18",
    "previous": "no",
    "habits-sun": "high",
    "send": "yes",
}


@pytest.fixture
def token(patient) -> str:
    return links.make(
        at=AT, purpose="history", key=patient.key, record_id=patient.id, days=14
    )


@pytest.fixture
def opened(client: Client, token: str) -> Client:
    """A patient who has given the code."""
    client.post(reverse("history:code", args=[token]))
    code = re.search(r"\d{6}", Message.objects.select_related("key").get().body)[0]
    answer = client.post(reverse("history:code", args=[token]), {"code": code})
    assert answer.status_code == 302
    return client


def questions(token: str) -> str:
    return reverse("history:by-link", args=[token])


def test_before_the_code_nothing_of_the_patient_is_shown(client, token, patient):
    page = client.get(questions(token))
    assert page.status_code == 200
    assert "Family1" not in page.text
    assert "allergic" not in page.text
    assert client.post(questions(token), ANSWERED).status_code == 200
    assert not MedicalHistory.objects.exists()


def test_a_wrong_code_opens_nothing(client, token):
    client.post(reverse("history:code", args=[token]))
    page = client.post(reverse("history:code", args=[token]), {"code": "000000x"})
    assert page.status_code == 422
    assert "allergic" not in client.get(questions(token)).text


def test_a_guessed_link_is_closed(client, practice):
    page = client.get(questions("guess"))
    assert page.status_code == 410
    assert "closed" in page.text


def test_a_patient_answers_and_sends_once(opened, token, patient):
    assert "allergic" in opened.get(questions(token)).text
    page = opened.post(questions(token), ANSWERED)
    assert "Thank you" in page.text
    history = MedicalHistory.objects.select_related("key").get()
    assert history.source == "link"
    assert history.answers == {
        "pregnant": False,
        "breastfeeding": False,
        "infection_at_site": [],
        "allergies": ["latex", "plasters"],
        "conditions": [],
        "medicines": [],
        "recent_procedures": [{"kind": "laser", "on": "2026-11-18", "areas": []}],
        "previous": [],
        "habits": {"sun": "high"},
    }
    assert opened.get(questions(token)).status_code == 410


def test_a_yes_without_details_is_asked_back(opened, token):
    page = opened.post(questions(token), {**ANSWERED, "allergies-which": ""})
    assert page.status_code == 422
    assert "say which" in page.text
    assert not MedicalHistory.objects.exists()


def test_an_open_question_stays_open(opened, token):
    opened.post(questions(token), {"allergies": "no", "send": "yes"})
    history = MedicalHistory.objects.select_related("key").get()
    assert history.answers == {"allergies": []}


def test_answers_are_kept_as_they_go(opened, token):
    save = reverse("history:save-by-link", args=[token])
    answer = opened.post(save, {"allergies": "yes", "version": "0"})
    assert answer.json()["version"] == 1
    assert opened.post(save, {"version": "0"}).status_code == 409
    page = opened.get(questions(token)).text
    assert re.search(r'value="yes"[^>]*checked', page)


def test_without_a_script_a_button_keeps_them(opened, token):
    sent = {"allergies": "yes", "allergies-which": "latex", "version": "0"}
    opened.post(questions(token), sent)
    assert HistoryDraft.objects.count() == 1
    assert "latex" in opened.get(questions(token)).text


def test_a_code_opens_the_questions_for_two_hours(opened, token, clock):
    clock.shift(timedelta(hours=2, minutes=1))
    assert "allergic" not in opened.get(questions(token)).text


def test_the_code_of_one_link_opens_no_other(opened, practice):
    from tests.clinic.people import make_patient  # noqa: PLC0415

    other = make_patient(2)
    foreign = links.make(
        at=AT, purpose="history", key=other.key, record_id=other.id, days=14
    )
    assert "allergic" not in opened.get(questions(foreign)).text


def test_a_man_is_not_asked_about_pregnancy(client, patient, token, opened):
    patient.sex = "male"
    patient.save()
    assert "pregnant" not in opened.get(questions(token)).text


def test_a_clinician_asks_and_the_answers_are_confirmed(client, injector, patient):
    client.force_login(injector)
    take = reverse("history:take", args=[patient.id])
    assert client.get(take).status_code == 200
    client.post(take, ANSWERED)
    history = MedicalHistory.objects.get()
    assert history.confirmed_by == injector


def test_what_changed_and_what_was_not_asked_is_shown(client, injector, patient):
    actor = Actor.patient(patient.id)
    for medicines in (["aspirin"], ["aspirin", "zinc"]):
        services.send_history(
            actor=actor, at=AT, patient=patient, answers={"medicines": medicines}
        )
    client.force_login(injector)
    page = client.get(reverse("history:page", args=[patient.id])).text
    assert "Changed" in page
    assert "aspirin; zinc" in page
    assert "Not asked" in page
    confirm = reverse("history:confirm", args=[patient.id])
    client.post(confirm, {"number": "1"})
    assert not MedicalHistory.objects.filter(confirmed_by=injector).exists()
    client.post(confirm, {"number": "2"})
    assert MedicalHistory.objects.get(number=2).confirmed_by == injector


def test_staff_answers_are_kept_as_they_go(client, injector, patient):
    client.force_login(injector)
    save = reverse("history:save", args=[patient.id])
    assert client.post(save, {"allergies": "no", "version": "0"}).status_code == 200
    assert client.post(save, {"version": "0"}).status_code == 409
    page = client.get(reverse("history:take", args=[patient.id])).text
    assert "it goes on here" in page


def test_the_front_desk_sends_the_link(client, front_desk, patient):
    client.force_login(front_desk)
    client.post(reverse("history:link", args=[patient.id]))
    message = Message.objects.select_related("key").get()
    assert message.kind == "history_link"
    token = re.search(r"/link/([^/]+)/history/", message.body)[1]
    assert client.get(questions(token)).status_code == 200
