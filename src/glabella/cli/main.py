"""The ``glabella`` command: small doors, each importing only what it needs."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from glabella.core.errors import GlabellaError
from glabella.core.intended_use import INTENDED_USE

__all__ = ["app", "run"]

BLOCKED = 3
REFUSED = 2
INTERRUPTED = 130
LONGEST_LINE = 480

app = typer.Typer(
    name="glabella",
    # The mark before the last paragraph keeps its words on one line, word for word.
    help=(
        "Plan botulinum-toxin treatments, each number with its source.\n\n"
        f"\b\n{INTENDED_USE}"
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
case_app = typer.Typer(help="Case files.", no_args_is_help=True)
app.add_typer(case_app, name="case")
trial_app = typer.Typer(help="Trials of groups.", no_args_is_help=True)
app.add_typer(trial_app, name="trial")


def run() -> None:
    """Start the command; a foreseen failure is one line on standard error, exit 2."""
    try:
        _mount_groups()
        code = app(standalone_mode=False)
    except GlabellaError as error:
        refuse(error)
    except TyperException as error:
        _refuse_usage(error)
    except (typer.Abort, KeyboardInterrupt) as error:
        raise SystemExit(INTERRUPTED) from error
    except BrokenPipeError:
        # The reader of our output went away (`| head`): not a failure of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    else:
        raise SystemExit(code or 0)


def _mount_groups() -> None:
    """Add a group of commands only when it is called or help is shown."""
    asked = sys.argv[1] if len(sys.argv) > 1 else "--help"
    if asked in {"evidence", "--help"}:
        from glabella.cli.evidence import app as evidence_app  # noqa: PLC0415

        app.add_typer(evidence_app, name="evidence")
    if asked in {"audit", "--help"}:
        from glabella.cli.audit import app as audit_app  # noqa: PLC0415

        app.add_typer(audit_app, name="audit")


def _refuse_usage(error: TyperException) -> None:
    """One line for a wrong option; the help itself where nothing was asked."""
    message = error.format_message() if hasattr(error, "format_message") else str(error)
    if "Usage:" in message:
        print(message, file=sys.stderr)
        raise SystemExit(REFUSED) from error
    refuse(f"{message} Try: glabella --help")


def refuse(error: Exception | str) -> None:
    """Print one line, under 500 characters, and leave with exit code 2."""
    text = "".join(c if c.isprintable() else " " for c in str(error))
    line = " ".join(text.split())
    print(f"glabella: {line}"[:LONGEST_LINE], file=sys.stderr)
    raise SystemExit(REFUSED)


@app.command()
def plan(
    case: Annotated[Path, typer.Argument(help="A case file, see: glabella case new")],
    *,
    json_: Annotated[
        bool, typer.Option("--json", help="Print the plan as JSON.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option(help="Also write the plan as one HTML page.")
    ] = None,
    pdf: Annotated[
        Path | None, typer.Option(help="Also write the plan as one PDF page.")
    ] = None,
) -> None:
    """Plan a case: units per site, each with its sources.

    Exit code 0: planned (perhaps with cautions); 2: the case cannot be read or
    is impossible, and nothing was written; 3: blocked.
    """
    from glabella.cli.plan import plan_case  # noqa: PLC0415

    status = plan_case(case, as_json=json_, html=html, pdf=pdf)
    if status == "blocked":
        raise SystemExit(BLOCKED)


@app.command()
def compare(  # noqa: PLR0913 - one parameter for each option
    case: Annotated[Path, typer.Argument(help="A case file, see: glabella case new")],
    *,
    years: Annotated[int, typer.Option(help="How many years, 1 to 5.")] = 2,
    json_: Annotated[
        bool, typer.Option("--json", help="Print the comparison as JSON.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option(help="Also write one HTML page with pictures.")
    ] = None,
    price_per_unit: Annotated[
        float, typer.Option(help="Price of a unit, in any currency.")
    ] = 0.0,
    price_per_visit: Annotated[
        float, typer.Option(help="Price of a visit, beside its units.")
    ] = 0.0,
    optimise: Annotated[
        bool, typer.Option("--optimise", help="Also search for doses and an interval.")
    ] = False,
) -> None:
    """Compare regimens over years: weeks at target, visits, units, label interval.

    Exit codes as for plan; a blocked plan has no regimens.
    """
    from glabella.cli.compare import Wish, compare_case  # noqa: PLC0415

    wish = Wish(years, price_per_unit, price_per_visit, optimise)
    if compare_case(case, wish, as_json=json_, html=html) == "blocked":
        raise SystemExit(BLOCKED)


@app.command()
def calibrate(
    *,
    out: Annotated[
        Path | None,
        typer.Option(help="Where to write the parameters; the evidence by default."),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(help="Also write tables and pictures into this folder."),
    ] = None,
    cross_validate: Annotated[
        bool, typer.Option(help="Leave each trial out and predict it.")
    ] = False,
    check: Annotated[
        bool, typer.Option(help="Check the normal approximation by sampling.")
    ] = False,
    profile: Annotated[
        bool, typer.Option(help="Profile the main parameters; needs --report.")
    ] = False,
    workers: Annotated[int, typer.Option(min=1, help="Processes to use.")] = 2,
) -> None:
    """Fit the response model to the trial records of the evidence."""
    from glabella.cli.calibrate import Asked, calibrate as start  # noqa: PLC0415

    start(Asked(out, report, cross_validate, check, profile, workers))


@trial_app.command("predict")
def trial_predict(
    trial: Annotated[Path, typer.Argument(help="A trial file: arms and end points.")],
    *,
    json_: Annotated[
        bool, typer.Option("--json", help="Print the predictions as JSON.")
    ] = False,
) -> None:
    """Say what a trial would report, with 90 % intervals."""
    from glabella.cli.trial import predict_trial  # noqa: PLC0415

    predict_trial(trial, as_json=json_)


@case_app.command("new")
def case_new(
    path: Annotated[
        Path, typer.Argument(help="Where to write; never overwrites a file.")
    ] = Path("case.toml"),
) -> None:
    """Write a starter case file with a comment on every key."""
    from glabella.cli.case import write_starter  # noqa: PLC0415

    write_starter(path)
    print(f"Wrote {path}. Fill it in, then: glabella plan {path}")


@app.command()
def demo(
    port: Annotated[int, typer.Option(envvar="PORT", help="Port to listen on.")] = 8000,
    data: Annotated[
        Path, typer.Option(envvar="GLABELLA_DATA", help="Folder for the demo's data.")
    ] = Path("demo-data"),
) -> None:
    """Start the clinic with made-up data on this machine only."""
    from glabella.cli.demo import demo as start  # noqa: PLC0415

    start(port, data)


@app.command()
def serve(
    *,
    data: Annotated[
        Path, typer.Option(envvar="GLABELLA_DATA", help="Folder for the data.")
    ] = Path("glabella-data"),
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="PORT", help="Port to listen on.")] = 8000,
    https: Annotated[
        bool | None,
        typer.Option("--https/--no-https", help="By default wherever others reach it."),
    ] = None,
    certificate: Annotated[
        Path | None, typer.Option(help="Your own certificate, with its chain (PEM).")
    ] = None,
    certificate_key: Annotated[
        Path | None, typer.Option(help="The private key of that certificate (PEM).")
    ] = None,
) -> None:
    """Serve the site for a clinic."""
    from glabella.cli.serve import Listen, serve as start  # noqa: PLC0415

    start(data=data, listen=Listen(host, port, https, certificate, certificate_key))


@app.command()
def setup(  # noqa: PLR0913 - one parameter for each question
    *,
    data: Annotated[
        Path, typer.Option(envvar="GLABELLA_DATA", help="Folder for the data.")
    ] = Path("glabella-data"),
    name: Annotated[str, typer.Option(help="Name of the clinic.")] = "",
    jurisdiction: Annotated[str, typer.Option(help="US, UK or EU.")] = "",
    time_zone: Annotated[str, typer.Option(help="Such as Europe/London.")] = "",
    owner: Annotated[str, typer.Option(help="Name of the owner.")] = "",
    email: Annotated[str, typer.Option(help="The owner's e-mail.")] = "",
    password_file: Annotated[
        Path | None, typer.Option(help="A file whose first line is the password.")
    ] = None,
    yes_i_kept_it: Annotated[
        bool, typer.Option(help="Print the recovery sheet without asking it back.")
    ] = False,
) -> None:
    """Set a new clinic up: its key, its recovery sheet, its owner."""
    from glabella.cli.setup import Answers, setup as start  # noqa: PLC0415

    answers = Answers(name, jurisdiction, time_zone, owner, email)
    start(data=data, answers=answers, password_file=password_file, kept=yes_i_kept_it)


@app.command()
def backup(
    file: Annotated[
        Path | None, typer.Argument(help="A new file; by default named by the time.")
    ] = None,
    *,
    data: Annotated[
        Path, typer.Option(envvar="GLABELLA_DATA", help="Folder of the data.")
    ] = Path("glabella-data"),
) -> None:
    """Back up the records, also while the clinic works; the key is not in it."""
    from glabella.cli.backup import backup as start  # noqa: PLC0415

    start(file, data=data)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    target: Annotated[Path, typer.Argument(help="A new folder.")],
    *,
    key: Annotated[
        Path | None, typer.Option(help="The file of the clinic key.")
    ] = None,
    sheet: Annotated[
        Path | None, typer.Option(help="A file with the recovery sheet's text.")
    ] = None,
    accept_broken_audit: Annotated[
        bool, typer.Option(help="Restore even if the audit is not whole.")
    ] = False,
) -> None:
    """Restore a backup into a new folder and prove its audit."""
    from glabella.cli.backup import restore as start  # noqa: PLC0415

    start(file, target, key=key, sheet=sheet, accept_broken_audit=accept_broken_audit)


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True}
)
def manage(context: typer.Context) -> None:
    """Run a Django management command, e.g. ``glabella manage check``."""
    from glabella.cli.manage import manage as start  # noqa: PLC0415

    start(context.args)


if __name__ == "__main__":
    run()
