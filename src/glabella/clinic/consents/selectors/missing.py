"""What the papers in force do not cover: the rule that the services refuse by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from glabella.clinic.consents.models import Consent
from glabella.clinic.consents.scope import (
    Item,
    Scope,
    product_name,
    scope_of,
)
from glabella.clinic.patients.models import Patient
from glabella.clinic.patients.services import is_adult
from glabella.clinic.practice.selectors import day_of

__all__ = [
    "Missing",
    "allows",
    "missing_for",
    "withdrawn_after",
]


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing in a sentence, and the address where it is done."""

    says: str
    where: str


def allows(patient: Patient, kind: str, at: datetime) -> bool:
    """Whether the patient agrees to photographs or to showing them, at this instant."""
    if _refused(patient, at):
        return False
    return any(one.in_force(at) for one in _given(patient, kind))


def missing_for(
    *,
    patient: Patient,
    content: Mapping[str, Any],
    at: datetime,
    photography: bool = False,
) -> Missing | None:
    """What the papers lack for a plan, from what is kept of it."""
    asked = scope_of(content)

    def lacking(held: _Held) -> list[str]:
        return [
            *(item.words for item in sorted(asked.items - held.items)),
            # An item that is new as a whole is not said twice.
            *(
                f"off-label use for {item.words}"
                for item in sorted((asked.off_label - held.off_label) & held.items)
            ),
        ]

    return _missing(patient, at, asked.product, lacking) or (
        _without_pictures(patient, at) if photography else None
    )


@dataclass(frozen=True, slots=True)
class _Held:
    """What the papers in force for one product cover together."""

    items: frozenset[Item]
    off_label: frozenset[Item]


def _missing(
    patient: Patient,
    at: datetime,
    product: str,
    lacking: Callable[[_Held], list[str]],
) -> Missing | None:
    if refused := _refused(patient, at):
        return refused
    papers = list(_given(patient, Consent.Kind.TREATMENT))
    scopes = [Scope.restored(one.scope) for one in papers if one.in_force(at)]
    same = [one for one in scopes if one.product == product]
    held = _Held(
        items=frozenset[Item]().union(*(one.items for one in same)),
        off_label=frozenset[Item]().union(*(one.off_label for one in same)),
    )
    lacks = lacking(held)
    if not lacks:
        return None
    where = f"/patients/{patient.pk}/consents/"
    if scopes:
        return Missing(_not_covered(product, lacks, named=bool(same)), where)
    return Missing(_none_counts(papers), where)


def _not_covered(product: str, lacks: list[str], *, named: bool) -> str:
    if not named:
        return f"No consent names {product_name(product)} yet: ask again."
    return f"The consent does not cover: {'; '.join(lacks)}. Ask again for these."


def _none_counts(papers: list[Consent]) -> str:
    """Why no paper counts, if there were any."""
    signed = [one.expires_on for one in papers if one.status == Consent.Status.SIGNED]
    ends = [day for day in signed if day is not None]
    if ends:
        return f"The consent was valid until {max(ends).isoformat()}: ask again."
    if papers:
        return "The patient has withdrawn their consent: talk, and ask again."
    return "The patient has not signed a consent for this treatment yet."


def withdrawn_after(patient: Patient, instant: datetime) -> bool:
    """Whether a consent to a treatment was withdrawn later than this instant.

    For what was given before that, and is sent later: it has happened.
    """
    rows = _given(patient, Consent.Kind.TREATMENT)
    return rows.filter(withdrawn_at__gt=instant).exists()


def _without_pictures(patient: Patient, at: datetime) -> Missing | None:
    if allows(patient, Consent.Kind.PHOTOGRAPHY, at):
        return None
    return Missing(
        "The patient has not agreed to photographs: ask, or take none.",
        f"/patients/{patient.pk}/consents/",
    )


def _refused(patient: Patient, at: datetime) -> Missing | None:
    """Nobody agrees for an erased record, and nobody under 18 agrees here."""
    where = f"/patients/{patient.pk}/"
    if patient.erased_at is not None or patient.key.is_destroyed:
        return Missing("This record was erased: nothing can be agreed to.", where)
    if patient.born_on is None or not is_adult(patient.born_on, day_of(at)):
        says = "The patient is under 18, or the birth date is missing: no consent."
        return Missing(says, where)
    return None


def _given(patient: Patient, kind: str) -> QuerySet[Consent]:
    """What was ever signed of a kind; the words of the papers stay unread."""
    rows = Consent.objects.select_related("key").defer("texts", "strokes")
    return rows.filter(
        patient=patient,
        kind=kind,
        status__in=(Consent.Status.SIGNED, Consent.Status.WITHDRAWN),
    ).order_by("-signed_at")
