"""A request and a month of requests, in the words of the screen."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from glabella.clinic.requests.concerns import TIMES, in_words
from glabella.clinic.requests.contact import readable_phone
from glabella.clinic.requests.models import TreatmentRequest
from glabella.clinic.requests.selectors import MonthOfRequests
from glabella.web.shared.parts import Chip, Tone

__all__ = ["Measure", "Row", "span_words"]

TONES: Final[dict[str, Tone]] = {
    "new": "caution",
    "contacted": "info",
    "booked": "good",
    "declined": "quiet",
}
HOUR: Final = 3600
DAY: Final = 24 * HOUR


def span_words(span: timedelta) -> str:
    """A length of time in one unit: "40 minutes", "3 hours", "12 days"."""
    seconds = max(int(span.total_seconds()), 0)
    for size, word in ((DAY, "day"), (HOUR, "hour"), (60, "minute")):
        count = seconds // size
        if count:
            return f"{count} {word}{'' if count == 1 else 's'}"
    return "less than a minute"


@dataclass(frozen=True, slots=True)
class Row:
    """A request in the list and at the head of its page."""

    one: TreatmentRequest
    at: datetime

    @property
    def name(self) -> str:
        """Given and family name, or that it was erased."""
        if self.one.erased_at is not None:
            return "Erased"
        return f"{self.one.given_name} {self.one.family_name}"

    @property
    def waits(self) -> str:
        """How long ago it came."""
        return span_words(self.at - self.one.received_at)

    @property
    def concerns(self) -> str:
        """What it is about."""
        first, *more = in_words(self.one.concerns) or [""]
        return ", ".join([first, *(one[:1].lower() + one[1:] for one in more)])

    @property
    def times(self) -> str:
        """Which times would suit."""
        return ", ".join(TIMES.get(key, key) for key in self.one.preferred_times)

    @property
    def phone(self) -> str:
        """The telephone number as people write it."""
        return readable_phone(self.one.phone)

    @property
    def chips(self) -> tuple[Chip, ...]:
        """State, how it came, and whether the person is known."""
        one = self.one
        status = Chip(one.get_status_display().capitalize(), TONES[one.status])
        found = [Chip("Erased")] if one.erased_at else [status]
        if one.channel == "phone":
            found.append(Chip("By telephone"))
        if one.patient is not None and one.status != "booked":
            found.append(Chip("Known patient", "info"))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Measure:
    """A month in the table of measures."""

    month: MonthOfRequests

    @property
    def answer(self) -> str:
        """Median time to the first answer."""
        span = self.month.median_to_answer
        return span_words(span) if span is not None else "none answered"

    @property
    def booked(self) -> str:
        """How many led to an appointment."""
        return f"{self.month.booked} ({self.month.booked_percent} %)"
