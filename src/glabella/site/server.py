"""Prepare a data folder and serve the site from it, with gunicorn."""

import os
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, override

from glabella.core.errors import GlabellaError
from glabella.site.folder import DataFolder
from glabella.site.https import Certificate
from glabella.site.logs import discreet

__all__ = [
    "Place",
    "ServerError",
    "check_port",
    "configure",
    "prepare",
    "run",
    "set_up",
]

OWN_PREFIX = "GLABELLA_"
ACCESS_LINE = "%(h)s %(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"
LAST_PORT = 65535


class ServerError(GlabellaError):
    """The server cannot start; the message says why and what now."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the server listens."""

    host: str
    port: int
    certificate: Certificate | None = None

    @property
    def address(self) -> str:
        """The address to type into a browser."""
        if self.certificate is None:
            return f"http://{self.bind}/"
        # Listening everywhere is not an address: the first name is one.
        host, *_ = (*self.certificate.hosts, self.host)
        return f"https://{host}:{self.port}/"

    @property
    def bind(self) -> str:
        """Where to listen, as gunicorn wants to hear it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def check_port(place: Place) -> None:
    """Refuse a port that cannot be listened on, before anything is made."""
    if not 0 < place.port <= LAST_PORT:
        message = f"port {place.port} does not exist: use 1 to {LAST_PORT}"
        raise ServerError(message)
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((place.host, place.port))
            probe.listen(1)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            message = f"cannot listen on {place.bind}: {reason}; choose another port"
            raise ServerError(message) from error


def prepare(folder: DataFolder, certificate: Certificate | None = None) -> None:
    """Set the environment, bring the database up to date, collect the files.

    A demonstration forgets every setting of the surroundings first, so that it
    can reach neither a clinic's database nor its key.
    """
    if certificate is not None:
        _tell_https(certificate)
    set_up(folder)
    from glabella.site.assets import collect  # noqa: PLC0415 - needs the settings

    collect(folder.path)


def set_up(folder: DataFolder) -> None:
    """Start Django on a data folder and bring its database up to date."""
    configure(folder)
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    call_command("migrate", interactive=False, verbosity=0)
    # An open SQLite file must not be carried into the workers.
    connections.close_all()


def configure(folder: DataFolder) -> None:
    """Start Django on a data folder, whose database stays as it is."""
    if folder.kind == "demo":
        _forget_surroundings()
    os.environ["GLABELLA_DATA"] = str(folder.path)
    os.environ["GLABELLA_DEMO"] = "1" if folder.kind == "demo" else "0"
    if not os.environ.get("GLABELLA_SECRET_KEY"):
        os.environ.setdefault("GLABELLA_SECRET_KEY_FILE", str(folder.key_file))
    os.environ["DJANGO_SETTINGS_MODULE"] = "glabella.site.settings"
    # Each worker has its own requests: threads of the linear algebra only get into
    # the way of the other workers, and a forecast takes twice as long.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

    import django  # noqa: PLC0415 - the settings above come first

    django.setup()


def _tell_https(certificate: Certificate) -> None:
    """Let the settings follow: secure cookies, and the names of the certificate.

    No proxy stands in front, so a header that speaks for one is not believed. HSTS
    stays off with the clinic's own authority: a device that has not yet trusted it,
    or after a new one was made, must still reach the page that says how to.
    """
    os.environ["GLABELLA_HTTPS"] = "1"
    os.environ["GLABELLA_PROXY"] = "0"
    os.environ.pop("GLABELLA_AUTHORITY_FILE", None)
    if certificate.authority is not None:
        os.environ["GLABELLA_AUTHORITY_FILE"] = str(certificate.authority)
    if not os.environ.get("GLABELLA_HOSTS"):
        hosts = dict.fromkeys((*certificate.hosts, "localhost", "127.0.0.1", "[::1]"))
        os.environ["GLABELLA_HOSTS"] = ",".join(hosts)


def _forget_surroundings() -> None:
    for name in [name for name in os.environ if name.startswith(OWN_PREFIX)]:
        # The demonstration has just said itself where it listens.
        if name != "GLABELLA_ADDRESS":
            del os.environ[name]
    os.environ.pop("DATABASE_URL", None)


def run(
    place: Place, *, workers: int, when_ready: Callable[[], None], log_access: bool
) -> None:
    """Serve until somebody stops it; the site must be prepared."""
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415 - 40 ms

    options: dict[str, Any] = {
        "bind": [place.bind],
        "worker_class": "gthread",
        "workers": workers,
        "threads": 8,
        "preload_app": True,
        "timeout": 60,
        # A tablet keeps its connection between two taps: no new TLS handshake for each.
        "keepalive": 30,
        "graceful_timeout": 10,
        "accesslog": "-" if log_access else None,
        "access_log_format": ACCESS_LINE,
        "logger_class": _discreet_logger(),
        # Ctrl-C reaches workers and master at once, which gunicorn warns of.
        "loglevel": "error",
        "control_socket_disable": True,
        "proc_name": "glabella",
        "when_ready": lambda _server: when_ready(),
    }

    if place.certificate is not None:
        options |= _https_options(place.certificate)

    class Application(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
        @override
        def load_config(self) -> None:
            for name, value in options.items():
                self.cfg.set(name, value)

        @override
        def load(self) -> Any:
            return _warm_application()

    Application().run()


def _warm_application() -> Any:
    from glabella.site.warming import warm  # noqa: PLC0415 - needs the settings
    from glabella.site.wsgi import application  # noqa: PLC0415

    warm()
    return application


def _discreet_logger() -> type[Any]:
    """What writes the line of each request: links open doors, so they are cut off."""
    from gunicorn.glogging import Logger  # noqa: PLC0415 - with gunicorn

    class DiscreetLogger(Logger):  # type: ignore[misc]  # gunicorn is untyped
        @override
        def atoms(self, *args: Any) -> dict[str, Any]:
            found: dict[str, Any] = super().atoms(*args)
            return found | {"U": discreet(str(found["U"]))}

    return DiscreetLogger


def _https_options(certificate: Certificate) -> dict[str, Any]:
    """Tell gunicorn to speak TLS, with one context as long as the file is the same.

    Without it gunicorn reads the files for every connection and no client can
    resume; looking at the file's time lets a renewed certificate in without a stop.
    """
    kept: dict[int, ssl.SSLContext] = {}

    def context(_config: Any, make: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
        changed_ns = certificate.file.stat().st_mtime_ns
        if changed_ns not in kept:
            kept.clear()
            kept[changed_ns] = make()
        return kept[changed_ns]

    key_file = certificate.key_file
    return {
        "certfile": str(certificate.file),
        "keyfile": str(key_file) if key_file else None,
        "ssl_context": context,
        # Nobody stands in front: a header that speaks for a proxy is a stranger's.
        "forwarded_allow_ips": "",
        "secure_scheme_headers": {},
    }
