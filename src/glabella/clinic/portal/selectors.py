"""Reads of the patient's own page, and of the inbox where its messages arrive."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.paginator import Page, Paginator

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.consents import selectors as consents
from glabella.clinic.consents.models import Consent
from glabella.clinic.followups import selectors as followups
from glabella.clinic.followups.selectors import Reviewable
from glabella.clinic.links.services import open_link
from glabella.clinic.patients.models import HistoryDraft, MedicalHistory, Patient
from glabella.clinic.patients.selectors.people import openable
from glabella.clinic.photos.selectors import shown_to_patient
from glabella.clinic.portal.models import ErasureRequest, PatientMessage
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.errors import NotFound
from glabella.clinic.treatments.models import Treatment

__all__ = [
    "Home",
    "MessageEvent",
    "count_waiting",
    "events",
    "home",
    "inbox",
    "messages_of",
    "own_messages",
    "patient_of_link",
    "waiting_erasure",
]

MOST = 50
PER_PAGE = 25
MOST_VISITS = 5
BOOKED = (Appointment.Status.BOOKED, Appointment.Status.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Home:
    """What the patient's page shows; doses and units are no part of it."""

    patient: Patient
    visits: tuple[Appointment, ...]
    next_due_on: date | None
    history_given_at: datetime | None
    history_begun: bool
    consents: tuple[tuple[Consent, str, bool], ...]
    """Each paper with its state, and whether it can be withdrawn."""
    treated: Treatment | None
    """The newest treatment, for its aftercare."""
    reviews: tuple[Reviewable, ...]
    photographs: int
    messages: tuple[PatientMessage, ...]
    erasure: ErasureRequest | None


@dataclass(frozen=True, slots=True)
class MessageEvent:
    """A message or an answer, for the patient's timeline."""

    at: datetime
    kind: str
    title: str
    text: str
    link: str
    pk: UUID


def patient_of_link(*, token: str, at: datetime) -> Patient:
    """Whose page a link opens; NotFound where it opens nothing."""
    link = open_link(token, at)
    if link.purpose != link.Purpose.PORTAL:
        raise NotFound
    found = openable().filter(id=link.record_id, erased_at=None).first()
    if found is None:
        raise NotFound
    return found


def home(*, patient: Patient, at: datetime) -> Home:
    """Everything on a patient's own page, which was opened by link and code."""
    visits = patient.appointments.filter(starts_at__gte=at, status__in=BOOKED)
    last = (
        MedicalHistory.objects.filter(patient=patient)
        .order_by("-number")
        .values_list("given_at", flat=True)
        .first()
    )
    begun = HistoryDraft.objects.filter(
        patient=patient, source=MedicalHistory.Source.LINK
    )
    due = patient.next_due_on
    return Home(
        patient=patient,
        visits=tuple(visits.order_by("starts_at")[:MOST_VISITS]),
        next_due_on=due if due and due >= day_of(at) else None,
        history_given_at=last,
        history_begun=begun.exists(),
        consents=tuple(
            (one, one.state_word(at), one.in_force(at))
            for one in consents.own_consents(patient)
        ),
        treated=followups.newest_treated(patient=patient),
        reviews=tuple(followups.reviewable(patient=patient, at=at)),
        photographs=len(shown_to_patient(patient=patient, at=at)),
        messages=tuple(own_messages(patient)),
        erasure=_newest_erasure(patient),
    )


def own_messages(patient: Patient) -> list[PatientMessage]:
    """The messages of a patient and the answers to them, the newest first."""
    rows = PatientMessage.objects.select_related("key", "by").filter(patient=patient)
    return list(rows.order_by("-sent_at", "-pk")[:MOST])


def _newest_erasure(patient: Patient) -> ErasureRequest | None:
    rows = ErasureRequest.objects.select_related("key", "patient__key")
    return rows.filter(patient=patient).order_by("-asked_at").first()


# --- staff -------------------------------------------------------------------------


def messages_of(
    *, viewer: User, patient: Patient, at: datetime
) -> list[PatientMessage]:
    """The messages of one patient for staff."""
    if not rights.may(viewer, "patient_message.read", at=at):
        raise NotFound
    return own_messages(patient)


def inbox(
    *, viewer: User, at: datetime, number: int = 1, handled: bool = False
) -> Page[PatientMessage]:
    """Messages of patients that wait for an answer, the oldest first; or the others."""
    if not rights.may(viewer, "patient_message.read", at=at):
        raise NotFound
    rows = PatientMessage.objects.select_related("key", "patient__key", "handled_by")
    rows = rows.filter(
        source=PatientMessage.Source.PATIENT,
        handled_at__isnull=not handled,
        patient__erased_at=None,
    )
    order = ("-handled_at", "pk") if handled else ("sent_at", "pk")
    return Paginator(rows.order_by(*order), PER_PAGE).get_page(number)


def count_waiting(*, viewer: User, at: datetime) -> int:
    """How many patients wait for an answer."""
    if not rights.may(viewer, "patient_message.read", at=at):
        return 0
    # From the few messages that wait, not from all the patients there are.
    waiting = PatientMessage.objects.filter(
        source="patient", handled_at=None, patient__erased_at=None
    )
    return waiting.values("patient").distinct().count()


def waiting_erasure(*, viewer: User, patient: Patient, at: datetime) -> ErasureRequest:
    """The newest request to erase a record, for whoever decides on it."""
    found = _newest_erasure(patient)
    if found is None or not rights.may(viewer, "patient.erase", at=at):
        raise NotFound
    return found


def events(
    *, viewer: User, patient: Patient, at: datetime, limit: int = 40
) -> list[MessageEvent]:
    """Messages and answers for the patient's timeline, newest first."""
    if not rights.may(viewer, "patient_message.read", at=at):
        return []
    return [
        MessageEvent(
            at=one.sent_at,
            kind="patient_message",
            title="Message from the patient"
            if one.source == PatientMessage.Source.PATIENT
            else f"Answer by {one.by.name if one.by else 'the clinic'}",
            text=one.text,
            link=f"/patients/{patient.pk}/messages/",
            pk=one.pk,
        )
        for one in own_messages(patient)[:limit]
    ]
