"""Enter what was seen after a treatment."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.alerts.models import Alert
from glabella.clinic.alerts.services import raise_alert
from glabella.clinic.audit import services as audit
from glabella.clinic.patients import services as patients
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.errors import Blocked, Invalid
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

__all__ = ["RED_FLAGS", "add_follow_up"]

RED_FLAGS = frozenset({"swallowing", "breathing", "distant", "allergy"})
"""Kinds that somebody responsible has to see at once, however they are called."""


@transaction.atomic
def add_follow_up(
    *, actor: User, at: datetime, treatment: Treatment, seen: Seen, link: str = ""
) -> FollowUp:
    """Add what was seen on a later day to a signed treatment; several may follow.

    A follow-up is not changed afterwards: a second one says what is right. ``link``
    is the path of the patient's page, for the alert that a red flag raises.
    """
    rights.require(actor, "treatment.write", at=at)
    row = locked(treatment)
    if row.status != Treatment.Status.SIGNED:
        message = "Sign the treatment first; an entry that was amended takes no more."
        raise Blocked(message)
    if wrong := seen_faults(seen, treated=row.day, today=day_of(at)):
        raise Invalid(wrong)
    if seen.day is None:  # seen_faults has refused it
        raise Invalid.field("day", "Give the day.")
    follow_up = FollowUp.objects.create(
        key=row.key,
        treatment=row,
        day=seen.day,
        by=actor,
        result=seen.result,
        content=_content(seen),
        note=seen.note.strip(),
        created_at=at,
    )
    _write_rows(follow_up, seen)
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="create",
        record=follow_up,
        subject=row.key,
        after=follow_up_facts(follow_up),
    )
    patients.seen(actor=actor.as_actor, at=at, patient=row.patient, day=seen.day)
    if any(one.serious or one.kind in RED_FLAGS for one in seen.effects):
        _raise_red_flag(actor, at, row, link)
    return follow_up


def _raise_red_flag(actor: User, at: datetime, treatment: Treatment, link: str) -> None:
    raise_alert(
        actor=actor.as_actor,
        at=at,
        kind=Alert.Kind.RED_FLAG,
        text=(
            f"{treatment.patient}: a serious side effect was entered by {actor.name}."
        ),
        key=treatment.key,
        link=link,
    )


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
            serious=effect.serious,
            note=one_line(effect.note),
        )
