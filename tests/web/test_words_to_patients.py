"""No message and no page by link names a medicine, a brand, a price or an offer."""

from datetime import time, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils.html import escape

from glabella.clinic.accounts.models import User
from glabella.clinic.calendar import services
from glabella.clinic.calendar.due import reminders
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.calendar.services import Wanted
from glabella.clinic.consents import services as consents
from glabella.clinic.followups import services as followups
from glabella.clinic.followups.recalls import services as recalls
from glabella.clinic.outbox.models import Message
from glabella.clinic.patients import services as patients
from glabella.clinic.patients.models import Patient
from glabella.clinic.portal import services as portal
from glabella.clinic.practice.models import OpeningHours, Practice
from glabella.clinic.requests import services as requests
from glabella.clinic.treatments import services as treatments
from tests.clinic.calendar.test_by_link import token_in
from tests.clinic.people import (
    AT,
    PASSWORD,
    TODAY,
    front_desk,
    make_patient,
    make_staff,
    patient,
    practice,
)
from tests.clinic.requests.asked import ask
from tests.clinic.treatments.test_record import entry
from tests.web.requests.words import forbidden_in

__all__ = ["front_desk", "patient", "practice"]

TEN = AT.replace(hour=10) + timedelta(days=3)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def monday_at_nine(practice: Practice, settings):
    settings.SITE_ADDRESS = "https://clinic.test"
    Practice.objects.update(email="desk@clinic.test")
    OpeningHours.objects.bulk_create(
        OpeningHours(weekday=day, opens=time(9), closes=time(17)) for day in range(5)
    )
    with time_machine.travel(AT, tick=False) as clock:
        yield clock


@pytest.fixture
def injector(practice: Practice) -> User:
    return make_staff("ines", "injector")


def book(actor: User, patient: Patient, start=TEN) -> Appointment:
    return services.book(
        actor=actor,
        at=AT,
        patient=patient,
        wanted=Wanted(injector=actor, starts_at=start, minutes=30, outside_hours=True),
        kind="treatment",
        areas=["glabella"],
        technique="baby",
        note="Botox as last time, 200 pounds",
    )


def message(kind: str) -> Message:
    return Message.objects.select_related("key").filter(kind=kind).latest("created_at")


@pytest.fixture
def told(front_desk: User, injector: User, patient: Patient, client: Client) -> None:
    """One message of every kind that patients and people who ask get."""
    visit = book(injector, patient)
    services.move(
        actor=injector,
        at=AT,
        appointment_id=visit.pk,
        version=visit.version,
        wanted=Wanted(
            injector=injector, starts_at=TEN + HOUR, minutes=30, outside_hours=True
        ),
    )
    assert reminders(at=TEN - 46 * HOUR) == 1
    services.wait_for(
        actor=front_desk,
        at=AT,
        patient=make_patient(2),
        kind="treatment",
        minutes=30,
        from_day=TODAY,
    )
    visit.refresh_from_db()
    services.cancel(
        actor=injector,
        at=AT,
        appointment_id=visit.pk,
        version=visit.version,
        reason="Allergic to botulinum toxin",
    )
    patients.send_link(
        actor=injector,
        at=AT,
        patient=patient,
        address="https://clinic.test/link/{token}/history/",
    )
    link = f"/link/{token_in(message('history_link'))}/history/code/"
    assert client.post(link).status_code == 200
    asked = ask()
    requests.decline(
        actor=front_desk,
        at=AT,
        request_id=asked.id,
        version=asked.version,
        reason="wants Botox",
        tell=True,
    )
    _after_a_treatment(front_desk, injector, patient)


def _after_a_treatment(front_desk: User, injector: User, patient: Patient) -> None:
    """A paper, the patient's page, aftercare, review and an invitation to come back."""
    here = "https://clinic.test/link/{token}/"
    paper = consents.prepare(actor=injector, at=AT, patient=patient, kind="photography")
    consents.send_link(actor=front_desk, at=AT, consent=paper, address=here)
    portal.send_link(actor=front_desk, at=AT, patient=patient, address=here)
    portal.write(at=AT, patient=patient, text="Is it the Botox that itches?")
    portal.answer(
        actor=front_desk, at=AT, patient=patient, text="Please call.", address=here
    )
    draft = treatments.start(
        actor=injector, at=AT, patient=patient, entry=entry(injector)
    )
    treatment = treatments.sign(
        actor=injector, at=AT, treatment=draft, version=1, password=PASSWORD
    )
    followups.send_aftercare(actor=injector, at=AT, treatment=treatment)
    assert followups.ask_for_review(actor=injector, at=AT, treatment=treatment)
    patients.change(
        actor=front_desk,
        at=AT,
        patient=patient,
        version=Patient.objects.get(pk=patient.pk).version,
        email="new@mail.test",
    )
    recall = recalls.add(actor=front_desk, at=AT, patient=patient, due_on=TODAY)
    recalls.invite(actor=front_desk, at=AT, recall_id=recall.pk, version=recall.version)


@pytest.mark.usefixtures("told")
def test_every_message_is_plain():
    messages = list(Message.objects.select_related("key"))
    kinds = set(Message.Kind.values) - {Message.Kind.STAFF}
    assert {one.kind for one in messages} == kinds
    for one in messages:
        text = f"{one.subject_line}\n{one.body}\n{one.calendar}"
        assert forbidden_in(text) == set(), one.kind
        assert "glabella" not in text.casefold(), one.kind


@pytest.mark.usefixtures("told")
def test_every_page_by_link_is_plain(
    client: Client, injector: User, monday_at_nine, practice: Practice
):
    visit = f"/link/{token_in(message('offer'))}/"
    other = book(injector, make_patient(3), TEN + 5 * HOUR)
    own = f"/link/{token_in(message('booked'))}/"
    history = f"/link/{token_in(message('history_link'))}/history/"
    version = {"version": str(other.version)}
    pages = [
        client.get(visit),
        client.get(own),
        client.get(f"{own}?from=2026-11-24"),
        client.post(own, {"do": "nothing"}),
        client.post(own, {**version, "do": "move", "slot": "x"}),
        client.post(own, {**version, "do": "confirm"}, follow=True),
        client.post(own, {"version": "2", "do": "cancel"}),
        client.get(own),
        client.post(visit, {"do": "take"}),
        client.get(visit),
        client.get(history),
        client.post(f"{history}code/", {"code": "1"}),
        client.get("/link/nonsense/"),
        client.get("/link/nonsense/history/"),
    ]
    own_name = escape(practice.name)
    for page in pages:
        assert page.status_code < 500
        main = page.text.partition("<main")[2].partition("</main>")[0]
        assert main
        assert forbidden_in(main.replace(own_name, "")) == set(), main
        assert "glabella" not in main.casefold()


@pytest.mark.usefixtures("told")
def test_an_offer_that_is_over_is_plain(client: Client, monday_at_nine):
    place = f"/link/{token_in(message('offer'))}/"
    monday_at_nine.move_to(AT + timedelta(days=2))
    for page in (client.get(place), client.post(place, {"do": "take"})):
        main = page.text.partition("<main")[2].partition("</main>")[0]
        assert forbidden_in(main) == set()
