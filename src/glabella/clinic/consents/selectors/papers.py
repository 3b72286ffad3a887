"""One paper, the papers of a patient, and what the timeline shows of them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.consents.models import Consent
from glabella.clinic.links.services import open_link
from glabella.clinic.patients.models import Patient
from glabella.clinic.shared.errors import NotFound

__all__ = [
    "ConsentEvent",
    "consent_of_link",
    "consents_of",
    "events",
    "get_consent",
    "get_own",
    "may_read",
    "own_consents",
]

MOST = 60
NO_SUCH = "There is no such paper. The patient's consents are listed on their page."


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """Something that happened with a paper, for the patient's timeline."""

    at: datetime
    kind: str
    title: str
    text: str
    link: str
    pk: UUID
    """The paper's, so that two events of one instant keep their order."""


def consents_of(*, viewer: User, patient: Patient, at: datetime) -> list[Consent]:
    """The papers of a patient, newest first; those of treatments for who treats."""
    rows = _rows().filter(patient=patient).exclude(status=Consent.Status.DROPPED)
    if not _clinical(viewer, patient, at):
        if not rights.may(viewer, "consent.ask", at=at):
            raise NotFound
        rows = rows.exclude(kind=Consent.Kind.TREATMENT)
    return list(rows.order_by("-made_at")[:MOST])


def get_consent(
    *, viewer: User, patient_id: UUID | str, consent_id: UUID | str, at: datetime
) -> Consent:
    """One paper; without the right there is none."""
    try:
        found = _rows().filter(pk=consent_id, patient_id=patient_id).first()
    except ValidationError as error:
        raise NotFound(NO_SUCH) from error
    if found is None or not may_read(viewer, found, at):
        raise NotFound(NO_SUCH)
    return found


def may_read(viewer: User, consent: Consent, at: datetime) -> bool:
    """A treatment is a clinical matter; pictures are asked for at the desk as well."""
    if _clinical(viewer, consent.patient, at):
        return True
    return consent.kind != Consent.Kind.TREATMENT and rights.may(
        viewer, "consent.ask", at=at
    )


def consent_of_link(*, token: str, at: datetime) -> Consent:
    """The paper that a link opens; NotFound where it opens nothing."""
    link = open_link(token, at)
    if link.purpose != link.Purpose.CONSENT:
        raise NotFound
    found = _rows().filter(pk=link.record_id, patient__erased_at=None).first()
    if found is None or found.status == Consent.Status.DROPPED:
        raise NotFound
    return found


def own_consents(patient: Patient) -> list[Consent]:
    """A patient's papers for the patient's own page, which opened by link and code."""
    rows = _rows().filter(patient=patient).exclude(status=Consent.Status.DROPPED)
    return list(rows.order_by("-made_at")[:MOST])


def get_own(*, patient: Patient, consent_id: UUID) -> Consent:
    """One paper of the patient whose page is open."""
    found = _rows().filter(pk=consent_id, patient=patient).first()
    if found is None or found.status == Consent.Status.DROPPED:
        raise NotFound
    return found


def events(
    *,
    viewer: User,
    patient: Patient,
    at: datetime,
    before: datetime | None = None,
    limit: int = 40,
) -> list[ConsentEvent]:
    """What happened with the papers, newest first, for the patient's timeline."""
    told = [
        event
        for one in consents_of(viewer=viewer, patient=patient, at=at)
        for event in _events(one)
        if before is None or event.at <= before
    ]
    return sorted(told, key=lambda one: (one.at, str(one.pk)), reverse=True)[:limit]


def _events(one: Consent) -> list[ConsentEvent]:
    link = f"/patients/{one.patient_id}/consents/{one.pk}/"
    found = []
    if one.withdrawn_at:
        by = f"by {one.withdrawn_by.name}" if one.withdrawn_by else "by the patient"
        text = f"Withdrawn, noted {by}. {one.withdrawal_reason}".strip()
        title = f"{one.title}: withdrawn"
        found.append(
            ConsentEvent(one.withdrawn_at, "consent", title, text, link, one.pk)
        )
    if one.signed_at:
        how = one.get_signed_how_display()
        text = f"Signed {how}"
        if one.witness:
            text += f", in the presence of {one.witness.name}"
        if one.expires_on:
            text += f"; valid until {one.expires_on.isoformat()}"
        found.append(
            ConsentEvent(one.signed_at, "consent", one.title, f"{text}.", link, one.pk)
        )
    if not found:
        text = "Prepared, not signed yet."
        found.append(
            ConsentEvent(one.made_at, "consent", one.title, text, link, one.pk)
        )
    return found


def _clinical(viewer: User, patient: Patient, at: datetime) -> bool:
    return rights.may(viewer, "patient.read_clinical", at=at, patient=patient)


def _rows() -> QuerySet[Consent]:
    return Consent.objects.select_related(
        "key", "patient__key", "made_by", "witness", "withdrawn_by"
    )
