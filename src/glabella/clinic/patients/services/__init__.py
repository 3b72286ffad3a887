"""Writes of patients."""

from glabella.clinic.patients.services.histories import (
    confirm_history,
    save_draft,
    send_history,
    send_link,
    take_history,
)
from glabella.clinic.patients.services.identity import (
    DOCUMENTS,
    check_identity,
)
from glabella.clinic.patients.services.leaving import GROUNDS, erase, export
from glabella.clinic.patients.services.people import (
    ADULT_YEARS,
    Details,
    change,
    due_after,
    is_adult,
    register,
    seen,
    set_next_due,
)
from glabella.clinic.patients.services.reading import open_record

__all__ = [
    "ADULT_YEARS",
    "DOCUMENTS",
    "GROUNDS",
    "Details",
    "change",
    "check_identity",
    "confirm_history",
    "due_after",
    "erase",
    "export",
    "is_adult",
    "open_record",
    "register",
    "save_draft",
    "seen",
    "send_history",
    "send_link",
    "set_next_due",
    "take_history",
]
