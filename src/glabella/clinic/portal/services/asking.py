"""What a patient may ask of their record: a copy, and its erasure."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import Role, User
from glabella.clinic.alerts import services as alerts
from glabella.clinic.alerts.models import Alert
from glabella.clinic.audit import services as audit
from glabella.clinic.outbox.models import Message
from glabella.clinic.patients.belonging import everything
from glabella.clinic.patients.models import Patient
from glabella.clinic.patients.services.people import locked
from glabella.clinic.photos.selectors import pictures_of
from glabella.clinic.portal.models import ErasureRequest
from glabella.clinic.portal.services.opening import mail_link
from glabella.clinic.practice.selectors import day_of, practice
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import Blocked, Invalid, Stale

__all__ = ["ask_erasure", "keep_record", "own_copy", "own_pictures"]

FORMAT: Final = 1
LONGEST: Final = 1000
KIND: Final = Alert.Kind.PATIENT_MESSAGE
NOTE: Final = (
    "A copy of the record that the clinic keeps about you, as the law entitles you to "
    "it. It tells what was done; it is no advice for a treatment."
)
DECIDED: Final = "We have answered what you asked of your record. You can read it here:"


@transaction.atomic
def own_copy(*, at: datetime, patient: Patient, kind: str) -> dict[str, Any]:
    """Everything the record holds of a patient, asked for by the patient; audited.

    ``kind`` says in which form it leaves: "data" for machines, "paper" to read.
    """
    row = locked(patient)
    _export(at, row, kind)
    return {
        "format": FORMAT,
        "note": NOTE,
        "clinic": practice().name,
        "exported_on": day_of(at).isoformat(),
        "patient_number": row.number,
        "record": everything(row),
    }


@transaction.atomic
def own_pictures(*, at: datetime, patient: Patient) -> Iterator[tuple[str, bytes]]:
    """Every photograph of the patient with a file name, for a copy; audited."""
    row = locked(patient)
    _export(at, row, "photographs")
    return pictures_of(patient=row)


def _export(at: datetime, patient: Patient, kind: str) -> None:
    audit.record(
        actor=Actor.patient(patient.pk),
        at=at,
        action="export",
        record=patient,
        subject=patient.key,
        after={"kind": kind},
    )


@transaction.atomic
def ask_erasure(*, at: datetime, patient: Patient, reason: str = "") -> ErasureRequest:
    """Take down that a patient wants the record erased, and tell the owner."""
    row = locked(patient)
    actor = Actor.patient(row.pk)
    if ErasureRequest.objects.filter(patient=row, decided_at=None).exists():
        message = "You have asked for this already; the clinic will answer you here."
        raise Blocked(message)
    reason = reason.strip()
    if len(reason) > LONGEST:
        raise Invalid.field("reason", f"At most {LONGEST} letters: shorten it.")
    asked = ErasureRequest.objects.create(
        key=row.key, patient=row, asked_at=at, reason=reason
    )
    audit.record(
        actor=actor,
        at=at,
        action="create",
        record=asked,
        subject=row.key,
        reason=reason,
    )
    alerts.raise_alert(
        actor=actor,
        at=at,
        kind=KIND,
        text=f"Patient {row.number} asks to have the record erased.",
        for_role=Role.OWNER,
        key=row.key,
        link=_place(row),
    )
    return asked


@transaction.atomic
def keep_record(
    *, actor: User, at: datetime, asked: ErasureRequest, ground: str, address: str
) -> ErasureRequest:
    """Decide to keep the record, and tell the patient on what ground.

    To erase it is ``patients.services.erase``; nothing is decided here then.
    """
    rights.require(actor, "patient.erase", at=at)
    patient = locked(asked.patient)
    row = (
        ErasureRequest.objects.select_for_update(of=("self",))
        .select_related("key")
        .get(pk=asked.pk)
    )
    if row.decided_at is not None:
        message = "This was decided meanwhile. Load the page again."
        raise Stale(message)
    ground = _ground(ground)
    row.decided_at, row.decided_by, row.ground = at, actor, ground
    row.save(update_fields=["decided_at", "decided_by", "ground"])
    alerts.settle(actor=actor, at=at, kind=KIND, link=_place(patient))
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="change",
        record=row,
        subject=patient.key,
        after={"kept": True},
        reason=ground,
    )
    if patient.email:
        mail_link(
            actor=actor,
            at=at,
            patient=patient,
            address=address,
            kind=Message.Kind.PORTAL_ANSWER,
            what=DECIDED,
        )
    return row


def _ground(text: str) -> str:
    kept = text.strip()
    if not kept or len(kept) > LONGEST:
        message = (
            f"Say on what ground the record is kept, in at most {LONGEST} letters."
        )
        raise Invalid.field("ground", message)
    return kept


def _place(patient: Patient) -> str:
    """Where the owner decides on what was asked."""
    return f"/patients/{patient.pk}/erasure/"
