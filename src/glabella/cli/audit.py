"""``glabella audit``: prove that the audit is whole."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glabella.core.errors import GlabellaError
from glabella.site.folder import existing_folder

if TYPE_CHECKING:
    from glabella.clinic.audit.verification import Report

__all__ = ["app"]

NOT_WHOLE = 3

app = typer.Typer(
    help="The audit: who did what, when, and that nobody changed it since.",
    no_args_is_help=True,
)

Data = Annotated[
    Path, typer.Option(envvar="GLABELLA_DATA", help="Folder of the clinic's data.")
]
USUAL = Path("glabella-data")


@app.command()
def verify(data: Data = USUAL) -> None:
    """Read the whole audit and say in one line whether it is whole.

    Finds a changed byte, a missing or exchanged entry, a cut tail, and a chain that
    was written anew. Exit code 0: whole; 3: not whole, with the number where.
    """
    _open(data)
    from glabella.clinic.audit.verification import verify as start  # noqa: PLC0415

    _tell(start())


@app.command("keep-head")
def keep_head(data: Data = USUAL) -> None:
    """Record the last entry outside the database, after a move of the clinic.

    Only if the audit is whole; a head file that is there must agree.
    """
    _open(data)
    from glabella.clinic.audit.verification import keep_head as start  # noqa: PLC0415

    _tell(start())


@app.command()
def guard(data: Data = USUAL) -> None:
    """Let the database refuse changes of the audit again, if it no longer does."""
    _open(data)
    from django.db import connection, transaction  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from glabella.clinic.audit import guard as guarding  # noqa: PLC0415
    from glabella.clinic.audit.services import record  # noqa: PLC0415
    from glabella.clinic.shared.actor import SYSTEM  # noqa: PLC0415

    if guarding.is_installed(connection):
        typer.echo("The database refuses changes of the audit already.")
        return
    with transaction.atomic():
        guarding.install(connection)
        record(
            actor=SYSTEM,
            at=timezone.now(),
            action="settings",
            record_type="audit guard",
            reason="The triggers were missing and were put back.",
        )
    typer.echo("The database refuses changes of the audit from now on.")


def _tell(report: "Report") -> None:
    typer.echo(report.line)
    if not report.is_whole:
        raise typer.Exit(NOT_WHOLE)


def _open(data: Path) -> None:
    """Start Django on a folder that is there; nothing is made."""
    path = existing_folder(data).path
    os.environ["GLABELLA_DATA"] = str(path)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "glabella.site.settings")

    import django  # noqa: PLC0415

    django.setup()
    from django.db import DatabaseError, connection  # noqa: PLC0415

    try:
        ready = "audit_auditentry" in connection.introspection.table_names()
    except DatabaseError as error:
        message = f"the database cannot be opened: {error}"
        raise GlabellaError(message) from error
    if not ready:
        message = f"{path} has no audit yet: start the clinic once with glabella serve"
        raise GlabellaError(message)
