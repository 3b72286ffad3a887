"""What patients are told of their visits: time and place, and never what for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from glabella.clinic.calendar import ics
from glabella.clinic.calendar.models import Appointment, WaitingEntry
from glabella.clinic.links import services as links
from glabella.clinic.links.models import SignedLink
from glabella.clinic.outbox import services as outbox
from glabella.clinic.outbox.models import Message
from glabella.clinic.practice.models import Practice
from glabella.clinic.practice.selectors import clinic_zone, practice
from glabella.clinic.shared.actor import SYSTEM, Actor

__all__ = [
    "booked",
    "cancelled",
    "changed",
    "news_of",
    "offered",
    "remind",
    "reminder_of",
    "reminders_off",
    "when",
]

PURPOSE: Final = SignedLink.Purpose.APPOINTMENT
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Letter:
    """What is written to a patient of one visit."""

    kind: str
    subject_line: str
    body: str
    dedupe: str
    calendar: str = ""


def booked(actor: Actor, at: datetime, appointment: Appointment) -> None:
    """Send the confirmation of a visit to come."""
    _tell(
        actor, at, appointment, Message.Kind.BOOKED, "Your visit to {clinic} is booked."
    )


def changed(actor: Actor, at: datetime, appointment: Appointment) -> None:
    """Send the new time; links and reminders of the old one end."""
    links.end_all(actor=actor, at=at, purpose=PURPOSE, record_id=appointment.pk)
    _tell(
        actor,
        at,
        appointment,
        Message.Kind.CHANGED,
        "Your visit to {clinic} has a new time. It replaces the earlier one.",
    )


def cancelled(actor: Actor, at: datetime, appointment: Appointment) -> None:
    """Say that a visit is off; its links and its reminder end."""
    links.end_all(actor=actor, at=at, purpose=PURPOSE, record_id=appointment.pk)
    if not _can_tell(at, appointment):
        return
    clinic = practice()
    body = (
        f"Your visit to {clinic.name} on {when(appointment.starts_at)} is cancelled.\n\n"
        f"You need not do anything. For a new time, {_reach(clinic)}."
    )
    letter = Letter(
        kind=Message.Kind.CANCELLED,
        subject_line=f"Your visit to {clinic.name} is cancelled",
        body=body,
        dedupe=news_of(appointment),
        calendar=ics.invitation(appointment, clinic, at),
    )
    _send(actor, at, appointment, letter)


def remind(at: datetime, appointment: Appointment) -> bool:
    """Send the reminder of a visit; whether there was somebody to send it to."""
    if not _can_tell(at, appointment):
        return False
    clinic = practice()
    lines = [
        f"This is a reminder of your visit to {clinic.name}.",
        *_particulars(appointment, clinic),
        _way(at, appointment, clinic),
    ]
    letter = Letter(
        kind=Message.Kind.REMINDER,
        subject_line=f"Your visit on {when(appointment.starts_at)}",
        body="\n\n".join(lines),
        dedupe=reminder_of(appointment),
    )
    _send(SYSTEM, at, appointment, letter)
    return True


def offered(actor: Actor, at: datetime, entry: WaitingEntry) -> bool:
    """Offer a freed time by e-mail; whether there was somebody to send it to."""
    if entry.offered_starts_at is None or entry.offer_ends_at is None:
        return False
    site = _site()
    if not entry.patient.email or entry.patient.erased_at or not site:
        return False
    clinic = practice()
    days = (entry.offer_ends_at - at) / DAY
    token = links.make(
        at=at,
        purpose=SignedLink.Purpose.OFFER,
        key=entry.key,
        record_id=entry.pk,
        days=days,
    )
    outbox.send(
        actor=actor,
        at=at,
        kind=Message.Kind.OFFER,
        to=entry.patient.email,
        key=entry.key,
        subject_line=f"A time became free at {clinic.name}",
        body=(
            f"A time became free: {when(entry.offered_starts_at)}.\n\n"
            f"Take it here if it suits you:\n{site}/link/{token}/\n\n"
            f"You can take it until {when(entry.offer_ends_at)}. One person at a time is "
            "asked, but it is not kept: whoever books first has it. If it does not "
            "suit you, you need not do anything and stay on the list."
        ),
    )
    return True


def reminders_off(actor: Actor, at: datetime, dedupe: str) -> None:
    """Take back a reminder that has not left yet."""
    outbox.cancel(actor=actor, at=at, dedupe=dedupe)


def news_of(appointment: Appointment) -> str:
    """The name of the message about a visit as it stands."""
    return f"visit {appointment.pk} {appointment.sequence}"


def reminder_of(appointment: Appointment) -> str:
    """The name of the reminder of a visit at its present time."""
    return f"reminder {appointment.pk} {appointment.sequence}"


def when(at: datetime) -> str:
    """Day and time on the clinic's clock, as one says it."""
    local = at.astimezone(clinic_zone())
    return f"{local:%A} {local.day} {local:%B %Y} at {local:%H:%M}"


def _tell(
    actor: Actor, at: datetime, appointment: Appointment, kind: str, news: str
) -> None:
    if not _can_tell(at, appointment):
        return
    clinic = practice()
    lines = [
        news.format(clinic=clinic.name),
        *_particulars(appointment, clinic),
        _way(at, appointment, clinic),
    ]
    letter = Letter(
        kind=kind,
        subject_line=f"Your visit to {clinic.name}, {when(appointment.starts_at)}",
        body="\n\n".join(lines),
        dedupe=news_of(appointment),
        calendar=ics.invitation(appointment, clinic, at),
    )
    _send(actor, at, appointment, letter)


def _can_tell(at: datetime, appointment: Appointment) -> bool:
    patient = appointment.patient
    return bool(patient.email) and not patient.erased_at and appointment.starts_at > at


def _particulars(appointment: Appointment, clinic: Practice) -> list[str]:
    where = clinic.address.strip()
    lines = [f"When: {when(appointment.starts_at)} ({clinic.time_zone})"]
    lines += [f"Where: {where}"] if where else []
    return ["\n".join([*lines, f"With: {appointment.injector.name}"])]


def _way(at: datetime, appointment: Appointment, clinic: Practice) -> str:
    site = _site()
    if not site:
        return f"To change or cancel it, {_reach(clinic)}."
    token = links.make(
        at=at,
        purpose=PURPOSE,
        key=appointment.key,
        record_id=appointment.pk,
        days=(appointment.ends_at - at) / DAY,
    )
    return (
        "See it, confirm it, change it or cancel it here:\n"
        f"{site}/link/{token}/\n\nThe link is yours alone."
    )


def _reach(clinic: Practice) -> str:
    if clinic.phone:
        return f"call {clinic.phone}"
    return "answer this message" if clinic.email else "ask the clinic"


def _site() -> str:
    # Where patients reach this installation; no request is at hand in a job.
    return settings.SITE_ADDRESS


def _send(actor: Actor, at: datetime, appointment: Appointment, letter: Letter) -> None:
    outbox.send(
        actor=actor,
        at=at,
        kind=letter.kind,
        to=appointment.patient.email,
        key=appointment.key,
        subject_line=letter.subject_line,
        body=letter.body,
        dedupe=letter.dedupe,
        calendar=letter.calendar,
    )
