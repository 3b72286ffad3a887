"""Identity and age, checked against a document at the first visit."""

from datetime import date, datetime
from typing import Final

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.patients.models import Patient
from glabella.clinic.patients.services.people import is_adult, locked
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.errors import Invalid

__all__ = ["DOCUMENTS", "check_identity"]

DOCUMENTS: Final = {
    "passport": "passport",
    "identity_card": "identity card",
    "driving_licence": "driving licence",
    "residence_permit": "residence permit",
    "other": "another document with photograph and birth date",
}
"""Kinds of document; neither a copy nor a number is kept."""


@transaction.atomic
def check_identity(
    *, actor: User, at: datetime, patient: Patient, document: str, born_on_seen: date
) -> Patient:
    """Record that a document was seen, and that its birth date is the patient's."""
    rights.require(actor, "patient.check_identity", at=at)
    row = locked(patient)
    if document not in DOCUMENTS:
        raise Invalid.field("document", "Choose the kind of document that you saw.")
    if not is_adult(born_on_seen, day_of(at)):
        message = (
            "The document shows somebody under 18: no treatment may be planned. "
            "Close the visit and tell the owner."
        )
        raise Invalid.field("born_on_seen", message)
    if born_on_seen != row.born_on:
        message = (
            "The document shows another birth date than the record. Read it again; if "
            "the record is wrong, correct it there first, then check the document."
        )
        raise Invalid.field("born_on_seen", message)
    row.identity_document = document
    row.identity_checked_at = at
    row.identity_checked_by = actor
    row.version += 1
    row.save(
        update_fields=[
            "identity_document",
            "identity_checked_at",
            "identity_checked_by",
            "version",
        ]
    )
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="change",
        record=row,
        subject=row.key,
        after={"identity_document": document},
    )
    return row
