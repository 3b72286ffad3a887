"""What the frame asks of the clinic: rights, its name, and what waits where."""

from datetime import datetime

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.plans.selectors import waiting_count
from glabella.clinic.practice.selectors import find_practice
from glabella.clinic.requests.selectors import waiting_summary

__all__ = ["SEEN_STEP_SECONDS", "counts", "idle_seconds", "may", "practice_name"]

SECONDS_A_MINUTE = 60
SEEN_STEP_SECONDS = 30
"""How often the server notes that somebody was there: more would be a write a page.

It signs off so much later than the clinic's time, for whom it noted so much too early.
"""


def may(user: User, action: str, *, at: datetime) -> bool:
    """Whether somebody has a right."""
    return rights.may(user, action, at=at)


def counts(user: User, *, at: datetime) -> dict[str, int]:
    """Return what waits for this person, by screen; at most two queries."""
    return {
        "requests": waiting_summary(viewer=user, at=at).count,
        "approvals": waiting_count(viewer=user, at=at),
    }


def practice_name() -> str:
    """Return the clinic's own name, "" before it was set up."""
    practice = find_practice()
    return practice.name if practice else ""


def idle_seconds() -> int:
    """Seconds without a request after which somebody is logged off; 0 is never."""
    practice = find_practice()
    return practice.idle_minutes * SECONDS_A_MINUTE if practice else 0
