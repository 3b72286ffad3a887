"""How long earlier treatments lasted, from the grades that were really seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from glabella.core.case import EarlierTreatment

__all__ = ["Lasted", "grade_before", "lasted"]


@dataclass(frozen=True, slots=True)
class Lasted:
    """One treatment of an area: it still worked on ``better_day``, and no more after.

    Days since the treatment; None where nobody looked, or looked too late. ``grade``
    is the one that ends it; None where it was never seen: then nothing is known.
    ``looked_on`` are the days on which somebody graded.
    """

    on: date
    product: str
    units: float | None
    grade: int | None
    better_day: int | None
    back_day: int | None
    looked_on: tuple[int, ...]

    @property
    def never_better(self) -> bool:
        """Whether every look found the line as it was, or worse."""
        return self.back_day is not None and self.better_day is None


def grade_before(previous: Sequence[EarlierTreatment], area: str) -> int | None:
    """The grade before any treatment that is on record: the worst of the first day.

    On the day of a treatment a grade means: before the injection.
    """
    for one in sorted(previous, key=lambda treated: treated.on):
        grades = [f.grade for f in one.followups if f.area == area and f.on == one.on]
        if grades:
            return max(grades)
    return None


def lasted(
    previous: Sequence[EarlierTreatment], area: str, ends_at: int | None
) -> tuple[Lasted, ...]:
    """Each treatment of one area, the oldest first.

    ``ends_at`` is the grade at which the effect counts as over; None takes the grade
    before that treatment, else the one before any. A grade on the day of the next
    treatment still tells of this one; an investigator's grades go before a patient's.
    """
    treated = sorted(
        (one for one in previous if area in dict(one.units)), key=lambda one: one.on
    )
    first = grade_before(treated, area)
    found = []
    for number, one in enumerate(treated):
        after = treated[number + 1] if number + 1 < len(treated) else None
        own = grade_before((one,), area)
        end = ends_at if ends_at is not None else own if own is not None else first
        found.append(_one(one, area, end, _seen(one, after, area)))
    return tuple(found)


def _seen(
    one: EarlierTreatment, after: EarlierTreatment | None, area: str
) -> list[tuple[int, int]]:
    """(day since, grade) of what was seen after it, in order of the days."""
    grades = [f for f in one.followups if f.area == area and f.on > one.on]
    if after is not None:
        grades += [f for f in after.followups if f.area == area and f.on == after.on]
        grades = [f for f in grades if f.on <= after.on]
    by_day: dict[date, tuple[bool, int]] = {}
    for f in grades:
        rank = (f.rater == "investigator", f.grade)
        by_day[f.on] = max(by_day.get(f.on, (False, -1)), rank)
    return [((day - one.on).days, grade) for day, (_, grade) in sorted(by_day.items())]


def _one(
    one: EarlierTreatment, area: str, end: int | None, seen: Sequence[tuple[int, int]]
) -> Lasted:
    better = back = None
    if end is not None:
        for day, grade in seen:
            if grade < end:
                better, back = day, None
            elif back is None:
                back = day
    return Lasted(
        on=one.on,
        product=one.product,
        units=dict(one.units)[area],
        grade=end,
        better_day=better,
        back_day=back,
        looked_on=tuple(day for day, _ in seen),
    )
