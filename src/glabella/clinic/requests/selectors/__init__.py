"""Reads of requests: the queue, one request, who it may be, and measures."""

from glabella.clinic.requests.selectors.alike import Alike, other_requests
from glabella.clinic.requests.selectors.measures import MonthOfRequests, measures
from glabella.clinic.requests.selectors.queue import (
    Narrowed,
    WaitingSummary,
    get_request,
    of_patient,
    queue,
    waiting_summary,
)

__all__ = [
    "Alike",
    "MonthOfRequests",
    "Narrowed",
    "WaitingSummary",
    "get_request",
    "measures",
    "of_patient",
    "other_requests",
    "queue",
    "waiting_summary",
]
