"""Reads of treatments."""

from glabella.clinic.treatments.selectors.outlook import AreaOutlook, outlook_today
from glabella.clinic.treatments.selectors.past import (
    earlier,
    get_treatment,
    last_treatment,
    treatments_of,
)
from glabella.clinic.treatments.selectors.reviews import ReviewDue, reviews_due

__all__ = [
    "AreaOutlook",
    "ReviewDue",
    "earlier",
    "get_treatment",
    "last_treatment",
    "outlook_today",
    "reviews_due",
    "treatments_of",
]
