"""Collect the static files once per change of theirs, beside the records."""

import hashlib
import shutil
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage

from glabella.site.storage import HashedStorage

__all__ = ["collect"]

# django-htmx brings two generations of htmx; pages load one file of it.
IGNORED = ["django_htmx/ext/*", "django_htmx/htmx-4*", "django_htmx/htmax-4*"]
MADE_BY = ("django", "django-htmx", "glabella", "whitenoise")
PREFIX = "static-"
Found = dict[str, tuple[FileSystemStorage, str]]


def collect(data: Path) -> None:
    """Point Django at the collected files, made now if anything changed.

    Call it after ``django.setup`` and before the first page. The folder's name is
    a digest of what went in, so a finished folder never changes under a running
    server; it is filled under another name first.
    """
    found = _find()
    target = data / f"{PREFIX}{_digest(found)}"
    if not target.is_dir():
        part = data / f"{PREFIX}part"
        shutil.rmtree(part, ignore_errors=True)
        _fill(part, found)
        for old in data.glob(f"{PREFIX}*"):
            if old != part:
                shutil.rmtree(old)
        part.rename(target)
    settings.STATIC_ROOT = target


def _find() -> Found:
    """Return every file by its public name; the first finder that has it wins."""
    found: Found = {}
    for finder in finders.get_finders():
        for path, storage in finder.list(IGNORED):
            prefix = getattr(storage, "prefix", None)
            name = f"{prefix}/{path}" if prefix else path
            found.setdefault(name, (storage, path))
    return dict(sorted(found.items()))


def _digest(found: Found) -> str:
    """Digest of the makers' versions and of each file's name, size and time."""
    digest = hashlib.sha256()
    for name in MADE_BY:
        digest.update(f"{name} {version(name)}\n".encode())
    for name, (storage, path) in found.items():
        state = Path(storage.path(path)).stat()
        digest.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def _fill(folder: Path, found: Found) -> None:
    """Copy the files and give each its hashed name."""
    target = HashedStorage(location=folder)
    for name, (storage, path) in found.items():
        with storage.open(path) as source:
            target.save(name, source)
    copies = {name: (target, name) for name in found}
    for _, _, outcome in target.post_process(copies):
        if isinstance(outcome, Exception):
            raise outcome
