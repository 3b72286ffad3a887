"""How soon requests are answered, and how many lead to an appointment."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.practice.selectors import clinic_zone
from glabella.clinic.requests.models import TreatmentRequest
from glabella.clinic.shared.errors import NotFound

__all__ = ["MonthOfRequests", "measures"]


@dataclass(frozen=True, slots=True)
class MonthOfRequests:
    """The requests that came in one month, and what became of them until now."""

    month: date
    received: int
    answered: int
    booked: int
    declined: int
    median_to_answer: timedelta | None

    @property
    def booked_percent(self) -> int:
        """Of a hundred requests, so many led to an appointment."""
        return round(100 * self.booked / self.received) if self.received else 0


def measures(*, viewer: User, at: datetime, months: int = 6) -> list[MonthOfRequests]:
    """One line for each of the last months, this one first.

    Erased requests count as well: when they came and how they ended stays.
    """
    if not rights.may(viewer, "request.read", at=at):
        raise NotFound
    zone = clinic_zone()
    firsts = _months(at.astimezone(zone).date(), months)
    since = datetime(firsts[-1].year, firsts[-1].month, 1, tzinfo=zone)
    rows = TreatmentRequest.objects.filter(received_at__gte=since, received_at__lte=at)
    by_month = defaultdict(list)
    for row in rows.values_list("received_at", "answered_at", "status"):
        by_month[row[0].astimezone(zone).date().replace(day=1)].append(row)
    return [_line(month, by_month[month]) for month in firsts]


def _months(day: date, count: int) -> list[date]:
    found = [day.replace(day=1)]
    while len(found) < count:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


def _line(
    month: date, rows: list[tuple[datetime, datetime | None, str]]
) -> MonthOfRequests:
    waits = [
        (answered - received).total_seconds()
        for received, answered, _ in rows
        if answered is not None
    ]
    return MonthOfRequests(
        month=month,
        received=len(rows),
        answered=len(waits),
        booked=sum(status == "booked" for *_, status in rows),
        declined=sum(status == "declined" for *_, status in rows),
        median_to_answer=timedelta(seconds=median(waits)) if waits else None,
    )
