"""Prove that the audit is whole: every number, every digest, both heads."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection

from glabella.clinic.audit import chain, guard, head
from glabella.clinic.audit.models import AuditEntry, AuditHead

__all__ = ["Report", "keep_head", "verify"]

AT_ONCE = 2000
"""Rows read from the database in one go."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was found: nothing wrong, or the first number that is."""

    entries: int
    problem: str = ""
    number: int | None = None
    """The entry at which the audit stops being whole."""
    notes: tuple[str, ...] = ()
    """What is not wrong and yet worth knowing."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problem

    @property
    def line(self) -> str:
        """All of it in one line."""
        entries = "1 entry" if self.entries == 1 else f"{self.entries} entries"
        if self.problem:
            return f"The audit is NOT whole: {self.problem}"
        return "; ".join((f"The audit is whole: {entries}", *self.notes))


class _Broken(Exception):  # noqa: N818 - never leaves this module
    """The chain breaks at a number."""

    def __init__(self, number: int, problem: str) -> None:
        super().__init__(problem)
        self.number = number


def verify(*, head_path: Path | None = None, without_head: bool = False) -> Report:
    """Read the whole audit once and say whether it is whole.

    ``head_path`` is the head kept outside the database (by default that of the
    settings); ``without_head`` does without it and cannot see that a tail was cut
    or everything written anew. Needs no key. Entries appended meanwhile do no harm:
    the heads are read first, and what came later is checked like the rest.
    """
    path = head_path or head.head_file()
    outside = None if without_head else head.read(path)
    inside = AuditHead.objects.first()
    kept = head.Head(inside.number, bytes(inside.digest)) if inside else None
    walk = _Walk(chain.FIRST, 0)
    try:
        _walk(walk, [one for one in (kept, outside) if one is not None])
        _check_end(walk, kept, outside)
    except _Broken as broken:
        return Report(walk.number, str(broken), broken.number)
    if walk.number and outside is None and not without_head:
        return Report(walk.number, _no_head(path), walk.number)
    return Report(walk.number, notes=tuple(_notes(walk, outside)))


def keep_head() -> Report:
    """Record the head outside the database anew, if the chain inside is whole.

    For a clinic that was moved or restored, and for a lost head file; a file that
    is there must agree.
    """
    path = head.head_file()
    report = verify(without_head=head.read(path) is None)
    last = AuditEntry.objects.filter(number=report.entries).first()
    if report.is_whole and last is not None:
        head.advance(path, head.Head(last.number, bytes(last.digest)))
    return report


def _no_head(path: Path) -> str:
    return (
        f"the numbers and digests agree, but the head outside the database ({path}) is "
        "missing, so that a cut tail cannot be seen: put the file back, or after a "
        "move of the clinic run glabella audit keep-head"
    )


@dataclass(slots=True)
class _Walk:
    """How far the chain was followed."""

    digest: bytes
    number: int


def _walk(walk: _Walk, heads: Iterable[head.Head]) -> None:
    """Follow the chain to its end; raises where it breaks."""
    expected = {one.number: one.digest for one in heads}
    rows = _rows()
    while (found := _next(rows, walk)) is not None:
        actual, digest, kept = found
        number = walk.number + 1
        if actual != number:
            raise _Broken(number, f"entry {number} is missing")
        if digest != kept:
            message = f"entry {number} was changed, moved or exchanged"
            raise _Broken(number, message)
        if expected.get(number, digest) != digest:
            message = (
                f"entry {number} is not the one that was recorded as the last: the "
                "entries up to it were written anew"
            )
            raise _Broken(number, message)
        walk.digest, walk.number = digest, number


def _next(
    rows: Iterator[tuple[chain.Row, bytes]], walk: _Walk
) -> tuple[int, bytes, bytes] | None:
    """The next entry's number, its digest worked out, and the one in its row."""
    number = walk.number + 1
    try:
        found = next(rows, None)
        if found is None:
            return None
        row, kept = found
        return row.number, chain.digest(walk.digest, row), kept
    except DatabaseError as error:
        message = f"entry {number}, or one soon after, cannot be read: {error}"
        raise _Broken(number, message) from error
    except (AttributeError, TypeError, ValueError) as error:
        message = f"entry {number} was changed: it holds what no entry can hold"
        raise _Broken(number, message) from error


def _check_end(
    walk: _Walk, inside: head.Head | None, outside: head.Head | None
) -> None:
    """Both heads must have been passed; raises where the tail is cut."""
    last = max(one.number if one else 0 for one in (inside, outside))
    if walk.number < last:
        number = walk.number + 1
        missing = f"{number} to {last}" if last > number else str(last)
        raise _Broken(number, f"the tail is cut: missing {missing}")
    if inside is None and walk.number:
        message = "the row with the head of the chain is missing"
        raise _Broken(walk.number, message)


def _rows() -> Iterator[tuple[chain.Row, bytes]]:
    """Every entry in order, with the digest that stands in its row."""
    rows = AuditEntry.objects.order_by("number").values_list(*chain.COLUMNS)
    for row in rows.iterator(chunk_size=AT_ONCE):
        *columns, content, digest = row
        values: list[Any] = [*columns, content.bytes]
        yield chain.Row(*values), bytes(digest)


def _notes(walk: _Walk, outside: head.Head | None) -> Iterator[str]:
    if outside is not None and outside.number < walk.number:
        yield f"the head outside the database is {walk.number - outside.number} behind"
    if not guard.is_installed(connection):
        yield (
            "the database does not refuse changes: run glabella audit guard, and "
            "ask who removed the triggers"
        )
