"""The patient's own page: its link, messages, copies, and what is asked of the record."""

import re
from datetime import timedelta

import pytest

from glabella.clinic.alerts import services as alerts
from glabella.clinic.alerts.models import Alert
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.links import services as links
from glabella.clinic.links.models import SignedLink
from glabella.clinic.outbox.models import Message
from glabella.clinic.patients import services as patients
from glabella.clinic.portal import selectors, services
from glabella.clinic.portal.models import ErasureRequest, PatientMessage
from glabella.clinic.shared.errors import (
    Blocked,
    Invalid,
    NotAllowed,
    NotFound,
    Stale,
)
from tests.clinic.people import AT, PASSWORD, make_patient

pytestmark = pytest.mark.django_db

ADDRESS = "https://clinic.test/link/{token}/page/"
CLINICAL = re.compile(r"toxin|treat|eyelid|dose|unit|consent|botox", re.IGNORECASE)


def token_in(mail: Message) -> str:
    return re.search(r"/link/([^/]+)/page/", mail.body)[1]


def mails(kind: str) -> list[Message]:
    rows = Message.objects.select_related("key").filter(kind=kind)
    return list(rows.order_by("created_at"))


def open_alerts() -> list[Alert]:
    return list(Alert.objects.select_related("key").filter(closed_at=None))


def test_the_front_desk_mails_the_link_and_an_older_one_ends(patient, front_desk):
    for minutes in (0, 5):
        at = AT + timedelta(minutes=minutes)
        services.send_link(actor=front_desk, at=at, patient=patient, address=ADDRESS)
    assert SignedLink.objects.filter(purpose="portal", ended_at=None).count() == 1
    older, newer = mails("portal_link")
    assert selectors.patient_of_link(token=token_in(newer), at=AT) == patient
    with pytest.raises(NotFound):
        selectors.patient_of_link(token=token_in(older), at=AT)
    assert not CLINICAL.search(newer.subject_line + newer.body.replace("page/", ""))


def test_the_owner_and_a_stranger_mail_no_link(patient, owner, stranger):
    for person in (owner, stranger):
        with pytest.raises(NotAllowed):
            services.send_link(actor=person, at=AT, patient=patient, address=ADDRESS)


def test_a_link_of_another_purpose_does_not_open_the_page(patient):
    token = links.make(
        at=AT, purpose="history", key=patient.key, record_id=patient.pk, days=1
    )
    with pytest.raises(NotFound):
        selectors.patient_of_link(token=token, at=AT)


def test_a_message_raises_an_alert_that_does_not_say_what_was_written(patient):
    services.write(at=AT, patient=patient, text="My eyelid hangs lower.")
    kept = PatientMessage.objects.select_related("key").get()
    assert kept.text == "My eyelid hangs lower."
    raised = open_alerts()
    assert {one.for_role for one in raised} == {"front_desk", "injector"}
    assert all("eyelid" not in one.text for one in raised)
    services.write(at=AT, patient=patient, text="And now?")
    assert len(open_alerts()) == len(raised)


@pytest.mark.parametrize("how", ["answer", "put_away"])
def test_one_who_deals_with_a_message_closes_the_alert_of_every_role(
    patient, front_desk, injector, how
):
    other = make_patient(2)
    for person in (patient, other):
        services.write(at=AT, patient=person, text="May I run?")
    if how == "answer":
        services.answer(
            actor=injector, at=AT, patient=patient, text="Wait a day.", address=ADDRESS
        )
    else:
        services.put_away(actor=injector, at=AT, patient=patient)
    assert {one.key_id for one in open_alerts()} == {other.key_id}
    closed = Alert.objects.filter(closed_at=AT)
    assert {one.for_role for one in closed} == {"front_desk", "injector"}
    assert {one.closed_by for one in closed} == {injector}
    services.write(at=AT, patient=patient, text="And swim?")
    assert len(open_alerts()) == 4


def test_a_role_that_closed_its_alert_is_told_of_the_next_message(patient, injector):
    services.write(at=AT, patient=patient, text="May I run?")
    [mine] = [one for one in open_alerts() if one.for_role == "injector"]
    alerts.close(actor=injector, at=AT, alert=mine)
    services.write(at=AT, patient=patient, text="And swim?")
    assert sorted(one.for_role for one in open_alerts()) == ["front_desk", "injector"]


def test_a_message_is_not_empty_not_endless_and_not_one_of_hundreds(patient):
    for wrong in ("", "  \n ", "x" * 2001):
        with pytest.raises(Invalid):
            services.write(at=AT, patient=patient, text=wrong)
    for number in range(10):
        services.write(at=AT, patient=patient, text=f"Message {number}")
    with pytest.raises(Blocked, match="telephone"):
        services.write(at=AT, patient=patient, text="One more")
    next_day = AT + timedelta(days=1, minutes=1)
    assert services.write(at=next_day, patient=patient, text="The next day")


def test_an_answer_stands_on_the_page_and_the_mail_only_says_that_it_is_there(
    patient, front_desk, injector
):
    services.write(at=AT, patient=patient, text="May I run tomorrow?")
    assert selectors.count_waiting(viewer=injector, at=AT) == 1
    services.answer(
        actor=front_desk,
        at=AT,
        patient=patient,
        text="Please wait for one day after the treatment.",
        address=ADDRESS,
    )
    [mail] = mails("portal_answer")
    assert not CLINICAL.search(mail.subject_line + mail.body)
    told = selectors.own_messages(patient)
    assert {one.source for one in told} == {"patient", "clinic"}
    assert selectors.count_waiting(viewer=injector, at=AT) == 0
    assert len(selectors.inbox(viewer=injector, at=AT, handled=True)) == 1
    with pytest.raises(Stale):
        services.put_away(actor=injector, at=AT, patient=patient)


