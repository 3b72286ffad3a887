"""One text for one content, so that a hash can be signed and checked again."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

__all__ = ["canonical", "digest"]


def canonical(content: Mapping[str, Any]) -> bytes:
    """JSON with sorted keys, no blanks, UTF-8; refuses what is not a number."""
    text = json.dumps(
        content,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )
    return text.encode()


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return sha256(canonical(content)).hexdigest()
