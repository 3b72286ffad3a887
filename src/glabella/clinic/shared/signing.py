"""What a signature is bound to: one digest of the content, however it is stored."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

__all__ = ["content_digest", "token_digest"]


def content_digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of the content as canonical JSON, in hexadecimal.

    Canonical: keys in order, no blanks, UTF-8, dates in ISO 8601; the same content
    gives the same digest on every machine and database.
    """
    text = json.dumps(
        content,
        cls=DjangoJSONEncoder,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )
    return hashlib.sha256(text.encode()).hexdigest()


def token_digest(token: str) -> str:
    """What a table keeps of a secret address: a stolen copy opens nothing.

    Tokens are long and random, so a plain SHA-256 is not guessed back.
    """
    return hashlib.sha256(token.encode()).hexdigest()
