"""What went out, what waits and what failed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.outbox.models import Message
from glabella.clinic.shared.errors import NotFound

__all__ = [
    "SECRET_KINDS",
    "Key",
    "Page",
    "get_message",
    "hides_text",
    "messages",
    "of_key",
    "waiting_and_failed",
]

PAGE_ROWS: Final = 25
SECRET_KINDS: Final = frozenset(
    {
        Message.Kind.CODE,
        Message.Kind.HISTORY_LINK,
        Message.Kind.CONSENT_LINK,
        Message.Kind.PORTAL_LINK,
        Message.Kind.PORTAL_ANSWER,
        Message.Kind.AFTERCARE,
        Message.Kind.REVIEW,
    }
)
"""What lets a patient in to what is theirs, with a code: not for the eyes of staff."""

Key = tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of messages, newest first, and whether there are more on either side."""

    rows: list[Message]
    newer: bool
    older: bool


def messages(
    *,
    viewer: User,
    at: datetime,
    status: str = "",
    kind: str = "",
    after: Key | None = None,
    before: Key | None = None,
) -> Page:
    """A page of the outbox from a place on; flat however many there are."""
    rows = _visible(viewer, at)
    if status:
        rows = rows.filter(status=status)
    if kind:
        rows = rows.filter(kind=kind)
    if before is not None:
        newer = rows.filter(_newer(before)).order_by("created_at", "id")
        found = list(newer[: PAGE_ROWS + 1])
        return Page(found[:PAGE_ROWS][::-1], len(found) > PAGE_ROWS, older=True)
    if after is not None:
        rows = rows.filter(_older(after))
    found = list(rows.order_by("-created_at", "-id")[: PAGE_ROWS + 1])
    return Page(found[:PAGE_ROWS], after is not None, len(found) > PAGE_ROWS)


def get_message(*, viewer: User, at: datetime, message_id: UUID) -> Message:
    """One message, with an entry in the audit that it was read."""
    message = _visible(viewer, at).filter(pk=message_id).first()
    if message is None:
        raise NotFound
    if message.key is not None:
        audit.record_read(
            actor=viewer.as_actor,
            at=at,
            subject=message.key,
            what="message",
            of=message.id,
        )
    return message


def hides_text(message: Message) -> bool:
    """Whether the text is kept from staff, because it would let them in."""
    return message.kind in SECRET_KINDS and not settings.DEMO


def of_key(
    *, viewer: User, at: datetime, key: SubjectKey, limit: int = 50
) -> list[Message]:
    """The messages to one person, newest first, for their page."""
    if not rights.may(viewer, "patient.read", at=at):
        return []
    rows = Message.objects.select_related("key").filter(key=key)
    return list(rows.order_by("-created_at", "-id")[:limit])


def waiting_and_failed(*, viewer: User, at: datetime) -> tuple[int, int]:
    """How many messages are overdue, and how many failed."""
    rows = _visible(viewer, at)
    waiting = rows.filter(status=Message.Status.WAITING, send_at__lte=at).count()
    return waiting, rows.filter(status=Message.Status.FAILED).count()


def _visible(viewer: User, at: datetime) -> QuerySet[Message]:
    if not rights.may(viewer, "message.read", at=at):
        raise NotFound
    return Message.objects.select_related("key")


def _older(key: Key) -> Q:
    return Q(created_at__lt=key[0]) | Q(created_at=key[0], id__lt=key[1])


def _newer(key: Key) -> Q:
    return Q(created_at__gt=key[0]) | Q(created_at=key[0], id__gt=key[1])
