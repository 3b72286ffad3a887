"""Sign a paper, withdraw what was signed, read and print it; each is in the audit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isfinite
from typing import Final

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import Role, User
from glabella.clinic.alerts import services as alerts
from glabella.clinic.alerts.models import Alert
from glabella.clinic.audit import services as audit
from glabella.clinic.consents.models import Consent
from glabella.clinic.consents.selectors.papers import may_read
from glabella.clinic.consents.services.preparing import (
    PURPOSE,
    locked_open,
    refuse_minor,
)
from glabella.clinic.consents.services.verifying import (
    paper_digest,
    signature_digest,
    signature_holds,
)
from glabella.clinic.links import services as links
from glabella.clinic.patients.names import words
from glabella.clinic.patients.services.people import locked
from glabella.clinic.practice.selectors import day_of, practice
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import Blocked, Invalid, NotFound, Stale
from glabella.clinic.shared.text import one_line

__all__ = [
    "MOST_POINTS",
    "Signature",
    "open_paper",
    "record_print",
    "sign",
    "withdraw",
]

MOST_POINTS: Final = 6000
"""Points of a drawn signature; a pen gives about a hundred a second."""
MOST_STROKES: Final = 200
LONGEST_NAME: Final = 120
LONGEST_REASON: Final = 1000
PLACES: Final = 4
"""Decimal places of a point, in fractions of the field."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What somebody signs with: the level and words they saw, their name, the pen."""

    level: str
    seen: str
    """The digest of the paper as it was shown."""
    name: str
    agreed: bool = False
    strokes: Sequence[Sequence[Sequence[float]]] = ()


@transaction.atomic
def sign(
    *, actor: User | Actor, at: datetime, consent: Consent, signature: Signature
) -> Consent:
    """Sign an open paper: at the clinic before a witness, or the patient by link.

    ``actor`` is the member of staff who stands by (consent.witness), or the patient.
    """
    here = isinstance(actor, User)
    if isinstance(actor, User):
        rights.require(actor, "consent.witness", at=at)
    row = locked_open(consent)
    if isinstance(actor, Actor) and actor != Actor.patient(row.patient_id):
        raise NotFound
    row.patient = locked(row.patient)
    row.key = row.patient.key
    refuse_minor(row.patient, at)
    _refuse_other_words(row, signature)
    row.strokes = _drawn(signature.strokes)
    row.signed_name = _name(row, signature)
    row.status = Consent.Status.SIGNED
    row.level, row.signed_at = signature.level, at
    row.signed_how = Consent.How.HERE if here else Consent.How.LINK
    row.witness = actor if isinstance(actor, User) else None
    days = practice().consent_valid_days
    row.expires_on = day_of(at) + timedelta(days=days)
    row.signed_hash = signature_digest(row)
    row.save()
    links.end_all(actor=actor, at=at, purpose=PURPOSE, record_id=row.pk)
    audit.record(
        actor=_as_actor(actor),
        at=at,
        action="sign",
        record=row,
        subject=row.key,
        after={
            "kind": row.kind,
            "how": row.signed_how,
            "level": row.level,
            "hash": row.signed_hash,
            "valid_until": row.expires_on,
        },
    )
    return row


def _refuse_other_words(row: Consent, signature: Signature) -> None:
    if signature.level not in row.texts:
        raise Invalid.field("level", "Choose one of the two ways to read the paper.")
    if paper_digest(row.texts) != row.text_hash:
        message = (
            "The words of this paper are not those that were prepared. Do not sign: "
            "prepare a new paper, and have the audit verified."
        )
        raise Blocked(message)
    if signature.seen != paper_digest(row.texts[signature.level]):
        message = "The paper was changed while you read it. Please read it again."
        raise Stale(message)
    if not signature.agreed:
        raise Invalid.field("agreed", "Tick that you agree, or leave it unsigned.")


def _name(row: Consent, signature: Signature) -> str:
    """The typed name; the family name of the record has to be in it."""
    name = one_line(signature.name)[:LONGEST_NAME]
    if not name:
        raise Invalid.field("name", "Type your first name and your family name.")
    if not set(words(row.patient.family_name)) <= set(words(name)):
        message = (
            "This is not the name that the paper was made for. Type your first name "
            "and your family name as the clinic knows them."
        )
        raise Invalid.field("name", message)
    return name


