"""The record of a patient as each role sees it."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.consultations.models import Consultation, SeverityGrade
from glabella.clinic.keys.services import new_key
from glabella.clinic.outbox.models import Message
from glabella.clinic.patients import services as patients
from glabella.clinic.patients.models import Patient
from glabella.clinic.plans.models import Examination, Plan, PlanVersion
from glabella.clinic.requests.models import TreatmentRequest
from glabella.clinic.treatments.models import FollowUp
from tests.clinic.people import AT, TODAY

PASSWORD = "a long pass phrase of the tests"  # noqa: S105 - of a made-up person
PERSON = {
    "given_name": "John",
    "family_name": "Smith",
    "born_on": "1984-05-17",
    "sex": "male",
    "preferred_contact": "email",
}


def at(name: str, *args: object) -> str:
    return reverse(f"patients:{name}", args=args)


def test_a_clinician_sees_what_happened(enter, injector, treated, patient):
    page = enter(injector).get(at("page", patient.id)).text
    assert "Botox Cosmetic" in page.title() or "BOTOX" in page
    assert "20 units" in page
    assert "Follow-up after 14 days" in page
    assert "as wished" in page
    assert "Headache" in page


@pytest.mark.parametrize("name", ["page", "edit", "identity", "new-treatment"])
def test_every_page_of_a_record_is_headed_by_who_it_is(enter, injector, patient, name):
    patient.allergies, patient.alert = "latex", "Faints at the sight of needles."
    patient.next_due_on = TODAY - timedelta(days=1)
    patient.save()
    page = enter(injector).get(at(name, patient.id)).text
    bar = page[page.index('class="patient-bar"') : page.index('"finding block')]
    assert patient.full_name in bar
    assert "years" in bar
    assert "latex" in bar
    assert "Overdue" in bar
    assert "Faints at the sight of needles." in page
    assert page.count("<h1") == 1


def test_the_head_of_a_record_holds_its_buttons_and_short_chips(
    enter, injector, patient
):
    page = enter(injector).get(at("page", patient.id)).text
    assert f'href="{at("new-treatment", patient.id)}">Enter treatment</a>' in page
    words = re.findall(r'class="chip \w+".*?<span>(\w+)<span class="visually', page)
    assert words[:3] == ["History", "Screening", "Identity"]
    assert "Still open:" in page


@pytest.mark.parametrize(
    ("role", "there", "not_there"),
    [
        ("injector", "consents learned messages page-link photos", ""),
        ("front_desk", "consents messages page-link", "learned photos"),
        ("owner", "", "consents learned messages page-link photos"),
    ],
)
def test_a_record_leads_to_what_this_person_may_open(
    role, there, not_there, enter, request, patient
):
    client = enter(request.getfixturevalue(role))
    page = client.get(at("page", patient.id)).text
    for name in there.split():
        address = f"/patients/{patient.id}/{name}/"
        assert f'="{address}"' in page, name
        if name != "page-link":
            assert client.get(address).status_code == 200, name
    for name in not_there.split():
        assert f"/patients/{patient.id}/{name}/" not in page, name


def test_the_head_keeps_allergies_from_the_front_desk(enter, front_desk, patient):
    patient.allergies = "latex"
    patient.save()
    assert "latex" not in enter(front_desk).get(at("page", patient.id)).text


def test_the_front_desk_sees_contact_and_appointments_only(
    enter, front_desk, injector, treated, patient
):
    Appointment.objects.create(
        key=patient.key,
        patient=patient,
        injector=injector,
        kind="review",
        starts_at=AT + timedelta(days=1),
        ends_at=AT + timedelta(days=1, minutes=15),
        created_at=AT,
    )
    page = enter(front_desk).get(at("page", patient.id)).text
    assert "patient1@mail.test" in page
    assert "Visit: review" in page
    assert "20 units" not in page
    assert "Headache" not in page
    assert "Emergency access" in page


def test_emergency_access_opens_the_record_for_a_while(
    enter, front_desk, treated, patient, clock
):
    client = enter(front_desk)
    client.post(
        reverse("account:break-glass", args=[patient.id]),
        {"reason": "swelling, no clinician can be reached"},
    )
    page = client.get(at("page", patient.id)).text
    assert "20 units" in page
    assert "Give it back" in page
    clock.shift(timedelta(minutes=31))
    client.force_login(front_desk)
    assert "20 units" not in client.get(at("page", patient.id)).text


def test_opening_a_record_is_one_entry_in_the_audit(enter, injector, treated, patient):
    before = AuditEntry.objects.count()
    enter(injector).get(at("page", patient.id))
    (entry,) = AuditEntry.objects.order_by("number")[before:]
    assert (entry.action, entry.record_type) == ("read", "patient page")
    assert entry.subject_id == patient.key_id


@pytest.fixture
def crowded(patient, treated, injector, prescriber) -> Patient:
    """A patient of whom every part of the record knows something."""
    Appointment.objects.create(
        key=patient.key,
        patient=patient,
        injector=injector,
        kind="review",
        starts_at=AT,
        ends_at=AT + timedelta(minutes=15),
        created_at=AT,
    )
    consultation = Consultation.objects.create(
        key=patient.key,
        patient=patient,
        by=injector,
        status="signed",
        content={},
        started_at=AT,
        saved_at=AT,
        signed_at=AT,
        signed_by=injector,
        signed_hash="x",
    )
    SeverityGrade.objects.create(
        consultation=consultation, area="glabella", at_rest=1, at_contraction=2
    )
    plan = Plan.objects.create(
        key=patient.key,
        patient=patient,
        status="submitted",
        created_at=AT,
        created_by=injector,
    )
    PlanVersion.objects.create(
        key=patient.key,
        plan=plan,
        number=1,
        started_from="blank",
        planned_on=TODAY,
        product="botox-cosmetic",
        jurisdiction="UK",
        answers={},
        content={"findings": []},
        review_status="ok",
        content_hash="x",
        created_at=AT,
        created_by=injector,
        saved_at=AT,
    )
    Examination.objects.create(
        key=patient.key, patient=patient, prescriber=prescriber, at=AT, mode="in_person"
    )
    Message.objects.create(
        key=patient.key,
        kind="reminder",
        to="a@b.test",
        subject_line="x",
        body="x",
        created_at=AT,
        send_at=AT,
    )
    TreatmentRequest.objects.create(
        key=new_key(at=AT),
        channel="online",
        given_name="x",
        family_name="y",
        born_on=date(1984, 5, 17),
        age_declared_at=AT,
        age_wording="x",
        consent_wording="x",
        consented_at=AT,
        received_at=AT,
        patient=patient,
    )
    patients.take_history(
        actor=injector, at=AT, patient=patient, answers={"allergies": ["latex"]}
    )
    return patient


def test_an_answer_of_nothing_but_satisfaction_says_it(
    enter, injector, treated, patient
):
    FollowUp.objects.create(
        key=patient.key,
        treatment=treated,
        day=treated.day + timedelta(days=14),
        source="link",
        satisfaction=4,
        content={},
        created_at=AT,
    )
    events = enter(injector).get(at("page", patient.id)).context["events"]
    [said] = [one.text for one in events if "answers after 14 days" in one.title]
    assert said == "Satisfaction: satisfied."


def test_the_page_asks_the_database_a_bounded_number_of_times(
    enter, injector, crowded, django_assert_max_num_queries
):
    client = enter(injector)
    client.get(at("page", crowded.id))
    with django_assert_max_num_queries(25):
        page = client.get(at("page", crowded.id))
    kinds = {event.title.split(" ")[0].rstrip(":") for event in page.context["events"]}
    assert kinds == {
        *("Visit", "Treatment", "Follow-up", "Consultation", "Plan"),
        *("Health", "Request", "Message"),
    }
    assert "latex" in page.text


def test_todays_forecast_is_a_sentence_for_each_area(enter, injector, treated, patient):
    page = enter(injector).get(at("today", patient.id)).text
    assert "Glabella" in page or "between the brows" in page
    assert "gone" in page
    assert "back" in page


def test_without_treatments_today_says_what_to_do(enter, injector, patient):
    assert "Enter an earlier one" in enter(injector).get(at("today", patient.id)).text


def test_a_long_timeline_is_read_page_by_page(enter, injector, patient):
    for number in range(45):
        Message.objects.create(
            key=patient.key,
            kind="reminder",
            to="a@b.test",
            subject_line="x",
            body="x",
            created_at=AT - timedelta(days=number % 30),
            send_at=AT,
        )
    client = enter(injector)
    seen, address = 0, at("page", patient.id)
    for _ in range(3):
        page = client.get(address)
        seen += len(page.context["events"])
        following = page.context["pager"].next
        if following is None:
            break
        address = f"{at('page', patient.id)}?after={following['after']}".replace(
            "+", "%2B"
        )
    assert seen == 45


@pytest.mark.parametrize("mark", ["x", "2026-01-01", "2026-13-01T00:00:00+00:00~a~b"])
def test_a_mark_that_is_none_starts_at_the_top(enter, injector, treated, patient, mark):
    page = enter(injector).get(at("page", patient.id), {"after": mark})
    assert page.status_code == 200
    assert page.context["events"]


def test_a_new_patient_is_registered(enter, front_desk):
    answer = enter(front_desk).post(at("new"), PERSON)
    patient = Patient.objects.select_related("key").get()
    assert answer.url == at("page", patient.id)
    assert patient.full_name == "John Smith"


def test_who_may_be_here_already_is_shown_before_saving(enter, front_desk):
    client = enter(front_desk)
    client.post(at("new"), PERSON)
    again = {**PERSON, "given_name": "Jon"}
    page = client.post(at("new"), again)
    assert page.status_code == 422
    assert "similar name" in page.text
    assert Patient.objects.count() == 1
    client.post(at("new"), {**again, "anyway": "yes"})
    assert Patient.objects.count() == 2


def test_under_18_nobody_is_registered(enter, front_desk):
    page = enter(front_desk).post(at("new"), {**PERSON, "born_on": "2010-01-01"})
    assert page.status_code == 422
    assert "Under 18" in page.text
    assert not Patient.objects.exists()


def test_a_stale_form_shows_both(enter, front_desk, patient):
    client = enter(front_desk)
    patients.change(actor=front_desk, at=AT, patient=patient, version=1, note="theirs")
    sent = {**PERSON, "note": "mine", "version": "1"}
    page = client.post(at("edit", patient.id), sent)
    assert page.status_code == 409
    assert "theirs" in page.text
    assert "mine" in page.text
    client.post(at("edit", patient.id), {**sent, "version": "2"})
    patient = Patient.objects.select_related("key").get()
    assert patient.note == "mine"


def test_a_document_is_checked(enter, front_desk, patient):
    client = enter(front_desk)
    wrong = {"document": "passport", "born_on_seen": "1984-05-18"}
    assert client.post(at("identity", patient.id), wrong).status_code == 422
    client.post(at("identity", patient.id), {**wrong, "born_on_seen": "1984-05-17"})
    patient.refresh_from_db()
    assert patient.identity_document == "passport"


def test_search_shows_who_fits_and_what_to_do_where_nobody_does(enter, front_desk):
    client = enter(front_desk)
    client.post(at("new"), PERSON)
    assert "John Smith" in client.post(at("suggest"), {"q": "smi"}).text
    for text, shown in (("jon smth", "John Smith"), ("zzzz", "Nobody fits")):
        assert shown in client.post(at("list"), {"q": text}, follow=True).text
        htmx = {"HX-Request": "true"}
        assert shown in client.post(at("list"), {"q": text}, headers=htmx).text
    assert "John Smith" in client.get(at("list")).text


def test_what_is_looked_for_is_in_no_address_and_opens_for_nobody_else(
    enter, front_desk, injector
):
    client = enter(front_desk)
    client.post(at("new"), PERSON)
    answer = client.post(at("list"), {"q": "john"})
    place = answer.headers["Location"]
    assert answer.status_code == 303
    assert "john" not in place.lower()
    main = client.get(place).text.partition("<main")[2]
    assert 'value="john"' in main
    assert "Nobody fits" not in main
    assert 'value="john"' not in enter(injector).get(place).text
    assert 'value="x"' not in client.get(at("list"), {"q": "x", "s": "é"}).text


def test_who_is_due_stands_in_the_list(enter, front_desk, patient):
    client = enter(front_desk)
    client.post(at("next-due", patient.id), {"next_due_on": "2026-12-01"})
    assert "Due soon" in client.get(at("list")).text
    client.post(at("next-due", patient.id), {"next_due_on": "2026-01-01"})
    patient.refresh_from_db()
    assert patient.next_due_on == date(2026, 12, 1)


def test_the_owner_goes_from_a_record_to_who_read_it(enter, owner, injector, patient):
    enter(injector).get(at("page", patient.id))
    client = enter(owner)
    page = client.get(at("page", patient.id)).text
    link = "/audit/?patient=1&amp;action=read"
    assert link in page
    told = client.get(link.replace("&amp;", "&")).text
    assert injector.name in told
    assert "patient page" in told
    assert link not in enter(injector).get(at("page", patient.id)).text


def test_the_proposed_day_is_taken_with_one_button(enter, injector, treated, patient):
    client = enter(injector)
    page = client.get(at("today", patient.id)).text
    found = re.search(r'name="next_due_on" value="([^"]+)"', page)
    assert found is not None
    client.post(at("next-due", patient.id), {"next_due_on": found[1]})
    patient.refresh_from_db()
    assert patient.next_due_on.isoformat() == found[1]
    assert "as proposed" in client.get(at("today", patient.id)).text
