"""The clinic key and the keys it unwraps.

The clinic key is a file of its own, never in the database and never in a backup::

    {"format": 1, "current": "1-9f2c01ab",
     "versions": {"1-9f2c01ab": "32 bytes in base64"}, "index": "32 bytes in base64"}

A version's id is its number and the start of its digest, so that the file of
another clinic is noticed and not only "does not open". ``index`` keys the blind
index (:mod:`glabella.clinic.keys.blind`) and stays when the clinic key is rotated.
"""

import base64
import fcntl
import hashlib
import json
import os
import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, override
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.shared.errors import KeyDestroyed, KeyFileProblem, SealBroken

__all__ = [
    "ClinicKey",
    "alone",
    "cipher",
    "clinic_key",
    "forget",
    "key_file",
    "make",
    "new",
    "next_version",
    "read",
    "unwrap",
    "version_id",
    "wrap",
    "write",
]

KEY_BYTES = 32
NONCE_BYTES = 12
REMEMBERED = 4096
"""Unwrapped keys kept in memory by a process."""


@dataclass(frozen=True, slots=True, repr=False)
class ClinicKey:
    """Every version of the clinic key, the one in use, and the index key."""

    versions: Mapping[str, bytes]
    current: str
    index: bytes

    @override
    def __repr__(self) -> str:
        return f"<clinic key {self.current}>"


def new() -> ClinicKey:
    """A new clinic key, not yet kept anywhere."""
    key = secrets.token_bytes(KEY_BYTES)
    name = version_id(1, key)
    return ClinicKey({name: key}, name, secrets.token_bytes(KEY_BYTES))


def next_version(old: ClinicKey) -> ClinicKey:
    """``old`` with one more version, which is the one in use."""
    key = secrets.token_bytes(KEY_BYTES)
    number = 1 + max(int(name.partition("-")[0]) for name in old.versions)
    name = version_id(number, key)
    return replace(old, versions={**old.versions, name: key}, current=name)


def version_id(number: int, key: bytes) -> str:
    """The name of a version: its number and eight digits of its digest."""
    digest = hashlib.sha256(f"glabella clinic key {number}:".encode() + key)
    return f"{number}-{digest.hexdigest()[:8]}"


# --- the file ----------------------------------------------------------------


def key_file() -> Path:
    """Where the clinic key lives."""
    return Path(settings.CLINIC_KEY_FILE)


def write(key: ClinicKey, path: Path, *, replacing: bool = True) -> None:
    """Write the file whole or not at all, for its owner alone.

    With ``replacing=False`` a file that exists stays as it is.
    """
    content = {
        "format": 1,
        "current": key.current,
        "versions": {name: _encoded(value) for name, value in key.versions.items()},
        "index": _encoded(key.index),
    }
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(json.dumps(content, indent=1) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        if replacing:
            part.replace(path)
        else:
            _link(part, path)
        _sync_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)


