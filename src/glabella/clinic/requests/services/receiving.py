"""Take in a request, from the public page or by telephone: age before all else."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.keys.services import new_key
from glabella.clinic.outbox import services as outbox
from glabella.clinic.patients import indexes
from glabella.clinic.patients.services import is_adult
from glabella.clinic.practice.models import Practice
from glabella.clinic.practice.selectors import day_of, practice
from glabella.clinic.requests import wording
from glabella.clinic.requests.concerns import (
    ASKED_BACK,
    CONCERNS,
    SMILE_LINES,
    TIMES,
)
from glabella.clinic.requests.contact import clean_email, clean_phone, region_of
from glabella.clinic.requests.models import TreatmentRequest
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import ClinicError, Invalid
from glabella.clinic.shared.text import one_line

__all__ = ["Asked", "Declared", "UnderAge", "check_age", "look_over", "receive"]

OLDEST_YEARS: Final = 120
LONGEST_NAME: Final = 120
LONGEST_GOALS: Final = 2000


class UnderAge(ClinicError):  # noqa: N818 - it says what is the case
    """Somebody is younger than 18: nothing is kept."""

    def __init__(self) -> None:
        super().__init__("We see people from the age of 18. Nothing was kept.")


@dataclass(frozen=True, slots=True)
class Declared:
    """The birth date as it was declared: the day, when, and the question's words."""

    born_on: date
    at: datetime
    wording: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for, and how they can be reached."""

    given_name: str
    family_name: str
    email: str = ""
    phone: str = ""
    concerns: tuple[str, ...] = ()
    smile_lines: str = ""
    """Which of the two is meant, where "smile lines" is among the concerns."""
    goals: str = ""
    treated_before: bool | None = None
    times: tuple[str, ...] = ()
    consent: bool = False
    sex: str = field(default="", kw_only=True)
    """Asked by the front desk alone."""


def check_age(born_on: date, *, at: datetime) -> None:
    """Let adults pass; UnderAge or Invalid otherwise. Nothing is stored here."""
    today = day_of(at)
    if born_on > today:
        raise Invalid.field("born_on", "This day is still to come. Check the year.")
    if today.year - born_on.year > OLDEST_YEARS:
        message = f"This is more than {OLDEST_YEARS} years ago. Check the year."
        raise Invalid.field("born_on", message)
    if not is_adult(born_on, today):
        raise UnderAge


@transaction.atomic
def receive(
    *,
    actor: User | None,
    at: datetime,
    request_id: UUID,
    declared: Declared,
    asked: Asked,
) -> TreatmentRequest:
    """Keep a request; ``actor`` is who wrote it down, or nobody on the public page.

    The same ``request_id`` again changes nothing: a form that was sent twice is one
    request.
    """
    if actor is not None:
        rights.require(actor, "request.handle", at=at)
    known = TreatmentRequest.objects.filter(id=request_id).first()
    if known is not None:
        return known
    check_age(declared.born_on, at=at)
    clinic = practice()
    content = look_over(asked)
    one = _new(request_id, at, declared, content)
    one.channel = "phone" if actor else "online"
    words = wording.consent_wording_phone if actor else wording.consent_wording
    one.consent_wording = words(clinic)
    one.handled_by = actor
    one.full_clean(validate_unique=False)
    one.save(force_insert=True)
    who = actor.as_actor if actor else Actor.patient(one.id)
    audit.record(
        actor=who,
        at=at,
        action="create",
        record=one,
        subject=one.key,
        after={"channel": one.channel, "born_on": declared.born_on.isoformat()},
    )
    if one.email and actor is None:
        _confirm(who, at, one, clinic)
    return one


def _new(
    request_id: UUID, at: datetime, declared: Declared, asked: Asked
) -> TreatmentRequest:
    name = f"{asked.given_name} {asked.family_name}"
    return TreatmentRequest(
        id=request_id,
        key=new_key(at=at),
        given_name=asked.given_name,
        family_name=asked.family_name,
        sex=asked.sex,
        born_on=declared.born_on,
        age_declared_at=declared.at,
        age_wording=declared.wording,
        email=asked.email,
        phone=asked.phone,
        concerns=list(asked.concerns),
        goals=asked.goals,
        treated_before=asked.treated_before,
        preferred_times=list(asked.times),
        consented_at=at,
        received_at=at,
        born_index=indexes.born_index(declared.born_on),
        email_index=indexes.email_index(asked.email),
        phone_index=indexes.phone_index(asked.phone),
        name_index=indexes.name_index(name),
    )


def _confirm(who: Actor, at: datetime, one: TreatmentRequest, clinic: Practice) -> None:
    outbox.send(
        actor=who,
        at=at,
        kind="request_received",
        to=one.email,
        subject_line=wording.RECEIVED_SUBJECT,
        body=wording.received_body(clinic),
        key=one.key,
        dedupe=f"request_received:{one.id}",
    )


# --- what is asked for, looked over --------------------------------------------


def look_over(asked: Asked) -> Asked:
    """In one form and in good order; Invalid names every field that is not."""
    region = region_of(practice())
    wrong: dict[str, str] = {}

    def clean(how: Callable[[], str]) -> str:
        try:
            return how()
        except Invalid as error:
            wrong.update(error.fields)
            return ""

    cleaned = replace(
        asked,
        given_name=one_line(asked.given_name),
        family_name=one_line(asked.family_name),
        goals="\n".join(map(one_line, asked.goals.splitlines())).strip(),
        email=clean(lambda: clean_email(asked.email)),
        phone=clean(lambda: clean_phone(asked.phone, region)),
        concerns=_meant(asked),
        times=tuple(key for key in TIMES if key in asked.times),
    )
    wrong = _faults(cleaned) | wrong
    if wrong:
        raise Invalid(wrong)
    return cleaned


def _meant(asked: Asked) -> tuple[str, ...]:
    """The concerns in the order of the page, "smile lines" as what is meant."""
    keys = set(asked.concerns)
    if asked.smile_lines in ASKED_BACK and SMILE_LINES in keys:
        keys = keys - {SMILE_LINES} | {asked.smile_lines}
    return tuple(concern.key for concern in CONCERNS if concern.key in keys)


def _faults(asked: Asked) -> dict[str, str]:
    checks = {
        "given_name": _name_fault(asked.given_name, "given name"),
        "family_name": _name_fault(asked.family_name, "family name"),
        "concerns": "" if asked.concerns else "Choose at least one.",
        "smile_lines": (
            "Which do you mean: the lines beside the eyes, or the folds from nose to "
            "mouth?"
            if SMILE_LINES in asked.concerns
            else ""
        ),
        "goals": (
            f"Shorten this to {LONGEST_GOALS} letters."
            if len(asked.goals) > LONGEST_GOALS
            else ""
        ),
        "email": (
            ""
            if asked.email or asked.phone
            else "Give an e-mail address or a telephone number, so that we can answer."
        ),
        "consent": "" if asked.consent else "Without this we may not answer you.",
    }
    return {name: fault for name, fault in checks.items() if fault}


def _name_fault(name: str, which: str) -> str:
    if not any(letter.isalpha() for letter in name):
        return f"The {which} is missing."
    return "" if len(name) <= LONGEST_NAME else f"Shorten the {which}."
