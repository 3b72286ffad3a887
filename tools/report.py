"""How the tools speak: one line for progress, one line for a refusal."""

from __future__ import annotations

import sys

__all__ = ["SetupError", "say"]


class SetupError(Exception):
    """Setting up cannot go on; the message is one line that says what to do."""


def say(message: str) -> None:
    """Print one line of progress on standard error, at once."""
    print(f"glabella setup: {message}", file=sys.stderr, flush=True)
