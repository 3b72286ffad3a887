"""The next date of a patient: forecast, label interval, and what was agreed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.followups.learning.wishes import WishTold, newest_wish, told_in
from glabella.clinic.followups.models import ReturnWish
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.errors import NotFound
from glabella.clinic.treatments import selectors as treatments
from glabella.clinic.treatments.models import Treatment
from glabella.clinic.treatments.selectors import AreaOutlook
from glabella.clinic.treatments.selectors.past import Past, read_past

__all__ = ["GRADES", "NextDate", "label_end_of", "next_date", "outlook_for"]

GRADES = {1: "mild", 2: "moderate", 3: "severe"}


@dataclass(frozen=True, slots=True)
class NextDate:
    """A day to propose, and why; ``on`` is None where nothing says when.

    ``early``: it is before the label interval ends, by a decision that stands in
    ``row``. ``sources`` are keys of the evidence.
    """

    on: date | None
    reasons: tuple[str, ...]
    sources: tuple[str, ...]
    label_end: date | None
    wish: WishTold
    row: ReturnWish | None

    @property
    def early(self) -> bool:
        """Whether somebody decided for a day before the label allows it."""
        return bool(self.on and self.label_end and self.on < self.label_end)


def label_end_of(patient: Patient, past: Past | None = None) -> date | None:
    """From when the label of what was given last allows the next treatment."""
    given = (past or read_past(patient)).treatments
    end = treatments.label_end(given[-1]) if given else None
    return end[0] if end else None


def outlook_for(
    *, viewer: User, patient: Patient, at: datetime, past: Past | None = None
) -> tuple[AreaOutlook, ...]:
    """What is left today, with this patient's own grade to come back at."""
    if not rights.may(viewer, "patient.read_clinical", at=at, patient=patient):
        raise NotFound
    wish = told_in(newest_wish(patient))
    return treatments.outlook_today(
        viewer=viewer, patient=patient, at=at, grade=wish.grade, past=past
    )


def next_date(
    *,
    viewer: User,
    patient: Patient,
    at: datetime,
    outlook: tuple[AreaOutlook, ...] | None = None,
    past: Past | None = None,
) -> NextDate:
    """The day of the forecast and the label, or the one that was agreed since.

    ``outlook`` and ``past`` where they were read for the same page already.
    """
    if not rights.may(viewer, "patient.read_clinical", at=at, patient=patient):
        raise NotFound
    row = newest_wish(patient)
    wish = told_in(row)
    past = past or read_past(patient)
    if outlook is None:
        outlook = treatments.outlook_today(
            viewer=viewer, patient=patient, at=at, grade=wish.grade, past=past
        )
    due = treatments.next_due(
        viewer=viewer, patient=patient, at=at, outlook=outlook, past=past
    )
    today = day_of(at)
    agreed = wish.on if row and _holds(patient, row, wish, today) else None
    reasons = [*_agreed(row, wish, agreed), *(due.reasons if due else ())]
    return NextDate(
        on=agreed or (due.on if due else None),
        reasons=tuple(reasons),
        sources=due.sources if due else (),
        label_end=label_end_of(patient, past),
        wish=wish,
        row=row,
    )


def _holds(patient: Patient, row: ReturnWish, wish: WishTold, today: date) -> bool:
    """Whether the agreed day still is to come and nothing was given since."""
    if wish.on is None or wish.on < today:
        return False
    given = Treatment.objects.filter(
        patient=patient,
        status=Treatment.Status.SIGNED,
        day__gt=day_of(row.created_at),
    )
    return not given.exists()


def _agreed(
    row: ReturnWish | None, wish: WishTold, agreed: date | None
) -> Iterator[str]:
    if row is None:
        return
    who = f"{row.decided_by.name}, {_words(day_of(row.created_at))}"
    if agreed is not None:
        early = " before the label interval ends" if wish.before_label else ""
        why = f": {wish.reason}" if wish.reason else ""
        yield f"{_words(agreed)} was chosen{early} ({who}){why}."
    if wish.grade is not None:
        yield (
            f"This patient means to come back when the line is {GRADES[wish.grade]} "
            f"again ({who})."
        )


def _words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
