"""Each visit is reminded of once, at its present time."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from glabella.clinic.accounts.models import User
from glabella.clinic.calendar import services
from glabella.clinic.calendar.due import reminders
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.calendar.services import Wanted
from glabella.clinic.outbox.models import Message
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.models import Practice
from tests.clinic.people import AT, make_patient

Book = Callable[..., Appointment]
Mail = Callable[[str], list[Message]]
HOUR = timedelta(hours=1)
THURSDAY = AT.replace(hour=10) + timedelta(days=3)


def test_a_reminder_is_written_two_days_before_and_once(
    booked: Book, patient: Patient, mail: Mail
):
    booked(patient, THURSDAY)
    assert reminders(at=THURSDAY - 49 * HOUR) == 0
    assert reminders(at=THURSDAY - 48 * HOUR) == 1
    assert reminders(at=THURSDAY - 47 * HOUR) == 0
    (message,) = mail("reminder")
    assert "Thursday 26 November 2026 at 10:00" in message.body
    assert "treatment" not in message.body


def test_the_clinic_sets_how_long_before(booked: Book, patient: Patient):
    Practice.objects.update(reminder_hours=24)
    booked(patient, THURSDAY)
    assert reminders(at=THURSDAY - 25 * HOUR) == 0
    assert reminders(at=THURSDAY - 24 * HOUR) == 1


def test_who_booked_just_now_is_not_reminded(booked: Book, patient: Patient):
    booked(patient, AT + 24 * HOUR)
    assert reminders(at=AT + HOUR) == 0


@pytest.mark.parametrize("what", ["move", "cancel"])
def test_a_reminder_that_has_not_left_is_taken_back(
    booked: Book, patient: Patient, injector: User, mail: Mail, what: str
):
    visit = booked(patient, THURSDAY)
    at = THURSDAY - 48 * HOUR
    reminders(at=at)
    common = {
        "actor": injector,
        "at": at + HOUR,
        "appointment_id": visit.pk,
        "version": 1,
    }
    if what == "move":
        later = Wanted(injector=injector, starts_at=THURSDAY + 24 * HOUR)
        services.move(**common, wanted=later)
    else:
        services.cancel(**common, reason="Ill")
    assert [one.status for one in mail("reminder")] == ["cancelled"]
    again = reminders(at=THURSDAY - 24 * HOUR + HOUR)
    assert again == (1 if what == "move" else 0)


def test_a_visit_moved_to_a_near_time_is_told_once(
    booked: Book, patient: Patient, injector: User
):
    visit = booked(patient, THURSDAY)
    services.move(
        actor=injector,
        at=AT,
        appointment_id=visit.pk,
        version=1,
        wanted=Wanted(injector=injector, starts_at=AT + 26 * HOUR),
    )
    assert reminders(at=AT + HOUR) == 0


def test_who_has_no_address_is_passed_over(booked: Book):
    booked(make_patient(2, email=""), THURSDAY)
    assert reminders(at=THURSDAY - 48 * HOUR) == 0