def _drawn(strokes: Sequence[Sequence[Sequence[float]]]) -> list[list[list[float]]]:
    """The drawn lines, within the field; what is none is refused."""
    try:
        points = sum(len(line) for line in strokes)
        if len(strokes) > MOST_STROKES or points > MOST_POINTS:
            message = "The drawing is too long: clear it, and sign once more."
            raise Invalid.field("strokes", message)
        return [[_point(point) for point in line] for line in strokes if line]
    except (TypeError, ValueError, OverflowError) as error:
        message = "The drawing did not arrive whole: clear it, and sign once more."
        raise Invalid.field("strokes", message) from error


def _point(point: Sequence[float]) -> list[float]:
    x, y = (float(one) for one in point)
    if not (isfinite(x) and isfinite(y) and 0 <= x <= 1 and 0 <= y <= 1):
        raise ValueError(point)
    return [round(x, PLACES), round(y, PLACES)]


@transaction.atomic
def withdraw(
    *, actor: User | Actor, at: datetime, consent: Consent, reason: str = ""
) -> Consent:
    """Withdraw what was signed, from this instant on; staff say why.

    A patient who does it by link need give no reason; the clinic gets an alert.
    """
    if isinstance(actor, User):
        rights.require(actor, "consent.withdraw", at=at)
        if not may_read(actor, consent, at):
            raise NotFound
    elif actor != Actor.patient(consent.patient_id):
        raise NotFound
    row = _signed(consent)
    reason = one_line(reason)[:LONGEST_REASON]
    if isinstance(actor, User) and not reason:
        raise Invalid.field("reason", "Say what the patient told you.")
    row.status, row.withdrawn_at = Consent.Status.WITHDRAWN, at
    row.withdrawn_by = actor if isinstance(actor, User) else None
    row.withdrawal_reason = reason
    row.save(
        update_fields=["status", "withdrawn_at", "withdrawn_by", "withdrawal_reason"]
    )
    audit.record(
        actor=_as_actor(actor),
        at=at,
        action="void",
        record=row,
        subject=row.key,
        after={"kind": row.kind, "status": row.status},
        reason=reason,
    )
    if not isinstance(actor, User):
        _tell_the_clinic(actor, at, row)
    return row


def _signed(consent: Consent) -> Consent:
    row = (
        Consent.objects.select_for_update(of=("self",))
        .select_related("key", "patient__key")
        .get(pk=consent.pk)
    )
    if row.status != Consent.Status.SIGNED:
        message = f"This paper is {row.get_status_display()}: nothing to withdraw."
        raise Stale(message)
    locked(row.patient)
    return row


def _tell_the_clinic(actor: Actor, at: datetime, row: Consent) -> None:
    alerts.raise_alert(
        actor=actor,
        at=at,
        kind=Alert.Kind.PATIENT_MESSAGE,
        text=(
            f"Patient {row.patient.number} has withdrawn an agreement by link: "
            f"{row.get_kind_display()}."
        ),
        for_role=Role.INJECTOR,
        key=row.key,
        link=f"/patients/{row.patient_id}/consents/{row.pk}/",
    )


@transaction.atomic
def open_paper(*, actor: User | Actor, at: datetime, consent: Consent) -> Consent:
    """Note that a paper was read, by staff or by the patient."""
    audit.record_read(
        actor=_as_actor(actor),
        at=at,
        subject=consent.key,
        what=f"consent, {consent.get_kind_display()}",
        of=consent.pk,
    )
    return consent


@transaction.atomic
def record_print(*, actor: User | Actor, at: datetime, consent: Consent) -> Consent:
    """Note that a paper was printed; refused where the words are not those signed."""
    if not signature_holds(consent):
        message = (
            "What is kept of this paper is not what was signed. Nothing is printed: "
            "have the audit verified (glabella audit verify)."
        )
        raise Blocked(message, where=f"/patients/{consent.patient_id}/consents/")
    audit.record(
        actor=_as_actor(actor),
        at=at,
        action="print",
        record=consent,
        subject=consent.key,
        after={"hash": consent.signed_hash or consent.text_hash},
    )
    return consent


def _as_actor(actor: User | Actor) -> Actor:
    return actor if isinstance(actor, Actor) else actor.as_actor
