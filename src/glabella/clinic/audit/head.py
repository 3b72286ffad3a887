"""The head of the chain outside the database, so that a cut tail is noticed.

A file of two lines of equal length that are written in turn, each with a check of
its own: a write that power cut leaves the other line whole. It only ever moves
forward, under a lock that all processes of the machine share.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from glabella.clinic.shared.errors import ClinicError

__all__ = ["Head", "HeadFileProblem", "advance", "head_file", "read"]

NUMBER_DIGITS = 19
CHECK_DIGITS = 8
LINE_BYTES = NUMBER_DIGITS + 1 + 64 + 1 + CHECK_DIGITS + 1


class HeadFileProblem(ClinicError):  # noqa: N818 - as the others of the clinic
    """The head file cannot be read or written."""


@dataclass(frozen=True, slots=True)
class Head:
    """The number and the digest of the last entry."""

    number: int
    digest: bytes


def head_file() -> Path:
    """Where the head is kept; better on another disk than the database."""
    return Path(settings.AUDIT_HEAD_FILE)


def read(path: Path) -> Head | None:
    """The head that the file records; ``None`` where there is no file."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        message = f"The audit's head file {path} cannot be read: {error.strerror}."
        raise HeadFileProblem(message) from error
    if not content:
        return None
    found = _newest(content)
    if found is None:
        message = f"The audit's head file {path} holds no whole line: it was changed."
        raise HeadFileProblem(message)
    return found


def advance(path: Path, head: Head) -> bool:
    """Record ``head``, unless the file is as far or farther; says whether it did."""
    try:
        with _locked(path) as handle:
            content = os.pread(handle, 2 * LINE_BYTES, 0)
            known = _newest(content)
            if known is not None and known.number >= head.number:
                return False
            _write(handle, content, head)
    except OSError as error:
        message = f"The audit's head file {path} cannot be written: {error.strerror}."
        raise HeadFileProblem(message) from error
    return True


def _write(handle: int, content: bytes, head: Head) -> None:
    """Write over the older line: the newer one stays whole meanwhile."""
    first, second = _parsed(content[:LINE_BYTES]), _parsed(content[LINE_BYTES:])
    on_second = first is not None and (second is None or second.number < first.number)
    os.pwrite(handle, _line(head), LINE_BYTES if on_second else 0)
    os.fsync(handle)


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)  # which also unlocks


def _newest(content: bytes) -> Head | None:
    lines = (_parsed(content[:LINE_BYTES]), _parsed(content[LINE_BYTES:]))
    return max(
        (head for head in lines if head is not None),
        key=lambda head: head.number,
        default=None,
    )


def _line(head: Head) -> bytes:
    text = f"{head.number:0{NUMBER_DIGITS}d} {head.digest.hex()}"
    return f"{text} {_check(text)}\n".encode("ascii")


def _check(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:CHECK_DIGITS]


def _parsed(line: bytes) -> Head | None:
    try:
        number, digest, check = line.decode("ascii").split()
        sound = len(line) == LINE_BYTES and _check(f"{number} {digest}") == check
        return Head(int(number), bytes.fromhex(digest)) if sound else None
    except ValueError:
        return None
