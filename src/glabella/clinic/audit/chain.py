"""The digest of an entry: over the one before it and everything the row holds.

Canonical form, in this order: the text ``glabella audit 1``, the digest of the entry
before (32 zero bytes for the first), number, instant, actor's id, name and kind,
action, record type, record id, subject's key id ("" where nobody is concerned), key
id, sealed content. Each part is written as its length in 4 bytes, big-endian, and
its bytes; texts are UTF-8, the instant is UTC as ``2026-11-23T09:00:00.000000``,
numbers are decimal. The digest is SHA-256 of that.

It covers cipher text only, so that it can be checked without any key, and stays
true when a key is destroyed.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

__all__ = ["COLUMNS", "FIRST", "Row", "digest"]

FIRST = bytes(32)
"""What stands before the first entry."""

FORM = b"glabella audit 1"

COLUMNS = (
    *("number", "at", "actor_id", "actor_name", "actor_kind", "action"),
    *("record_type", "record_id", "subject_id", "key_id", "content", "digest"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as it stands in the table."""

    number: int
    at: datetime
    actor_id: str
    actor_name: str
    actor_kind: str
    action: str
    record_type: str
    record_id: str
    subject_id: UUID | None
    key_id: UUID
    content: bytes


def digest(before: bytes, row: Row) -> bytes:
    """The digest of ``row`` after an entry with the digest ``before``."""
    instant = row.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    texts = (
        *(str(row.number), instant, row.actor_id, row.actor_name, row.actor_kind),
        *(row.action, row.record_type, row.record_id),
        *(str(row.subject_id or ""), str(row.key_id)),
    )
    parts = (FORM, before, *(text.encode() for text in texts), row.content)
    return hashlib.sha256(b"".join(_framed(parts))).digest()


def _framed(parts: Iterable[bytes]) -> Iterable[bytes]:
    for part in parts:
        yield len(part).to_bytes(4, "big")
        yield part
