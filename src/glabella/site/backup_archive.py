"""The file of a backup: a zip archive with a manifest that holds every digest.

::

    manifest.json       what, when, by which version; digest and size of each file
    glabella.sqlite3    or glabella.pgdump, as ``pg_dump --format=custom`` writes it

It holds no key of any kind: neither that of the clinic, nor the one that signs
sessions, nor that of the HTTPS authority. A zip archive ends with its table of
contents, so a file that was cut short is noticed before anything is read.
"""

import hashlib
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Any

from glabella.core.errors import GlabellaError
from glabella.site.folder import FolderKind

__all__ = ["Archive", "AuditPosition", "BackupError", "Manifest", "opened", "write"]

FORMAT = 1
MANIFEST = "manifest.json"
BLOCK = 1024 * 1024
LONGEST_MANIFEST = BLOCK
# What reading a zip archive with changed bytes may raise, found by changing them.
DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError),
    *(NotImplementedError, RuntimeError, OverflowError, ValueError),
)


class BackupError(GlabellaError):
    """A backup cannot be made or used; the message says why and what now."""

    @classmethod
    def unreadable(cls, file: Path, reason: str) -> "BackupError":
        """Name the file and what is wrong with it."""
        return cls(f"{file} {reason}; nothing was restored")

    @classmethod
    def foreign(cls, file: Path) -> "BackupError":
        """Say that this is something else."""
        return cls.unreadable(file, "is not a backup of glabella")

    @classmethod
    def broken(cls, file: Path, name: str) -> "BackupError":
        """Say that the content is not what was written."""
        return cls.unreadable(
            file, f"is damaged ({name} is not what was saved): use another backup"
        )


@dataclass(frozen=True, slots=True)
class AuditPosition:
    """The last entry of the audit in a backup; its digest in hexadecimal."""

    number: int
    digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds."""

    version: str
    made_at: str
    made_for: FolderKind
    database: str
    """sqlite or postgresql"""
    clinic_keys: tuple[str, ...] = ()
    """Versions of the clinic key that are needed to read it."""
    audit: AuditPosition | None = None
    files: Mapping[str, Mapping[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class Archive:
    """A backup whose every byte was checked."""

    file: Path
    manifest: Manifest

    def extract(self, name: str, target: Path) -> None:
        """Write one of its files to ``target``."""
        with zipfile.ZipFile(self.file) as archive, archive.open(name) as source:
            handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as stream:
                while block := source.read(BLOCK):
                    stream.write(block)
                stream.flush()
                os.fsync(stream.fileno())


def write(file: Path, manifest: Manifest, contents: Mapping[str, Path]) -> Archive:
    """Write a backup, read it again, and only then give it its name."""
    if file.exists():
        message = f"{file} exists already: name a new file"
        raise BackupError(message)
    part = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with _new(part) as stream:
            _fill(stream, manifest, contents)
        archive = opened(part)
        part.rename(file)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        message = f"{file} cannot be written: {reason}; name another place"
        raise BackupError(message) from error
    finally:
        part.unlink(missing_ok=True)
    return replace(archive, file=file)


@contextmanager
def _new(file: Path) -> Iterator[IO[bytes]]:
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w+b") as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


def _fill(stream: IO[bytes], manifest: Manifest, contents: Mapping[str, Path]) -> None:
    files = {}
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for name, path in contents.items():
            with (
                path.open("rb") as source,
                archive.open(name, "w", force_zip64=True) as target,
            ):
                files[name] = _copied(source, target)
        told = {"format": FORMAT, **asdict(replace(manifest, files=files))}
        archive.writestr(MANIFEST, json.dumps(told, indent=1) + "\n")


def _copied(source: IO[bytes], target: IO[bytes] | None) -> dict[str, Any]:
    """Copy (or only read) and return digest and size."""
    digest, size = hashlib.sha256(), 0
    while block := source.read(BLOCK):
        digest.update(block)
        size += len(block)
        if target is not None:
            target.write(block)
    return {"sha256": digest.hexdigest(), "bytes": size}


def opened(file: Path) -> Archive:
    """Check a backup from the first byte to the last; refuse it in one line."""
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(file, archive)
            _check(file, archive, manifest)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BackupError.unreadable(file, f"cannot be read: {reason}") from error
    except DAMAGE as error:
        raise _not_whole(file) from error
    return Archive(file, manifest)


def _not_whole(file: Path) -> BackupError:
    with file.open("rb") as stream:
        begins_well = stream.read(4) == b"PK\x03\x04"
    if begins_well:
        return BackupError.unreadable(file, "is cut short or damaged")
    return BackupError.foreign(file)


def _manifest(file: Path, archive: zipfile.ZipFile) -> Manifest:
    try:
        if archive.getinfo(MANIFEST).file_size > LONGEST_MANIFEST:
            raise BackupError.foreign(file)
        told = json.loads(archive.read(MANIFEST))
        form = told.pop("format")
        if not isinstance(form, int) or form > FORMAT:
            raise BackupError.unreadable(file, "was made by a newer glabella")
        audit = told.pop("audit")
        return Manifest(
            **{**told, "clinic_keys": tuple(told["clinic_keys"])},
            audit=AuditPosition(**audit) if audit else None,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BackupError.foreign(file) from error


def _check(file: Path, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    files = manifest.files or {}
    if {MANIFEST, *files} != set(archive.namelist()):
        raise BackupError.broken(file, "the list of files")
    for name, known in files.items():
        try:
            with archive.open(name) as source:
                found = _copied(source, None)
        except DAMAGE as error:
            raise BackupError.broken(file, name) from error
        if found != dict(known):
            raise BackupError.broken(file, name)
