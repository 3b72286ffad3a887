"""Writes of the consultation."""

from glabella.clinic.consultations.services.drafts import (
    Entry,
    Saved,
    discard,
    save_draft,
    start,
)
from glabella.clinic.consultations.services.phrases import keep_phrase, remove_phrase
from glabella.clinic.consultations.services.signing import amend, sign

__all__ = [
    "Entry",
    "Saved",
    "amend",
    "discard",
    "keep_phrase",
    "remove_phrase",
    "save_draft",
    "sign",
    "start",
]
