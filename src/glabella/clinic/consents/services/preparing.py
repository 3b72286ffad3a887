"""Compose a paper for a patient, replace one that is open, and send a link to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.consents.composing import compose
from glabella.clinic.consents.models import Consent
from glabella.clinic.consents.scope import Scope
from glabella.clinic.consents.selectors.papers import may_read
from glabella.clinic.consents.selectors.texts import words_for
from glabella.clinic.consents.services.verifying import paper_digest
from glabella.clinic.links import services as links
from glabella.clinic.links.models import SignedLink
from glabella.clinic.outbox import services as outbox
from glabella.clinic.outbox.models import Message
from glabella.clinic.patients.models import Patient
from glabella.clinic.patients.services import is_adult
from glabella.clinic.patients.services.people import locked
from glabella.clinic.practice.selectors import day_of, practice
from glabella.clinic.shared.errors import Blocked, Invalid, NotFound, Stale
from glabella.printing.summary import PlainSummary

__all__ = [
    "LINK_DAYS",
    "TreatmentAsked",
    "drop",
    "locked_open",
    "prepare",
    "prepare_treatment",
    "refuse_minor",
    "send_link",
]

LINK_DAYS: Final = 14
PURPOSE: Final = SignedLink.Purpose.CONSENT
PICTURES: Final = (Consent.Kind.PHOTOGRAPHY, Consent.Kind.MARKETING)

MAIL: Final = """\
{clinic} has a paper for you to read before your visit.

Please read it here, on a phone or a computer, and sign it if you wish:
{address}

The link is yours alone and opens for {days} days. You will be asked for a code, which
we then send to this address. You can also read and sign it when you come.
"""


@dataclass(frozen=True, slots=True)
class TreatmentAsked:
    """What a paper for a treatment is made of: the plan, its scope, and its words."""

    plan_id: UUID
    scope: Scope
    told: PlainSummary


@transaction.atomic
def prepare(*, actor: User, at: datetime, patient: Patient, kind: str) -> Consent:
    """Compose a paper for photographs, or for showing them; an open one is replaced."""
    rights.require(actor, "consent.ask", at=at)
    if kind not in PICTURES:
        raise Invalid.field("kind", "Choose photographs, or showing pictures.")
    row = _askable(patient, at)
    texts = compose(kind, head=_head(row, at), own=words_for(kind))
    return _keep(actor, at, Consent(patient=row, kind=kind, texts=texts, scope={}))


@transaction.atomic
def prepare_treatment(
    *, actor: User, at: datetime, patient: Patient, asked: TreatmentAsked
) -> Consent:
    """Compose the paper for a plan; an open paper for a treatment is replaced."""
    rights.require(actor, "consent.ask", at=at)
    if not rights.may(actor, "patient.read_clinical", at=at, patient=patient):
        raise NotFound
    if not asked.scope.items:
        message = "The plan treats nothing yet: finish it, then prepare the paper."
        raise Blocked(message, where=f"/patients/{patient.pk}/")
    row = _askable(patient, at)
    kind = Consent.Kind.TREATMENT
    texts = compose(
        kind,
        head=_head(row, at),
        own=words_for(kind, asked.scope),
        told=asked.told,
    )
    consent = Consent(
        patient=row,
        kind=kind,
        plan_id=asked.plan_id,
        texts=texts,
        scope=asked.scope.stored(),
    )
    return _keep(actor, at, consent)


@transaction.atomic
def drop(*, actor: User, at: datetime, consent: Consent) -> Consent:
    """Take an unsigned paper away; its link closes."""
    rights.require(actor, "consent.ask", at=at)
    row = locked_open(consent)
    if not may_read(actor, row, at):
        raise NotFound
    _drop(actor, at, row)
    return row


@transaction.atomic
def send_link(
    *, actor: User, at: datetime, consent: Consent, address: str
) -> SignedLink:
    """Mail the patient a link to an unsigned paper; an older link ends.

    ``address`` is the page's full address with ``{token}`` in the token's place.
    """
    rights.require(actor, "consent.ask", at=at)
    row = locked_open(consent)
    patient = locked(row.patient)
    if not patient.email:
        message = (
            "There is no e-mail address to send the link to. Enter one, or let the "
            "patient read and sign here."
        )
        raise Blocked(message, where=f"/patients/{patient.pk}/")
    link, token = links.renew(
        actor=actor,
        at=at,
        purpose=PURPOSE,
        key=patient.key,
        record_id=row.pk,
        days=LINK_DAYS,
    )
    clinic = practice().name
    outbox.send(
        actor=actor,
        at=at,
        kind=Message.Kind.CONSENT_LINK,
        to=patient.email,
        key=patient.key,
        subject_line=f"A paper to read before your visit to {clinic}",
        body=MAIL.format(
            clinic=clinic, address=address.format(token=token), days=LINK_DAYS
        ),
    )
    return link


def refuse_minor(patient: Patient, at: datetime) -> None:
    """Nobody under 18 agrees to anything here, and nobody without a birth date."""
    if patient.born_on is None or not is_adult(patient.born_on, day_of(at)):
        message = "The patient is under 18, or the birth date is missing: no consent."
        raise Blocked(message, where=f"/patients/{patient.pk}/")


def locked_open(consent: Consent) -> Consent:
    """The paper as it is now, kept for this transaction, if it is still unsigned."""
    row = (
        Consent.objects.select_for_update(of=("self",))
        .select_related("key", "patient__key")
        .get(pk=consent.pk)
    )
    if row.status != Consent.Status.OPEN:
        message = (
            f"This paper is {row.get_status_display()} by now. Load the list of "
            "consents again."
        )
        raise Stale(message)
    return row


def _askable(patient: Patient, at: datetime) -> Patient:
    row = locked(patient)
    refuse_minor(row, at)
    return row


def _head(patient: Patient, at: datetime) -> tuple[str, int, str]:
    return practice().name, patient.number, day_of(at).isoformat()


def _keep(actor: User, at: datetime, consent: Consent) -> Consent:
    patient = consent.patient
    before = (
        Consent.objects.select_for_update(of=("self",))
        .select_related("key")
        .filter(patient=patient, kind=consent.kind, status=Consent.Status.OPEN)
        .first()
    )
    if before is not None:
        _drop(actor, at, before)
    consent.key = patient.key
    consent.made_at, consent.made_by = at, actor
    consent.text_hash = paper_digest(consent.texts)
    consent.save()
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="create",
        record=consent,
        subject=patient.key,
        after={
            "kind": consent.kind,
            "scope": consent.scope,
            "hash": consent.text_hash,
            "versions": consent.texts["standard"]["versions"],
        },
    )
    return consent


def _drop(actor: User, at: datetime, consent: Consent) -> None:
    consent.status = Consent.Status.DROPPED
    consent.save(update_fields=["status"])
    links.end_all(actor=actor, at=at, purpose=PURPOSE, record_id=consent.pk)
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="void",
        record=consent,
        subject=consent.key,
        after={"status": consent.status},
    )
