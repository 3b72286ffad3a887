"""The patient's own page on a phone, and its messages at the desk."""

import re
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.consents import selectors as consents
from glabella.clinic.consents.models import Consent
from glabella.clinic.links import services as links
from glabella.clinic.links.models import SignedLink
from glabella.clinic.outbox.models import Message
from glabella.clinic.patients.models import MedicalHistory, Patient
from glabella.clinic.portal.models import ErasureRequest, PatientMessage
from glabella.clinic.treatments.entries import Given
from tests.clinic.consents.conftest import asked_of
from tests.clinic.followups.given import give
from tests.clinic.people import AT, TODAY, make_patient
from tests.clinic.photos.pictures import FRONT, agree, taken

pytestmark = pytest.mark.django_db

ODD = Decimal("17.25")
"""Units that no date, time, percentage or count of a page happens to be."""


def link_to(patient: Patient, purpose: str = "portal") -> str:
    return links.make(
        at=AT, purpose=purpose, key=patient.key, record_id=patient.pk, days=90
    )


def own(token: str, name: str = "by-link", *more: object) -> str:
    return reverse(f"portal:{name}", args=[token, *more])


def give_code(phone: Client, token: str) -> None:
    codes = Message.objects.select_related("key").filter(kind="code")
    known = {one.pk for one in codes}
    phone.post(own(token, "code"))
    [mail] = [one for one in codes.all() if one.pk not in known]
    code = re.search(r"\d{6}", mail.body)[0]
    assert phone.post(own(token, "code"), {"code": code}).status_code == 302


@pytest.fixture
def token(patient) -> str:
    return link_to(patient)


@pytest.fixture
def phone(token) -> Client:
    """The patient's phone, after the code."""
    phone = Client()
    give_code(phone, token)
    return phone


@pytest.fixture
def treated(injector, patient):
    """Somebody treated two weeks ago with units that are easily told apart."""
    given = (Given("glabella", ODD, lot="B77", site="procerus-M", side="M"),)
    return give(injector, patient, given=given)


def sent(page: str, **changed: str) -> dict[str, str]:
    hidden = dict(re.findall(r'name="(level|seen)" value="([^"]*)"', page))
    return {**hidden, "name": "Given Family1", "agreed": "on", **changed}


# --- the door ----------------------------------------------------------------------


def test_without_the_code_no_part_of_the_page_opens(token, patient, treated, injector):
    consent = agree(patient, injector)
    places = [
        own(token),
        own(token, "aftercare"),
        own(token, "photographs"),
        own(token, "paper", consent.pk),
        own(token, "paper-pdf", consent.pk),
    ]
    stranger = Client()
    for place in places:
        answer = stranger.get(place, follow=True)
        assert "Family1" not in answer.text
        assert "A code, to be sure" in answer.text
    for name in ("message", "history", "copy", "ask-erasure"):
        answer = stranger.post(own(token, name), {"text": "Hello", "kind": "data"})
        assert answer.headers["Location"] == own(token, "code")
    stranger.post(own(token, "withdraw", consent.pk))
    consent.refresh_from_db()
    assert consent.status == "signed"
    assert not PatientMessage.objects.exists()


def test_the_code_opens_this_page_for_two_hours_and_no_other(phone, token, clock):
    other = link_to(make_patient(2))
    assert phone.get(own(other)).status_code == 302
    assert "Your page" in phone.get(own(token)).text
    clock.shift(timedelta(hours=2, minutes=1))
    assert phone.get(own(token)).status_code == 302


def test_giving_the_code_makes_a_new_session(token):
    phone = Client()
    phone.get(own(token, "code"))
    session = phone.session
    session["planted"] = "yes"
    session.save()
    before = session.session_key
    give_code(phone, token)
    assert phone.session.session_key != before


def test_a_guessed_or_old_link_is_closed_everywhere(client, practice, token, clock):
    for place in (own("guess"), own("guess", "code"), own("guess", "aftercare")):
        assert client.get(place).status_code == 410
    clock.shift(timedelta(days=91))
    assert client.get(own(token)).status_code == 410


def test_closing_it_asks_for_a_code_again(phone, token):
    phone.post(own(token, "leave"))
    assert phone.get(own(token)).status_code == 302


def test_nothing_of_the_page_is_kept_by_the_browser(phone, token):
    assert "no-store" in phone.get(own(token)).headers["Cache-Control"]


# --- what is there -----------------------------------------------------------------


def test_an_empty_page_says_what_to_do(phone, token):
    text = phone.get(own(token)).text
    for expected in ("No visit is booked", "no paper for you", "Answer them"):
        assert expected in text
    assert phone.get(own(token, "aftercare")).headers["Location"] == own(token)
    assert phone.get(own(token, "photographs")).headers["Location"] == own(token)


