"""Start a consultation and save it as it goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.consultations.content import LONGEST_TEXT, read_fields
from glabella.clinic.consultations.grading import (
    Grade,
    facts_of,
    keep_grades,
    problems_of,
)
from glabella.clinic.consultations.models import Consultation
from glabella.clinic.consultations.selectors import asked_for
from glabella.clinic.patients.models import Patient
from glabella.clinic.shared.errors import Invalid, NotAllowed, NotFound, Stale

__all__ = [
    "Entry",
    "Saved",
    "discard",
    "facts",
    "locked_draft",
    "own_draft",
    "save_draft",
    "start",
]

_LONGEST_NOTE = 20_000


@dataclass(frozen=True, slots=True)
class Entry:
    """What the page holds: fields, note, decision and grades."""

    fields: Mapping[str, str]
    note: str = ""
    decision: str = ""
    decision_reason: str = ""
    grades: Sequence[Grade] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """What was kept, and what could not be (field -> message)."""

    consultation: Consultation
    problems: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def start(
    *,
    actor: User,
    at: datetime,
    patient: Patient,
    appointment: Appointment | None = None,
    entry: Entry | None = None,
) -> Consultation:
    """Start a consultation, or go on with the draft that this person has open.

    Without an ``entry`` it begins with what the patient asked for in their request.
    """
    rights.require(actor, "consultation.write", at=at)
    if appointment is not None and appointment.patient_id != patient.pk:
        raise Invalid.field("appointment", "This appointment is another patient's.")
    draft = own_draft(actor, patient)
    if draft is not None:
        return draft
    consultation = Consultation.objects.create(
        key=patient.key,
        patient=patient,
        appointment=appointment,
        by=actor,
        content=_first_content(actor, at, patient, entry),
        started_at=at,
        saved_at=at,
    )
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="create",
        record=consultation,
        subject=patient.key,
        after=facts(consultation),
    )
    return consultation


def _first_content(
    actor: User, at: datetime, patient: Patient, entry: Entry | None
) -> dict[str, str]:
    if entry is not None:
        return read_fields(entry.fields).content
    asked = asked_for(viewer=actor, patient=patient, at=at)
    return read_fields({"goals": asked.words[:LONGEST_TEXT]}).content if asked else {}


@transaction.atomic
def save_draft(
    *, actor: User, at: datetime, consultation_id: UUID, version: int, entry: Entry
) -> Saved:
    """Save what the page holds; what is wrong with one field never loses the rest.

    Raises
    ------
    Stale
        If the draft was saved from another page meanwhile, and says something else.
    NotAllowed
        If it is another clinician's draft, or signed.
    """
    rights.require(actor, "consultation.write", at=at)
    consultation = locked_draft(actor, consultation_id)
    before = facts(consultation)
    problems = _take(consultation, entry)
    after = facts(consultation)
    if after == before:
        return Saved(consultation, problems)
    if consultation.version != version:
        # The grades are written by now: the refusal takes them back.
        raise Stale
    consultation.saved_at = at
    consultation.version += 1
    consultation.save()
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="change",
        record=consultation,
        subject=consultation.key,
        before={name: before[name] for name in before if before[name] != after[name]},
        after={name: after[name] for name in after if before[name] != after[name]},
    )
    return Saved(consultation, problems)


@transaction.atomic
def discard(
    *, actor: User, at: datetime, consultation_id: UUID, version: int, reason: str
) -> None:
    """Throw a draft away; the audit keeps what it held."""
    rights.require(actor, "consultation.write", at=at)
    if not reason.strip():
        raise Invalid.field("reason", "Say why the draft is thrown away.")
    consultation = locked_draft(actor, consultation_id)
    if consultation.version != version:
        raise Stale
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="void",
        record=consultation,
        subject=consultation.key,
        before=facts(consultation),
        reason=reason.strip(),
    )
    consultation.delete()


def _take(consultation: Consultation, entry: Entry) -> dict[str, str]:
    """Put into the draft what is right, and return what is wrong."""
    read = read_fields(entry.fields)
    problems = dict(read.problems)
    kept = {
        name: consultation.content[name]
        for name in read.problems
        if name in consultation.content
    }
    consultation.content = {**read.content, **kept}
    for name, text, longest in (
        ("note", entry.note, _LONGEST_NOTE),
        ("decision_reason", entry.decision_reason, LONGEST_TEXT),
    ):
        if len(text) > longest:
            problems[name] = f"Use at most {longest:,} characters."
        else:
            setattr(consultation, name, text.strip())
    if entry.decision and entry.decision not in Consultation.Decision.values:
        problems["decision"] = "Choose one of the decisions."
    else:
        consultation.decision = entry.decision
    wrong = problems_of(entry.grades)
    if wrong:
        problems.update(wrong)
    else:
        keep_grades(consultation, entry.grades)
    return problems


def own_draft(actor: User, patient: Patient) -> Consultation | None:
    """The draft that this person has open for a patient; there is one at most."""
    # Two taps must not start two drafts: the patient's row is held meanwhile.
    Patient.objects.select_for_update().get(pk=patient.pk)
    return (
        Consultation.objects.select_related("key", "patient")
        .filter(patient=patient, by=actor, status=Consultation.Status.DRAFT)
        .first()
    )


def locked_draft(actor: User, consultation_id: UUID) -> Consultation:
    """The draft, held until the transaction ends; only its author may change it."""
    consultation = (
        Consultation.objects.select_for_update(of=("self",))
        .select_related("key", "patient", "by")
        .filter(pk=consultation_id)
        .first()
    )
    if consultation is None:
        raise NotFound
    if consultation.status != Consultation.Status.DRAFT:
        message = "This consultation is signed: amend it with a reason instead."
        raise NotAllowed(message)
    if consultation.by_id != actor.pk:
        message = (
            f"This draft is {consultation.by.name}'s. Start your own, or wait until "
            "it is signed."
        )
        raise NotAllowed(message)
    return consultation


def facts(consultation: Consultation) -> dict[str, object]:
    """Everything that was said, seen and decided, as plain facts."""
    return {
        "content": dict(consultation.content),
        "note": consultation.note,
        "decision": consultation.decision,
        "decision_reason": consultation.decision_reason,
        "grades": facts_of(consultation),
    }
