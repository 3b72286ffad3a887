"""How e-mail leaves this installation, read from the environment.

``smtp://user:password@host:587`` starts TLS before anything is said (STARTTLS),
``smtps://`` is TLS from the first byte; ``smtp+plain://localhost:25`` is for a mail
program on this machine alone. Nothing set means that messages wait in the outbox.
"""

import os
from email.utils import parseaddr
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from glabella.site.env import EnvError

__all__ = ["mailers", "sender"]

SMTP = "django.core.mail.backends.smtp.EmailBackend"
PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
TIMEOUT_SECONDS = 20
EXAMPLE = "use smtp://user:password@host:587 or smtps://user:password@host:465"


def mailers(name: str, *, demo: bool) -> dict[str, dict[str, Any]]:
    """Django's ``MAILERS``: one way out, or none.

    A demonstration has none whatever is set: its people are made up, and their
    addresses may belong to somebody.
    """
    value = os.environ.get(name, "").strip()
    if not value or demo:
        return {}
    try:
        options = _options(urlsplit(value))
    except ValueError as error:
        # The value may hold a password: it is not repeated.
        message = f"{name} is not understood ({error}): {EXAMPLE}"
        raise EnvError(message) from None
    return {"default": {"BACKEND": SMTP, "OPTIONS": options}}


def _options(parts: SplitResult) -> dict[str, Any]:
    if parts.scheme not in PORTS:
        message = f"scheme {parts.scheme!r}"
        raise ValueError(message)
    if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        message = "a host is needed, and nothing may follow it"
        raise ValueError(message)
    if parts.scheme == "smtp+plain" and parts.hostname not in THIS_MACHINE:
        message = "mail leaves this machine only with TLS"
        raise ValueError(message)
    return {
        "host": parts.hostname,
        "port": parts.port or PORTS[parts.scheme],
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": parts.scheme == "smtp",
        "use_ssl": parts.scheme == "smtps",
        "timeout": TIMEOUT_SECONDS,
    }


def sender(name: str, default: str = "glabella@localhost") -> str:
    """The address that messages come from; the clinic's name is put before it."""
    value = os.environ.get(name, "").strip() or default
    if parseaddr(value)[1] != value or value.count("@") != 1:
        raise EnvError.wrong(name, value, "use one address such as desk@clinic.example")
    return value
