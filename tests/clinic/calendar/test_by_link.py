"""A patient confirms, changes and cancels by the link of a message."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from glabella.clinic.accounts.models import User
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.calendar import selectors, services
from glabella.clinic.calendar.models import Appointment, Slot
from glabella.clinic.calendar.services import Taken, Wanted
from glabella.clinic.outbox.models import Message
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.models import Practice, Room
from glabella.clinic.shared.errors import Blocked, NotFound, Stale
from tests.clinic.calendar.conftest import SITE
from tests.clinic.people import AT, make_patient

Book = Callable[..., Appointment]
Mail = Callable[[str], list[Message]]
TOMORROW = AT + timedelta(days=1)
MINUTES = timedelta(minutes=1)


def token_in(message: Message) -> str:
    found = re.search(rf"{SITE}/link/([^/]+)/", message.body)
    assert found is not None
    return found[1]


def test_a_booking_is_confirmed_by_mail_without_saying_what_for(
    booked: Book, patient: Patient, mail: Mail, settings
):
    settings.DEFAULT_FROM_EMAIL = "desk@clinic.test"
    booked(patient, TOMORROW)
    (message,) = mail("booked")
    assert message.to == patient.email
    assert "Tuesday 24 November 2026 at 09:00" in message.body
    whole = (message.subject_line + message.body + message.calendar).lower()
    for word in ("treatment", "glabella", "toxin", "family1"):
        assert word not in whole


def test_without_an_address_nothing_is_sent(booked: Book, mail: Mail):
    booked(make_patient(2, email=""), TOMORROW)
    assert mail("booked") == []


def test_without_the_address_of_the_site_the_mail_asks_to_telephone(
    booked: Book, patient: Patient, practice: Practice, mail: Mail, settings
):
    settings.SITE_ADDRESS = ""
    Practice.objects.update(phone="020 7946 0000")
    booked(patient, TOMORROW)
    (message,) = mail("booked")
    assert "/link/" not in message.body
    assert "call 020 7946 0000" in message.body


def test_the_invitation_has_one_uid_and_a_rising_sequence(
    booked: Book, patient: Patient, injector: User, mail: Mail
):
    visit = booked(patient, TOMORROW)
    visit = services.move(
        actor=injector,
        at=AT,
        appointment_id=visit.pk,
        version=1,
        wanted=Wanted(injector=injector, starts_at=TOMORROW + 60 * MINUTES),
    )
    services.cancel(
        actor=injector, at=AT, appointment_id=visit.pk, version=2, reason="Ill"
    )
    files = [mail(kind)[0].calendar for kind in ("booked", "changed", "cancelled")]
    assert all(f"UID:{visit.pk}" in file for file in files)
    assert [re.findall(r"SEQUENCE:(\d+)", file) for file in files] == [
        ["0"],
        ["1"],
        ["2"],
    ]
    assert "METHOD:CANCEL" in files[2]
    assert "STATUS:CANCELLED" in files[2]
    assert "DTSTART:20261124T100000Z" in files[1]


def test_opening_a_link_changes_nothing(booked: Book, patient: Patient, mail: Mail):
    visit = booked(patient, TOMORROW)
    token = token_in(mail("booked")[0])
    entries = AuditEntry.objects.count()
    assert selectors.visit_of(at=AT, token=token) == visit
    visit.refresh_from_db()
    assert (visit.status, visit.version) == ("booked", 1)
    assert AuditEntry.objects.count() == entries


def test_a_patient_confirms_and_the_audit_names_no_name(
    booked: Book, patient: Patient, mail: Mail
):
    booked(patient, TOMORROW)
    token = token_in(mail("booked")[0])
    visit = services.confirm_by_link(at=AT, token=token, version=1)
    assert visit.status == "confirmed"
    entry = AuditEntry.objects.latest("number")
    assert (entry.actor_kind, entry.actor_name) == ("patient", "the patient")


def test_a_patient_moves_to_a_free_time_and_the_old_link_ends(
    booked: Book, patient: Patient, room: Room, mail: Mail
):
    visit = booked(patient, TOMORROW, room=room)
    token = token_in(mail("booked")[0])
    free = selectors.times_instead(at=AT, appointment=visit, from_day=TOMORROW.date())
    moved = services.move_by_link(
        at=AT, token=token, version=1, starts_at=free[-1].starts_at
    )
    assert moved.starts_at == free[-1].starts_at
    assert moved.room == room
    with pytest.raises(NotFound):
        selectors.visit_of(at=AT, token=token)
    assert selectors.visit_of(at=AT, token=token_in(mail("changed")[0])) == moved


@pytest.mark.parametrize(
    "start",
    [TOMORROW.replace(hour=20), TOMORROW + 60 * MINUTES, AT - 60 * MINUTES],
    ids=["closed", "taken", "past"],
)
def test_a_patient_cannot_move_to_a_time_that_is_not_free(
    booked: Book, patient: Patient, mail: Mail, start
):
    visit = booked(patient, TOMORROW)
    booked(make_patient(2), TOMORROW + 60 * MINUTES)
    token = token_in(mail("booked")[0])
    with pytest.raises(Taken, match="Your visit stays as it is"):
        services.move_by_link(at=AT, token=token, version=1, starts_at=start)
    visit.refresh_from_db()
    assert visit.starts_at == TOMORROW


def test_a_patient_cancels_and_the_time_is_free(
    booked: Book, patient: Patient, mail: Mail
):
    booked(patient, TOMORROW)
    token = token_in(mail("booked")[0])
    visit = services.cancel_by_link(at=AT, token=token, version=1)
    assert visit.status == "cancelled"
    assert not Slot.objects.exists()
    with pytest.raises(NotFound):
        services.confirm_by_link(at=AT, token=token, version=2)


def test_a_page_opened_before_the_clinic_moved_the_visit_confirms_nothing(
    booked: Book, patient: Patient, injector: User, mail: Mail
):
    visit = booked(patient, TOMORROW)
    token = token_in(mail("booked")[0])
    services.set_status(
        actor=injector, at=AT, appointment_id=visit.pk, version=1, status="confirmed"
    )
    with pytest.raises(Stale):
        services.cancel_by_link(at=AT, token=token, version=1)


def test_a_visit_that_has_begun_is_no_longer_changed_by_link(
    booked: Book, patient: Patient, mail: Mail
):
    booked(patient, TOMORROW)
    token = token_in(mail("booked")[0])
    with pytest.raises(Blocked, match="has begun"):
        services.cancel_by_link(at=TOMORROW + 5 * MINUTES, token=token, version=1)


def test_the_link_of_one_thing_does_not_open_another(
    booked: Book, patient: Patient, mail: Mail
):
    booked(patient, TOMORROW)
    token = token_in(mail("booked")[0])
    with pytest.raises(NotFound):
        services.take_offer(at=AT, token=token)
