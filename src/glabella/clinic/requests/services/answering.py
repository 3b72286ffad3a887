"""Answer a request: contacted, declined, opened again, linked to a patient."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.outbox import services as outbox
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.selectors import practice
from glabella.clinic.requests import wording
from glabella.clinic.requests.models import TreatmentRequest
from glabella.clinic.shared.errors import Blocked, Invalid, NotFound, Stale

__all__ = [
    "annotate",
    "contacted",
    "decline",
    "link",
    "locked",
    "reopen",
    "unlink",
    "write",
]

Status = TreatmentRequest.Status
OPEN = (Status.NEW, Status.CONTACTED)
LONGEST = 2000


@transaction.atomic
def contacted(
    *, actor: User, at: datetime, request_id: UUID, version: int
) -> TreatmentRequest:
    """Note that somebody of the clinic has answered."""
    one = locked(actor, at, request_id, version)
    if one.status != Status.NEW:
        raise Stale
    return write(actor, at, one, {"status": Status.CONTACTED, **_answered(one, at)})


@transaction.atomic
def decline(
    *,
    actor: User,
    at: datetime,
    request_id: UUID,
    version: int,
    reason: str,
    tell: bool = False,
) -> TreatmentRequest:
    """Close a request without an appointment; the reason stays with the clinic."""
    one = locked(actor, at, request_id, version)
    _must_be_open(one)
    values = {
        "status": Status.DECLINED,
        "decline_reason": _text("reason", reason, "Say why."),
        "closed_at": at,
        **_answered(one, at),
    }
    write(actor, at, one, values)
    if tell and one.email:
        clinic = practice()
        outbox.send(
            actor=actor,
            at=at,
            kind="request_declined",
            to=one.email,
            subject_line=wording.declined_subject(clinic),
            body=wording.declined_body(clinic),
            key=one.key,
            dedupe=f"request_declined:{one.id}:{one.version}",
        )
    return one


@transaction.atomic
def reopen(
    *, actor: User, at: datetime, request_id: UUID, version: int
) -> TreatmentRequest:
    """Take a declined request up again."""
    one = locked(actor, at, request_id, version)
    if one.status != Status.DECLINED:
        raise Stale
    values = {"status": Status.CONTACTED, "closed_at": None}
    return write(actor, at, one, values)


@transaction.atomic
def annotate(
    *, actor: User, at: datetime, request_id: UUID, version: int, note: str
) -> TreatmentRequest:
    """Keep a note for colleagues; nothing clinical."""
    one = locked(actor, at, request_id, version)
    return write(actor, at, one, {"note": _text("note", note)})


@transaction.atomic
def link(
    *, actor: User, at: datetime, request_id: UUID, version: int, patient_id: UUID
) -> TreatmentRequest:
    """Say that a request comes from a patient who is known already."""
    one = locked(actor, at, request_id, version)
    _must_be_open(one)
    rights.require(actor, "patient.read", at=at)
    patient = Patient.objects.filter(pk=patient_id, erased_at=None).first()
    if patient is None:
        raise NotFound
    return write(actor, at, one, {"patient": patient})


@transaction.atomic
def unlink(
    *, actor: User, at: datetime, request_id: UUID, version: int
) -> TreatmentRequest:
    """Take a wrong link back, before an appointment was made."""
    one = locked(actor, at, request_id, version)
    _must_be_open(one)
    return write(actor, at, one, {"patient": None})


def locked(
    actor: User, at: datetime, request_id: UUID, version: int
) -> TreatmentRequest:
    """The request, kept for this transaction by somebody who may handle it."""
    rights.require(actor, "request.handle", at=at)
    one = (
        TreatmentRequest.objects.select_for_update(of=("self",))
        .select_related("key", "patient")
        .filter(pk=request_id)
        .first()
    )
    if one is None:
        raise NotFound
    if one.erased_at is not None:
        message = "This request was erased: nothing can be done with it."
        raise Blocked(message)
    if one.version != version:
        raise Stale
    return one


def write(
    actor: User, at: datetime, one: TreatmentRequest, values: Mapping[str, Any]
) -> TreatmentRequest:
    """Change a request, and tell the audit both sides."""
    before = {name: _plain(getattr(one, name)) for name in values}
    for name, value in values.items():
        setattr(one, name, value)
    one.handled_by = actor
    one.version += 1
    one.full_clean(validate_unique=False)
    one.save()
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="change",
        record=one,
        subject=one.key,
        before=before,
        after={name: _plain(value) for name, value in values.items()},
    )
    return one


def _answered(one: TreatmentRequest, at: datetime) -> dict[str, datetime]:
    """The instant of the first answer stays as it is."""
    return {} if one.answered_at else {"answered_at": at}


def _must_be_open(one: TreatmentRequest) -> None:
    if one.status not in OPEN:
        words = f"This request is {one.get_status_display()} by now: open it again."
        raise Stale(words)


def _text(field: str, text: str, missing: str = "") -> str:
    text = text.strip()
    if missing and not text:
        raise Invalid.field(field, missing)
    if len(text) > LONGEST:
        raise Invalid.field(field, f"Shorten this to {LONGEST} letters.")
    return text


def _plain(value: object) -> object:
    if isinstance(value, Patient):
        return str(value.pk)
    return value.isoformat() if isinstance(value, datetime) else value
