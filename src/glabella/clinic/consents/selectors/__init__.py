"""Reads of consents: what is in force, what is missing, one paper, the clinic's texts."""

from glabella.clinic.consents.selectors.missing import (
    Missing,
    allows,
    missing_for,
    withdrawn_after,
)
from glabella.clinic.consents.selectors.papers import (
    ConsentEvent,
    consent_of_link,
    consents_of,
    events,
    get_consent,
    get_own,
    own_consents,
)
from glabella.clinic.consents.selectors.texts import (
    OwnTextRow,
    get_text,
    own_texts,
    text_versions,
    words_for,
)

__all__ = [
    "ConsentEvent",
    "Missing",
    "OwnTextRow",
    "allows",
    "consent_of_link",
    "consents_of",
    "events",
    "get_consent",
    "get_own",
    "get_text",
    "missing_for",
    "own_consents",
    "own_texts",
    "text_versions",
    "withdrawn_after",
    "words_for",
]
