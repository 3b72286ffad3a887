"""Enter what was seen after a treatment."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import Role, User
from glabella.clinic.alerts.models import Alert
from glabella.clinic.alerts.services import raise_alert
from glabella.clinic.audit import services as audit
from glabella.clinic.patients import services as patients
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import Blocked, Invalid, NotAllowed
from glabella.clinic.shared.text import one_line
from glabella.clinic.treatments.content import follow_up_facts
from glabella.clinic.treatments.entries import Seen, seen_faults
from glabella.clinic.treatments.models import (
    FollowUp,
    FollowUpGrade,
    SideEffect,
    Treatment,
)
from glabella.clinic.treatments.services.record import locked

__all__ = ["EMERGENCIES", "RED_FLAGS", "add_follow_up", "mark_reviewed"]

STAFF, LINK = FollowUp.Source.STAFF, FollowUp.Source.LINK
EMERGENCIES = frozenset({"swallowing", "breathing", "distant", "allergy"})
"""Kinds for which an ambulance is called, however mild they are said to be."""
RED_FLAGS = EMERGENCIES | {"eye", "infection"}
"""Kinds that somebody responsible has to see at once."""


@transaction.atomic
def add_follow_up(
    *,
    actor: User | Actor,
    at: datetime,
    treatment: Treatment,
    seen: Seen,
    link: str = "",
) -> FollowUp:
    """Add what was seen on a later day to a signed treatment; several may follow.

    By staff, or by the patient of this treatment. A follow-up is not changed
    afterwards: a second one says what is right. ``link`` is the path of the patient's
    page, for the alert that a red flag raises.
    """
    row = locked(treatment)
    _may_tell(actor, at, row)
    if row.status != Treatment.Status.SIGNED:
        message = "Sign the treatment first; an entry that was amended takes no more."
        raise Blocked(message)
    if wrong := seen_faults(seen, treated=row.day, today=day_of(at)):
        raise Invalid(wrong)
    follow_up = _keep(actor, at, row, seen)
    _write_rows(follow_up, seen)
    if isinstance(actor, User):
        mark_reviewed(row, at)
    audit.record(
        actor=_as_actor(actor),
        at=at,
        action="create",
        record=follow_up,
        subject=row.key,
        after=follow_up_facts(follow_up),
    )
    if isinstance(actor, User):
        patients.seen(
            actor=actor.as_actor, at=at, patient=row.patient, day=follow_up.day
        )
    if any(one.is_serious or one.kind in RED_FLAGS for one in seen.effects):
        _raise_red_flag(actor, at, row, link)
    return follow_up


def _keep(
    actor: User | Actor, at: datetime, treatment: Treatment, seen: Seen
) -> FollowUp:
    if seen.day is None:  # seen_faults has refused it
        raise Invalid.field("day", "Give the day.")
    by = actor if isinstance(actor, User) else None
    return FollowUp.objects.create(
        key=treatment.key,
        treatment=treatment,
        day=seen.day,
        by=by,
        source=STAFF if by else LINK,
        result=seen.result,
        improvement=seen.improvement,
        satisfaction=seen.satisfaction,
        movement=seen.movement,
        natural_look=seen.natural_look,
        content=_content(seen),
        note=seen.note.strip(),
        created_at=at,
    )


def _may_tell(actor: User | Actor, at: datetime, treatment: Treatment) -> None:
    if isinstance(actor, User):
        rights.require(actor, "treatment.write", at=at)
    elif actor != Actor.patient(treatment.patient_id):
        message = "This link belongs to somebody else. Ask the clinic for a new one."
        raise NotAllowed(message)


def _as_actor(actor: User | Actor) -> Actor:
    return actor if isinstance(actor, Actor) else actor.as_actor


def mark_reviewed(treatment: Treatment, at: datetime) -> None:
    """Staff have seen how it turned out: no review is due any more.

    Called by whoever enters a follow-up by staff, in its transaction.
    """
    Treatment.objects.filter(pk=treatment.pk, reviewed_at=None).update(reviewed_at=at)


def _raise_red_flag(
    actor: User | Actor, at: datetime, treatment: Treatment, link: str
) -> None:
    """Leave word for who injected, and for the prescribers; owners see all alerts."""
    who = _as_actor(actor)
    text = (
        f"{treatment.patient}: a serious side effect was told by the patient. Call "
        "them now."
        if who.kind == "patient"
        else f"{treatment.patient}: a serious side effect was entered by {who.name}."
    )
    injector = treatment.injector
    told = [Role.PRESCRIBER, injector] if _other(injector, actor) else [Role.PRESCRIBER]
    for one in told:
        raise_alert(
            actor=who,
            at=at,
            kind=Alert.Kind.RED_FLAG,
            text=text,
            key=treatment.key,
            link=link or f"/patients/{treatment.patient_id}/",
            **({"for_user": one} if isinstance(one, User) else {"for_role": one}),
        )


def _other(injector: User | None, actor: User | Actor) -> bool:
    return injector is not None and injector.is_active and injector != actor


def _content(seen: Seen) -> dict[str, Any]:
    """The rows once more, sealed: a timeline reads them with the follow-up itself."""
    return {
        "grades": [asdict(one) for one in seen.grades],
        "side_effects": [asdict(one) for one in seen.effects],
    }


def _write_rows(follow_up: FollowUp, seen: Seen) -> None:
    FollowUpGrade.objects.bulk_create(
        FollowUpGrade(
            follow_up=follow_up,
            area=grade.area,
            rater=grade.rater,
            at_rest=grade.at_rest,
            at_contraction=grade.at_contraction,
        )
        for grade in seen.grades
    )
    for effect in seen.effects:
        SideEffect.objects.create(
            key=follow_up.key,
            follow_up=follow_up,
            kind=effect.kind,
            area=effect.area,
            onset_on=effect.onset_on,
            ended_on=effect.ended_on,
            severity=effect.severity,
            serious=effect.is_serious,
            seriousness=list(effect.seriousness),
            causality=effect.causality,
            done=effect.done.strip(),
            note=one_line(effect.note),
        )
