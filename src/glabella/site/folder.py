"""The data folder: everything that one installation keeps.

::

    DATA/
    ├── glabella.json      what made the folder: "clinic" or "demo"
    ├── secret-key         made once, readable by its owner alone
    ├── glabella.sqlite3   the records, unless DATABASE_URL names a server
    └── static-DIGEST/     style sheets, scripts and pictures, ready to serve
"""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from glabella.core.errors import GlabellaError

__all__ = ["DataFolder", "FolderError", "FolderKind", "open_folder"]

FolderKind = Literal["clinic", "demo"]
MARKER = "glabella.json"
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


def _mark(path: Path, kind: FolderKind) -> None:
    marker = path / MARKER
    if not marker.exists():
        if any(path.iterdir()):
            raise FolderError.foreign(path, kind)
        marker.write_text(json.dumps({"made_for": kind}) + "\n", encoding="utf-8")
        return
    try:
        made_for = json.loads(marker.read_text(encoding="utf-8"))["made_for"]
    except (ValueError, KeyError, TypeError):
        made_for = None
    if made_for != kind:
        raise FolderError.foreign(path, kind)


def _make_key(file: Path) -> None:
    """Write a new key, whole or not at all; one that exists stays."""
    if file.exists():
        return
    part = file.with_name(f"{file.name}.{os.getpid()}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(secrets.token_urlsafe(KEY_BYTES) + "\n")
    try:
        # A link fails where a second start was quicker, and then its key counts.
        os.link(part, file)
    except FileExistsError:
        pass
    finally:
        part.unlink()
