"""When a patient means to come back: what is agreed, and what is wrong with it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from glabella.clinic.followups.models import ReturnWish
from glabella.clinic.patients.models import Patient
from glabella.clinic.shared.text import one_line

__all__ = ["WishTold", "faults", "newest_wish", "told_in"]

GRADES: Final = (1, 2, 3)
LEAST_WEEKS, MOST_WEEKS = 4, 52
FURTHEST: Final = timedelta(days=3 * 366)
SHORTEST_REASON: Final = 10
LONGEST_REASON: Final = 1000


@dataclass(frozen=True, slots=True)
class WishTold:
    """What was agreed; each part may be left open.

    ``grade``: in contraction, at which they want to come; ``weeks``: for how long a
    treatment should last; ``on``: a day that was chosen.
    """

    grade: int | None = None
    weeks: int | None = None
    on: date | None = None
    reason: str = ""
    before_label: bool = False


def faults(told: WishTold, *, today: date, label_end: date | None) -> dict[str, str]:
    """What is wrong, by field; a day before the label interval ends needs a reason."""
    found = {}
    if told.grade is not None and told.grade not in GRADES:
        found["grade"] = "Choose mild, moderate or severe."
    if told.weeks is not None and not LEAST_WEEKS <= told.weeks <= MOST_WEEKS:
        found["weeks"] = f"Give {LEAST_WEEKS} to {MOST_WEEKS} weeks."
    if told.on is not None and not today <= told.on <= today + FURTHEST:
        found["on"] = "Choose a day from today on, within three years."
    if len(told.reason) > LONGEST_REASON:
        found["reason"] = f"At most {LONGEST_REASON:,} letters."
    early = told.on is not None and label_end is not None and told.on < label_end
    if early and "on" not in found and len(one_line(told.reason)) < SHORTEST_REASON:
        found["reason"] = (
            f"The label interval ends on {label_end}. Say why this patient is to come "
            "earlier: it is kept with your name."
        )
    return found


def newest_wish(patient: Patient) -> ReturnWish | None:
    """What was agreed last; for whoever may read the record already."""
    rows = ReturnWish.objects.select_related("key", "decided_by")
    return rows.filter(patient=patient).order_by("-number").first()


def told_in(row: ReturnWish | None) -> WishTold:
    """A stored wish as it was told; an open one where nothing was agreed."""
    if row is None:
        return WishTold()
    content: dict[str, Any] = row.content
    day = content.get("on")
    return WishTold(
        grade=content.get("grade"),
        weeks=content.get("weeks"),
        on=date.fromisoformat(day) if day else None,
        reason=content.get("reason", ""),
        before_label=bool(content.get("before_label")),
    )
