"""Reading the drawing's own files: shapes beside the evidence, pictures of the site."""

import json
from functools import cache
from pathlib import Path
from typing import Any, cast

from glabella.core.errors import EvidenceError
from glabella.evidence.files import DATA

__all__ = ["picture_bytes", "picture_path", "read_json"]

_STATIC = Path(__file__).parent.parent / "web" / "static"
"""Pictures are kept where the browser gets them, so that there is one copy."""


@cache
def read_json(name: str) -> dict[str, Any]:
    """The table of one data file (``face/views.json``); not to be changed."""
    try:
        text = (DATA / name).read_text(encoding="utf-8")
        return cast("dict[str, Any]", json.loads(text))
    except (OSError, ValueError) as error:
        raise EvidenceError.at(name, "file", str(error)) from error


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