@pytest.mark.usefixtures("treated")
def test_never_a_dose_on_any_of_the_pages(phone, token, patient, draft, injector):
    from glabella.clinic.consents import services  # noqa: PLC0415

    asked = asked_of(draft)
    paper = services.prepare_treatment(
        actor=injector, at=AT, patient=patient, asked=asked
    )
    agree(patient, injector)
    taken(patient, injector, FRONT)
    planned = {f"{line['units']:g}" for line in newest_lines(draft)}
    assert planned
    places = [
        own(token),
        own(token, "aftercare"),
        own(token, "photographs"),
        own(token, "paper", paper.pk),
        f"{own(token, 'paper', paper.pk)}?level=easy",
    ]
    places += [own(token, "paper", one.pk) for one in Consent.objects.all()]
    for place in places:
        page = phone.get(place)
        assert page.status_code == 200, place
        text = re.sub(r"<[^>]+>", " ", page.text)
        assert not re.search(r"\bunits?\b", text, re.IGNORECASE), place
        assert "17.25" not in text, place
        for units in planned:
            pattern = rf"(?<![\d.,]){re.escape(units)}\s*(?:U|IU|mL)\b"
            assert not re.search(pattern, text), place
    assert "Frown lines" in phone.get(own(token, "paper", paper.pk)).text


def newest_lines(plan) -> list[dict[str, object]]:
    from glabella.clinic.plans.selectors import get_version  # noqa: PLC0415

    return get_version(plan=plan).content["lines"]


def test_visits_and_the_next_date_are_shown(phone, token, patient):
    Patient.objects.filter(pk=patient.pk).update(next_due_on=date(2027, 2, 18))
    text = phone.get(own(token)).text
    assert "18 February 2027" in text
    Patient.objects.filter(pk=patient.pk).update(next_due_on=TODAY - timedelta(days=1))
    assert "A good time" not in phone.get(own(token)).text


def test_the_patients_own_look_is_in_the_audit(phone, token, patient):
    phone.get(own(token))
    entry = AuditEntry.objects.filter(action="read", subject=patient.key_id).latest(
        "number"
    )
    assert (entry.actor_kind, entry.actor_id) == ("patient", str(patient.pk))
    assert entry.actor_name == "the patient"


# --- papers and photographs --------------------------------------------------------


def test_an_open_paper_is_read_and_signed_here(phone, token, patient, injector):
    from glabella.clinic.consents import services  # noqa: PLC0415

    paper = services.prepare(actor=injector, at=AT, patient=patient, kind="photography")
    assert "Read and sign" in phone.get(own(token)).text
    place = own(token, "paper", paper.pk)
    page = phone.get(place).text
    assert phone.post(place, sent(page, agreed="")).status_code == 422
    done = phone.post(place, sent(page), follow=True)
    assert "Thank you" in done.text
    assert consents.allows(patient, "photography", AT)
    assert phone.get(own(token, "paper-pdf", paper.pk)).content[:4] == b"%PDF"


def test_photographs_are_seen_until_the_consent_is_withdrawn_here(
    phone, token, patient, injector
):
    consent = agree(patient, injector)
    photo = taken(patient, injector, FRONT)
    picture = own(token, "photo", photo.pk, "picture")
    assert phone.get(own(token, "photographs")).status_code == 200
    assert phone.get(picture).content[:2] == b"\xff\xd8"
    assert phone.get(own(token, "photo", photo.pk, "raw")).status_code == 404
    gone = phone.post(own(token, "withdraw", consent.pk), {"reason": ""}, follow=True)
    assert "Withdrawn" in gone.text
    assert not consents.allows(patient, "photography", AT)
    assert phone.get(picture).status_code == 404
    assert "Your photographs" not in phone.get(own(token)).text


def test_papers_and_pictures_of_somebody_else_are_not_there(phone, token, injector):
    other = make_patient(2)
    consent = agree(other, injector)
    photo = taken(other, injector, FRONT)
    for place in (
        own(token, "paper", consent.pk),
        own(token, "paper-pdf", consent.pk),
        own(token, "photo", photo.pk, "picture"),
    ):
        assert phone.get(place).status_code == 404
    assert phone.post(own(token, "withdraw", consent.pk)).status_code == 404
    consent.refresh_from_db()
    assert consent.status == "signed"


# --- on to the next step -----------------------------------------------------------


def test_on_to_the_health_questions_without_a_second_code(phone, token, patient):
    answer = phone.post(own(token, "history"), follow=True)
    assert "Questions before your visit" in answer.text
    place = answer.redirect_chain[-1][0]
    phone.post(place, {"allergies": "no", "send": "yes"})
    assert MedicalHistory.objects.filter(patient=patient, source="link").exists()


def test_on_to_the_review_of_ones_own_treatment_only(phone, token, treated, injector):
    answer = phone.post(own(token, "review", treated.pk), follow=True)
    assert answer.status_code == 200
    assert "/review/" in answer.redirect_chain[-1][0]
    assert "A code, to be sure" not in answer.text
    other = give(injector, make_patient(2))
    assert phone.post(own(token, "review", other.pk)).status_code == 404
    assert not SignedLink.objects.filter(record_id=str(other.pk)).exists()


