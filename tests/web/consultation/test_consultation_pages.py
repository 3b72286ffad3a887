"""The page of a consultation: started, saved, signed, amended, thrown away."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from glabella.clinic.accounts.models import User
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.consultations import selectors, services
from glabella.clinic.consultations.grading import Grade
from glabella.clinic.consultations.models import Consultation, QuickPhrase
from glabella.clinic.keys.services import new_key
from glabella.clinic.patients import services as patients
from glabella.clinic.patients.models import Patient
from glabella.clinic.requests.models import TreatmentRequest
from glabella.clinic.treatments import services as treatments
from glabella.clinic.treatments.entries import Entry as TreatmentEntry, Given, Seen
from glabella.clinic.treatments.models import Treatment
from tests.clinic.people import AT, PASSWORD

GRADED = {
    "goals": "Softer lines",
    "movement": "natural",
    "area": ["glabella"],
    "rest.glabella": "1",
    "contraction.glabella": "3",
    "mass.glabella": "high",
    "decision": "plan",
}


@pytest.fixture
def request_online(patient: Patient) -> TreatmentRequest:
    return TreatmentRequest.objects.create(
        key=new_key(at=AT),
        channel="online",
        status="booked",
        given_name="Given",
        family_name="Family1",
        born_on=patient.born_on,
        age_declared_at=AT,
        age_wording="Your date of birth",
        email="patient1@mail.test",
        concerns=["brow_lines", "chin"],
        goals="I look cross when I am not.",
        consent_wording="May we answer?",
        consented_at=AT,
        received_at=AT - timedelta(days=3),
        patient=patient,
    )


def now(draft: Consultation, viewer: User) -> Consultation:
    return selectors.get_consultation(viewer=viewer, consultation_id=draft.pk, at=AT)


def test_a_consultation_is_started_once_and_gone_on_with(
    as_injector: Client, patient: Patient
):
    place = f"/patients/{patient.pk}/consultations/new/"
    assert as_injector.get(place).status_code == 200
    first, second = as_injector.post(place), as_injector.post(place)
    assert first.status_code == 302
    assert first.url == second.url
    assert Consultation.objects.count() == 1


def test_it_begins_with_what_the_patient_asked_for(
    as_injector: Client, patient: Patient, request_online, injector: User
):
    answer = as_injector.post(f"/patients/{patient.pk}/consultations/new/", follow=True)
    made = now(Consultation.objects.get(), injector)
    assert made.content["goals"] == (
        "Asked for: Lines between the brows; Dimples of the chin.\n"
        "I look cross when I am not."
    )
    page = answer.content.decode()
    assert page.count("Asked for</span>") == 3  # the goals, the glabella, the chin


def test_what_was_asked_for_before_the_last_consultation_is_not_asked_again(
    signed: Consultation, request_online, injector: User, patient: Patient
):
    asked = selectors.asked_for(viewer=injector, patient=patient, at=AT)
    assert asked is None
    again = services.start(actor=injector, at=AT, patient=patient)
    assert again.content == {}


def test_looking_at_it_is_written_down(as_injector: Client, place: str):
    before = AuditEntry.objects.filter(action="read").count()
    assert as_injector.get(place).status_code == 200
    assert AuditEntry.objects.filter(action="read").count() == before + 1


def test_the_page_saves_what_was_typed_and_says_the_new_version(
    as_injector: Client, draft: Consultation, place: str, injector: User
):
    answer = as_injector.post(
        f"{place}save/", {**GRADED, "version": draft.version}
    ).json()
    kept = now(draft, injector)
    assert answer["version"] == kept.version == draft.version + 1
    assert kept.content["goals"] == "Softer lines"
    assert selectors.grades_in(kept) == {"glabella": Grade("glabella", 1, 3, "high")}


def test_one_wrong_field_is_told_and_the_rest_is_kept(
    as_injector: Client, draft: Consultation, place: str, injector: User
):
    wrong = {"version": draft.version, "goals": "New goals", "event_on": "soon"}
    answer = as_injector.post(f"{place}save/", wrong)
    assert answer.status_code == 422
    assert "year-month-day" in answer.json()["message"]
    kept = now(draft, injector)
    assert answer.json()["version"] == kept.version
    assert kept.content["goals"] == "New goals"


def test_without_javascript_the_form_saves_and_shows_what_is_wrong(
    as_injector: Client, draft: Consultation, place: str, injector: User
):
    wrong = {"version": draft.version, "goals": "New goals", "event_on": "soon"}
    refused = as_injector.post(place, wrong)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "year-month-day" in page
    assert f'name="version" value="{draft.version + 1}"' in page
    fine = as_injector.post(place, {"version": draft.version + 1, "goals": "Newer"})
    assert fine.status_code == 302
    assert now(draft, injector).content == {"goals": "Newer"}


def test_a_page_that_was_overtaken_shows_both(
    as_injector: Client, draft: Consultation, place: str, injector: User
):
    old = draft.version - 1
    assert (
        as_injector.post(f"{place}save/", {"version": old, "goals": "Old"}).status_code
        == 409
    )
    answer = as_injector.post(
        place, {"version": old, "goals": "Typed in the other tab"}
    )
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Typed in the other tab" in page
    assert "Look less tired" in page
    assert "Glabella (frown lines): at rest 1 (mild)" in page
    assert now(draft, injector).content["goals"] == "Look less tired"


def test_the_same_words_sent_again_are_not_a_conflict(
    as_injector: Client, draft: Consultation, place: str
):
    sent = {**GRADED, "version": draft.version}
    assert as_injector.post(f"{place}save/", sent).status_code == 200
    assert as_injector.post(f"{place}save/", sent).status_code == 200


def test_signing_saves_the_page_first_and_leads_to_the_plan(
    as_injector: Client, draft: Consultation, place: str, injector: User
):
    sent = {**GRADED, "version": draft.version, "password": PASSWORD}
    answer = as_injector.post(f"{place}sign/", sent)
    assert answer.status_code == 302
    assert answer.url == f"/patients/{draft.patient_id}/plans/new/"
    kept = now(draft, injector)
    assert kept.status == "signed"
    assert kept.content["goals"] == "Softer lines"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"password": "not it"}, "password"),
        ({"password": ""}, "Give your password to sign"),
        ({"decision": ""}, "Choose a decision"),
        ({"decision": "refer"}, "Say why"),
        ({"area": []}, "Grade at least one area"),
    ],
)
def test_what_stands_against_the_signature_is_said_and_nothing_is_lost(
    as_injector: Client,
    draft: Consultation,
    place: str,
    injector: User,
    change: dict[str, object],
    says: str,
):
    sent = {**GRADED, "version": draft.version, "password": PASSWORD, **change}
    answer = as_injector.post(f"{place}sign/", sent)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    kept = now(draft, injector)
    assert kept.status == "draft"
    assert kept.content["goals"] == "Softer lines"


def test_the_password_never_comes_back_to_the_page(
    as_injector: Client, draft: Consultation, place: str
):
    sent = {**GRADED, "version": draft.version, "password": "a wrong guess"}
    answer = as_injector.post(f"{place}sign/", sent)
    assert "a wrong guess" not in answer.content.decode()


def test_the_signed_record_is_read_and_amended_with_a_reason(
    as_injector: Client, signed: Consultation
):
    place = f"/patients/{signed.patient_id}/consultations/{signed.pk}/"
    page = as_injector.get(place).content.decode()
    assert signed.signed_hash in page
    assert "at rest 1 (mild); in full contraction 3 (severe); muscle strong" in page
    assert '<textarea name="goals"' not in page
    refused = as_injector.post(f"{place}amend/", {"reason": ""})
    assert refused.status_code == 422
    made = as_injector.post(f"{place}amend/", {"reason": "Left brow is lower"})
    amendment = Consultation.objects.get(amends=signed)
    assert made.url.endswith(f"{amendment.pk}/")
    assert "Left brow is lower" in as_injector.get(made.url).content.decode()


def test_a_draft_is_thrown_away_only_with_a_reason(
    as_injector: Client, draft: Consultation, place: str
):
    sent = {"version": draft.version, "reason": " "}
    assert as_injector.post(f"{place}discard/", sent).status_code == 422
    gone = as_injector.post(f"{place}discard/", {**sent, "reason": "Wrong patient"})
    assert gone.status_code == 302
    assert not Consultation.objects.exists()


def test_a_colleague_reads_the_draft_and_cannot_write_in_it(
    draft: Consultation, place: str, prescriber: User
):
    client = Client()
    client.force_login(prescriber)
    page = client.get(place).content.decode()
    assert "is still writing this" in page
    sent = {"version": draft.version, "goals": "Mine"}
    assert client.post(place, sent).status_code == 403


def test_an_address_that_mixes_two_patients_finds_nothing(
    as_injector: Client, draft: Consultation
):
    other = "00000000-0000-4000-8000-000000000000"
    place = f"/patients/{other}/consultations/{draft.pk}/"
    assert as_injector.get(place).status_code == 404


def test_nothing_is_called_clear_while_questions_are_open(
    as_injector: Client, place: str
):
    text = as_injector.get(place).text
    assert "Not screened: questions are open" in text
    assert "Nothing stands against" not in text


def test_findings_stand_there_before_anything_is_graded(
    as_injector: Client, patient: Patient, injector: User
):
    patients.take_history(
        actor=injector,
        at=AT,
        patient=patient,
        answers={"pregnant": True, "allergies": []},
    )
    made = services.start(actor=injector, at=AT, patient=patient)
    place = f"/patients/{patient.pk}/consultations/{made.pk}/"
    page = as_injector.get(place).content.decode()
    assert 'class="finding block"' in page
    assert "Choose and grade an area: then each technique" in page


def test_what_is_examined_counts_at_once(
    as_injector: Client, draft: Consultation, place: str
):
    before = as_injector.get(f"{place}screening/").content.decode()
    sent = {**GRADED, "version": draft.version, "body_image_result": "positive"}
    assert as_injector.post(f"{place}save/", sent).status_code == 200
    after = as_injector.get(f"{place}screening/").content.decode()
    assert "dysmorphic" not in before
    assert "dysmorphic" in after
    assert "Standard" in after


def test_the_answers_of_the_patient_are_confirmed_here(
    as_injector: Client, draft: Consultation, place: str, injector: User
):
    history = patients.take_history(
        actor=injector, at=AT, patient=draft.patient, answers={"allergies": []}
    )
    type(history).objects.filter(pk=history.pk).update(
        confirmed_at=None, confirmed_by=None
    )
    assert "I went through the answers" in as_injector.get(place).content.decode()
    stale = as_injector.post(f"{place}history/", {"number": "99"})
    assert stale.status_code == 409
    done = as_injector.post(f"{place}history/", {"number": history.number})
    assert done.status_code == 302
    assert done.url == place
    history.refresh_from_db()
    assert history.confirmed_by == injector


def test_phrases_are_ones_own(
    as_injector: Client, place: str, prescriber: User, injector: User
):
    QuickPhrase.objects.create(user=prescriber, short="theirs", text="Not mine.")
    phrases = "/consultations/phrases/"
    kept = as_injector.post(phrases, {"short": ".Even", "text": "Brows even."})
    assert kept.status_code == 302
    assert as_injector.post(phrases, {"short": "a b", "text": "x"}).status_code == 422
    page = as_injector.get(place).content.decode()
    assert 'data-short="even" data-text="Brows even."' in page
    assert "theirs" not in page
    theirs = QuickPhrase.objects.get(user=prescriber)
    assert as_injector.post(f"{phrases}{theirs.pk}/").status_code == 404
    own = QuickPhrase.objects.get(user=injector)
    assert as_injector.post(f"{phrases}{own.pk}/").status_code == 302
    assert not QuickPhrase.objects.filter(user=injector).exists()


@pytest.fixture
def treated_elsewhere(injector: User, patient: Patient) -> Treatment:
    made = treatments.start(
        actor=injector,
        at=AT,
        patient=patient,
        entry=TreatmentEntry(
            day=AT.date() - timedelta(days=200),
            place="elsewhere",
            product="azzalure",
            technique="standard",
            given=(Given("glabella", Decimal(50)), Given("forehead", None)),
        ),
    )
    treatments.sign(actor=injector, at=AT, treatment=made, version=1, password=PASSWORD)
    return treatments.add_follow_up(
        actor=injector,
        at=AT,
        treatment=made,
        seen=Seen(day=AT.date() - timedelta(days=180), result="too_little"),
    ).treatment


def test_earlier_treatments_stand_there_with_how_they_turned_out(
    as_injector: Client, place: str, treated_elsewhere: Treatment
):
    page = as_injector.get(place).content.decode()
    assert "Azzalure: Glabella (frown lines) 50 units" in page
    assert "Forehead lines (units not known)" in page
    assert "Turned out: too little." in page
    assert "treatments/new/?place=elsewhere" in page


@pytest.mark.usefixtures("request_online", "treated_elsewhere")
def test_the_page_asks_the_database_little(
    as_injector: Client,
    draft: Consultation,
    place: str,
    injector: User,
    django_assert_max_num_queries,
):
    patients.take_history(
        actor=injector, at=AT, patient=draft.patient, answers={"allergies": []}
    )
    as_injector.get(place)  # the first look of a session writes its row
    with django_assert_max_num_queries(26):  # two of them begin and end the audit's
        assert as_injector.get(place).status_code == 200
