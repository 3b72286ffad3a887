"""A side effect goes on: what it became, what was done, how likely the cause is."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import Role, User
from glabella.clinic.alerts.models import Alert
from glabella.clinic.alerts.services import raise_alert
from glabella.clinic.audit import services as audit
from glabella.clinic.followups.models import EffectNote
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.errors import Invalid, NotFound
from glabella.clinic.treatments.entries import CAUSALITY, SERIOUSNESS, SEVERITIES
from glabella.clinic.treatments.models import SideEffect

__all__ = ["Course", "add_note"]

LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Course:
    """How a side effect is on one day."""

    day: date | None
    severity: str
    ended_on: date | None = None
    seriousness: tuple[str, ...] = ()
    causality: str = ""
    done: str = ""
    note: str = ""


@transaction.atomic
def add_note(
    *, actor: User, at: datetime, effect: SideEffect, course: Course
) -> EffectNote:
    """Say how a side effect went on; what was told before stays as it was told."""
    rights.require(actor, "treatment.write", at=at)
    rows = SideEffect.objects.select_related(
        "key", "follow_up__treatment__patient__key"
    )
    row = rows.filter(pk=effect.pk).first()
    if row is None:
        raise NotFound
    if wrong := _faults(course, row, day_of(at)):
        raise Invalid(wrong)
    was_serious = row.serious or row.notes.exclude(seriousness=[]).exists()
    note = _keep(actor, at, row, course)
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="create",
        record=note,
        subject=row.key,
        after={"side_effect": row.pk, **asdict(course)},
    )
    if course.seriousness and not was_serious:
        _alarm(actor, at, row)
    return note


def _keep(actor: User, at: datetime, effect: SideEffect, course: Course) -> EffectNote:
    if course.day is None:  # _faults has refused it
        raise Invalid.field("day", "Give the day.")
    return EffectNote.objects.create(
        key=effect.key,
        side_effect=effect,
        day=course.day,
        ended_on=course.ended_on,
        severity=course.severity,
        seriousness=list(course.seriousness),
        causality=course.causality,
        done=course.done.strip(),
        note=course.note.strip(),
        by=actor,
        created_at=at,
    )


def _alarm(actor: User, at: datetime, effect: SideEffect) -> None:
    treatment = effect.follow_up.treatment
    raise_alert(
        actor=actor.as_actor,
        at=at,
        kind=Alert.Kind.RED_FLAG,
        text=f"{treatment.patient}: a side effect has become serious ({actor.name}).",
        key=effect.key,
        link=f"/patients/{treatment.patient_id}/side-effects/{effect.pk}/",
        for_role=Role.PRESCRIBER,
    )


def _faults(course: Course, effect: SideEffect, today: date) -> dict[str, str]:
    found = {
        "day": _day(course.day, effect, today),
        "severity": "" if course.severity in SEVERITIES else "Choose from the list.",
        "ended_on": _ended(course.ended_on, effect, today),
        "seriousness": ""
        if set(course.seriousness) <= set(SERIOUSNESS)
        else "Choose from the list.",
        "causality": ""
        if course.causality in {"", *CAUSALITY}
        else "Choose from the list.",
        "done": "" if len(course.done) <= LONGEST else f"At most {LONGEST} letters.",
        "note": "" if len(course.note) <= LONGEST else f"At most {LONGEST} letters.",
    }
    return {name: message for name, message in found.items() if message}


def _day(day: date | None, effect: SideEffect, today: date) -> str:
    if day is None:
        return "Give the day."
    if day > today:
        return "That day is still to come."
    treated = effect.follow_up.treatment.day
    return "That is before the treatment." if day < treated else ""


def _ended(day: date | None, effect: SideEffect, today: date) -> str:
    if day is None:
        return ""
    if day > today:
        return "That day is still to come."
    began = effect.onset_on
    return "It ended before it began." if began is not None and day < began else ""
