"""The course of a patient: visits ahead, intervals, units so far, and antibodies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.followups.learning.dates import NextDate
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.selectors import clinic_zone, day_of
from glabella.clinic.shared.errors import NotFound
from glabella.clinic.treatments import selectors as treatments
from glabella.clinic.treatments.models import Treatment
from glabella.core.sources import OURS
from glabella.evidence import catalogue

__all__ = ["Concern", "Gap", "MaintenanceCourse", "UnitsOf", "VisitAhead", "course_of"]

A_YEAR: Final = timedelta(days=365)
CLOSED: Final = ("cancelled", "no_show", "done")


@dataclass(frozen=True, slots=True)
class VisitAhead:
    """A visit that is booked, due, or would follow at the same interval."""

    day: date
    state: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Two treatments in a row; ``label_end`` is from when the label allowed the second.

    A correction within the same course of treatment is no second treatment.
    """

    earlier: date
    later: date
    label_end: date | None

    @property
    def days(self) -> int:
        """Days between the two."""
        return (self.later - self.earlier).days

    @property
    def is_short(self) -> bool:
        """Whether the second came before the label interval of the first ended."""
        return self.label_end is not None and self.later < self.label_end


@dataclass(frozen=True, slots=True)
class UnitsOf:
    """Units of one substance, which are never added to those of another.

    ``unknown`` treatments have no units on record: the sums are at least these.
    """

    substance: str
    last_year: Decimal
    in_all: Decimal
    treatments: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Concern:
    """What is known of antibodies, in words."""

    text: str
    sources: tuple[str, ...]
    grade: str


@dataclass(frozen=True, slots=True)
class MaintenanceCourse:
    """Everything of the course; the newest gap first."""

    ahead: tuple[VisitAhead, ...]
    gaps: tuple[Gap, ...]
    units: tuple[UnitsOf, ...]
    concerns: tuple[Concern, ...]

    @property
    def short(self) -> int:
        """How many treatments came sooner than the label interval."""
        return sum(gap.is_short for gap in self.gaps)


def course_of(
    *,
    viewer: User,
    patient: Patient,
    at: datetime,
    due: NextDate,
    past: treatments.Past | None = None,
) -> MaintenanceCourse:
    """All signed treatments here and elsewhere, and the year ahead."""
    if not rights.may(viewer, "patient.read_clinical", at=at, patient=patient):
        raise NotFound
    past = past or treatments.past_of(viewer=viewer, patient=patient, at=at)
    given = sorted(past.treatments, key=lambda one: (one.day, one.created_at))
    gaps = tuple(_gaps(given))
    return MaintenanceCourse(
        ahead=tuple(_ahead(patient, due, given, at)),
        gaps=gaps[::-1],
        units=tuple(_units(given, day_of(at))),
        concerns=tuple(_concerns(given, gaps)),
    )


def _gaps(given: Sequence[Treatment]) -> Iterator[Gap]:
    whole = [one for one in given if one.touch_up_of_id is None]
    for earlier, later in pairwise(whole):
        if later.day > earlier.day:
            end = treatments.label_end(earlier)
            yield Gap(earlier.day, later.day, end[0] if end else None)


def _ahead(
    patient: Patient, due: NextDate, given: Sequence[Treatment], at: datetime
) -> Iterator[VisitAhead]:
    """Booked visits; else the day that is due, and what follows at that interval."""
    today = day_of(at)
    booked = (
        Appointment.objects.filter(patient=patient, starts_at__gt=at)
        .filter(kind__in=("treatment", "both"))
        .exclude(status__in=CLOSED)
        .order_by("starts_at")[:6]
    )
    zone = clinic_zone()
    days = [one.starts_at.astimezone(zone).date() for one in booked]
    yield from (VisitAhead(day, "booked") for day in days)
    first = patient.next_due_on or due.on
    if not given or first is None:
        return
    if not days:
        yield VisitAhead(max(first, today), "due")
    start = days[-1] if days else max(first, today)
    end = treatments.label_end(given[-1])
    least = (end[0] - given[-1].day) if end else timedelta(days=1)
    step = max(first - given[-1].day, least)
    day = start + step
    while day <= today + A_YEAR:
        yield VisitAhead(day, "if the interval stays")
        day += step


def _units(given: Sequence[Treatment], today: date) -> Iterator[UnitsOf]:
    """By substance, in the order of the last treatment."""
    groups: dict[str, list[Treatment]] = {}
    for one in reversed(given):
        groups.setdefault(_substance(one.product), []).append(one)
    for substance, ones in groups.items():
        known = {one.pk: _sum(one) for one in ones}
        yield UnitsOf(
            substance=substance,
            last_year=sum(
                (known[o.pk] or Decimal(0) for o in ones if o.day > today - A_YEAR),
                Decimal(0),
            ),
            in_all=sum((known[o.pk] or Decimal(0) for o in ones), Decimal(0)),
            treatments=len(ones),
            unknown=sum(known[o.pk] is None for o in ones),
        )


def _sum(one: Treatment) -> Decimal | None:
    units = [site.units for site in one.sites.all()]
    if not units or any(amount is None for amount in units):
        return None
    return sum((amount for amount in units if amount is not None), Decimal(0))


def _substance(product: str) -> str:
    if product not in catalogue.product_keys():
        return "a product not known"
    return catalogue.product(product).substance


def _concerns(given: Sequence[Treatment], gaps: Sequence[Gap]) -> Iterator[Concern]:
    """Words with sources; nobody measured a risk for one patient, so none is given."""
    if not given:
        return
    short = sum(gap.is_short for gap in gaps)
    silent = bool(gaps) and all(gap.label_end is None for gap in gaps)
    level = "raised" if short else "interval not read" if silent else "as labelled"
    for value in catalogue.values("response/regimens"):
        told = value.value
        known = value.key == "antibody_concern" and isinstance(told, dict)
        if known and isinstance(told, dict) and told["level"] == level:
            yield Concern(_counted(short, told["text"]), value.sources, value.grade)
    last = given[-1].product
    if last not in catalogue.product_keys():
        return
    yield from _read_of(last)


def _counted(short: int, text: str) -> str:
    if not short:
        return text
    times = "One treatment" if short == 1 else f"{short} treatments"
    return f"{times} on record came before the label interval had ended. {text}"


def _read_of(product: str) -> Iterator[Concern]:
    """Antibodies that were counted with this substance; or that none were read."""
    family = catalogue.product(product).unit_family
    found = False
    for value in catalogue.values("immunogenicity"):
        told = value.value
        if value.unit_family != family or not isinstance(told, dict):
            continue
        after = told.get("positive_subjects", told.get("antibody_by_treatment"))
        if after is None or "subjects" not in told:
            continue
        found = True
        text = (
            f"{told.get('study', 'a trial')}: antibodies were found in {after} of "
            f"{told['subjects']:,} people."
        )
        yield Concern(text, value.sources, value.grade)
    if not found:
        name = catalogue.product(product).name
        text = (
            f"No antibody rate was read for {name}: what short intervals add cannot be "
            "put in numbers."
        )
        yield Concern(text, (OURS,), "ours")
