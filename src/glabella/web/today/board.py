"""What stands on the first screen, by role: own day, approvals, reviews, requests."""

from dataclasses import dataclass
from datetime import date, datetime

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import Role, User
from glabella.clinic.alerts import selectors as alerts
from glabella.clinic.alerts.models import Alert
from glabella.clinic.audit import services as audit
from glabella.clinic.calendar import selectors as calendar
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.plans import selectors as plans
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.requests.selectors import MonthOfRequests, measures
from glabella.clinic.treatments import selectors as treatments
from glabella.web.shared.navigation import reachable
from glabella.web.today.rows import (
    AlertRow,
    ApprovalRow,
    RequestsCard,
    ReviewRow,
    Visit,
    alert_row,
    approval_row,
    requests_card,
    review_row,
    visit,
)

__all__ = ["Board", "board"]

EVERYBODY = "all"
MOST_APPROVALS = 5
MOST_REVIEWS = 6
MOST_ALERTS = 5
MONTHS_MEASURED = 2

# What each role looks at first; somebody with several roles gets all of it, in the
# order of the first role that they have.
PARTS: dict[Role, tuple[str, ...]] = {
    Role.PRESCRIBER: ("approvals", "day", "alerts", "reviews"),
    Role.INJECTOR: ("day", "alerts", "reviews", "requests"),
    Role.FRONT_DESK: ("day", "requests", "alerts"),
    Role.OWNER: ("alerts", "day", "requests", "measures"),
}
WIDE = frozenset({"approvals", "day"})


@dataclass(frozen=True, slots=True)
class Board:
    """The screen; what this person does not work with is None or empty."""

    day: date
    first_name: str
    parts: tuple[str, ...]
    is_everybody: bool
    can_switch: bool
    visits: tuple[Visit, ...] = ()
    approvals: tuple[ApprovalRow, ...] = ()
    approvals_waiting: int = 0
    reviews: tuple[ReviewRow, ...] = ()
    more_reviews: bool = False
    requests: RequestsCard | None = None
    months: tuple[MonthOfRequests, ...] = ()
    alerts: tuple[AlertRow, ...] = ()
    more_alerts: bool = False

    @property
    def wide(self) -> list[str]:
        """The parts of the broad column, in order."""
        return [part for part in self.parts if part in WIDE]

    @property
    def narrow(self) -> list[str]:
        """The parts beside it, in order."""
        return [part for part in self.parts if part not in WIDE]

    @property
    def calendar_address(self) -> str:
        """Where other days are."""
        return reachable("calendar/")

    @property
    def approvals_address(self) -> str:
        """Where all plans are that wait."""
        return reachable("approvals/")

    @property
    def measures_address(self) -> str:
        """Where the measures of more months are."""
        return reachable("requests/measures/")

    @property
    def summary(self) -> str:
        """The day in a sentence."""
        left = sum(1 for one in self.visits if one.is_ahead)
        if not self.visits:
            return "No visits today."
        done = len(self.visits) - left
        return f"{_visits(len(self.visits))} today, {done} behind and {left} ahead."


def board(*, viewer: User, at: datetime, whose: str = "") -> Board:
    """Return the first screen of a person.

    Raises
    ------
    NotAllowed
        If the person has no role here.
    """
    rights.require(viewer, "today.read", at=at)
    treats = viewer.has_role(Role.INJECTOR, Role.PRESCRIBER)
    everybody = whose == EVERYBODY or not treats
    parts = _parts(viewer)
    day = day_of(at)
    found = calendar.day_list(
        viewer=viewer, at=at, day=day, injector=None if everybody else viewer
    )
    waiting, reviews = _clinical(viewer, at, parts)
    _noted(viewer, at, found, waiting, reviews)
    shown = _alerts(viewer, at)
    asked = rights.may(viewer, "request.read", at=at) and "requests" in parts
    return Board(
        day=day,
        first_name=viewer.name.split(" ", 1)[0],
        parts=parts if shown else tuple(part for part in parts if part != "alerts"),
        is_everybody=everybody,
        can_switch=treats,
        visits=tuple(visit(one, at) for one in found),
        approvals=tuple(approval_row(one, at) for one in waiting),
        approvals_waiting=plans.waiting_count(viewer=viewer, at=at) if waiting else 0,
        reviews=tuple(review_row(one, day) for one in reviews[:MOST_REVIEWS]),
        more_reviews=len(reviews) > MOST_REVIEWS,
        requests=requests_card(viewer, at) if asked else None,
        months=_months(viewer, at, parts),
        alerts=tuple(alert_row(one, at) for one in shown[:MOST_ALERTS]),
        more_alerts=len(shown) > MOST_ALERTS,
    )


def _noted(
    viewer: User,
    at: datetime,
    visits: list[Appointment],
    waiting: list[plans.Waiting],
    reviews: list[treatments.ReviewDue],
) -> None:
    """The audit tells in one entry whose names stand on the screen."""
    shown = [
        *(one.patient for one in visits),
        *(one.patient for one in waiting),
        *(one.patient for one in reviews[:MOST_REVIEWS]),
    ]
    audit.record_list(
        actor=viewer.as_actor,
        at=at,
        what="today",
        numbers=[one.number for one in shown],
    )


def _parts(viewer: User) -> tuple[str, ...]:
    """The parts for all roles of a person, each once."""
    mine = [role for role in PARTS if viewer.has_role(role)]
    return tuple(dict.fromkeys(part for role in mine for part in PARTS[role]))


def _clinical(
    viewer: User, at: datetime, parts: tuple[str, ...]
) -> tuple[list[plans.Waiting], list[treatments.ReviewDue]]:
    waiting: list[plans.Waiting] = []
    reviews: list[treatments.ReviewDue] = []
    if "approvals" in parts:
        waiting = plans.waiting_approvals(viewer=viewer, at=at, limit=MOST_APPROVALS)
    if "reviews" in parts:
        own = not viewer.has_role(Role.PRESCRIBER)
        reviews = treatments.reviews_due(
            viewer=viewer, at=at, own=own, limit=MOST_REVIEWS + 1
        )
    return waiting, reviews


def _alerts(viewer: User, at: datetime) -> list[Alert]:
    return alerts.open_alerts(viewer=viewer, at=at, most=MOST_ALERTS + 1)


def _months(
    viewer: User, at: datetime, parts: tuple[str, ...]
) -> tuple[MonthOfRequests, ...]:
    if "measures" not in parts:
        return ()
    return tuple(measures(viewer=viewer, at=at, months=MONTHS_MEASURED))


def _visits(count: int) -> str:
    return "One visit" if count == 1 else f"{count} visits"