# --- messages ----------------------------------------------------------------------


def test_a_message_and_its_answer(phone, token, patient, client, front_desk):
    phone.post(own(token, "message"), {"text": "May I run <b>tomorrow</b>?"})
    client.force_login(front_desk)
    inbox = client.get(reverse("portal:inbox")).text
    assert "Family1" in inbox
    assert "tomorrow" not in inbox
    place = reverse("portal:messages", args=[patient.pk])
    assert "&lt;b&gt;tomorrow" in client.get(place).text
    refused = client.post(place, {"text": "You had 20 units"})
    assert refused.status_code == 422
    assert "reads as a dose" in unescape(refused.text)
    client.post(place, {"text": "Please wait a day."})
    assert "Nobody waits" in client.get(reverse("portal:inbox")).text
    assert "Family1" in client.get(reverse("portal:inbox") + "?show=handled").text
    mail = Message.objects.select_related("key").get(kind="portal_answer")
    assert "wait a day" not in mail.body
    newer = re.search(r"/link/([^/]+)/page/", mail.body)[1]
    again = Client()
    give_code(again, newer)
    assert "Please wait a day." in again.get(own(newer)).text


def test_an_empty_message_comes_back_and_is_not_sent(phone, token):
    answer = phone.post(own(token, "message"), {"text": "  "})
    assert answer.status_code == 422
    assert "Write what you wish to say" in answer.text
    assert not PatientMessage.objects.exists()


def test_an_answer_that_cannot_be_mailed_comes_back_with_what_was_typed(
    phone, token, patient, client, front_desk
):
    phone.post(own(token, "message"), {"text": "May I run?"})
    row = Patient.objects.select_related("key").get(pk=patient.pk)
    row.email = ""
    row.save(update_fields=["email"])
    client.force_login(front_desk)
    place = reverse("portal:messages", args=[patient.pk])
    answer = client.post(place, {"text": "Please wait a day or two."})
    assert answer.status_code == 422
    assert "Please wait a day or two.</textarea>" in answer.text
    assert "no e-mail address" in answer.text
    assert PatientMessage.objects.count() == 1, "nothing is half answered"


def test_the_front_desk_puts_a_message_away(phone, token, patient, client, front_desk):
    phone.post(own(token, "message"), {"text": "Thank you!"})
    client.force_login(front_desk)
    client.post(reverse("portal:put-away", args=[patient.pk]))
    assert "Nobody waits" in client.get(reverse("portal:inbox")).text


# --- one's data --------------------------------------------------------------------


def test_a_copy_to_read_for_a_program_and_of_the_pictures(
    phone, token, patient, injector
):
    agree(patient, injector)
    taken(patient, injector, FRONT)
    data = phone.post(own(token, "copy"), {"kind": "data"})
    assert data.json()["patient_number"] == patient.number
    assert "attachment" in data.headers["Content-Disposition"]
    paper = phone.post(own(token, "copy"), {"kind": "paper"})
    assert paper.content[:4] == b"%PDF"
    pictures = phone.post(own(token, "copy"), {"kind": "pictures"})
    with zipfile.ZipFile(BytesIO(pictures.content)) as file:
        [name] = file.namelist()
        assert file.read(name)[:2] == b"\xff\xd8"
    assert phone.post(own(token, "copy"), {"kind": "all"}).status_code == 302


def test_erasure_is_asked_for_decided_by_the_owner_and_answered_here(
    phone, token, patient, client, owner, injector
):
    phone.post(own(token, "ask-erasure"), {"reason": "I have moved."})
    assert "you asked to have your record erased" in phone.get(own(token)).text
    place = reverse("portal:erasure", args=[patient.pk])
    client.force_login(injector)
    assert client.get(place).status_code == 403
    client.force_login(owner)
    assert "I have moved." in client.get(place).text
    assert client.post(place, {"ground": ""}).status_code == 422
    client.post(place, {"ground": "The law asks us to keep it until 2034."})
    mail = Message.objects.select_related("key").get(kind="portal_answer")
    newer = re.search(r"/link/([^/]+)/page/", mail.body)[1]
    again = Client()
    give_code(again, newer)
    assert "until 2034" in again.get(own(newer)).text
    assert ErasureRequest.objects.get().decided_by == owner


def test_the_link_is_sent_from_the_patients_record(client, front_desk, patient):
    client.force_login(front_desk)
    client.post(reverse("portal:send", args=[patient.pk]))
    mail = Message.objects.select_related("key").get(kind="portal_link")
    token = re.search(r"/link/([^/]+)/page/", mail.body)[1]
    assert "A code" in Client().get(own(token), follow=True).text
