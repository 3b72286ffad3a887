"""``glabella backup`` and ``glabella restore``."""

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from glabella.site.backup import Made, back_up
from glabella.site.backup_archive import BackupError
from glabella.site.backup_restore import Restored, Wish, restore as bring_back
from glabella.site.folder import existing_folder

if TYPE_CHECKING:
    from glabella.clinic.keys.ring import ClinicKey

__all__ = ["backup", "restore"]

DEFAULT_DATA = "glabella-data"


def backup(file: Path | None, *, data: Path) -> None:
    """Back up a data folder, also while the clinic works.

    Parameters
    ----------
    file
        A new file; without one, a name with the instant in the current folder.
    data
        The data folder.
    """
    at = datetime.now(UTC)
    name = f"glabella-{at:%Y%m%d-%H%M%S}.backup"
    made = back_up(existing_folder(data), file or Path(name), at=at)
    _tell_made(made)


def _tell_made(made: Made) -> None:
    manifest = made.archive.manifest
    size_mib = made.archive.file.stat().st_size / 2**20
    entries = manifest.audit.number if manifest.audit else 0
    print(
        f"Wrote {made.archive.file} ({size_mib:.1f} MiB, audit entries: {entries}); "
        "read again and found whole."
    )
    print(
        f"The clinic key is not in it. Keep {made.key_file} or the recovery sheet "
        "somewhere else: without it the backup cannot be read."
    )
    if made.missing_entries:
        print(
            f"Warning: the audit's head file counts {made.missing_entries} entries "
            "more than the database holds. Run glabella audit verify.",
            file=sys.stderr,
        )


def restore(
    file: Path,
    target: Path,
    *,
    key: Path | None = None,
    sheet: Path | None = None,
    accept_broken_audit: bool = False,
) -> None:
    """Restore a backup into a new folder and prove its audit.

    Parameters
    ----------
    file
        The backup.
    target
        A new folder.
    key
        The file of the clinic key; without it the recovery sheet is asked for.
    sheet
        A file with the text of the recovery sheet, instead of typing it in.
    accept_broken_audit
        Restore even if the audit in the backup is not whole.
    """
    if key and sheet:
        message = "--key and --sheet are two ways to give the same: keep one"
        raise BackupError(message)
    done = bring_back(
        Wish(
            file=file,
            target=target,
            ask_key=_key_source(key, sheet),
            head_file=_head_of_the_clinic(),
            accept_broken_audit=accept_broken_audit,
        )
    )
    _tell_restored(done)


def _key_source(key: Path | None, sheet: Path | None) -> Callable[[], "ClinicKey"]:
    def ask() -> "ClinicKey":
        # Both need Django, which is set up by the time this is called.
        from glabella.clinic.keys import recovery, ring  # noqa: PLC0415

        if key is not None:
            return ring.read(key)
        return recovery.read(_sheet_text(sheet))

    return ask


def _sheet_text(sheet: Path | None) -> str:
    if sheet is not None:
        try:
            return sheet.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            message = f"{sheet} cannot be read: use a text file with the lines"
            raise BackupError(message) from error
    if not sys.stdin.isatty():
        message = (
            "the clinic key is needed: add --key with its file, or --sheet with the "
            "text of the recovery sheet"
        )
        raise BackupError(message)
    print("Type the recovery sheet line by line, numbers included; end with an empty")
    print("line. Letters may be small; spaces do not matter.")
    return "\n".join(iter(input, ""))


def _head_of_the_clinic() -> Path | None:
    """The audit's head file that the clinic left on this machine, if it did."""
    data = Path(os.environ.get("GLABELLA_DATA") or DEFAULT_DATA)
    named = os.environ.get("GLABELLA_AUDIT_HEAD_FILE")
    file = Path(named) if named else data / "audit-head"
    return file.expanduser().absolute() if file.exists() else None


def _tell_restored(done: Restored) -> None:
    manifest = done.manifest
    print(f"Restored {done.folder} from the backup of {manifest.made_at}.")
    print(f"{done.audit}.")
    if done.lost_entries:
        print(
            f"Warning: the clinic recorded {done.lost_entries} more audit entries "
            "after this backup. What they tell of is not in it.",
            file=sys.stderr,
        )
    verb = "demo" if manifest.made_for == "demo" else "serve"
    print(f"Start it: glabella {verb} --data {done.folder}")
    print("Everybody signs in anew, and tablets trust the clinic's certificate anew.")
