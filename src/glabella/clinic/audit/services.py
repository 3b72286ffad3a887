"""Write the audit: in the transaction of the deed, one entry after the other."""

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db import models, transaction

from glabella.clinic.audit import chain, head, selectors
from glabella.clinic.audit.models import Action, AuditEntry, AuditHead
from glabella.clinic.audit.selectors import Filters, Page, Place
from glabella.clinic.keys import services as keys
from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.shared.actor import Actor, Viewer
from glabella.clinic.shared.errors import ClinicError, KeyDestroyed
from glabella.clinic.shared.text import one_line

__all__ = [
    "ChainBroken",
    "Details",
    "erase",
    "failures_recorded",
    "read_page",
    "record",
    "record_failure",
    "record_list",
    "record_read",
]


_thread = threading.local()
"""The last entry that each thread appended."""


class ChainBroken(ClinicError):  # noqa: N818 - it says what happened
    """The audit cannot go on, because what it would go on from is not there."""


class Details(TypedDict, total=False):
    """What an entry may say beside who, when and what was done."""

    record_type: str
    """Where there is no single record: ``accounts.user``, "search"."""
    record_id: object
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    reason: str


@transaction.atomic
def record(
    *,
    actor: Actor,
    at: datetime,
    action: str,
    record: models.Model | None = None,
    subject: SubjectKey | None = None,
    **details: Unpack[Details],
) -> AuditEntry:
    """Append one entry; call it inside the transaction of what it tells of.

    ``subject`` is the key of the person concerned and seals what is said of them.
    Once it is destroyed nothing more about that person is kept than that something
    happened: ``before`` and ``after`` are refused, a ``reason`` is sealed with the
    clinic's own key and must name nobody.
    """
    content = {
        name: details[name]
        for name in ("before", "after", "reason")
        if details.get(name)
    }
    entry = AuditEntry(
        at=at,
        actor_id=actor.id,
        actor_name=one_line(actor.name),
        actor_kind=actor.kind,
        action=Action(action).value,
        record_type=details.get("record_type") or _type_of(record),
        record_id=str(details.get("record_id") or _id_of(record)),
        subject=subject,
        key=_sealing_key(subject, at, content),
        content=content,
    )
    return _append(entry)


def record_read(
    *, actor: Actor, at: datetime, subject: SubjectKey, what: str, of: object = ""
) -> AuditEntry:
    """Tell of one page that showed a person's record.

    ``what`` names the page in words ("patient page"), ``of`` the record's id.
    """
    return record(
        actor=actor,
        at=at,
        action=Action.READ,
        subject=subject,
        record_type=what,
        record_id=of,
    )


def record_list(
    *, actor: Actor, at: datetime, what: str, numbers: Iterable[int]
) -> AuditEntry | None:
    """Tell of one page that showed several patients, by their numbers.

    One entry for all of them, sealed with the clinic's own key; none where nobody was
    shown. ``what`` names the page in words ("today").
    """
    shown = sorted(set(numbers))
    if not shown:
        return None
    return record(
        actor=actor,
        at=at,
        action=Action.READ,
        record_type=what,
        after={"patients": shown},
    )


@transaction.atomic
def erase(
    *,
    actor: Actor,
    at: datetime,
    key: SubjectKey,
    ground: str,
    record_type: str = "",
    record_id: object = "",
) -> AuditEntry:
    """Destroy a person's key and tell of it, both or neither.

    ``ground`` is kept in clear with the key and must name nobody.
    """
    keys.destroy(actor=actor, at=at, key=key, ground=ground)
    return record(
        actor=actor,
        at=at,
        action=Action.ERASE,
        subject=key,
        record_type=record_type or _type_of(key),
        record_id=record_id or key.id,
        reason=ground,
    )


@transaction.atomic
def read_page(
    *, viewer: Viewer, at: datetime, filters: Filters, after: Place | None = None
) -> Page:
    """A page of the audit for its viewer; that it was read is an entry itself."""
    found = selectors.page(viewer=viewer, at=at, filters=filters, after=after)
    record(
        actor=viewer.as_actor,
        at=at,
        action=Action.READ,
        record_type="audit",
        after=filters.in_words(),
    )
    return found


