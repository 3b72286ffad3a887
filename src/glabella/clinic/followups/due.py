"""What follow-ups do again and again: ask patients how it went."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef

from glabella.clinic.followups.models import ReviewInvitation
from glabella.clinic.followups.recalls.jobs import recalls
from glabella.clinic.followups.services.asking import ask_for_review
from glabella.clinic.outbox.jobs import every
from glabella.clinic.practice.selectors import day_of, practice, setup_done
from glabella.clinic.shared.actor import SYSTEM
from glabella.clinic.treatments.models import FollowUp, Treatment

__all__ = ["recalls", "reviews"]

LATEST: Final = timedelta(days=14)
"""Who was not asked in this time after the review was due is not asked any more."""
BATCH: Final = 200


@every(minutes=30)
def reviews(*, at: datetime) -> int:
    """Ask who was treated here some time ago and was seen by nobody since; once."""
    if not setup_done():
        return 0
    due = day_of(at) - timedelta(days=practice().review_after_days)
    asked = ReviewInvitation.objects.filter(treatment=OuterRef("pk"))
    told = FollowUp.objects.filter(treatment=OuterRef("pk"))
    rows = (
        Treatment.objects.select_related("key", "patient__key", "injector")
        .filter(
            ~Exists(asked),
            ~Exists(told),
            reviewed_at=None,
            status=Treatment.Status.SIGNED,
            place=Treatment.Place.HERE,
            day__lte=due,
            day__gte=due - LATEST,
            patient__erased_at=None,
        )
        .order_by("day", "id")
    )
    return sum(
        ask_for_review(actor=SYSTEM, at=at, treatment=one) for one in rows[:BATCH]
    )
