"""A request becomes a patient and an appointment: both, or neither."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from glabella.clinic.accounts.models import User
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.calendar.services import Wanted, book
from glabella.clinic.patients.models import Patient
from glabella.clinic.patients.services import register
from glabella.clinic.requests.concerns import areas_of
from glabella.clinic.requests.models import TreatmentRequest
from glabella.clinic.requests.services.answering import locked, write
from glabella.clinic.shared.errors import Blocked, NotFound, Stale

__all__ = ["NewPatient", "Visit", "book_in"]


@dataclass(frozen=True, slots=True)
class NewPatient:
    """What the front desk checks and completes on the telephone."""

    given_name: str
    family_name: str
    born_on: date
    sex: str


@dataclass(frozen=True, slots=True)
class Visit:
    """The appointment that is made: the time, and what it is for."""

    wanted: Wanted
    kind: str = Appointment.Kind.CONSULTATION


@transaction.atomic
def book_in(
    *,
    actor: User,
    at: datetime,
    request_id: UUID,
    version: int,
    visit: Visit,
    new: NewPatient | None = None,
) -> Appointment:
    """Register ``new``, or take the patient that was linked, and keep the time.

    Raises
    ------
    Taken, Invalid
        If the time or a detail will not do: then nobody was registered either.
    """
    one = locked(actor, at, request_id, version)
    if one.status == TreatmentRequest.Status.BOOKED:
        message = "This request has its appointment already."
        raise Stale(message)
    patient = _patient(actor, at, one, new)
    appointment = book(
        actor=actor,
        at=at,
        patient=patient,
        wanted=visit.wanted,
        kind=visit.kind,
        areas=areas_of(one.concerns),
    )
    write(
        actor,
        at,
        one,
        {
            "status": TreatmentRequest.Status.BOOKED,
            "patient": patient,
            "answered_at": one.answered_at or at,
            "closed_at": at,
        },
    )
    return appointment


def _patient(
    actor: User, at: datetime, one: TreatmentRequest, new: NewPatient | None
) -> Patient:
    if one.patient is not None:
        if one.patient.erased_at is not None:
            raise NotFound
        return one.patient
    if new is None:
        message = "Say first who this is: a new patient, or one who is known."
        raise Blocked(message)
    return register(
        actor=actor,
        at=at,
        given_name=new.given_name,
        family_name=new.family_name,
        born_on=new.born_on,
        sex=new.sex,
        email=one.email,
        phone=one.phone,
        preferred_contact="email" if one.email else "phone",
    )
