"""Sign a consultation, and amend a signed one by a new, linked entry."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.accounts.services import confirm_identity
from glabella.clinic.audit import services as audit
from glabella.clinic.consultations.grading import keep_grades
from glabella.clinic.consultations.models import Consultation
from glabella.clinic.consultations.selectors import grades_in
from glabella.clinic.consultations.services.drafts import facts, locked_draft, own_draft
from glabella.clinic.shared.errors import Invalid, NotFound, Stale
from glabella.clinic.shared.signing import content_digest

__all__ = ["amend", "sign", "signed_content"]

_NEEDS_REASON = (
    Consultation.Decision.WAIT,
    Consultation.Decision.REFER,
    Consultation.Decision.DECLINE,
)


def sign(
    *,
    actor: User,
    at: datetime,
    consultation_id: UUID,
    version: int,
    password: str,
    code: str = "",
) -> Consultation:
    """Sign and lock a draft; from then on it is amended, never edited.

    Raises
    ------
    Invalid
        If the decision or its reason is missing, or the password is wrong.
    Stale, NotAllowed
        As for saving.
    """
    rights.require(actor, "consultation.sign", at=at)
    # Outside the transaction: a wrong password is counted whatever follows.
    confirm_identity(actor=actor, at=at, password=password, code=code)
    return _signed(actor, at, consultation_id, version)


@transaction.atomic
def _signed(
    actor: User, at: datetime, consultation_id: UUID, version: int
) -> Consultation:
    consultation = locked_draft(actor, consultation_id)
    if consultation.version != version:
        raise Stale
    _check(consultation)
    consultation.status = Consultation.Status.SIGNED
    consultation.signed_at = at
    consultation.signed_by = actor
    consultation.version += 1
    consultation.signed_hash = content_digest(signed_content(consultation))
    consultation.save()
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="sign",
        record=consultation,
        subject=consultation.key,
        after={**facts(consultation), "hash": consultation.signed_hash},
    )
    return consultation


def signed_content(consultation: Consultation) -> dict[str, object]:
    """What the signature is bound to: the facts, the patient, who signed and when."""
    return {
        "record": "consultation",
        "id": str(consultation.pk),
        "patient": str(consultation.patient_id),
        "signed_by": consultation.signed_by_id,
        "signed_at": consultation.signed_at,
        "amends": str(consultation.amends_id or ""),
        "amend_reason": consultation.amend_reason,
        **facts(consultation),
    }


@transaction.atomic
def amend(
    *, actor: User, at: datetime, consultation_id: UUID, reason: str
) -> Consultation:
    """Start a linked entry that corrects or adds to a signed consultation."""
    rights.require(actor, "consultation.write", at=at)
    if not reason.strip():
        raise Invalid.field("reason", "Say what is corrected or added, and why.")
    signed = (
        Consultation.objects.select_for_update(of=("self",))
        .select_related("key", "patient")
        .filter(pk=consultation_id)
        .first()
    )
    if signed is None:
        raise NotFound
    if signed.status != Consultation.Status.SIGNED:
        message = "This consultation is still a draft: change it itself."
        raise Invalid.field("reason", message)
    draft = own_draft(actor, signed.patient)
    if draft is not None and draft.amends_id == signed.pk:
        return draft
    if draft is not None:
        message = "You have a draft open for this patient: sign it or throw it away."
        raise Invalid.field("reason", message)
    amendment = _amendment(actor, at, signed, reason.strip())
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="create",
        record=amendment,
        subject=amendment.key,
        after={"amends": str(signed.pk)},
        reason=reason.strip(),
    )
    return amendment


def _amendment(
    actor: User, at: datetime, signed: Consultation, reason: str
) -> Consultation:
    amendment = Consultation.objects.create(
        key=signed.key,
        patient=signed.patient,
        appointment=signed.appointment,
        by=actor,
        content=dict(signed.content),
        note=signed.note,
        decision=signed.decision,
        decision_reason=signed.decision_reason,
        started_at=at,
        saved_at=at,
        amends=signed,
        amend_reason=reason,
    )
    keep_grades(amendment, list(grades_in(signed).values()))
    return amendment


def _check(consultation: Consultation) -> None:
    missing: dict[str, str] = {}
    if not consultation.decision:
        missing["decision"] = "Choose a decision: plan, wait, refer or decline."
    elif consultation.decision in _NEEDS_REASON and not consultation.decision_reason:
        missing["decision_reason"] = "Say why."
    elif (
        consultation.decision == Consultation.Decision.PLAN
        and not consultation.grades.exists()
    ):
        missing["grades"] = "Grade at least one area before planning."
    if missing:
        raise Invalid(missing)
