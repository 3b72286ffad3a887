"""Writes of agreed days and of reviews of a missing effect."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.followups.learning.dates import label_end_of
from glabella.clinic.followups.learning.doubts import Answer, answer_faults, questions
from glabella.clinic.followups.learning.wishes import (
    WishTold,
    faults,
    newest_wish,
    told_in,
)
from glabella.clinic.followups.models import NonResponseReview, ReturnWish
from glabella.clinic.patients import services as patients
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.errors import Blocked, Invalid
from glabella.clinic.treatments.models import Treatment

if TYPE_CHECKING:
    from glabella.core.forecast.rules import RuleText

__all__ = ["agree", "review_effect", "set_day"]


@transaction.atomic
def agree(*, actor: User, at: datetime, patient: Patient, told: WishTold) -> ReturnWish:
    """Keep what was agreed; a chosen day becomes the day on which they are due.

    A day before the label interval ends is a decision: it needs a reason.
    """
    rights.require(actor, "treatment.write", at=at)
    _still_there(patient)
    end = label_end_of(patient)
    if wrong := faults(told, today=day_of(at), label_end=end):
        raise Invalid(wrong)
    early = told.on is not None and end is not None and told.on < end
    told = replace(told, reason=told.reason.strip(), before_label=early)
    # The row of the patient keeps two who agree at once apart.
    Patient.objects.select_for_update(of=("self",)).get(pk=patient.pk)
    last = newest_wish(patient)
    row = ReturnWish.objects.create(
        key=patient.key,
        patient=patient,
        number=last.number + 1 if last else 1,
        content=_content(told),
        decided_by=actor,
        created_at=at,
    )
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="change" if last else "create",
        record=row,
        subject=row.key,
        before=last.content if last else None,
        after=row.content,
        reason=told.reason,
    )
    if told.on is not None:
        patients.set_next_due(actor=actor, at=at, patient=patient, due_on=told.on)
    return row


@transaction.atomic
def set_day(
    *, actor: User, at: datetime, patient: Patient, day: date | None
) -> Patient:
    """Put the day on which a patient is due; not before the label interval ends.

    An earlier day needs a clinician's decision with its reason (``agree``).
    """
    rights.require(actor, "patient.write", at=at)
    end = label_end_of(patient)
    if day is not None and end is not None and day < end:
        wish = told_in(newest_wish(patient))
        if not (wish.before_label and wish.on == day):
            message = (
                f"The label interval of what was given last ends on {end}. An earlier "
                "day is a clinician's decision with a reason: enter it under When to "
                "come back."
            )
            raise Invalid.field("next_due_on", message)
    return patients.set_next_due(actor=actor, at=at, patient=patient, due_on=day)


@transaction.atomic
def review_effect(
    *,
    actor: User,
    at: datetime,
    patient: Patient,
    treatment: Treatment,
    answers: Mapping[str, Answer],
    conclusion: str,
) -> NonResponseReview:
    """Keep the answers to every question, and what the clinician concludes."""
    rights.require(actor, "treatment.write", at=at)
    _still_there(patient)
    if treatment.patient_id != patient.pk or treatment.status != "signed":
        message = "Choose a signed treatment of this patient."
        raise Invalid.field("treatment", message)
    asked = questions()
    if wrong := answer_faults(answers, conclusion, asked):
        raise Invalid(wrong)
    row = NonResponseReview.objects.create(
        key=patient.key,
        patient=patient,
        treatment=treatment,
        content={"questions": [_answered(one, answers[one.topic]) for one in asked]},
        conclusion=conclusion.strip(),
        by=actor,
        created_at=at,
    )
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="create",
        record=row,
        subject=row.key,
        after={**row.content, "conclusion": row.conclusion},
    )
    return row


def _answered(one: "RuleText", answer: Answer) -> dict[str, Any]:
    """A question as it was asked, with what was answered."""
    return {
        "topic": one.topic,
        "text": one.text,
        "sources": list(one.sources),
        **asdict(answer),
    }


def _content(told: WishTold) -> dict[str, Any]:
    return {**asdict(told), "on": told.on.isoformat() if told.on else None}


def _still_there(patient: Patient) -> None:
    if patient.erased_at is not None:
        message = f"Patient {patient.number} was erased: nothing can be added."
        raise Blocked(message, where=reverse("patients:list"))
