"""One line each of the first screen: a visit, an approval, a review, an alert."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import dateformat, timezone
from django.utils.timesince import timesince

from glabella.clinic.accounts.models import User
from glabella.clinic.alerts.models import Alert
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.plans import selectors as plans
from glabella.clinic.requests import selectors as requests
from glabella.clinic.treatments import selectors as treatments
from glabella.evidence import catalogue
from glabella.web.shared.navigation import reachable
from glabella.web.shared.parts import VISITS, Chip

__all__ = [
    "AlertRow",
    "ApprovalRow",
    "RequestsCard",
    "ReviewRow",
    "Visit",
    "alert_row",
    "approval_row",
    "area_words",
    "requests_card",
    "review_row",
    "visit",
    "waited",
]

Status = Appointment.Status
AHEAD = frozenset({Status.BOOKED, Status.CONFIRMED, Status.ARRIVED})
SOON = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Visit:
    """An appointment of today; times are on the clinic's clock."""

    starts: str
    ends: str
    patient: str
    number: int
    address: str
    kind: str
    areas: str
    room: str
    injector: str
    status: Chip
    notes: tuple[Chip, ...]
    is_ahead: bool
    is_now: bool


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """A plan that waits for a prescriber."""

    patient: str
    address: str
    technique: str
    areas: str
    units: str
    by: str
    waited: str
    answered: int
    is_changed: bool


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A treatment whose result nobody has looked at yet."""

    patient: str
    address: str
    treated: str
    injector: str
    overdue: str


@dataclass(frozen=True, slots=True)
class RequestsCard:
    """How many requests wait for an answer, and since when."""

    new: int
    contacted: int
    oldest: str
    is_late: bool
    address: str


@dataclass(frozen=True, slots=True)
class AlertRow:
    """What somebody responsible has to see soon."""

    id: int
    kind: str
    text: str
    address: str
    waited: str


LATE = timedelta(days=1)
"""Ours: a request that waits for longer is marked."""


def visit(one: Appointment, at: datetime) -> Visit:
    """Return an appointment as a line of the day."""
    patient = one.patient
    ahead = one.status in AHEAD
    return Visit(
        starts=_clock(one.starts_at),
        ends=_clock(one.ends_at),
        patient=patient.full_name,
        number=patient.number,
        address=reachable(f"patients/{patient.pk}/"),
        kind=str(one.get_kind_display()),
        areas=area_words(one.areas),
        room=one.room.name if one.room else "",
        injector=one.injector.name,
        status=Chip(one.get_status_display().capitalize(), VISITS[one.status]),
        notes=_notes(one),
        is_ahead=ahead,
        is_now=ahead and one.starts_at <= at < one.ends_at,
    )


def _notes(one: Appointment) -> tuple[Chip, ...]:
    patient = one.patient
    if patient.identity_checked_at is not None:
        return ()
    return (Chip("Identity", "caution", detail="not checked"),)


def approval_row(one: plans.Waiting, at: datetime) -> ApprovalRow:
    """Return a waiting plan as a line."""
    plan = one.plan
    return ApprovalRow(
        patient=one.patient.full_name,
        address=reachable(f"patients/{one.patient.pk}/plans/{plan.pk}/"),
        technique=one.techniques,
        areas=one.areas,
        units=one.units,
        by=plan.submitted_by.name if plan.submitted_by else "",
        waited=waited(plan.submitted_at, at) if plan.submitted_at else "",
        answered=len(one.answers),
        is_changed=bool(one.changes),
    )


def review_row(one: treatments.ReviewDue, today: date) -> ReviewRow:
    """Return a review that is due as a line."""
    late = (today - one.due_on).days
    days = "1 day" if late == 1 else f"{late} days"
    return ReviewRow(
        patient=one.patient.full_name,
        address=reachable(f"patients/{one.patient.pk}/"),
        treated=dateformat.format(one.treatment.day, "j F"),
        injector=one.treatment.injector.name if one.treatment.injector else "",
        overdue=f"due for {days}" if late else "due today",
    )


def requests_card(viewer: User, at: datetime) -> RequestsCard:
    """Return what waits in the queue of requests."""
    found = requests.waiting_summary(viewer=viewer, at=at)
    oldest = found.oldest_at
    return RequestsCard(
        new=found.new,
        contacted=found.contacted,
        oldest=waited(oldest, at) if oldest else "",
        is_late=oldest is not None and at - oldest > LATE,
        address=reachable("requests/"),
    )


def alert_row(one: Alert, at: datetime) -> AlertRow:
    """Return an alert as a line."""
    return AlertRow(
        id=one.pk,
        kind=one.get_kind_display().capitalize(),
        text=one.text,
        address=one.link,
        waited=waited(one.created_at, at),
    )


def area_words(areas: list[str]) -> str:
    """Return areas in words; one that the evidence no longer has keeps its id."""
    known = catalogue.area_keys()
    return ", ".join(
        catalogue.area_values(area).name if area in known else area for area in areas
    )


def waited(since: datetime, at: datetime) -> str:
    """Return how long something waits, in its largest unit: "2 days"."""
    if at - since < SOON:
        return "less than a minute"
    # Django joins number and unit by a space that does not break; so do we.
    return timesince(since, at, depth=1)


def _clock(at: datetime) -> str:
    return dateformat.format(timezone.localtime(at), "H:i")
