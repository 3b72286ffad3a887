"""Enter other procedures, say that a planned one took place, and withdraw slips."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.errors import Blocked, Invalid, NotFound
from glabella.clinic.shared.text import one_line
from glabella.clinic.treatments.models import OtherProcedure
from glabella.clinic.treatments.procedures import OtherTold, faults

__all__ = ["add_procedure", "took_place", "withdraw_procedure"]

SHORTEST_REASON = 5


@transaction.atomic
def add_procedure(
    *, actor: User, at: datetime, patient: Patient, told: OtherTold
) -> OtherProcedure:
    """Enter a procedure that was done, or is planned for a day to come."""
    rights.require(actor, "treatment.write", at=at)
    if patient.erased_at is not None:
        message = f"Patient {patient.number} was erased: nothing can be added."
        raise Blocked(message)
    today = day_of(at)
    if wrong := faults(told, today=today):
        raise Invalid(wrong)
    if told.day is None:  # faults has refused it
        raise Invalid.field("day", "Give the day.")
    row = OtherProcedure.objects.create(
        key=patient.key,
        patient=patient,
        kind=told.kind,
        day=told.day,
        until=told.until,
        areas=list(dict.fromkeys(told.areas)),
        is_planned=told.day > today,
        note=told.note.strip(),
        entered_by=actor,
        created_at=at,
    )
    _note(actor, at, "create", row, after=_facts(row))
    return row


@transaction.atomic
def took_place(
    *, actor: User, at: datetime, patient: Patient, procedure_id: UUID | str, day: date
) -> OtherProcedure:
    """Say on which day a planned procedure really took place."""
    rights.require(actor, "treatment.write", at=at)
    row = _locked(patient, procedure_id)
    if not row.is_planned:
        message = "This procedure is entered as done already."
        raise Blocked(message)
    if day > day_of(at):
        raise Invalid.field("day", "That day is still to come.")
    before = _facts(row)
    row.day, row.is_planned = day, False
    if row.until is not None and row.until < day:
        row.until = None
    row.save(update_fields=["day", "until", "is_planned"])
    _note(actor, at, "change", row, before=before, after=_facts(row))
    return row


@transaction.atomic
def withdraw_procedure(
    *,
    actor: User,
    at: datetime,
    patient: Patient,
    procedure_id: UUID | str,
    reason: str,
) -> OtherProcedure:
    """Take back an entry: it stays with its reason, and counts no more."""
    rights.require(actor, "treatment.write", at=at)
    row = _locked(patient, procedure_id)
    reason = one_line(reason)
    if len(reason) < SHORTEST_REASON:
        message = "Say in a few words why: entered by mistake, called off, ..."
        raise Invalid.field("reason", message)
    before = _facts(row)
    row.withdrawn_at, row.withdraw_reason = at, reason
    row.save(update_fields=["withdrawn_at", "withdraw_reason"])
    _note(actor, at, "void", row, before=before, reason=reason)
    return row


def _locked(patient: Patient, procedure_id: UUID | str) -> OtherProcedure:
    """A procedure of this patient that was not withdrawn."""
    rows = OtherProcedure.objects.select_for_update(of=("self",)).select_related("key")
    try:
        found = rows.filter(pk=procedure_id, patient=patient).first()
    except (ValidationError, ValueError) as error:
        raise NotFound from error
    if found is None:
        raise NotFound
    if found.withdrawn_at is not None:
        message = "This entry was withdrawn already: enter it anew if it was right."
        raise Blocked(message)
    return found


def _facts(row: OtherProcedure) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "day": row.day,
        "until": row.until,
        "areas": row.areas,
        "planned": row.is_planned,
        "note": row.note,
    }


def _note(
    actor: User, at: datetime, action: str, row: OtherProcedure, **told: Any
) -> None:
    audit.record(
        actor=actor.as_actor,
        at=at,
        action=action,
        record=row,
        subject=row.key,
        **told,
    )
