"""The clinic's own paragraphs: written, approved by somebody, retired."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Max

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.consents.doses import dose_in
from glabella.clinic.consents.models import OwnText
from glabella.clinic.consents.selectors.texts import places
from glabella.clinic.shared.errors import Invalid, NotFound, Stale
from glabella.clinic.shared.text import one_line

__all__ = ["Written", "approve_text", "retire_text", "write_text"]

LONGEST: Final = 4000


@dataclass(frozen=True, slots=True)
class Written:
    """Paragraphs for one place, at both reading levels, and why they change."""

    part: str
    about: str
    standard: str
    easy: str
    reason: str = ""


@transaction.atomic
def write_text(*, actor: User, at: datetime, written: Written) -> OwnText:
    """Write a new version, which counts once it is approved; a waiting one goes."""
    rights.require(actor, "consent.template", at=at)
    if (written.part, written.about) not in places():
        raise NotFound
    texts = {
        "standard": _text("standard", written.standard),
        "easy": _text("easy", written.easy),
    }
    rows = OwnText.objects.filter(part=written.part, about=written.about)
    for waiting in rows.select_for_update().filter(approved_at=None, retired_at=None):
        waiting.retired_at = at
        waiting.save(update_fields=["retired_at"])
    last = rows.aggregate(last=Max("number"))["last"] or 0
    row = OwnText.objects.create(
        part=written.part,
        about=written.about,
        number=last + 1,
        reason=one_line(written.reason)[:300],
        made_at=at,
        made_by=actor,
        **texts,
    )
    _note(actor, at, "create", row, {**texts, "number": row.number})
    return row


def _text(name: str, text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Invalid.field(name, "Write the paragraphs for both ways of reading.")
    if found := dose_in(text):
        message = (
            f'"{found}" reads as a dose. A patient is never given one as advice: '
            "leave it out."
        )
        raise Invalid.field(name, message)
    if len(text) > LONGEST:
        raise Invalid.field(name, f"At most {LONGEST} letters: shorten it.")
    return text


@transaction.atomic
def approve_text(*, actor: User, at: datetime, text: OwnText) -> OwnText:
    """Put a version in force; the one before it is retired, and stays on record."""
    rights.require(actor, "consent.template", at=at)
    row = _row(text)
    if row.approved_at is not None or row.retired_at is not None:
        raise Stale
    held = OwnText.objects.select_for_update().filter(
        part=row.part, about=row.about, approved_at__isnull=False, retired_at=None
    )
    for before in held:
        before.retired_at = at
        before.save(update_fields=["retired_at"])
    row.approved_at, row.approved_by = at, actor
    row.save(update_fields=["approved_at", "approved_by"])
    _note(actor, at, "approve", row, {"number": row.number})
    return row


@transaction.atomic
def retire_text(*, actor: User, at: datetime, text: OwnText) -> OwnText:
    """Take a version out: new papers no longer carry it; signed ones keep it."""
    rights.require(actor, "consent.template", at=at)
    row = _row(text)
    if row.retired_at is not None:
        raise Stale
    row.retired_at = at
    row.save(update_fields=["retired_at"])
    _note(actor, at, "void", row, {"number": row.number})
    return row


def _row(text: OwnText) -> OwnText:
    return OwnText.objects.select_for_update().get(pk=text.pk)


def _note(
    actor: User, at: datetime, action: str, row: OwnText, after: dict[str, object]
) -> None:
    audit.record(
        actor=actor.as_actor, at=at, action=action, record=row, after=dict(after)
    )
