"""Reads of the treatment day."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.injections import stocking
from glabella.clinic.injections.live import Live
from glabella.clinic.injections.models import Entry, Session
from glabella.clinic.injections.reading import entries_of, state_of, steps_of
from glabella.clinic.patients.models import Patient
from glabella.clinic.plans.models import Plan
from glabella.clinic.shared.errors import NotFound

__all__ = [
    "Live",
    "SessionEvent",
    "entries_of",
    "events",
    "get_session",
    "last_number",
    "live",
    "open_session",
    "sessions_of",
    "state_of",
    "under_way",
]


@dataclass(frozen=True, slots=True)
class SessionEvent:
    """A session in the timeline; a signed one is told by its treatment."""

    at: datetime
    title: str
    text: str
    address: str


def _rows() -> QuerySet[Session]:
    return Session.objects.select_related(
        "key",
        "patient__key",
        "plan__key",
        "plan_version__key",
        "treatment__key",
        "started_by",
        "ended_by",
    )


def _may_read(viewer: User, patient: Patient, at: datetime) -> bool:
    return rights.may(viewer, "patient.read_clinical", at=at, patient=patient)


def get_session(
    *,
    viewer: User,
    session_id: UUID | str,
    at: datetime,
    patient_id: UUID | None = None,
) -> Session:
    """One session; NotFound without the right to the clinical record."""
    try:
        found = _rows().filter(pk=session_id).first()
    except (ValidationError, ValueError) as error:
        raise NotFound from error
    if found is None or not _may_read(viewer, found.patient, at):
        raise NotFound
    if patient_id is not None and found.patient_id != patient_id:
        raise NotFound
    return found


def open_session(*, viewer: User, plan: Plan, at: datetime) -> Session | None:
    """The session of a plan that is under way."""
    if not _may_read(viewer, plan.patient, at):
        raise NotFound
    return _rows().filter(plan=plan, status=Session.Status.OPEN).first()


def sessions_of(*, viewer: User, patient: Patient, at: datetime) -> list[Session]:
    """The sessions of a patient, the newest first."""
    if not _may_read(viewer, patient, at):
        raise NotFound
    return list(_rows().filter(patient=patient))


def under_way(*, viewer: User, at: datetime, most: int = 20) -> list[Session]:
    """What was begun and neither signed nor given up yet, the longest begun first.

    Of all patients; none for who has no right to clinical records.
    """
    if not rights.may(viewer, "patient.read_clinical", at=at):
        return []
    rows = Session.objects.select_related("key", "patient__key", "started_by")
    opened = rows.filter(status=Session.Status.OPEN, patient__erased_at=None)
    return list(opened.order_by("started_at")[:most])


def live(*, viewer: User, session: Session, at: datetime) -> Live:
    """A session as it stands."""
    if not _may_read(viewer, session.patient, at):
        raise NotFound
    state = state_of(session)
    return Live(
        session=session,
        state=state,
        steps=steps_of(session),
        vials=stocking.vials_named(state),
        at=at,
    )


def last_number(session: Session) -> int:
    """The number of the newest entry."""
    rows = Entry.objects.filter(session=session).order_by("-number")
    return rows.values_list("number", flat=True).first() or 0


def events(*, viewer: User, patient: Patient, at: datetime) -> list[SessionEvent]:
    """Sessions that are under way or were given up, for the timeline."""
    found = []
    for one in sessions_of(viewer=viewer, patient=patient, at=at):
        address = f"/patients/{one.patient_id}/sessions/{one.pk}/"
        if one.status == Session.Status.OPEN:
            text = f"Begun by {one.started_by.name}; not signed yet."
            found.append(
                SessionEvent(one.started_at, "Treatment under way", text, address)
            )
        elif one.status == Session.Status.ABANDONED and one.ended_at is not None:
            found.append(
                SessionEvent(
                    one.ended_at, "Treatment given up", one.end_reason, address
                )
            )
    return found