# --- what failed ---------------------------------------------------------------


def record_failure(
    *,
    actor: Actor,
    at: datetime,
    error: Exception,
    subject: SubjectKey | None = None,
    **details: Unpack[Details],
) -> AuditEntry:
    """Tell of a deed that was refused or failed, in a transaction of its own.

    Call it after the failed transaction has ended, never within: there it would be
    rolled back with it, and Django refuses.
    """
    if subject is not None and subject.is_destroyed:
        subject = None
    details["after"] = {"error": type(error).__name__, "message": str(error)}
    with transaction.atomic(durable=True):
        return record(
            actor=actor, at=at, action=Action.FAILURE, subject=subject, **details
        )


@contextmanager
def failures_recorded(
    *,
    actor: Actor,
    at: datetime,
    subject: SubjectKey | None = None,
    **details: Unpack[Details],
) -> Iterator[None]:
    """Tell of any failure inside, and let it pass on; for the web and commands."""
    try:
        yield
    except ClinicError as error:
        record_failure(actor=actor, at=at, error=error, subject=subject, **details)
        raise


# --- the chain -----------------------------------------------------------------


def _append(entry: AuditEntry) -> AuditEntry:
    """Number, seal and chain the entry, with the head locked until the commit."""
    last = _locked_head()
    entry.number = last.number + 1
    content = AuditEntry._meta.get_field("content").pre_save(entry, add=True)  # noqa: SLF001
    entry.digest = chain.digest(bytes(last.digest), _row(entry, content.bytes))
    entry.save(force_insert=True)
    AuditHead.objects.filter(pk=last.pk).update(
        number=entry.number, digest=entry.digest
    )
    new = head.Head(entry.number, entry.digest)
    _thread.last = new
    # The deed is done by then: a disk that refuses is logged and must not undo it.
    transaction.on_commit(lambda: _publish(new), robust=True)
    return entry


def _publish(new: head.Head) -> None:
    """Record the head outside, once for all entries of a transaction.

    Where more than one was appended the last is asked of the database, because a
    savepoint may have taken back the one that this thread remembers.
    """
    path = head.head_file()
    if getattr(_thread, "last", None) == new:
        head.advance(path, new)
        return
    known = head.read(path)
    if known is None or known.number < new.number:
        last = AuditHead.objects.get()
        head.advance(path, head.Head(last.number, bytes(last.digest)))


def _locked_head() -> AuditHead:
    last = AuditHead.objects.select_for_update().first()
    if last is not None:
        return last
    if AuditEntry.objects.exists():
        message = (
            "The audit has entries and no head: its table was changed by hand. "
            "Restore the clinic from a backup."
        )
        raise ChainBroken(message)
    AuditHead.objects.get_or_create(pk=1, defaults={"number": 0, "digest": chain.FIRST})
    return AuditHead.objects.select_for_update().get()


def _row(entry: AuditEntry, content: bytes) -> chain.Row:
    return chain.Row(
        number=entry.number,
        at=entry.at,
        actor_id=entry.actor_id,
        actor_name=entry.actor_name,
        actor_kind=entry.actor_kind,
        action=entry.action,
        record_type=entry.record_type,
        record_id=entry.record_id,
        subject_id=entry.subject_id,
        key_id=entry.key_id,
        content=content,
    )


def _sealing_key(
    subject: SubjectKey | None, at: datetime, content: Mapping[str, object]
) -> SubjectKey:
    if subject is None:
        return keys.own_key(at=at)
    if not subject.is_destroyed:
        return subject
    if set(content) - {"reason"}:
        message = "This record was erased: nothing more is kept about that person."
        raise KeyDestroyed(message)
    return keys.own_key(at=at)


def _type_of(record: models.Model | None) -> str:
    return record._meta.label_lower if record is not None else ""  # noqa: SLF001


def _id_of(record: models.Model | None) -> object:
    return record.pk if record is not None else ""