def test_an_answer_never_holds_a_dose(patient, injector):
    services.write(at=AT, patient=patient, text="How much was it?")
    with pytest.raises(Invalid, match="dose"):
        services.answer(
            actor=injector,
            at=AT,
            patient=patient,
            text="You got 12.5 units.",
            address=ADDRESS,
        )
    assert not mails("portal_answer")


def test_who_may_not_read_messages_sees_none(patient, owner, stranger):
    services.write(at=AT, patient=patient, text="Hello")
    for person in (owner, stranger):
        with pytest.raises(NotFound):
            selectors.inbox(viewer=person, at=AT)
        with pytest.raises(NotFound):
            selectors.messages_of(viewer=person, patient=patient, at=AT)
        with pytest.raises(NotAllowed):
            services.answer(
                actor=person, at=AT, patient=patient, text="Hi", address=ADDRESS
            )
        assert selectors.events(viewer=person, patient=patient, at=AT) == []
        assert selectors.count_waiting(viewer=person, at=AT) == 0


def test_the_inbox_lists_the_longest_waiting_first(injector, patient):
    later = make_patient(2)
    services.write(at=AT + timedelta(hours=1), patient=later, text="Second")
    services.write(at=AT, patient=patient, text="First")
    page = selectors.inbox(viewer=injector, at=AT + timedelta(hours=2))
    assert [one.text for one in page] == ["First", "Second"]


def test_nobody_writes_to_a_patient_who_never_wrote(patient, injector):
    with pytest.raises(NotFound):
        services.answer(
            actor=injector, at=AT, patient=patient, text="Hi", address=ADDRESS
        )


def test_the_copy_holds_the_record_and_is_in_the_audit_as_the_patients_own(patient):
    services.write(at=AT, patient=patient, text="A message of mine")
    told = services.own_copy(at=AT, patient=patient, kind="data")
    assert told["patient_number"] == patient.number
    assert "no advice" in told["note"]
    assert "A message of mine" in str(told["record"])
    assert patient.given_name in str(told["record"])
    entry = AuditEntry.objects.get(action="export")
    assert (entry.actor_kind, entry.actor_id) == ("patient", str(patient.pk))
    assert list(services.own_pictures(at=AT, patient=patient)) == []


def test_the_copy_holds_nothing_of_anybody_else(patient):
    other = make_patient(2, given_name="Somebody", family_name="Foreign")
    services.write(at=AT, patient=other, text="Not for you")
    told = str(services.own_copy(at=AT, patient=patient, kind="data"))
    assert "Foreign" not in told
    assert "Not for you" not in told


def test_the_owner_keeps_a_record_with_a_ground_that_the_patient_reads(
    patient, owner, injector
):
    asked = services.ask_erasure(at=AT, patient=patient, reason="I have moved.")
    assert [one.for_role for one in open_alerts()] == ["owner"]
    with pytest.raises(Blocked, match="already"):
        services.ask_erasure(at=AT, patient=patient)
    with pytest.raises(NotAllowed):
        services.keep_record(
            actor=injector, at=AT, asked=asked, ground="No.", address=ADDRESS
        )
    with pytest.raises(Invalid):
        services.keep_record(
            actor=owner, at=AT, asked=asked, ground=" ", address=ADDRESS
        )
    ground = "The law asks to keep it until 2034."
    services.keep_record(
        actor=owner, at=AT, asked=asked, ground=ground, address=ADDRESS
    )
    home = selectors.home(patient=patient, at=AT)
    assert home.erasure.ground == ground
    assert len(mails("portal_answer")) == 1
    with pytest.raises(Stale):
        services.keep_record(
            actor=owner, at=AT, asked=asked, ground=ground, address=ADDRESS
        )
    assert services.ask_erasure(at=AT, patient=patient)


def test_an_erased_record_has_no_page_and_its_messages_are_unreadable(patient, owner):
    services.write(at=AT, patient=patient, text="Secret")
    services.ask_erasure(at=AT, patient=patient, reason="Please")
    token = links.make(
        at=AT, purpose="portal", key=patient.key, record_id=patient.pk, days=90
    )
    patients.erase(
        actor=owner, at=AT, patient=patient, ground="mistake", password=PASSWORD
    )
    with pytest.raises(NotFound):
        selectors.patient_of_link(token=token, at=AT)
    assert PatientMessage.objects.select_related("key").get().text == "erased"
    assert ErasureRequest.objects.select_related("key").get().reason == "erased"
    with pytest.raises(Blocked, match="erased"):
        services.write(at=AT, patient=patient, text="Still there?")


def test_the_page_goes_on_to_questions_and_reviews_and_nowhere_else(patient):
    token = services.go_on(
        at=AT, patient=patient, purpose="history", record_id=patient.pk
    )
    assert links.open_link(token, AT).purpose == "history"
    with pytest.raises(NotFound):
        links.open_link(token, AT + timedelta(days=2))
    for purpose in ("portal", "appointment", "offer"):
        with pytest.raises(NotFound):
            services.go_on(
                at=AT, patient=patient, purpose=purpose, record_id=patient.pk
            )
