"""What else waits: treatments under way, the stock, reports, patients to answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import dateformat, timezone

from glabella.clinic.accounts.models import User
from glabella.clinic.followups import selectors as followups
from glabella.clinic.followups.recalls import selectors as recalls
from glabella.clinic.injections import selectors as injections
from glabella.clinic.injections.models import Session
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.stock import selectors as vials
from glabella.web.shared.navigation import reachable

__all__ = ["Also", "ReportRow", "SessionRow", "Waiting", "also"]

MOST_SESSIONS = 6
MOST_WARNINGS = 4
MOST_REPORTS = 4


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A treatment that was begun and is not signed; ``since`` is an earlier day."""

    patient: str
    number: int
    address: str
    begun: str
    by: str
    since: str


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report to an authority that waits for a step."""

    number: int
    says: str
    due: str
    address: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many patients wait for the same thing, and where they are listed."""

    says: str
    why: str
    address: str


@dataclass(frozen=True, slots=True)
class Also:
    """All of it; what this person has no right to, or does not wait, is empty."""

    under_way: tuple[SessionRow, ...] = ()
    more_under_way: bool = False
    stock: tuple[vials.StockWarning, ...] = ()
    more_stock: int = 0
    reports: tuple[ReportRow, ...] = ()
    more_reports: int = 0
    waiting: tuple[Waiting, ...] = ()

    @property
    def numbers(self) -> list[int]:
        """The numbers of the patients who stand in it."""
        return [
            *(one.number for one in self.under_way),
            *(one.number for one in self.reports),
        ]

    @property
    def stock_address(self) -> str:
        """Where the whole stock is."""
        return reachable("stock/")


def also(*, viewer: User, at: datetime, letters: int) -> Also:
    """Return what else waits for a person; each part only with the right to it.

    ``letters``: how many patients wait for an answer.
    """
    today = day_of(at)
    sessions = injections.under_way(viewer=viewer, at=at, most=MOST_SESSIONS + 1)
    warnings = vials.warnings(viewer=viewer, at=at)
    reports = followups.open_reports(viewer=viewer, at=at)
    return Also(
        under_way=tuple(_session(one, today) for one in sessions[:MOST_SESSIONS]),
        more_under_way=len(sessions) > MOST_SESSIONS,
        stock=tuple(warnings[:MOST_WARNINGS]),
        more_stock=max(len(warnings) - MOST_WARNINGS, 0),
        reports=tuple(_report(one) for one in reports[:MOST_REPORTS]),
        more_reports=max(len(reports) - MOST_REPORTS, 0),
        waiting=tuple(_waiting(viewer, at, letters)),
    )


def _session(one: Session, today: date) -> SessionRow:
    local = timezone.localtime(one.started_at)
    is_old = day_of(one.started_at) < today
    return SessionRow(
        patient=one.patient.full_name,
        number=one.patient.number,
        address=reachable(f"patients/{one.patient_id}/sessions/{one.pk}/"),
        begun=dateformat.format(local, "H:i"),
        by=one.started_by.name,
        since=dateformat.format(local, "j F") if is_old else "",
    )


def _report(one: followups.OpenReport) -> ReportRow:
    return ReportRow(
        number=one.report.patient.number,
        says=one.says,
        due=dateformat.format(one.due_on, "j F Y") if one.due_on else "",
        address=one.link,
    )


def _waiting(viewer: User, at: datetime, letters: int) -> Iterator[Waiting]:
    if letters:
        who = "One patient waits" if letters == 1 else f"{letters} patients wait"
        yield Waiting(
            f"{who} for an answer",
            "Messages from their own pages.",
            reachable("messages/"),
        )
    due = recalls.overdue(viewer=viewer, at=at)
    if due:
        yield Waiting(
            "One patient is due to come back"
            if due == 1
            else f"{due} patients are due to come back",
            "Their day has come and no visit is booked.",
            reachable("recalls/"),
        )
