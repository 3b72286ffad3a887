"""Reads of patients: one person, search, and histories."""

from glabella.clinic.patients.selectors.histories import (
    draft_by_link,
    draft_of,
    histories_of,
    history_before,
    last_answers_by_link,
    latest_history,
    patient_of_link,
)
from glabella.clinic.patients.selectors.people import (
    due_soon,
    get_patient,
    past_retention,
    recent,
)
from glabella.clinic.patients.selectors.search import (
    Duplicate,
    Found,
    find,
    possible_duplicates,
    suggest,
)
from glabella.clinic.patients.selectors.timeline import (
    Happening,
    TimelinePage,
    timeline,
)

__all__ = [
    "Duplicate",
    "Found",
    "Happening",
    "TimelinePage",
    "draft_by_link",
    "draft_of",
    "due_soon",
    "find",
    "get_patient",
    "histories_of",
    "history_before",
    "last_answers_by_link",
    "latest_history",
    "past_retention",
    "patient_of_link",
    "possible_duplicates",
    "recent",
    "suggest",
    "timeline",
]
