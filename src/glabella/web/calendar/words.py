"""Words of the calendar: states as chips, times, and free times that can be chosen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import dateformat, timezone
from django.utils.safestring import SafeString

from glabella.clinic.accounts.models import User
from glabella.clinic.calendar.availability import Free
from glabella.clinic.calendar.grid import check_day
from glabella.clinic.calendar.models import Appointment, WaitingEntry
from glabella.clinic.shared.errors import Invalid
from glabella.web.shared.parts import VISITS, Chip, Tone

__all__ = [
    "Booked",
    "Choice",
    "chip_of",
    "choices",
    "chosen",
    "times_wished",
    "waiting_chip",
    "when",
]

ON_THE_LIST: Final[dict[str, Tone]] = {
    "waiting": "quiet",
    "offered": "info",
    "taken": "good",
    "ended": "quiet",
}


WISHES: Final[dict[str, str]] = {
    "mon": "Mondays",
    "tue": "Tuesdays",
    "wed": "Wednesdays",
    "thu": "Thursdays",
    "fri": "Fridays",
    "sat": "Saturdays",
    "sun": "Sundays",
    "morning": "mornings",
    "afternoon": "afternoons",
    "evening": "evenings",
}


def times_wished(entry: WaitingEntry) -> str:
    """When somebody on the waiting list could come: "Mondays, evenings"."""
    return ", ".join(WISHES.get(one, one) for one in entry.times)


class Booked:
    """A visit as the calendar shows it: there are hundreds on a page.

    So its words are made once, and the drawing of its state once for all visits.
    """

    def __init__(self, one: Appointment) -> None:
        starts, ends = (
            timezone.localtime(one.starts_at),
            timezone.localtime(one.ends_at),
        )
        self.one = one
        self.day = starts.date()
        self.starts, self.ends = f"{starts:%H:%M}", f"{ends:%H:%M}"
        self.patient = one.patient.full_name
        self.kind = str(one.get_kind_display())
        self.address = reverse("calendar:visit", args=[one.pk])
        self.chip = _drawn(one.status)


@cache
def _drawn(status: str) -> SafeString:
    chip = chip_of(Appointment(status=status))
    return render_to_string("shared/_chip.html", {"chip": chip})


@dataclass(frozen=True, slots=True)
class Choice:
    """A free time on a button: what is sent, and what is read."""

    value: str
    words: str
    who: str


def chip_of(appointment: Appointment) -> Chip:
    """The status in a word and a shape."""
    word = str(appointment.get_status_display())
    return Chip(word.capitalize(), VISITS[appointment.status])


def waiting_chip(entry: WaitingEntry) -> Chip:
    """What becomes of somebody on the waiting list."""
    word = str(entry.get_status_display()).capitalize()
    detail = ""
    if entry.status == WaitingEntry.Status.OFFERED and entry.offered_starts_at:
        detail = when(entry.offered_starts_at)
    return Chip(word, ON_THE_LIST[entry.status], detail)


def when(at: datetime) -> str:
    """Day and time on the clinic's clock, short."""
    return dateformat.format(timezone.localtime(at), "D j M, H:i")


def choices(free: Iterable[Free]) -> list[Choice]:
    """Free times as buttons."""
    return [
        Choice(
            f"{one.injector.pk}|{one.starts_at.isoformat()}",
            f"{when(one.starts_at)} to {timezone.localtime(one.ends_at):%H:%M}",
            one.injector.name,
        )
        for one in free
    ]


def chosen(value: str, people: Iterable[User]) -> tuple[User, datetime]:
    """The time of a button that was pressed."""
    key, _, text = value.partition("|")
    injector = next((one for one in people if str(one.pk) == key), None)
    try:
        start = datetime.fromisoformat(text)
    except ValueError:
        start = None
    if injector is None or start is None or start.tzinfo is None:
        raise Invalid.field("starts_at", "Choose one of the times on the page.")
    check_day(start.date())
    return injector, start
