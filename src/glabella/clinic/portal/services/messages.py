"""What patients write to the clinic, and what the clinic answers."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import Role, User
from glabella.clinic.alerts import selectors as waiting, services as alerts
from glabella.clinic.alerts.models import Alert
from glabella.clinic.audit import services as audit
from glabella.clinic.consents.doses import dose_in
from glabella.clinic.outbox.models import Message
from glabella.clinic.patients.models import Patient
from glabella.clinic.patients.services.people import locked
from glabella.clinic.portal.models import PatientMessage
from glabella.clinic.portal.services.opening import mail_link
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import Blocked, Invalid, NotFound, Stale

__all__ = ["LONGEST", "answer", "put_away", "write"]

LONGEST: Final = 2000
MOST_A_DAY: Final = 10
ANSWERED: Final = "We have answered your message. You can read it here:"
TELLS: Final = (Role.FRONT_DESK, Role.INJECTOR)
KIND: Final = Alert.Kind.PATIENT_MESSAGE


@transaction.atomic
def write(*, at: datetime, patient: Patient, text: str) -> PatientMessage:
    """Take a message of a patient whose page is open, and tell the clinic."""
    row = locked(patient)
    actor = Actor.patient(row.pk)
    kept = _text(text)
    since = at - timedelta(days=1)
    mine = PatientMessage.objects.filter(patient=row, source="patient")
    if mine.filter(sent_at__gt=since).count() >= MOST_A_DAY:
        message = (
            "These are many messages for one day. Please telephone us, so that nothing "
            "is missed."
        )
        raise Blocked(message)
    sent = PatientMessage.objects.create(
        key=row.key,
        patient=row,
        source=PatientMessage.Source.PATIENT,
        text=kept,
        sent_at=at,
    )
    audit.record(
        actor=actor,
        at=at,
        action="create",
        record=sent,
        subject=row.key,
        after={"text": kept},
    )
    _tell(actor, at, row)
    return sent


def _text(text: str) -> str:
    kept = text.replace("\r\n", "\n").strip()
    if not kept:
        raise Invalid.field("text", "Write what you wish to say.")
    if len(kept) > LONGEST:
        raise Invalid.field("text", f"At most {LONGEST} letters: shorten it.")
    return kept


def _tell(actor: Actor, at: datetime, patient: Patient) -> None:
    """One alert for each role that answers; what was written is not in it."""
    text = f"Patient {patient.number} has written a message."
    for role in TELLS:
        if waiting.is_open(kind=KIND, text=text, for_role=role):
            continue
        alerts.raise_alert(
            actor=actor,
            at=at,
            kind=KIND,
            text=text,
            for_role=role,
            key=patient.key,
            link=_place(patient),
        )


@transaction.atomic
def answer(
    *, actor: User, at: datetime, patient: Patient, text: str, address: str
) -> PatientMessage:
    """Answer what a patient wrote; an e-mail says that there is an answer, no more.

    ``address`` is that of the patient's page, with ``{token}`` in the token's place.
    """
    rights.require(actor, "patient_message.answer", at=at)
    row = locked(patient)
    kept = _text(text)
    if found := dose_in(kept):
        message = (
            f'"{found}" reads as a dose. A patient is never given one as advice: '
            "leave it out."
        )
        raise Invalid.field("text", message)
    if not PatientMessage.objects.filter(patient=row, source="patient").exists():
        raise NotFound
    sent = PatientMessage.objects.create(
        key=row.key,
        patient=row,
        source=PatientMessage.Source.CLINIC,
        text=kept,
        sent_at=at,
        by=actor,
    )
    _handle(actor, at, row)
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="create",
        record=sent,
        subject=row.key,
        after={"text": kept},
    )
    mail_link(
        actor=actor,
        at=at,
        patient=row,
        address=address,
        kind=Message.Kind.PORTAL_ANSWER,
        what=ANSWERED,
    )
    return sent


@transaction.atomic
def put_away(*, actor: User, at: datetime, patient: Patient) -> int:
    """Mark a patient's messages as needing no answer; returns how many they were."""
    rights.require(actor, "patient_message.answer", at=at)
    row = locked(patient)
    count = _handle(actor, at, row)
    if not count:
        message = "Somebody has dealt with this patient's messages meanwhile."
        raise Stale(message)
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="change",
        record_type="portal.patientmessage",
        record_id=row.pk,
        subject=row.key,
        after={"put_away": count},
    )
    return count


def _handle(actor: User, at: datetime, patient: Patient) -> int:
    """One answers for all: the alert of the other role has nothing left to say."""
    alerts.settle(actor=actor, at=at, kind=KIND, link=_place(patient))
    rows = PatientMessage.objects.filter(
        patient=patient, source="patient", handled_at=None
    )
    return rows.update(handled_at=at, handled_by=actor)


def _place(patient: Patient) -> str:
    """Where staff read and answer what this patient wrote."""
    return f"/patients/{patient.pk}/messages/"
