"""Register patients and change what is known of them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, NotRequired, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Max

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.keys.services import new_key
from glabella.clinic.patients import indexes
from glabella.clinic.patients.models import Patient, SearchToken
from glabella.clinic.patients.services.addresses import address_changed
from glabella.clinic.practice.models import Practice
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import Blocked, Invalid, Stale
from glabella.clinic.shared.text import one_line

__all__ = [
    "ADULT_YEARS",
    "Details",
    "Registered",
    "change",
    "due_after",
    "is_adult",
    "locked",
    "register",
    "seen",
    "set_next_due",
]

ADULT_YEARS: Final = 18
OLDEST_YEARS: Final = 120
LONGEST: Final = {"note": 2000, "alert": 500, "address": 400}
LONGEST_ELSE: Final = 120
FEWEST_DIGITS: Final = 6
MOST_DIGITS: Final = 15
PHONE_SIGNS: Final = frozenset("0123456789 +-()./")
CONTACTS: Final = ("email", "phone")
UNDER_AGE: Final = (
    "Under 18: this treatment is not offered, and no record is made. "
    "Look at the birth date again if it may be mistyped."
)


class Details(TypedDict, total=False):
    """What may be changed on a patient's record."""

    given_name: str
    family_name: str
    born_on: date
    sex: str
    email: str
    phone: str
    address: str
    preferred_contact: str
    note: str
    alert: str


class Registered(TypedDict):
    """What a new patient is registered with."""

    given_name: str
    family_name: str
    born_on: date
    sex: str
    email: NotRequired[str]
    phone: NotRequired[str]
    address: NotRequired[str]
    preferred_contact: NotRequired[str]
    note: NotRequired[str]
    alert: NotRequired[str]


def is_adult(born_on: date, day: date) -> bool:
    """Whether somebody is 18 on a day; who was born on 29 February is on 1 March."""
    years = day.year - born_on.year
    return years - ((day.month, day.day) < (born_on.month, born_on.day)) >= ADULT_YEARS


@transaction.atomic
def register(*, actor: User, at: datetime, **details: Unpack[Registered]) -> Patient:
    """Make a patient's record with the next running number."""
    rights.require(actor, "patient.write", at=at)
    cleaned = _cleaned(details, day=day_of(at))
    patient = Patient(key=new_key(at=at), number=_next_number(), created_at=at)
    _set(patient, cleaned)
    patient.full_clean(validate_unique=False)
    patient.save(force_insert=True)
    _write_tokens(patient)
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="create",
        record=patient,
        subject=patient.key,
        after=_as_text(cleaned),
    )
    return patient


@transaction.atomic
def change(
    *,
    actor: User,
    at: datetime,
    patient: Patient,
    version: int,
    **details: Unpack[Details],
) -> Patient:
    """Change what is known of a patient; refused if somebody did so meanwhile."""
    rights.require(actor, "patient.write", at=at)
    if "alert" in details:  # everybody reads an alert; only a clinician writes one
        rights.require(actor, "history.write", at=at)
    row = locked(patient, version=version)
    cleaned = _cleaned(details, day=day_of(at))
    before = {name: getattr(row, name) for name in cleaned}
    changed = {name: new for name, new in cleaned.items() if before[name] != new}
    if not changed and not _asked_again(actor, at, row, cleaned):
        return row
    _set(row, changed)
    if "born_on" in changed and row.identity_checked_at:
        before["identity_document"] = row.identity_document
        changed["identity_document"] = ""
        _identity_is_open(row)
    row.version += 1
    row.full_clean(validate_unique=False)
    row.save()
    if {"given_name", "family_name"} & changed.keys():
        _write_tokens(row)
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="change",
        record=row,
        subject=row.key,
        before=_as_text({name: before[name] for name in changed}),
        after=_as_text(changed),
    )
    if "email" in changed or (row.email_held_until and "email" in cleaned):
        old = before["email"] if "email" in changed else ""
        address_changed(actor=actor, at=at, patient=row, before=old)
    return row


def _identity_is_open(row: Patient) -> None:
    # The document showed another day: it has to be looked at again.
    row.identity_document, row.identity_checked_at = "", None
    row.identity_checked_by = None


def _asked_again(
    actor: User, at: datetime, row: Patient, cleaned: Mapping[str, Any]
) -> bool:
    """A clinician who enters a waiting address once more has asked the patient."""
    waits = row.email_held_until is not None and row.email_held_until > at
    may = rights.may(actor, "patient.read_clinical", at=at, patient=row)
    return "email" in cleaned and waits and may


@transaction.atomic
def set_next_due(
    *, actor: User, at: datetime, patient: Patient, due_on: date | None
) -> Patient:
    """Say when the next treatment is due; the lists of the clinic go by it."""
    rights.require(actor, "patient.write", at=at)
    row = locked(patient)
    if due_on is not None and due_on < day_of(at):
        message = "That day is past: choose a day from today on, or none."
        raise Invalid.field("next_due_on", message)
    before = row.next_due_on
    row.next_due_on = due_on
    row.version += 1
    row.save(update_fields=["next_due_on", "version"])
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="change",
        record=row,
        subject=row.key,
        before=_as_text({"next_due_on": before}),
        after=_as_text({"next_due_on": due_on}),
    )
    return row


