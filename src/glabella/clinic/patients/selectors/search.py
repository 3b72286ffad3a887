"""Search that forgives spelling, over names that are sealed.

A name is kept as hashes of its trigrams. Those of what is typed are looked up, the
patients that share most of them are opened, and how alike the names really are
decides. The work stays the same however many patients there are: frequent pieces are
left out when rarer ones are there, and only a fixed number of names is opened.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NotRequired, TypedDict, Unpack
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.patients import indexes
from glabella.clinic.patients.models import Patient, SearchToken
from glabella.clinic.patients.names import fold, likeness
from glabella.clinic.patients.selectors.days import day_meant
from glabella.clinic.patients.selectors.people import openable
from glabella.clinic.shared.text import one_line

__all__ = ["Duplicate", "Found", "find", "possible_duplicates", "suggest"]

LIST_LENGTH = 20
SUGGESTIONS = 8
OPENED = 40
"""So many names are opened at most for one search."""
FREQUENT = 1_000
"""A piece is counted so far and no further; beyond it is frequent."""
ROWS = 6_000
"""So many rows of pieces are grouped for one search."""
FEWEST = 3
"""So many pieces are asked for at least, frequent or not."""
ALIKE = 0.6
DUPLICATE_ALIKE = 0.85
LONGEST = 80
PHONE_DIGITS = 6
NUMBER_DIGITS = 9

COUNT = (
    "(SELECT count(*) FROM (SELECT 1 FROM patients_searchtoken"
    " WHERE token = %s LIMIT %s) AS few)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A patient who may be meant, best first; ``alike`` is 0 to 1."""

    patient: Patient
    alike: float
    by: str
    """By what: name, number, birth date, e-mail or telephone."""


class Person(TypedDict):
    """Somebody who may be here already."""

    name: str
    born_on: NotRequired[date | None]
    email: NotRequired[str]
    phone: NotRequired[str]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A patient who may be the same person, and why."""

    patient: Patient
    reasons: tuple[str, ...]

    @property
    def sure(self) -> bool:
        """Whether more than one thing agrees."""
        return len(self.reasons) > 1


def find(
    *, viewer: User, text: str, at: datetime, limit: int = LIST_LENGTH
) -> list[Found]:
    """Patients by name, number, birth date, e-mail or telephone, best first."""
    if not rights.may(viewer, "patient.find", at=at):
        return []
    text = one_line(text)[:LONGEST]
    if not text:
        return []
    exact = list(_exactly(text))
    seen = {found.patient.id for found in exact}
    named = [found for found in _by_name(text) if found.patient.id not in seen]
    return (exact + named)[:limit]


def suggest(*, viewer: User, text: str, at: datetime) -> list[Found]:
    """The best few, for suggestions while somebody types."""
    return find(viewer=viewer, text=text, at=at, limit=SUGGESTIONS)


def possible_duplicates(
    *, viewer: User, at: datetime, but: UUID | None = None, **person: Unpack[Person]
) -> list[Duplicate]:
    """Patients who may be the person of this form, those with most reasons first."""
    if not rights.may(viewer, "patient.find", at=at):
        return []
    name = person["name"]
    wanted = {
        "name_index": indexes.name_index(name),
        "born_index": indexes.born_index(person.get("born_on")),
        "email_index": indexes.email_index(person.get("email", "")),
        "phone_index": indexes.phone_index(person.get("phone", "")),
    }
    asked = Q()
    for field, value in wanted.items():
        if value:
            asked |= Q(**{field: value})
    rows = openable().filter(asked, erased_at=None)[:OPENED] if asked else []
    people = {patient.id: patient for patient in rows}
    people |= {patient.id: patient for patient, _ in _candidates(name)}
    people.pop(but, None) if but else None
    found = [
        Duplicate(patient, reasons)
        for patient in people.values()
        if (reasons := tuple(_reasons(patient, wanted, name)))
    ]
    # The same birth date, or nearly the same name, alone is no sign.
    telling = [one for one in found if one.sure or _tells(one.reasons[0])]
    return sorted(telling, key=lambda one: (-len(one.reasons), one.patient.number))


def _tells(reason: str) -> bool:
    return reason not in {"same birth date", "similar name"}


def _reasons(patient: Patient, wanted: dict[str, str], name: str) -> Iterable[str]:
    if wanted["name_index"] and patient.name_index == wanted["name_index"]:
        yield "same name"
    elif likeness(name, patient.full_name) >= DUPLICATE_ALIKE:
        yield "similar name"
    for field, reason in (
        ("born_index", "same birth date"),
        ("email_index", "same e-mail address"),
        ("phone_index", "same telephone number"),
    ):
        if wanted[field] and getattr(patient, field) == wanted[field]:
            yield reason


def _exactly(text: str) -> Iterable[Found]:
    """What is not a name: a number, a birth date, an address, a telephone number."""
    for by, asked in _meanings(text):
        for patient in openable().filter(asked).order_by("number")[:LIST_LENGTH]:
            yield Found(patient, 1.0, by)


def _meanings(text: str) -> Iterable[tuple[str, Q]]:
    digits = "".join(letter for letter in text if letter.isdigit())
    if text.isdecimal() and len(text) <= NUMBER_DIGITS:
        yield "number", Q(number=int(text))
    if day := day_meant(text):
        yield "birth date", Q(born_index=indexes.born_index(day))
    elif "@" in text:
        yield "e-mail", Q(email_index=indexes.email_index(text))
    elif len(digits) >= PHONE_DIGITS and not any(map(str.isalpha, text)):
        yield "telephone", Q(phone_index=indexes.phone_index(text))


def _by_name(text: str) -> list[Found]:
    # Without a letter it is no name.
    if not any(letter.isalpha() for letter in text):
        return []
    ranked = [
        Found(patient, alike, "name")
        for patient, _ in _candidates(text)
        if (alike := likeness(text, patient.full_name)) >= ALIKE
    ]
    return sorted(ranked, key=lambda one: (-one.alike, _order(one.patient)))


def _order(patient: Patient) -> tuple[str, str, int]:
    return fold(patient.family_name), fold(patient.given_name), patient.number


def _candidates(text: str) -> list[tuple[Patient, int]]:
    """Patients who share most pieces with what was typed, and how many they share."""
    chosen = _telling(indexes.tokens(text))
    # Whoever bears exactly this name is there even if all its pieces are frequent.
    named = openable().filter(name_index=indexes.name_index(text), erased_at=None)
    people = {patient.id: (patient, len(chosen)) for patient in named[:OPENED]}
    if chosen:
        shared = dict(
            SearchToken.objects.filter(token__in=chosen)
            .values_list("patient_id")
            .annotate(shared=Count("id"))
            .order_by("-shared", "patient_id")[:OPENED]
        )
        for patient in openable().filter(id__in=shared.keys() - people.keys()):
            people[patient.id] = patient, shared[patient.id]
    return list(people.values())


def _telling(tokens: list[bytes]) -> list[bytes]:
    """The pieces worth asking for: the rarest, as far as their rows stay few."""
    if not tokens:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join([COUNT] * len(tokens)),
            [value for token in tokens for value in (token, FREQUENT)],
        )
        counts: tuple[int, ...] = cursor.fetchone()
    there = sorted(
        (count, place)
        for place, count in enumerate(counts)
        if count  # nobody has it
    )
    chosen: list[bytes] = []
    rows = 0
    for count, place in there:
        rows += count
        if rows > ROWS and len(chosen) >= FEWEST:
            break
        chosen.append(tokens[place])
    return chosen
