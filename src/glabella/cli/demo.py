"""``glabella demo``: a made-up clinic, on this machine only."""

import os
import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path

from glabella.core.intended_use import INTENDED_USE, MADE_UP_DATA
from glabella.site import server
from glabella.site.folder import DataFolder, open_folder, write_once
from glabella.site.jobs import start_jobs

__all__ = ["demo"]

HOST = "127.0.0.1"
WORKERS = 2
SIGN_INS = "sign-ins.txt"
"""Written last: a folder without it was left half-made and is made anew."""
HALF_MADE = ("glabella.sqlite3*", "clinic-key", "audit-head")
SEED = 20_261_121


def demo(port: int, data: Path, *, patients: int | None = None) -> None:
    """Serve a demonstration until stopped; a second start keeps its data.

    Parameters
    ----------
    port
        Where to listen, on this machine alone.
    data
        The data folder; made when it is missing, refused when it was not made by
        a demonstration.
    patients
        How many to make, where it is not the usual number.

    Raises
    ------
    GlabellaError
        If the folder or the port cannot be used; the text is one line.
    """
    place = server.Place(HOST, port)
    server.check_port(place)
    folder = open_folder(data, "demo")
    sign_ins = folder.path / SIGN_INS
    if not sign_ins.exists():
        _clear(folder)
    os.environ["GLABELLA_ADDRESS"] = place.address.rstrip("/")
    server.prepare(folder)
    if not sign_ins.exists():
        write_once(sign_ins, _make(patients).encode())

    def announce() -> None:
        start_jobs()
        print(
            f"\n{MADE_UP_DATA}\n\n"
            f"  Clinic     {place.address}today/\n"
            f"  Request    {place.address}request/ (what a patient sees)\n"
            f"  Planner    {place.address}planner/\n"
            f"  Folder     {folder.path}\n\n"
            f"{sign_ins.read_text('utf-8')}\n"
            f"{INTENDED_USE}\n\n"
            "Press Ctrl-C to stop.",
            flush=True,
        )

    server.run(place, workers=WORKERS, when_ready=announce, log_access=False)


def _clear(folder: DataFolder) -> None:
    for pattern in HALF_MADE:
        for file in folder.path.glob(pattern):
            file.unlink()


def _make(patients: int | None) -> str:
    """Make the clinic, and return its sign-ins as text."""
    from django.conf import settings  # noqa: PLC0415 - the site is set up by now
    from django.db import connections  # noqa: PLC0415

    from glabella.clinic.demo import PATIENTS, make  # noqa: PLC0415
    from glabella.clinic.keys import ring  # noqa: PLC0415

    ring.make(settings.CLINIC_KEY_FILE)
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    print("Making two years of a clinic; this happens once.", flush=True)
    made = make(
        at=datetime.now(UTC),
        password=password,
        seed=SEED,
        progress=_progress,
        patients=patients or PATIENTS,
    )
    print(" " * 60, end="\r")
    # An open SQLite file must not be carried into the workers.
    connections.close_all()
    rows = [
        f"  {user.role_words:22} {user.email:24} {password}" for user in made.staff.all
    ]
    return "\n".join(("  Sign-ins (role, e-mail, password)", *rows, ""))


def _progress(share: float, what: str) -> None:
    if sys.stdout.isatty():
        print(f"  {share:4.0%}  {what:20}", end="\r", flush=True)
