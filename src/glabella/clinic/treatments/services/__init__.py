"""Writes of treatments and follow-ups."""

from glabella.clinic.treatments.services.follow_ups import add_follow_up
from glabella.clinic.treatments.services.record import (
    amend,
    change,
    discard,
    sign,
    start,
)

__all__ = ["add_follow_up", "amend", "change", "discard", "sign", "start"]
