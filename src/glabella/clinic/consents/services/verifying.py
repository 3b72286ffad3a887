"""The digests of a paper and of the signature under it."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from glabella.clinic.consents.models import Consent
from glabella.clinic.shared.signing import content_digest

__all__ = ["paper_digest", "signature_digest", "signature_holds"]


def paper_digest(paper: Mapping[str, Any]) -> str:
    """SHA-256 of one reading level of a paper, or of the paper at all levels."""
    return content_digest(paper)


def signature_digest(consent: Consent) -> str:
    """SHA-256 of what a signature consists of: whose, under which words, when, how."""
    return content_digest(
        {
            "consent": str(consent.pk),
            "patient": consent.patient.number,
            "kind": consent.kind,
            "level": consent.level,
            "paper": paper_digest(consent.texts[consent.level]),
            "scope": consent.scope,
            "name": consent.signed_name,
            "strokes": consent.strokes,
            "at": consent.signed_at.astimezone(UTC).isoformat()
            if consent.signed_at
            else "",
            "how": consent.signed_how,
            "witness": consent.witness_id,
        }
    )


def signature_holds(consent: Consent) -> bool:
    """Whether what was signed is what is kept; an unsigned paper is compared alone."""
    if consent.text_hash != paper_digest(consent.texts):
        return False
    if consent.signed_at is None:
        return True
    return consent.signed_hash == signature_digest(consent)
