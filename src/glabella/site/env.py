"""Typed readers of the environment: a wrong value stops the start with one line.

Each reader names the variable, repeats the value (never that of a secret) and says
what is allowed.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit
from zoneinfo import available_timezones

from glabella.core.errors import GlabellaError

__all__ = [
    "EnvError",
    "address",
    "choice",
    "database",
    "file",
    "flag",
    "folder",
    "listing",
    "secret",
    "time_zone",
]

FLAGS = {"1": True, "true": True, "yes": True, "on": True} | {
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}
SHORTEST_SECRET = 32
SQLITE_TIMEOUT_SECONDS = 20
CONNECTION_SECONDS = 60


class EnvError(GlabellaError):
    """An environment variable holds what cannot be meant."""

    @classmethod
    def wrong(cls, name: str, value: str, allowed: str) -> "EnvError":
        """Name the variable, its value and what is allowed."""
        return cls(f"{name}={value[:80]!r} is not understood: {allowed}")


def _raw(name: str) -> str:
    return os.environ.get(name, "").strip()


def address(name: str) -> str:
    """Read a web address without its last slash, or an empty text."""
    value = _raw(name)
    try:
        parts = urlsplit(value)
    except ValueError as error:
        raise EnvError.wrong(name, value, "use https://clinic.example.org") from error
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise EnvError.wrong(name, value, "use https://clinic.example.org")
    return value.rstrip("/")


def flag(name: str, *, default: bool = False) -> bool:
    """Read a switch: 1, true, yes, on or 0, false, no, off."""
    value = _raw(name)
    if not value:
        return default
    if value.lower() not in FLAGS:
        raise EnvError.wrong(name, value, "use 1 or 0")
    return FLAGS[value.lower()]


def choice(name: str, allowed: tuple[str, ...], default: str) -> str:
    """Read one of a few words."""
    value = _raw(name) or default
    if value not in allowed:
        raise EnvError.wrong(name, value, f"use one of {', '.join(allowed)}")
    return value


def listing(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Read names separated by commas; an empty place or a blank inside is refused."""
    value = _raw(name)
    if not value:
        return list(default)
    items = [item.strip() for item in value.split(",")]
    if any(not item or " " in item for item in items):
        raise EnvError.wrong(name, value, "use names separated by commas")
    return items


def folder(name: str, default: str) -> Path:
    """Read the path of a folder, which need not exist yet."""
    path = Path(_raw(name) or default).expanduser().absolute()
    if path.exists() and not path.is_dir():
        raise EnvError.wrong(name, str(path), "use a folder, this is a file")
    return path


def file(name: str, default: Path) -> Path:
    """Read the path of a file, which need not exist yet."""
    path = Path(_raw(name) or default).expanduser().absolute()
    if path.is_dir():
        raise EnvError.wrong(name, str(path), "use a file, this is a folder")
    return path


def secret(name: str) -> str | None:
    """Read a secret from ``NAME``, or from the file that ``NAME_FILE`` names."""
    value, file_name = _raw(name), _raw(f"{name}_FILE")
    if value and file_name:
        message = f"{name} and {name}_FILE are both set: keep one"
        raise EnvError(message)
    if file_name:
        value = _content(f"{name}_FILE", file_name)
    elif not value:
        return None
    if len(value) < SHORTEST_SECRET:
        message = f"{name} is too short: use at least {SHORTEST_SECRET} characters"
        raise EnvError(message)
    return value


def _content(name: str, file_name: str) -> str:
    try:
        return Path(file_name).expanduser().read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise EnvError.wrong(name, file_name, "use a readable text file") from error


def time_zone(name: str, default: str = "UTC") -> str:
    """Read a time zone of the tz database, such as Europe/London."""
    value = _raw(name) or default
    if value not in available_timezones():
        raise EnvError.wrong(name, value, "use a name such as Europe/London")
    return value


def database(name: str, *, sqlite_file: Path) -> dict[str, Any]:
    """Read where the records are kept, as Django wants to hear it.

    Nothing set means SQLite in ``sqlite_file``; ``sqlite:////absolute/file``
    names another file; ``postgresql://user:password@host:5432/name`` a server.
    """
    value = _raw(name)
    if not value:
        return _sqlite(sqlite_file)
    try:
        parts = urlsplit(value)
        return _from_parts(parts)
    except ValueError as error:
        # The value may hold a password: it is not repeated.
        message = (
            f"{name} is not understood ({error}): use "
            "postgresql://user:password@host:5432/name or sqlite:////absolute/file"
        )
        raise EnvError(message) from None


def _from_parts(parts: SplitResult) -> dict[str, Any]:
    if parts.query or parts.fragment:
        message = "nothing may follow the name"
        raise ValueError(message)
    if parts.scheme == "sqlite":
        file = Path(unquote(parts.path[1:]))
        if parts.netloc or not file.is_absolute():
            message = "the file must be absolute"
            raise ValueError(message)
        return _sqlite(file)
    if parts.scheme not in {"postgres", "postgresql"}:
        message = f"scheme {parts.scheme!r}"
        raise ValueError(message)
    return _postgresql(parts)


def _sqlite(file: Path) -> dict[str, Any]:
    """SQLite for several threads and processes of one machine.

    Write locks are taken at the start of a transaction, so that two writers queue
    instead of failing half-way; the write-ahead log lets readers go on meanwhile.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        # Opening the file anew reads the whole schema: 2 ms of every page.
        "CONN_MAX_AGE": CONNECTION_SECONDS,
        "OPTIONS": {
            "timeout": SQLITE_TIMEOUT_SECONDS,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }


def _postgresql(parts: SplitResult) -> dict[str, Any]:
    database_name = unquote(parts.path.removeprefix("/"))
    if not database_name or "/" in database_name:
        message = "the database has no name"
        raise ValueError(message)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database_name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": CONNECTION_SECONDS,
        "CONN_HEALTH_CHECKS": True,
    }
