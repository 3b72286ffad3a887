"""The clinic's public front page: who we are, when we are open, how to ask."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from glabella.clinic.practice import selectors as practice

__all__ = ["HoursLine", "page"]

WEEKDAYS: Final = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
CLOSURES_AHEAD: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class HoursLine:
    """Weekdays in a row with the same hours."""

    days: str
    hours: str


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the front page; before the set-up it says how to begin."""
    clinic = practice.find_practice()
    if clinic is None:
        return render(request, "front/not_set_up.html")
    today = timezone.localdate()
    context = {
        "practice": clinic,
        "hours": _hours_lines(),
        "closures": practice.closures(today, today + CLOSURES_AHEAD),
    }
    return render(request, "front/page.html", context)


def _hours_lines() -> list[HoursLine]:
    """The opening hours; neighbouring days with the same hours in one line."""
    spans: dict[int, list[str]] = {}
    for one in practice.hours():
        spans.setdefault(one.weekday, []).append(
            f"{one.opens:%H:%M} to {one.closes:%H:%M}"
        )
    words = [", ".join(spans.get(day, ["closed"])) for day in range(len(WEEKDAYS))]
    if not spans:
        return []
    lines = []
    for hours, days in groupby(range(len(WEEKDAYS)), key=lambda day: words[day]):
        first, *rest = days
        last = f" to {WEEKDAYS[rest[-1]]}" if rest else ""
        lines.append(HoursLine(f"{WEEKDAYS[first]}{last}", hours))
    return lines
