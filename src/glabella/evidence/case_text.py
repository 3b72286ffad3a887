"""The bytes of a case or trial file as tables: one reader for shell and page."""

import re
import tomllib
from typing import Any

from glabella.core.errors import CaseError

__all__ = ["LARGEST_BYTES", "tables_of"]

LARGEST_BYTES = 100_000
DEEPEST = 40
"""Dots in one key, or brackets inside one another: no case needs so many, and
TOML's own parser takes minutes over thousands of them."""


def tables_of(
    content: bytes, name: str, hint: str = "see glabella case new"
) -> dict[str, Any]:
    """The tables of a file called ``name``; ``CaseError`` says why not.

    ``hint`` ends the message: where a good file can be seen.
    """
    if len(content) > LARGEST_BYTES:
        msg = f"{name} is larger than {LARGEST_BYTES:,} bytes; {hint}"
        raise CaseError(msg)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"{name} is not UTF-8 text; save it as UTF-8"
        raise CaseError(msg) from error
    if _nests_too_deep(text):
        msg = f"{name} nests its keys too deep; {hint}"
        raise CaseError(msg)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        msg = f"{name} is not valid TOML: {error}; {hint}"
        raise CaseError(msg) from error


def _nests_too_deep(text: str) -> bool:
    """Whether a key is dotted, or brackets are nested, absurdly often.

    One pass over lines and brackets; the parser would run out of stack instead,
    and leave noise on standard error while it does.
    """
    for line in text.splitlines():
        heads = line.split("=")[:-1] or [line if line.lstrip()[:1] == "[" else ""]
        if any(head.count(".") > DEEPEST for head in heads):
            return True
    depth = 0
    for bracket in re.findall(r"[\[\]{}]", text):
        depth = depth + 1 if bracket in "[{" else max(0, depth - 1)
        if depth > DEEPEST:
            return True
    return False