def _link(part: Path, path: Path) -> None:
    """Give the finished file its name, unless somebody was quicker."""
    try:
        os.link(part, path)
    except FileExistsError:
        return


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Keep a second rotation out, which could overwrite the version of the first."""
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        message = "The clinic key is being rotated already: wait until that is done."
        raise KeyFileProblem(message) from error
    finally:
        os.close(handle)  # which also unlocks


def make(path: Path | None = None) -> ClinicKey:
    """Make the file of a new clinic; one that exists stays, and is returned."""
    path = path or key_file()
    if not path.exists():
        write(new(), path, replacing=False)
    return read(path)


def read(path: Path) -> ClinicKey:
    """Read the file, or say in one line what is wrong with it."""
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError as error:
        message = (
            f"The clinic key {path} is missing. Put it back, or restore it from the "
            "recovery sheet: without it nothing sealed can be read."
        )
        raise KeyFileProblem(message) from error
    except (OSError, UnicodeDecodeError) as error:
        message = f"The clinic key {path} cannot be read. Check who owns the file."
        raise KeyFileProblem(message) from error
    try:
        return _parsed(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = (
            f"{path} is not a whole clinic key. Put back the file that the clinic "
            "used, or restore it from the recovery sheet."
        )
        raise KeyFileProblem(message) from error


def _parsed(content: Mapping[str, Any]) -> ClinicKey:
    versions = {name: _decoded(text) for name, text in content["versions"].items()}
    sound = all(
        name == version_id(int(name.partition("-")[0]), key)
        for name, key in versions.items()
    )
    if content["format"] != 1 or not sound or content["current"] not in versions:
        message = "not a clinic key"
        raise ValueError(message)
    return ClinicKey(versions, content["current"], _decoded(content["index"]))


def _encoded(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")


def _decoded(text: str) -> bytes:
    key = base64.b64decode(text, validate=True)
    if len(key) != KEY_BYTES:
        message = "a key of another length"
        raise ValueError(message)
    return key


# --- in memory ---------------------------------------------------------------

_lock = threading.Lock()
_unwrapped: OrderedDict[tuple[UUID, bytes], AESGCM] = OrderedDict()
_loaded: tuple[tuple[Path, int, int], ClinicKey] | None = None


def clinic_key() -> ClinicKey:
    """The clinic key, read again when the file changed.

    A clinic without any subject key yet gets its file here. Where subject keys
    exist and the file does not, something is wrong, and nothing is made.
    """
    global _loaded  # noqa: PLW0603 - one file, read once by a process
    path = key_file()
    try:
        status = path.stat()
    except FileNotFoundError:
        if SubjectKey.objects.exists():
            return read(path)  # refuses, and says what to do
        make(path)
        status = path.stat()
    stamp = (path, status.st_mtime_ns, status.st_ino)
    known = _loaded
    if known is None or known[0] != stamp:
        known = (stamp, read(path))
        _loaded = known
    return known[1]


def wrap(key: bytes, *, subject: UUID, by: ClinicKey) -> bytes:
    """A subject's key, closed with the version in use of the clinic key."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    closed = AESGCM(by.versions[by.current]).encrypt(
        nonce, key, _wrapping(subject, by.current)
    )
    return nonce + closed


def unwrap(wrapped: bytes, *, subject: UUID, wrapped_by: str) -> bytes:
    """A subject's key, opened with the version that closed it."""
    version = clinic_key().versions.get(wrapped_by)
    if version is None:
        message = (
            f"The clinic key in {key_file()} has no version {wrapped_by}: it belongs "
            "to other records, or was rotated on another machine. Put the file here "
            "that this clinic uses."
        )
        raise KeyFileProblem(message)
    try:
        return AESGCM(version).decrypt(
            wrapped[:NONCE_BYTES],
            wrapped[NONCE_BYTES:],
            _wrapping(subject, wrapped_by),
        )
    except (InvalidTag, ValueError) as error:
        message = (
            f"The key of subject {subject} does not open: its bytes were changed or "
            "come from another row. Restore that row from a backup."
        )
        raise SealBroken(message) from error


def _wrapping(subject: UUID, version: str) -> bytes:
    return f"keys.SubjectKey.wrapped:{subject}:{version}".encode()


def cipher(key: SubjectKey) -> AESGCM:
    """The open key of a subject, from memory where it was opened before."""
    if key.is_destroyed or key.wrapped is None:
        forget(key.id)
        message = "This record was erased: its key was destroyed."
        raise KeyDestroyed(message)
    wrapped = bytes(key.wrapped)
    place = (key.id, wrapped)
    with _lock:
        found = _unwrapped.get(place)
        if found is not None:
            _unwrapped.move_to_end(place)
            return found
    found = AESGCM(unwrap(wrapped, subject=key.id, wrapped_by=key.wrapped_by))
    with _lock:
        _unwrapped[place] = found
        while len(_unwrapped) > REMEMBERED:
            _unwrapped.popitem(last=False)
    return found


def forget(subject: UUID | None = None) -> None:
    """Drop the open key of one subject, or all of them."""
    with _lock:
        for place in [one for one in _unwrapped if subject in {None, one[0]}]:
            del _unwrapped[place]
