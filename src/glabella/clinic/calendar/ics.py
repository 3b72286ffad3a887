"""Appointments as iCalendar files (RFC 5545): for a patient, and a person's feed."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vText

from glabella.clinic.accounts.models import User
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.models import Practice

__all__ = ["feed", "initials", "invitation"]

PRODUCT: Final = "-//Clinic calendar//EN"
"""Not the name of this software, which is also that of a part of the face."""
ASK_AGAIN: Final = timedelta(minutes=15)


def invitation(appointment: Appointment, clinic: Practice, at: datetime) -> str:
    """The patient's own copy: time and place, "your visit" and no more.

    Calendar programs replace an earlier copy by its UID and SEQUENCE.
    """
    cancelled = appointment.status == Appointment.Status.CANCELLED
    calendar = _calendar("CANCEL" if cancelled else "PUBLISH")
    event = _event(appointment, at)
    event.add("summary", f"Your visit to {clinic.name}")
    event.add("location", ", ".join(filter(None, [clinic.name, _line(clinic.address)])))
    event["organizer"] = _organiser(clinic)
    calendar.add_component(event)
    return _text(calendar)


def feed(
    person: User, appointments: Iterable[Appointment], clinic: Practice, at: datetime
) -> str:
    """A person's visits for a calendar program outside: initials and number only."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", f"{clinic.name}: {person.name}")
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"value": "DURATION"})
    for appointment in appointments:
        event = _event(appointment, at)
        patient = appointment.patient
        event.add("summary", f"{initials(patient)}, no. {patient.number}")
        if appointment.room is not None:
            event.add("location", appointment.room.name)
        calendar.add_component(event)
    return _text(calendar)


def initials(patient: Patient) -> str:
    """The first letters of a patient's names; "erased" once they are."""
    if patient.erased_at is not None:
        return "erased"
    names = (str(patient.given_name), str(patient.family_name))
    return " ".join(f"{name[:1].upper()}." for name in names if name)


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _event(appointment: Appointment, at: datetime) -> Event:
    cancelled = appointment.status == Appointment.Status.CANCELLED
    event = Event()
    event.add("uid", str(appointment.pk))
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", at)
    # Instants in UTC: no program can mistake a change of the clocks.
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.ends_at)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    return event


def _organiser(clinic: Practice) -> vCalAddress:
    address = vCalAddress(f"mailto:{clinic.email or settings.DEFAULT_FROM_EMAIL}")
    address.params["cn"] = vText(clinic.name)
    return address


def _line(address: str) -> str:
    return ", ".join(part.strip() for part in address.splitlines() if part.strip())


def _text(calendar: Calendar) -> str:
    return str(calendar.to_ical(), "utf-8")
