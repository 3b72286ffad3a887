"""Copy the records out of a database that is in use, and into an empty one."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from glabella.site.backup_archive import AuditPosition, BackupError

__all__ = ["Copied", "copy_out", "fill_postgresql", "name_in_archive", "workroom"]

SQLITE_WAIT_SECONDS = 60
NAMES = {"sqlite": "glabella.sqlite3", "postgresql": "glabella.pgdump"}


class Cursor(Protocol):
    """As much of a database cursor as is needed here."""

    def execute(self, sql: str, /) -> Any:
        """Run an order."""

    def fetchall(self) -> list[Any]:
        """Return the rows."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What stands in a copy: which keys it needs, where its audit ends."""

    vendor: str
    clinic_keys: tuple[str, ...]
    audit: AuditPosition | None


def name_in_archive(vendor: str) -> str:
    """Return the name of the copy in the archive."""
    return NAMES[vendor]


def copy_out(target: Path) -> Copied:
    """Write a consistent copy of Django's database to ``target`` while it is used."""
    from django.db import connection  # noqa: PLC0415 - Django is set up by now

    if connection.vendor == "sqlite":
        return _copy_sqlite(Path(str(connection.settings_dict["NAME"])), target)
    return _copy_postgresql(target)


def _copy_sqlite(file: Path, target: Path) -> Copied:
    if not file.exists():
        message = f"{file} does not exist: there is nothing to back up"
        raise BackupError(message)
    try:
        with (
            closing(sqlite3.connect(file, timeout=SQLITE_WAIT_SECONDS)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            # In one step: writers go on in the write-ahead log meanwhile.
            source.backup(copy)
            # One file is easier to keep than three.
            copy.execute("PRAGMA journal_mode=DELETE")
            found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if found != "ok":
                message = f"{file} is damaged ({found}): restore the last good backup"
                raise BackupError(message)
            return _described("sqlite", copy.cursor())
    except sqlite3.Error as error:
        message = f"{file} cannot be copied: {error}"
        raise BackupError(message) from error


def _copy_postgresql(target: Path) -> Copied:
    from django.db import connection, transaction  # noqa: PLC0415

    program = _program("pg_dump")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        # The dump sees what this transaction sees, whatever is written meanwhile.
        order = ["--format=custom", "--no-owner", "--no-privileges", "--no-password"]
        order += [f"--snapshot={snapshot}", f"--file={target}"]
        _run([program, *order], connection.settings_dict)
        return _described("postgresql", cursor)


def _described(vendor: str, cursor: Cursor) -> Copied:
    from glabella.clinic.audit.models import AuditHead  # noqa: PLC0415
    from glabella.clinic.keys.models import SubjectKey  # noqa: PLC0415

    keys, heads = SubjectKey._meta.db_table, AuditHead._meta.db_table  # noqa: SLF001
    cursor.execute(
        f"SELECT DISTINCT wrapped_by FROM {keys} WHERE wrapped IS NOT NULL"  # noqa: S608 - our own table
    )
    versions = tuple(sorted(row[0] for row in cursor.fetchall()))
    cursor.execute(f"SELECT number, digest FROM {heads}")  # noqa: S608 - the same
    ends = [AuditPosition(row[0], bytes(row[1]).hex()) for row in cursor.fetchall()]
    return Copied(vendor, versions, ends[0] if ends else None)


def fill_postgresql(dump: Path) -> None:
    """Load a dump into Django's database, which must be empty; all of it or nothing."""
    from django.db import DatabaseError, connection  # noqa: PLC0415

    program = _program("pg_restore")
    try:
        tables = connection.introspection.table_names()
    except DatabaseError as error:
        message = "the database that DATABASE_URL names cannot be reached"
        raise BackupError(message) from error
    if tables:
        message = (
            "the database that DATABASE_URL names is not empty: create a new one and "
            "name that"
        )
        raise BackupError(message)
    known = connection.settings_dict
    order = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-password"]
    order += ["--no-privileges", f"--dbname={known['NAME']}", str(dump)]
    _run([program, *order], known)


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        message = (
            f"{name} is needed for PostgreSQL and was not found: install the "
            "PostgreSQL client of the server's version (Debian: postgresql-client)"
        )
        raise BackupError(message)
    return found


def _run(order: list[str], known: Mapping[str, Any]) -> None:
    """Run a PostgreSQL program; the password travels in the environment only."""
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER"}
    names |= {"PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    told = {ours: str(known[theirs]) for ours, theirs in names.items() if known[theirs]}
    done = subprocess.run(  # noqa: S603 - our own words and a program from the path
        order,
        env={**os.environ, **told},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        said = " / ".join(lines[:2]) or f"exit code {done.returncode}"
        message = f"{Path(order[0]).name} failed: {said}"
        raise BackupError(message)


@contextmanager
def workroom(beside: Path) -> Iterator[Path]:
    """Yield a folder for one person's eyes beside a file, removed at the end."""
    place = beside.with_name(f".{beside.name}.{os.getpid()}.work")
    try:
        place.mkdir(mode=0o700)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        message = f"{beside.parent} cannot be written: {reason}; name another place"
        raise BackupError(message) from error
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
