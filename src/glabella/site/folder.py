"""The data folder: everything that one installation keeps.

::

    DATA/
    ├── glabella.json      what made the folder: "clinic" or "demo"
    ├── secret-key         signs forms and sessions; readable by its owner alone
    ├── clinic-key         opens the sealed records; never in the database or a backup
    ├── glabella.sqlite3   the records, unless DATABASE_URL names a server
    ├── audit-head         the last number and hash of the audit chain
    ├── https/             the clinic's own authority and certificate, where used
    └── static-DIGEST/     style sheets, scripts and pictures, ready to serve
"""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from glabella.core.errors import GlabellaError

__all__ = [
    "DataFolder",
    "FolderError",
    "FolderKind",
    "existing_folder",
    "mark",
    "open_folder",
    "write_once",
    "write_whole",
]

FolderKind = Literal["clinic", "demo"]
MARKER = "glabella.json"
KINDS: tuple[FolderKind, ...] = ("clinic", "demo")
KEY_BYTES = 48


class FolderError(GlabellaError):
    """The data folder cannot be used; the message says why and what now."""

    @classmethod
    def foreign(cls, path: Path, kind: FolderKind) -> "FolderError":
        """Refuse a folder that something else filled."""
        return cls(
            f"{path} holds files that glabella {_maker(kind)} did not make: "
            "name an empty or new folder"
        )

    @classmethod
    def unusable(cls, path: Path, error: OSError) -> "FolderError":
        """Refuse a folder that the system does not let us use."""
        reason = error.strerror or type(error).__name__
        return cls(f"{path} cannot be used: {reason}; name another folder")

    @classmethod
    def missing(cls, path: Path) -> "FolderError":
        """Say that there is no data folder here."""
        return cls(
            f"{path} is not a data folder: name the folder that glabella serve uses "
            "with --data, or make one with glabella setup"
        )


def _maker(kind: FolderKind) -> str:
    return "demo" if kind == "demo" else "serve"


@dataclass(frozen=True, slots=True)
class DataFolder:
    """A folder that was checked and marked as ours."""

    path: Path
    kind: FolderKind

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.path / "glabella.sqlite3"

    @property
    def key_file(self) -> Path:
        """The file that holds the secret key."""
        return self.path / "secret-key"

    @property
    def https(self) -> Path:
        """The folder of the clinic's own authority and certificate."""
        return self.path / "https"


def open_folder(path: Path, kind: FolderKind) -> DataFolder:
    """Open the folder, making it and its secret key where they are missing.

    Refuses a folder with other content, or one made for the other purpose: a
    demonstration must never meet the records of a clinic.
    """
    path = path.expanduser().absolute()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        _mark(path, kind)
        folder = DataFolder(path, kind)
        _make_key(folder.key_file)
    except OSError as error:
        raise FolderError.unusable(path, error) from error
    return folder


def existing_folder(path: Path) -> DataFolder:
    """Open a folder that is there already, whichever purpose it was made for."""
    path = path.expanduser().absolute()
    kind = _made_for(path / MARKER)
    if kind is None:
        raise FolderError.missing(path)
    return DataFolder(path, kind)


def mark(path: Path, kind: FolderKind) -> None:
    """Write what the folder was made for."""
    text = json.dumps({"made_for": kind}) + "\n"
    (path / MARKER).write_text(text, encoding="utf-8")


def _mark(path: Path, kind: FolderKind) -> None:
    if (path / MARKER).exists():
        if _made_for(path / MARKER) != kind:
            raise FolderError.foreign(path, kind)
        return
    if any(path.iterdir()):
        raise FolderError.foreign(path, kind)
    mark(path, kind)


def _made_for(marker: Path) -> FolderKind | None:
    try:
        made_for = json.loads(marker.read_text(encoding="utf-8"))["made_for"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return next((kind for kind in KINDS if kind == made_for), None)


def _make_key(file: Path) -> None:
    """Write a new key, whole or not at all; one that exists stays."""
    if not file.exists():
        write_once(file, f"{secrets.token_urlsafe(KEY_BYTES)}\n".encode())


def write_once(file: Path, content: bytes) -> None:
    """Write a secret file; where another start was quicker, its content stays."""
    part = _part(file, content)
    try:
        # Unlike renaming, a link fails where the file exists already.
        os.link(part, file)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def write_whole(file: Path, content: bytes) -> None:
    """Replace a secret file by another content: the old or the new, never a part."""
    _part(file, content).replace(file)


def _part(file: Path, content: bytes) -> Path:
    """Write beside ``file``, readable by its owner alone and safe on the disk."""
    part = file.with_name(f"{file.name}.{os.getpid()}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    return part
