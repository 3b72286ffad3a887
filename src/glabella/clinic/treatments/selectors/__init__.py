"""Reads of treatments."""

from glabella.clinic.treatments.selectors.due import NextDue, label_end, next_due
from glabella.clinic.treatments.selectors.newest import newest_entry
from glabella.clinic.treatments.selectors.outlook import AreaOutlook, outlook_today
from glabella.clinic.treatments.selectors.past import (
    Past,
    earlier,
    get_treatment,
    last_treatment,
    past_of,
    read_earlier,
    treatments_of,
)
from glabella.clinic.treatments.selectors.procedures import (
    procedures_of,
    procedures_told,
)
from glabella.clinic.treatments.selectors.reviews import ReviewDue, reviews_due

__all__ = [
    "AreaOutlook",
    "NextDue",
    "Past",
    "ReviewDue",
    "earlier",
    "get_treatment",
    "label_end",
    "last_treatment",
    "newest_entry",
    "next_due",
    "outlook_today",
    "past_of",
    "procedures_of",
    "procedures_told",
    "read_earlier",
    "reviews_due",
    "treatments_of",
]
