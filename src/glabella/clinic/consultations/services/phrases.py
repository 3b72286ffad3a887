"""Quick phrases: a few letters that stand for a sentence."""

import re
from datetime import datetime

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.consultations.models import QuickPhrase
from glabella.clinic.shared.errors import Invalid, NotFound

__all__ = ["keep_phrase", "remove_phrase"]

_SHORT = re.compile(r"[a-z0-9-]{1,20}")
_LONGEST = 1000
_MOST = 200


@transaction.atomic
def keep_phrase(*, actor: User, at: datetime, short: str, text: str) -> QuickPhrase:
    """Keep a phrase under a short name; one of the same name is replaced."""
    rights.require(actor, "consultation.write", at=at)
    short, text = short.strip().lower().lstrip("."), text.strip()
    if not _SHORT.fullmatch(short):
        message = "Use up to 20 small letters, digits or hyphens."
        raise Invalid.field("short", message)
    if not text or len(text) > _LONGEST:
        raise Invalid.field("text", f"Write 1 to {_LONGEST:,} characters.")
    own = QuickPhrase.objects.filter(user=actor)
    if own.count() >= _MOST and not own.filter(short=short).exists():
        raise Invalid.field("short", f"Keep at most {_MOST} phrases; remove one first.")
    phrase, created = QuickPhrase.objects.update_or_create(
        user=actor, short=short, defaults={"text": text}
    )
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="create" if created else "change",
        record=phrase,
        after={"short": short},
    )
    return phrase


@transaction.atomic
def remove_phrase(*, actor: User, at: datetime, phrase_id: int) -> None:
    """Remove one of one's own phrases."""
    rights.require(actor, "consultation.write", at=at)
    phrase = QuickPhrase.objects.filter(pk=phrase_id, user=actor).first()
    if phrase is None:
        raise NotFound
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="void",
        record=phrase,
        before={"short": phrase.short},
    )
    phrase.delete()
