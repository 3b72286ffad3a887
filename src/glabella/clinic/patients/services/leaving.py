"""Hand somebody their data, and erase a record for good."""

from datetime import datetime
from typing import Any, Final

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.accounts.services import confirm_identity
from glabella.clinic.audit import services as audit
from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.links import services as links
from glabella.clinic.patients.belonging import everything, keyed_models, rows_of
from glabella.clinic.patients.models import HistoryDraft, Patient, SearchToken
from glabella.clinic.patients.services.people import locked
from glabella.clinic.practice.selectors import day_of, practice
from glabella.clinic.shared.errors import Blocked, Invalid

__all__ = ["GROUNDS", "erase", "export"]

GROUNDS: Final = {
    "mistake": "registered by mistake, or twice",
    "never_treated": "asked for by the person, who was never treated here",
    "period_over": "the time for which the law asks to keep the record is over",
    "order": "ordered by a court or an authority",
}
"""Why a record may be erased; the word is kept in clear and names nobody."""
NEVER_TREATED: Final = frozenset({"mistake", "never_treated"})
INDEXES: Final = ("born_index", "email_index", "phone_index", "name_index")
FORMAT: Final = 1


@transaction.atomic
def export(*, actor: User, at: datetime, patient: Patient, kind: str) -> dict[str, Any]:
    """Everything the record holds of a patient, to be handed to them; audited.

    ``kind`` says in which form it leaves: "data" for machines, "copy" to read, "paper" to print.
    """
    rights.require(actor, "patient.export", at=at)
    if patient.erased_at is not None:
        message = f"Patient {patient.number} was erased: there is nothing to hand out."
        raise Blocked(message)
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="export",
        record=patient,
        subject=patient.key,
        after={"kind": kind},
    )
    return {
        "format": FORMAT,
        "clinic": practice().name,
        "exported_on": day_of(at).isoformat(),
        "patient_number": patient.number,
        "record": everything(patient),
    }


@transaction.atomic
def erase(
    *, actor: User, at: datetime, patient: Patient, ground: str, password: str
) -> Patient:
    """Destroy a patient's key: what it sealed can never be read again.

    The number stays, with days, products and units that name nobody; the audit keeps
    who erased it, when, and on what ground.
    """
    rights.require(actor, "patient.erase", at=at)
    row = locked(patient)
    _refuse(row, at, ground)
    confirm_identity(actor=actor, at=at, password=password)
    for purpose in (
        "history",
        "appointment",
        "offer",
        "consent",
        "review",
        "portal",
        "recall",
    ):
        links.end_all(actor=actor.as_actor, at=at, purpose=purpose, record_id=row.id)
    SearchToken.objects.filter(patient=row).delete()
    HistoryDraft.objects.filter(patient=row).delete()
    others = _forget_the_rest(row, at)
    for name in INDEXES:
        setattr(row, name, "")
    row.token_count = 0
    row.erased_at = at
    row.next_due_on = None
    row.version += 1
    row.save(
        update_fields=[*INDEXES, "token_count", "erased_at", "next_due_on", "version"]
    )
    for key in (row.key, *others):
        audit.erase(
            actor=actor.as_actor,
            at=at,
            key=key,
            ground=GROUNDS[ground],
            record_type="patients.patient",
            record_id=row.pk,
        )
    return row


def _refuse(patient: Patient, at: datetime, ground: str) -> None:
    if ground not in GROUNDS:
        raise Invalid.field("ground", "Choose the ground.")
    if patient.appointments.filter(
        starts_at__gte=at, status__in=("booked", "confirmed")
    ).exists():
        message = "There is an appointment still to come. Cancel it first, then erase."
        raise Blocked(message, f"/patients/{patient.pk}/")
    if patient.sessions.filter(status="open").exists():
        message = (
            "A treatment is under way, and what was given in it is not signed. Sign "
            "it, or give it up, first."
        )
        raise Blocked(message, f"/patients/{patient.pk}/")
    treated = patient.treatments.exclude(status="draft").filter(place="here")
    if ground in NEVER_TREATED and treated.exists():
        message = (
            "This person was treated here: the law asks to keep the record for a time. "
            "It may be erased once that is over, or if an authority orders it."
        )
        raise Invalid.field("ground", message)


def _forget_the_rest(patient: Patient, at: datetime) -> list[SubjectKey]:
    """The keys of the person's requests, which had keys of their own."""
    found: list[SubjectKey] = []
    for model in keyed_models():
        names = {field.name for field in model._meta.fields}  # noqa: SLF001
        if model is Patient or "patient" not in names:
            continue
        blank: dict[str, object] = {name: "" for name in INDEXES if name in names}
        if "erased_at" in names:
            blank["erased_at"] = at
        for row in rows_of(model, patient):
            key: SubjectKey = row.key  # type: ignore[attr-defined] # keyed_models
            if key.pk != patient.key_id and not key.is_destroyed:
                found.append(key)
        if blank:
            rows = model._default_manager.filter(patient=patient.pk)  # noqa: SLF001
            rows.update(**blank)
    return found
