"""Writes of requests: receive, answer, book, and erase what is too old."""

from glabella.clinic.requests.services.answering import (
    annotate,
    contacted,
    decline,
    link,
    reopen,
    unlink,
)
from glabella.clinic.requests.services.booking import NewPatient, Visit, book_in
from glabella.clinic.requests.services.receiving import (
    Asked,
    Declared,
    UnderAge,
    check_age,
    look_over,
    receive,
)
from glabella.clinic.requests.services.retention import erase, erase_due

__all__ = [
    "Asked",
    "Declared",
    "NewPatient",
    "UnderAge",
    "Visit",
    "annotate",
    "book_in",
    "check_age",
    "contacted",
    "decline",
    "erase",
    "erase_due",
    "link",
    "look_over",
    "receive",
    "reopen",
    "unlink",
]
