"""Take over what a patient tells of a treatment, and call a clinician if need be."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db import transaction

from glabella.clinic.accounts.models import User
from glabella.clinic.alerts.models import Alert
from glabella.clinic.alerts.services import raise_alert
from glabella.clinic.followups.advice import Urgency, urgency_of
from glabella.clinic.followups.models import ReviewInvitation
from glabella.clinic.links import services as links
from glabella.clinic.links.models import SignedLink
from glabella.clinic.outbox import services as outbox
from glabella.clinic.practice.selectors import day_of, practice
from glabella.clinic.shared.actor import SYSTEM, Actor
from glabella.clinic.treatments import services as treatments
from glabella.clinic.treatments.entries import Seen
from glabella.clinic.treatments.models import FollowUp, Treatment

__all__ = ["Answered", "answer_review"]

_ORDER: Final[tuple[Urgency, ...]] = ("now", "today", "soon", "")
CALL: Final = """\
A patient has told {clinic} of something that has to be looked at {when}.

Sign in and open your alerts; the alert leads to the record.
"""


@dataclass(frozen=True, slots=True)
class Answered:
    """What was kept, and how soon the patient has to be seen."""

    follow_up: FollowUp
    urgency: Urgency


@transaction.atomic
def answer_review(
    *,
    actor: Actor,
    at: datetime,
    treatment: Treatment,
    seen: Seen,
    link: SignedLink | None = None,
) -> Answered:
    """Keep a patient's own answers; the ``link`` by which they came ends with that.

    A red flag alerts who injected and the prescribers at once; who injected is
    also mailed, without a clinical word. Everything else that troubles waits as an alert as well.
    """
    told = replace(seen, day=day_of(at))
    where = f"/patients/{treatment.patient_id}/treatments/{treatment.pk}/review/"
    follow_up = treatments.add_follow_up(
        actor=actor, at=at, treatment=treatment, seen=told, link=where
    )
    urgency = min(
        (urgency_of(one.kind, serious=one.is_serious) for one in told.effects),
        key=_ORDER.index,
        default=_ORDER[-1],
    )
    if urgency in {"now", "today"}:
        _mail(at, follow_up, urgency)
    elif told.effects or "too_much" in {told.result, told.movement}:
        _leave_word(actor, at, follow_up, where)
    held = ReviewInvitation.objects.filter(treatment=treatment, answered_at=None)
    held.update(answered_at=at)
    if link is not None:
        links.end(actor=actor, at=at, link=link)
    return Answered(follow_up, urgency)


def _leave_word(actor: Actor, at: datetime, follow_up: FollowUp, where: str) -> None:
    treatment = follow_up.treatment
    injector = _injector(treatment)
    raise_alert(
        actor=actor,
        at=at,
        kind=Alert.Kind.PATIENT_MESSAGE,
        text=f"Patient {treatment.patient.number} answered the review and is not content: look at it.",
        key=treatment.key,
        link=where,
        **({"for_user": injector} if injector else {"for_role": "prescriber"}),
    )


def _mail(at: datetime, follow_up: FollowUp, urgency: Urgency) -> None:
    injector = _injector(follow_up.treatment)
    if injector is None or not injector.email:
        return
    when = "now" if urgency == "now" else "today"
    outbox.send(
        actor=SYSTEM,
        at=at,
        kind="staff",
        to=injector.email,
        subject_line=f"A patient needs you {when}",
        body=CALL.format(clinic=practice().name, when=when),
        dedupe=f"red flag {follow_up.pk}",
    )


def _injector(treatment: Treatment) -> User | None:
    found = treatment.injector
    return found if found is not None and found.is_active else None
