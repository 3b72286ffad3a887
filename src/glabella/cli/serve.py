"""``glabella serve``: run the site for a clinic, from its data folder."""

import os
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from glabella.core.intended_use import INTENDED_USE
from glabella.site import https, server
from glabella.site.folder import DataFolder, open_folder
from glabella.site.jobs import start_jobs

__all__ = ["Listen", "serve"]


@dataclass(frozen=True, slots=True)
class Listen:
    """Where to listen and how.

    ``https`` None means: with HTTPS wherever another machine can reach us.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    https: bool | None = None
    certificate: Path | None = None
    certificate_key: Path | None = None

    def check(self) -> None:
        """Refuse what cannot be meant, before anything is made."""
        if bool(self.certificate) != bool(self.certificate_key):
            message = "--certificate and --certificate-key go together: give both"
            raise server.ServerError(message)
        if self.https is False and self.certificate:
            message = "--no-https and --certificate contradict each other: keep one"
            raise server.ServerError(message)
        if self.https is False and not https.is_loopback(self.host):
            message = (
                f"plain http is for this machine alone, and {self.host} is open to "
                "others: leave --no-https out, or listen on 127.0.0.1"
            )
            raise server.ServerError(message)
        server.check_port(server.Place(self.host, self.port))


def serve(
    *,
    data: Path,
    host: str = "127.0.0.1",
    port: int = 8000,
    listen: Listen | None = None,
    workers: int = 2,
) -> None:
    """Serve the site until stopped.

    Parameters
    ----------
    data
        The data folder; made when it is missing, refused when it is not ours.
    host, port
        Where to listen, where ``listen`` does not say it.
    listen
        The same with how: HTTPS, and the files of a certificate.
    workers
        Processes that answer; one per core is right.

    Raises
    ------
    GlabellaError
        If the folder, the port, the certificate or a setting cannot be used; the
        text is one line.
    """
    listen = listen or Listen(host, port)
    listen.check()
    folder = open_folder(data, "clinic")
    place = _place(folder, listen)
    # For the links in messages; a clinic behind a proxy sets its own.
    os.environ.setdefault("GLABELLA_ADDRESS", place.address.rstrip("/"))
    server.prepare(folder, place.certificate)
    from glabella.cli.setup import first_start  # noqa: PLC0415 - needs the settings

    first_start(folder)

    def announce() -> None:
        start_jobs()
        print(f"Glabella serves {place.address} from {folder.path}")
        if place.certificate and place.certificate.fingerprint:
            print(_trust_note(place, place.certificate.fingerprint))
        print(INTENDED_USE, flush=True)

    server.run(place, workers=workers, when_ready=announce, log_access=True)


def _place(folder: DataFolder, listen: Listen) -> server.Place:
    at = datetime.now(UTC)
    if listen.certificate and listen.certificate_key:
        certificate = https.from_files(
            listen.certificate, listen.certificate_key, at=at
        )
    elif listen.https or not https.is_loopback(listen.host):
        more = [
            name for name in os.environ.get("GLABELLA_HOSTS", "").split(",") if name
        ]
        certificate = https.from_authority(
            folder.https,
            listen.host,
            more=more,
            label=f"Glabella on {socket.gethostname()}",
            at=at,
        )
    else:
        return server.Place(listen.host, listen.port)
    return server.Place(listen.host, listen.port, certificate)


def _trust_note(place: server.Place, fingerprint: str) -> str:
    return (
        "\nIts certificate is signed by the clinic's own authority. Once for each "
        f"tablet, open\n\n  {place.address}trust/\n\n"
        "which shows how to trust it. Compare this fingerprint (SHA-256) before you "
        f"do:\n\n  {_two_lines(fingerprint)}\n"
    )


def _two_lines(fingerprint: str) -> str:
    half = len(fingerprint) // 2 + 1
    return f"{fingerprint[:half]}\n  {fingerprint[half:]}"
