"""Restore a backup into a new folder, and prove what was restored."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from glabella.site import server
from glabella.site.backup_archive import Archive, BackupError, Manifest, opened
from glabella.site.backup_database import fill_postgresql, name_in_archive
from glabella.site.folder import DataFolder, open_folder

if TYPE_CHECKING:
    from glabella.clinic.keys.ring import ClinicKey

__all__ = ["Restored", "Wish", "restore"]

# What belongs to the folder that was backed up must not reach into the new one.
OTHER_PLACES = (
    "GLABELLA_CLINIC_KEY_FILE",
    "GLABELLA_AUDIT_HEAD_FILE",
    "GLABELLA_SECRET_KEY_FILE",
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What to restore, and where to."""

    file: Path
    target: Path
    ask_key: Callable[[], "ClinicKey"]
    """Called when Django is set up and the backup was found good."""
    head_file: Path | None = None
    """The audit's head of the clinic that the backup was made of, where it is left."""
    accept_broken_audit: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """A folder that was restored."""

    folder: Path
    manifest: Manifest
    audit: str
    """What the proof of the audit found, in one line."""
    lost_entries: int
    """Entries that the clinic recorded after this backup."""


def restore(wish: Wish) -> Restored:
    """Restore a backup; whatever fails, no folder is left half-written.

    Raises
    ------
    GlabellaError
        If the archive, the key, the place or the audit is not right; one line.
    """
    archive = opened(wish.file)
    target = wish.target.expanduser().absolute()
    _check_place(archive, target)
    with _part(target) as part:
        folder = open_folder(part, archive.manifest.made_for)
        _configure(folder)
        key = _right_key(archive.manifest, wish.ask_key())
        _load(archive, folder)
        audit, lost = _prove(archive.manifest, key, wish)
        from django.db import connections  # noqa: PLC0415

        connections.close_all()
        part.rename(target)
    return Restored(target, archive.manifest, audit, lost)


def _check_place(archive: Archive, target: Path) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        message = f"{target} exists already: name a new folder"
        raise BackupError(message)
    named = os.environ.get("DATABASE_URL", "")
    if archive.manifest.database == "sqlite" and named:
        message = (
            "the backup holds an SQLite database, which stands in the folder itself: "
            "unset DATABASE_URL and try again"
        )
        raise BackupError(message)
    if archive.manifest.database == "postgresql" and not named.startswith("postgres"):
        message = (
            "the backup holds a PostgreSQL database: name a new, empty one with "
            "DATABASE_URL=postgresql://user:password@host:5432/name"
        )
        raise BackupError(message)


@contextmanager
def _part(target: Path) -> Iterator[Path]:
    """A folder beside ``target`` that is gone at the end unless it was renamed."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield part
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _configure(folder: DataFolder) -> None:
    url = os.environ.get("DATABASE_URL", "")
    for name in OTHER_PLACES:
        os.environ.pop(name, None)
    server.configure(folder)
    if folder.kind == "demo" and url:
        message = "a demonstration is never restored into a database server"
        raise BackupError(message)


def _right_key(manifest: Manifest, key: "ClinicKey") -> "ClinicKey":
    missing = sorted(set(manifest.clinic_keys) - set(key.versions))
    if missing:
        message = (
            f"this clinic key does not open the backup, which needs version "
            f"{', '.join(missing)}: use the key file or the recovery sheet of that time"
        )
        raise BackupError(message)
    return key


def _load(archive: Archive, folder: DataFolder) -> None:
    name = name_in_archive(archive.manifest.database)
    if archive.manifest.database == "sqlite":
        archive.extract(name, folder.database)
    else:
        dump = folder.path / name
        archive.extract(name, dump)
        fill_postgresql(dump)
        dump.unlink()
    _migrate(archive)


def _migrate(archive: Archive) -> None:
    """Bring an older backup up to date; refuse one of a newer program."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415

    loader = MigrationLoader(connection)
    if any(
        app in loader.migrated_apps and (app, name) not in loader.disk_migrations
        for app, name in loader.applied_migrations
    ):
        message = (
            f"{archive.file} was made by glabella {archive.manifest.version}, which is "
            "newer than this one: install that version and try again"
        )
        raise BackupError(message)
    call_command("migrate", interactive=False, verbosity=0)


def _prove(manifest: Manifest, key: "ClinicKey", wish: Wish) -> tuple[str, int]:
    """Put key and head in place, open a seal of each version, follow the chain."""
    from django.conf import settings  # noqa: PLC0415

    from glabella.clinic.audit import head, verification  # noqa: PLC0415
    from glabella.clinic.keys import ring  # noqa: PLC0415

    ring.write(key, settings.CLINIC_KEY_FILE)
    _open_one_of_each(manifest)
    if manifest.audit is None:
        return "The audit is empty", 0
    digest = bytes.fromhex(manifest.audit.digest)
    head.advance(settings.AUDIT_HEAD_FILE, head.Head(manifest.audit.number, digest))
    report = verification.verify()
    if not report.is_whole and not wish.accept_broken_audit:
        message = (
            f"{report.line}; nothing was restored: use another backup, or add "
            "--accept-broken-audit to restore it as it is"
        )
        raise BackupError(message)
    known = head.read(wish.head_file) if wish.head_file else None
    lost = known.number - manifest.audit.number if known else 0
    return report.line, max(0, lost)


def _open_one_of_each(manifest: Manifest) -> None:
    from glabella.clinic.keys import ring  # noqa: PLC0415
    from glabella.clinic.keys.models import SubjectKey  # noqa: PLC0415

    rows = SubjectKey.objects.filter(wrapped__isnull=False).order_by("created_at")
    for version in manifest.clinic_keys:
        row = rows.filter(wrapped_by=version).first()
        if row is not None:
            ring.cipher(row)
