"""Which certificate the server shows, and under which names it may be asked for."""

import ipaddress
import re
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509

from glabella.core.errors import GlabellaError
from glabella.site import authority as own

__all__ = ["Certificate", "HttpsError", "from_authority", "from_files", "is_loopback"]

ANYWHERE = {"", "0.0.0.0", "::"}  # noqa: S104 - compared with, not listened on
HOST_NAME = re.compile(
    r"(?!.{254})(\*\.)?[a-z0-9]([a-z0-9-]{0,62})(\.[a-z0-9][a-z0-9-]{0,62})*"
)
# Nothing is sent to these documentation addresses (RFC 5737, RFC 3849): choosing a
# way to them tells which address of ours other machines see.
FAR_AWAY = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))


class HttpsError(GlabellaError):
    """The certificate cannot be used; the message says why and what now."""

    @classmethod
    def unusable(cls, file: Path, reason: str) -> "HttpsError":
        """Name the file and what is wrong with it."""
        return cls(f"{file} cannot be used for HTTPS: {reason}")


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate to serve with.

    ``authority`` and ``fingerprint`` are those of the clinic's own authority, None
    for files that somebody else signed; ``key_file`` is None where ``file`` holds
    the key too.
    """

    file: Path
    key_file: Path | None
    hosts: tuple[str, ...]
    authority: Path | None = None
    fingerprint: str | None = None


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens on ``host``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def from_files(file: Path, key_file: Path, *, at: datetime) -> Certificate:
    """Check a certificate that somebody else signed, and read its names."""
    _load(file, key_file)
    certificate = x509.load_pem_x509_certificate(file.read_bytes())
    if certificate.not_valid_after_utc <= at:
        day = f"{certificate.not_valid_after_utc:%-d %B %Y}"
        raise HttpsError.unusable(file, f"it ended on {day}; renew it")
    return Certificate(file.absolute(), key_file.absolute(), _names_in(certificate))


def _load(file: Path, key_file: Path) -> None:
    for one in (file, key_file):
        try:
            one.read_bytes()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise HttpsError.unusable(one, reason) from error
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        # An empty answer keeps OpenSSL from asking the terminal for a password.
        context.load_cert_chain(file, key_file, password=lambda: "")
    except (OSError, ValueError) as error:
        reason = (
            f"it and {key_file} are not a certificate and its key, both in PEM form "
            "and without a password"
        )
        raise HttpsError.unusable(file, reason) from error


def _names_in(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        names = certificate.extensions.get_extension_for_class(
            x509.SubjectAlternativeName
        ).value
    except x509.ExtensionNotFound:
        return ()
    hosts = names.get_values_for_type(x509.DNSName)
    addresses = names.get_values_for_type(x509.IPAddress)
    return tuple(as_host(name) for name in (*hosts, *map(str, addresses)))


def from_authority(
    folder: Path, host: str, *, more: Iterable[str] = (), label: str, at: datetime
) -> Certificate:
    """Return a certificate of the clinic's own authority, made where needed.

    Parameters
    ----------
    folder
        The folder ``https`` of the data folder.
    host
        The address to listen on.
    more
        Further names under which the site is asked for.
    label
        What devices show as the name of a new authority.
    at
        The present instant.
    """
    asked, found = asked_names(host, more), own_names(host)
    names = list(dict.fromkeys([*asked, *found]))
    authority = own.open_authority(folder, names=names, label=label, at=at)
    # A machine that got another name or address must still start; a name that
    # somebody asked for is refused aloud instead.
    names = [
        name
        for name in names
        if name in asked or own.may_vouch(authority.certificate, name)
    ]
    file = own.server_certificate(folder, authority, names=names, at=at)
    return Certificate(
        file,
        None,
        tuple(as_host(name) for name in names),
        folder / "authority.pem",
        own.fingerprint(authority.certificate),
    )


def asked_names(host: str, more: Iterable[str] = ()) -> list[str]:
    """Names and addresses that somebody gave, without what no certificate carries."""
    given = [*more, *([] if host in ANYWHERE else [host])]
    return list(dict.fromkeys(name for name in map(_clean, given) if name))


def own_names(host: str) -> list[str]:
    """Names and addresses that this machine has: the likeliest to be typed first."""
    machine = socket.gethostname().lower()
    short = machine.split(".")[0]
    here = _addresses() if host in ANYWHERE else []
    found = [*here, f"{short}.local", machine, short]
    found += ["localhost", "127.0.0.1", "::1"]
    return list(dict.fromkeys(name for name in map(_clean, found) if name))


def _addresses() -> list[str]:
    found: list[str] = []
    for family, far in FAR_AWAY:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((far, 9))
                found.append(probe.getsockname()[0])
        except OSError:
            continue  # this machine has no such network
    return found


def _clean(name: str) -> str | None:
    """Return a name as certificates write it, or None where they cannot."""
    plain = name.strip("[]").lower()
    try:
        return str(ipaddress.ip_address(plain.split("%")[0]))
    except ValueError:
        # Django writes ".clinic.example" for the names below it.
        dotted = f"*{plain}" if plain.startswith(".") else plain
        return dotted if HOST_NAME.fullmatch(dotted) else None


def as_host(name: str) -> str:
    """Return a name of a certificate as Django's ALLOWED_HOSTS writes it."""
    if ":" in name:
        return f"[{name}]"
    return name.removeprefix("*")
