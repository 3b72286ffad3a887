"""A prescriber notes that they examined the patient."""

from datetime import datetime

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.patients.models import Patient
from glabella.clinic.plans.models import Examination
from glabella.clinic.plans.readiness import remote_refused
from glabella.clinic.shared.errors import Blocked, Invalid

__all__ = ["record_examination"]

LONGEST_NOTE = 4000


@transaction.atomic
def record_examination(
    *,
    actor: User,
    at: datetime,
    patient: Patient,
    mode: str = Examination.Mode.IN_PERSON,
    note: str = "",
) -> Examination:
    """Note an examination of today, in person; by video only where it may count."""
    rights.require(actor, "plan.examine", at=at)
    if mode not in Examination.Mode.values:
        raise Invalid.field("mode", "Choose in person or remote.")
    if mode == Examination.Mode.REMOTE and (why := remote_refused()):
        raise Invalid.field("mode", why)
    if patient.erased_at is not None:
        message = f"Patient {patient.number} was erased: nothing can be added."
        raise Blocked(message)
    found = Examination.objects.create(
        key=patient.key,
        patient=patient,
        prescriber=actor,
        at=at,
        mode=mode,
        note=note[:LONGEST_NOTE],
    )
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="create",
        record=found,
        subject=patient.key,
        after={"mode": mode, "note": found.note},
    )
    return found
