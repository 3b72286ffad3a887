"""Messages are written with the record, sent later, and never lost in silence."""

import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from glabella.clinic.alerts.models import Alert
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.keys import services as keys
from glabella.clinic.outbox import delivery, due, services
from glabella.clinic.outbox.models import Message
from glabella.clinic.shared.actor import SYSTEM
from glabella.clinic.shared.errors import Invalid, NotAllowed, Stale
from tests.clinic.people import AT

MINUTE = timedelta(minutes=1)


def write(**fields: object) -> Message:
    return services.send(
        **{
            "actor": SYSTEM,
            "at": AT,
            "kind": "booked",
            "to": "anna@mail.test",
            "subject_line": "Your appointment",
            "body": "Monday, 9:00",
            **fields,
        }
    )


def attempt(message: Message, *, after: timedelta = timedelta()) -> str:
    return delivery.attempt(at=AT + after, message_id=str(message.id))


def refresh(message: Message) -> Message:
    return Message.objects.select_related("key").get(pk=message.pk)


class Refusing:
    """A mail server that answers every letter in the same way."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __call__(self) -> int:
        raise self.error


@pytest.fixture
def unreachable(monkeypatch, mail_is_set_up) -> None:
    error = ConnectionRefusedError("anna@mail.test refused")
    monkeypatch.setattr("django.core.mail.EmailMessage.send", Refusing(error))


@pytest.mark.usefixtures("practice", "mail_is_set_up")
class TestALetter:
    def test_leaves_in_the_clinics_name_with_its_calendar_file(self, practice):
        practice.email = "hello@clinic.test"
        practice.save()
        message = write(calendar="BEGIN:VCALENDAR")
        assert attempt(message) == "sent"
        (letter,) = mail.outbox
        assert letter.from_email == "A clinic <desk@clinic.test>"
        assert letter.reply_to == ["hello@clinic.test"]
        assert letter.to == ["anna@mail.test"]
        assert letter.attachments[0].content == "BEGIN:VCALENDAR"
        assert letter.extra_headers["Message-ID"] == f"<{message.id}@clinic.test>"
        assert refresh(message).sent_at == AT

    def test_is_sent_once_whoever_asks(self):
        message = write()
        assert [attempt(message), attempt(message)] == ["sent", "left"]
        assert len(mail.outbox) == 1

    def test_waits_for_its_time(self):
        message = write(send_at=AT + 10 * MINUTE)
        assert attempt(message) == "left"
        assert attempt(message, after=10 * MINUTE) == "sent"

    def test_cannot_smuggle_a_header_in(self):
        message = write(subject_line="Hello\r\nBcc: everybody@mail.test")
        attempt(message)
        assert mail.outbox[0].message()["Bcc"] is None
        assert "\n" not in mail.outbox[0].subject

    def test_to_no_address_is_refused_at_once(self):
        with pytest.raises(Invalid) as refusal:
            write(to="anna at mail")
        assert refusal.value.fields.keys() == {"email"}

    def test_to_an_erased_person_is_not_sent(self, patient):
        message = write(key=patient.key)
        keys.destroy(actor=SYSTEM, at=AT, key=patient.key, ground="asked for")
        assert attempt(message) == "left"
        assert refresh(message).status == "cancelled"
        assert not mail.outbox

    def test_that_is_too_late_to_make_sense_is_not_sent(self):
        code = write(kind="code")
        assert attempt(code, after=11 * MINUTE) == "left"
        assert refresh(code).status == "failed"
        assert not mail.outbox


@pytest.mark.django_db
class TestTheRecord:
    def test_keeps_neither_address_nor_text_in_clear(self):
        message = write(body="Monday at nine")
        row = Message.objects.filter(pk=message.pk).values("to", "body").get()
        stored = b"".join(value.bytes for value in row.values())
        assert b"anna" not in stored
        assert b"Monday" not in stored
        assert "anna" not in str(DBTaskResult.objects.get().args_kwargs)

    def test_of_a_rolled_back_deed_is_gone_with_its_job(self):
        with transaction.atomic():
            write()
            transaction.set_rollback(True)
        assert not Message.objects.exists()
        assert not DBTaskResult.objects.exists()

    def test_of_one_thing_is_written_once(self):
        first = write(dedupe="reminder:7")
        assert write(dedupe="reminder:7", body="another") == first
        assert Message.objects.count() == 1

    def test_taken_back_is_not_sent_and_makes_room_for_another(
        self, practice, mail_is_set_up
    ):
        first = write(dedupe="reminder:7")
        assert services.cancel(actor=SYSTEM, at=AT, dedupe="reminder:7") == first
        assert services.cancel(actor=SYSTEM, at=AT, dedupe="reminder:7") is None
        second = write(dedupe="reminder:7")
        assert [attempt(first), attempt(second)] == ["left", "sent"]

    def test_without_a_mail_server_waits(self):
        message = write()
        assert attempt(message) == "left"
        waiting = refresh(message)
        assert (waiting.status, waiting.attempts) == ("waiting", 0)

    def test_in_a_demonstration_is_only_pretended(self, settings, practice):
        settings.DEMO = True
        message = write()
        assert attempt(message) == "sent"
        assert refresh(message).pretended
        assert not mail.outbox


@pytest.mark.usefixtures("practice", "unreachable")
class TestAServerThatDoesNotAnswer:
    def test_is_asked_again_after_growing_pauses_and_then_somebody_is_told(self):
        message = write()
        passed = timedelta()
        for pause in (1, 5, 30, 120):
            assert attempt(message, after=passed) == "later"
            assert attempt(message, after=passed) == "left"
            passed += pause * MINUTE
        assert not Alert.objects.exists()
        assert attempt(message, after=passed) == "failed"
        failed = refresh(message)
        assert (failed.status, failed.attempts) == ("failed", 5)
        assert str(message.id) in Alert.objects.get().link
        assert AuditEntry.objects.filter(action="failure").exists()

    def test_is_not_quoted_where_it_repeats_an_address(self):
        message = write()
        attempt(message)
        assert "anna" not in refresh(message).last_error

    def test_has_each_next_attempt_queued_at_its_time(self):
        message = write()
        attempt(message)
        times = DBTaskResult.objects.values_list("run_after", flat=True)
        assert sorted(times) == [AT, AT + MINUTE]

    def test_leaves_nothing_behind_when_a_worker_dies(self, monkeypatch):
        monkeypatch.setattr(
            "django.core.mail.EmailMessage.send", Refusing(KeyboardInterrupt())
        )
        message = write()
        with pytest.raises(KeyboardInterrupt):
            attempt(message)
        assert due.left_behind(at=AT + 2 * MINUTE) == 0
        assert due.left_behind(at=AT + 4 * MINUTE) == 1


@pytest.mark.usefixtures("practice", "mail_is_set_up")
def test_an_address_that_the_server_refuses_for_good_is_not_tried_again(monkeypatch):
    refusal = smtplib.SMTPRecipientsRefused({"anna@mail.test": (550, b"no such user")})
    monkeypatch.setattr("django.core.mail.EmailMessage.send", Refusing(refusal))
    message = write()
    assert attempt(message) == "failed"
    assert refresh(message).attempts == 1


@pytest.mark.django_db(transaction=True)
@time_machine.travel(AT + MINUTE, tick=False)
def test_one_call_of_run_due_sends_what_was_written(practice, mail_is_set_up):
    message = write()
    call_command("run_due", "--once")
    assert refresh(message).status == "sent"
    assert len(mail.outbox) == 1


class TestByHand:
    def test_the_front_desk_tries_a_failed_message_again(
        self, front_desk, mail_is_set_up
    ):
        message = write()
        Message.objects.filter(pk=message.pk).update(status="failed", attempts=5)
        again = services.retry(actor=front_desk, at=AT, message_id=message.id)
        assert (again.status, again.attempts) == ("waiting", 0)
        assert attempt(message) == "sent"

    def test_a_sent_message_is_neither_tried_again_nor_taken_back(
        self, front_desk, mail_is_set_up
    ):
        message = write()
        attempt(message)
        for deed in (services.retry, services.withdraw):
            with pytest.raises(Stale):
                deed(actor=front_desk, at=AT, message_id=message.id)

    def test_an_injector_has_no_right_to_the_outbox(self, injector):
        message = write()
        for deed in (services.retry, services.withdraw):
            with pytest.raises(NotAllowed):
                deed(actor=injector, at=AT, message_id=message.id)
