"""Reads of the calendar."""

from glabella.clinic.calendar.selectors.by_link import (
    feed_of,
    invitation_of,
    offer_of,
    purpose_of,
    times_instead,
    visit_of,
)
from glabella.clinic.calendar.selectors.days import (
    appointments_between,
    bookable,
    day_list,
    get_appointment,
    next_free,
    open_appointment,
    visits_to_come,
)
from glabella.clinic.calendar.selectors.hours import (
    Week,
    diary,
    get_bookable,
    in_the_way,
    week_of,
)
from glabella.clinic.calendar.selectors.waiting import (
    get_waiting,
    times_for,
    waiting,
)

__all__ = [
    "Week",
    "appointments_between",
    "bookable",
    "day_list",
    "diary",
    "feed_of",
    "get_appointment",
    "get_bookable",
    "get_waiting",
    "in_the_way",
    "invitation_of",
    "next_free",
    "offer_of",
    "open_appointment",
    "purpose_of",
    "times_for",
    "times_instead",
    "visit_of",
    "visits_to_come",
    "waiting",
    "week_of",
]
