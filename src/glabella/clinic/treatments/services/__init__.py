"""Writes of treatments and follow-ups."""

from glabella.clinic.treatments.services.follow_ups import (
    add_follow_up,
    mark_reviewed,
)
from glabella.clinic.treatments.services.procedures import (
    add_procedure,
    took_place,
    withdraw_procedure,
)
from glabella.clinic.treatments.services.record import (
    amend,
    change,
    discard,
    sign,
    start,
)

__all__ = [
    "add_follow_up",
    "add_procedure",
    "amend",
    "change",
    "discard",
    "mark_reviewed",
    "sign",
    "start",
    "took_place",
    "withdraw_procedure",
]
