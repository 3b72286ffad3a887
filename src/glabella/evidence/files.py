"""Where the evidence files lie, and reading one of them."""

import json
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast

from glabella.core.errors import EvidenceError

__all__ = [
    "DATA",
    "VOCABULARY",
    "Table",
    "fact_files",
    "name_of",
    "read_json",
    "read_toml",
]

type Table = dict[str, Any]

DATA = Path(__file__).parent / "data"
"""The project's own evidence; every reader also takes another folder."""

VOCABULARY = "screening/vocabulary"

# These folders and files have readers and rules of their own.
_NOT_FACTS = (
    *("sources/", "trials/", f"{VOCABULARY}/", "keys.toml"),
    "response/fitted.toml",
)


@cache
def read_toml(path: Path) -> Table:
    """Parse one file once; whoever gets the table must not change it."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        name = f"{path.parent.name}/{path.name}"
        raise EvidenceError.at(name, "file", str(error)) from error


@cache
def read_json(name: str) -> Table:
    """The table of one drawing (``face/views.json``); not to be changed."""
    try:
        text = (DATA / name).read_text(encoding="utf-8")
        return cast("Table", json.loads(text))
    except (OSError, ValueError) as error:
        raise EvidenceError.at(name, "file", str(error)) from error


def name_of(path: Path, root: Path) -> str:
    """The file's name as errors and lists print it: ``products/botox.toml``."""
    return path.relative_to(root).as_posix()


def fact_files(root: Path = DATA) -> Iterator[Path]:
    """Every file that may hold ``[[values]]``, in a stable order."""
    for path in sorted(root.rglob("*.toml")):
        if not name_of(path, root).startswith(_NOT_FACTS):
            yield path