@transaction.atomic
def seen(*, actor: Actor, at: datetime, patient: Patient, day: date) -> None:
    """Note the day of a visit; called by what made the visit, which is audited."""
    row = locked(patient)
    if row.last_seen_on is None or row.last_seen_on < day:
        before = row.last_seen_on
        # No form shows this day, so that none of them goes stale by it.
        Patient.objects.filter(pk=row.pk).update(last_seen_on=day)
        patient.last_seen_on = day
        audit.record(
            actor=actor,
            at=at,
            action="change",
            record=patient,
            subject=row.key,
            before=_as_text({"last_seen_on": before}),
            after=_as_text({"last_seen_on": day}),
        )


@transaction.atomic
def due_after(
    *,
    actor: Actor,
    at: datetime,
    patient: Patient,
    day: date,
    due_on: date | None,
    instead_of: date | None = None,
) -> None:
    """Put the next due day anew after a treatment on ``day``; called by what gave it.

    What somebody set for after that treatment stays. An open day, one that the
    treatment has met, and ``instead_of`` give way to ``due_on``; a past day is none.
    """
    row = locked(patient)
    before = row.next_due_on
    if before is not None and before > day and before != instead_of:
        return
    after = due_on if due_on is not None and due_on >= day_of(at) else None
    if after == before:
        return
    # As for the day of the visit: nobody's open form goes stale by it.
    Patient.objects.filter(pk=row.pk).update(next_due_on=after)
    patient.next_due_on = after
    audit.record(
        actor=actor,
        at=at,
        action="change",
        record=patient,
        subject=row.key,
        before=_as_text({"next_due_on": before}),
        after=_as_text({"next_due_on": after}),
        reason="label interval of the treatment",
    )


def locked(patient: Patient, *, version: int | None = None) -> Patient:
    """The record as it is now, kept for this transaction; nobody else changes it."""
    row = (
        Patient.objects.select_for_update(of=("self",))
        .select_related("key")
        .get(pk=patient.pk)
    )
    if row.erased_at is not None:
        message = f"Patient {row.number} was erased: nothing can be added."
        raise Blocked(message)
    if version is not None and version != row.version:
        raise Stale
    return row


def _next_number() -> int:
    """The next running number.

    Two people who register at once come one after the other: SQLite lets only one
    write at a time, PostgreSQL waits for the clinic's one row.
    """
    Practice.objects.select_for_update(no_key=True).filter(pk=1).first()
    return (Patient.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def _set(patient: Patient, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(patient, name, value)
    patient.born_index = indexes.born_index(patient.born_on)
    patient.email_index = indexes.email_index(patient.email)
    patient.phone_index = indexes.phone_index(patient.phone)
    patient.name_index = indexes.name_index(patient.full_name)
    patient.token_count = len(indexes.tokens(patient.full_name))


def _write_tokens(patient: Patient) -> None:
    SearchToken.objects.filter(patient=patient).delete()
    SearchToken.objects.bulk_create(
        SearchToken(patient=patient, token=token)
        for token in indexes.tokens(patient.full_name)
    )


def _as_text(values: Mapping[str, object]) -> dict[str, object]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def _cleaned(details: Mapping[str, Any], *, day: date) -> dict[str, Any]:
    """The values in good order; raises with one message for each wrong field."""
    values = {
        name: _text(name, value) if isinstance(value, str) else value
        for name, value in details.items()
    }
    wrong = {
        name: message
        for name, value in values.items()
        if (message := _fault(name, value, day))
    }
    if wrong:
        raise Invalid(wrong)
    return values


def _text(name: str, value: str) -> str:
    if name in {"note", "address", "alert"}:
        return "\n".join(map(one_line, value.splitlines())).strip()
    return one_line(value)


def _fault(name: str, value: object, day: date) -> str:
    """What is wrong with a field, "" if nothing."""
    if isinstance(value, str) and len(value) > LONGEST.get(name, LONGEST_ELSE):
        return f"Too long: at most {LONGEST.get(name, LONGEST_ELSE)} letters."
    check = CHECKS.get(name)
    return check(value, day) if check else ""


def _name_fault(value: object, _: date) -> str:
    fine = isinstance(value, str) and any(map(str.isalpha, value))
    return "" if fine else "Give the name."


def _born_fault(value: object, day: date) -> str:
    if not isinstance(value, date) or isinstance(value, datetime):
        return "Give the birth date."
    if value > day:
        return "That day is still to come: look at the year."
    if day.year - value.year > OLDEST_YEARS:
        return f"More than {OLDEST_YEARS} years ago: look at the year."
    return "" if is_adult(value, day) else UNDER_AGE


def _sex_fault(value: object, _: date) -> str:
    known = dict(Patient._meta.get_field("sex").flatchoices)  # noqa: SLF001
    return "" if value in known else "Choose female or male."


def _email_fault(value: object, _: date) -> str:
    if not value:
        return ""
    try:
        validate_email(str(value))
    except ValidationError:
        return "This is no e-mail address, such as name@example.org."
    return ""


def _phone_fault(value: object, _: date) -> str:
    if not value:
        return ""
    text = str(value)
    count = sum(letter.isdigit() for letter in text)
    if set(text) <= PHONE_SIGNS and FEWEST_DIGITS <= count <= MOST_DIGITS:
        return ""
    return "This is no telephone number: digits, blanks and a + in front."


def _contact_fault(value: object, _: date) -> str:
    return "" if value in CONTACTS else "Choose e-mail or telephone."


CHECKS: Final = {
    "given_name": _name_fault,
    "family_name": _name_fault,
    "born_on": _born_fault,
    "sex": _sex_fault,
    "email": _email_fault,
    "phone": _phone_fault,
    "preferred_contact": _contact_fault,
}
