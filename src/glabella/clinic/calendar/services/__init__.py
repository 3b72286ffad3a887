"""Writes of the calendar."""

from glabella.clinic.calendar.services.booking import (
    Taken,
    Wanted,
    book,
    cancel,
    move,
    set_status,
)
from glabella.clinic.calendar.services.by_link import (
    cancel_by_link,
    confirm_by_link,
    decline_offer,
    move_by_link,
    take_offer,
)
from glabella.clinic.calendar.services.hours import (
    add_absence,
    may_plan,
    remove_absence,
    renew_feed,
    set_hours,
    week_text,
)
from glabella.clinic.calendar.services.waiting import (
    end_waiting,
    offer_time,
    wait_for,
)

__all__ = [
    "Taken",
    "Wanted",
    "add_absence",
    "book",
    "cancel",
    "cancel_by_link",
    "confirm_by_link",
    "decline_offer",
    "end_waiting",
    "may_plan",
    "move",
    "move_by_link",
    "offer_time",
    "remove_absence",
    "renew_feed",
    "set_hours",
    "set_status",
    "take_offer",
    "wait_for",
    "week_text",
]
