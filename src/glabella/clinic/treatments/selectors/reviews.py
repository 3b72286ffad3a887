"""Reviews that are due: treated here, and nothing was seen since."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.selectors import day_of, practice
from glabella.clinic.treatments.models import Treatment

__all__ = ["ReviewDue", "reviews_due"]

LATEST_DAYS: Final = 60
"""Later than this a review of the result makes little sense."""
LIST_LENGTH: Final = 50


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """A treatment whose result nobody has looked at yet."""

    patient: Patient
    treatment: Treatment
    due_on: date


def reviews_due(
    *, viewer: User, at: datetime, own: bool = False, limit: int = LIST_LENGTH
) -> list[ReviewDue]:
    """Reviews due by today, the longest due first; ``own``: only of one's patients.

    The mark and its index hold only what nobody has looked at: the list costs the same
    however many treatments there were.
    """
    if not rights.may(viewer, "patient.read_clinical", at=at):
        return []
    after = timedelta(days=practice().review_after_days)
    today = day_of(at)
    rows = (
        Treatment.objects.select_related("key", "patient__key", "injector")
        .filter(
            reviewed_at=None,
            status=Treatment.Status.SIGNED,
            place=Treatment.Place.HERE,
            day__lte=today - after,
            day__gte=today - timedelta(days=LATEST_DAYS),
            patient__erased_at=None,
        )
        .order_by("day", "id")
    )
    if own:
        rows = rows.filter(injector=viewer)
    return [ReviewDue(one.patient, one, one.day + after) for one in rows[:limit]]
