"""The pictures that are drawn on, as files of the site."""

from functools import cache
from pathlib import Path

from glabella.core.errors import EvidenceError

__all__ = ["picture_bytes", "picture_path"]

_STATIC = Path(__file__).parent.parent / "web" / "static"
"""Pictures are kept where the browser gets them, so that there is one copy."""


def picture_path(name: str) -> Path:
    """Where a picture named by a view lies (``face/front.webp``)."""
    return _STATIC / name


@cache
def picture_bytes(name: str) -> bytes:
    """The picture's content, for documents that carry it inside."""
    try:
        return picture_path(name).read_bytes()
    except OSError as error:
        raise EvidenceError.at(name, "picture", str(error)) from error
