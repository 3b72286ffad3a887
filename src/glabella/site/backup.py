"""Back up a data folder while the clinic works."""

from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from glabella.site import server
from glabella.site.backup_archive import Archive, Manifest, write
from glabella.site.backup_database import copy_out, name_in_archive, workroom
from glabella.site.folder import DataFolder

__all__ = ["Made", "back_up"]


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was written and read again."""

    archive: Archive
    key_file: Path
    """Where the clinic key stands, which is not in the backup."""
    missing_entries: int
    """Audit entries that the head outside the database counts and the copy lacks."""


def back_up(folder: DataFolder, file: Path, *, at: datetime) -> Made:
    """Write a consistent, checked backup of ``folder`` to ``file``.

    Parameters
    ----------
    folder
        The data folder; the clinic may be running.
    file
        A new file; an existing one is refused.
    at
        The present instant, for the manifest.
    """
    server.configure(folder)
    from django.conf import settings  # noqa: PLC0415 - set up by the line above

    from glabella.clinic.audit import head  # noqa: PLC0415

    file = file.expanduser().absolute()
    # Before the copy: an entry made meanwhile is no loss.
    kept = head.read(head.head_file())
    with workroom(file) as room:
        copy = room / "copy"
        found = copy_out(copy)
        manifest = Manifest(
            version=version("glabella"),
            made_at=at.isoformat(timespec="seconds"),
            made_for=folder.kind,
            database=found.vendor,
            clinic_keys=found.clinic_keys,
            audit=found.audit,
        )
        archive = write(file, manifest, {name_in_archive(found.vendor): copy})
    reached = found.audit.number if found.audit else 0
    missing = max(0, kept.number - reached) if kept else 0
    return Made(archive, Path(settings.CLINIC_KEY_FILE), missing)
