"""Logging that cannot repeat what somebody typed, or what opens a door.

An error's own text may quote a form field, and an address may carry one after its
question mark, or be the secret of a link or of a calendar feed. All are left out; what helps to mend the fault stays: the kind of
error, and file, line and function of every call on the way.
"""

import logging
import re
import traceback
from types import TracebackType
from typing import Any, override

__all__ = ["DiscreetFormatter", "discreet", "logging_settings"]

QUERY = re.compile(r"\?\S+")
SECRET = re.compile(r"(/(?:link|feed)/)[^\s?]+")
"""The rest of an address by which a patient, a program or a new colleague comes in."""
ExcInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None]
    | tuple[None, None, None]
)


def discreet(text: str) -> str:
    """The text without what addresses carry that is nobody else's business."""
    return SECRET.sub(r"\1...", QUERY.sub("?...", text))


class DiscreetFormatter(logging.Formatter):
    """Writes a record without query strings, secrets, and the text of errors."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        # Another formatter may have left the error's text in this record.
        record.exc_text = None
        return discreet(super().format(record))

    @override
    def formatException(self, ei: ExcInfo) -> str:
        kind, _, trace = ei
        calls = [
            f"  {frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(trace)
        ]
        name = "no error" if kind is None else f"{kind.__module__}.{kind.__qualname__}"
        return "\n".join([*calls, f"  {name} (its text is not logged)"])


def logging_settings(level: str) -> dict[str, Any]:
    """Return Django's LOGGING: everything to standard error, one discreet format."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "discreet": {
                "()": "glabella.site.logs.DiscreetFormatter",
                "format": "{asctime} {levelname} {name}: {message}",
                "style": "{",
            },
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "discreet"},
        },
        "root": {"handlers": ["stderr"], "level": level},
        # Django brings handlers of its own, which would mail or print tracebacks.
        "loggers": {
            name: {"handlers": [], "level": level, "propagate": True}
            for name in ("django", "django.request", "django.server")
        },
    }
