"""What stands on the first screen, by role: own day, approvals, reviews, requests."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import Role, User
from glabella.clinic.alerts import selectors as alerts
from glabella.clinic.alerts.models import Alert
from glabella.clinic.audit import services as audit
from glabella.clinic.calendar import selectors as calendar
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.plans import selectors as plans
from glabella.clinic.portal.selectors import count_waiting
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.requests.selectors import MonthOfRequests, measures
from glabella.clinic.treatments import selectors as treatments
from glabella.web.shared.navigation import reachable
from glabella.web.shared.standing import counts
from glabella.web.today.also import Also, also
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
    Role.PRESCRIBER: (
        *("under_way", "approvals", "day"),
        *("alerts", "stock", "reviews", "reports", "waiting"),
    ),
    Role.INJECTOR: (
        *("under_way", "day"),
        *("alerts", "stock", "reviews", "reports", "waiting", "requests"),
    ),
    Role.FRONT_DESK: ("day", "requests", "waiting", "alerts"),
    Role.OWNER: ("alerts", "day", "stock", "requests", "waiting", "measures"),
}
WIDE = frozenset({"under_way", "approvals", "day"})


@dataclass(frozen=True, slots=True)
class Board:
    """The screen; what this person does not work with is None or empty."""

    day: date
    first_name: str
    parts: tuple[str, ...]
    is_everybody: bool = True
    can_switch: bool = False
    visits: tuple[Visit, ...] = ()
    approvals: tuple[ApprovalRow, ...] = ()
    approvals_waiting: int = 0
    reviews: tuple[ReviewRow, ...] = ()
    more_reviews: bool = False
    requests: RequestsCard | None = None
    months: tuple[MonthOfRequests, ...] = ()
    alerts: tuple[AlertRow, ...] = ()
    more_alerts: bool = False
    also: Also = field(default_factory=Also)

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


def board(
    *,
    viewer: User,
    at: datetime,
    whose: str = "",
    waits: Mapping[str, int] | None = None,
) -> Board:
    """Return the first screen of a person.

    ``waits`` is what the rail counts, where the page has asked for it already.

    Raises
    ------
    NotAllowed
        If the person has no role here.
    """
    rights.require(viewer, "today.read", at=at)
    treats = viewer.has_role(Role.INJECTOR, Role.PRESCRIBER)
    everybody = whose == EVERYBODY or not treats
    found = calendar.day_list(
        viewer=viewer, at=at, day=day_of(at), injector=None if everybody else viewer
    )
    filled = _filled(
        viewer, at, found, counts(viewer, at=at) if waits is None else waits
    )
    return replace(filled, is_everybody=everybody, can_switch=treats)


def _filled(
    viewer: User, at: datetime, found: list[Appointment], waits: Mapping[str, int]
) -> Board:
    """The screen with these visits."""
    parts, day = _parts(viewer), day_of(at)
    waiting, reviews = _clinical(viewer, at, parts)
    shown = _alerts(viewer, at)
    more = also(viewer=viewer, at=at, letters=count_waiting(viewer=viewer, at=at))
    names = [
        *(one.patient.number for one in found),
        *(one.patient.number for one in waiting),
        *(one.patient.number for one in reviews[:MOST_REVIEWS]),
    ]
    _noted(viewer, at, [*names, *more.numbers])
    asked = rights.may(viewer, "request.read", at=at) and "requests" in parts
    return Board(
        day=day,
        first_name=viewer.name.split(" ", 1)[0],
        parts=_with_something(parts, more, alerts=bool(shown)),
        visits=tuple(visit(one, at) for one in found),
        approvals=tuple(approval_row(one, at) for one in waiting),
        approvals_waiting=waits["approvals"],
        reviews=tuple(review_row(one, day) for one in reviews[:MOST_REVIEWS]),
        more_reviews=len(reviews) > MOST_REVIEWS,
        requests=requests_card(viewer, at) if asked else None,
        months=_months(viewer, at, parts),
        alerts=tuple(alert_row(one, at) for one in shown[:MOST_ALERTS]),
        more_alerts=len(shown) > MOST_ALERTS,
        also=more,
    )


def _noted(viewer: User, at: datetime, numbers: list[int]) -> None:
    """The audit tells in one entry whose names stand on the screen."""
    audit.record_list(actor=viewer.as_actor, at=at, what="today", numbers=numbers)


def _with_something(
    parts: tuple[str, ...], more: Also, *, alerts: bool
) -> tuple[str, ...]:
    """The parts without those that are shown only where something waits."""
    filled = {
        "alerts": alerts,
        "under_way": bool(more.under_way),
        "stock": bool(more.stock),
        "reports": bool(more.reports),
        "waiting": bool(more.waiting),
    }
    return tuple(part for part in parts if filled.get(part, True))


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
