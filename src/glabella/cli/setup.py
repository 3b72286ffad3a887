"""``glabella setup``: make the clinic, its key and its owner, once."""

import secrets
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path

import typer

from glabella.core.errors import GlabellaError
from glabella.core.sources import JURISDICTIONS
from glabella.site import server
from glabella.site.folder import DataFolder, open_folder

__all__ = ["Answers", "SetupError", "first_start", "setup"]

LOCAL_TIME = Path("/etc/localtime")
ASKED_BACK = 2
TRIES = 3


class SetupError(GlabellaError):
    """The clinic cannot be set up; the message says why and what now."""

    @classmethod
    def unanswered(cls, missing: list[str]) -> "SetupError":
        """Say which options stand in for a terminal."""
        options = ", ".join(map(_option, missing))
        return cls(f"there is no terminal to ask at: add {options}")

    @classmethod
    def refused(cls, messages: Mapping[str, str]) -> "SetupError":
        """Name each option with what is wrong with it."""
        return cls("; ".join(f"{_option(n)}: {t}" for n, t in messages.items()))

    @classmethod
    def untested(cls) -> "SetupError":
        """Say that the recovery sheet was not read back."""
        return cls(
            "the recovery sheet was not confirmed and the clinic was not made: print "
            "or write down the sheet, and run glabella setup again"
        )


@dataclass(frozen=True, slots=True)
class Answers:
    """What set-up asks; an empty text is not answered yet."""

    name: str = ""
    jurisdiction: str = ""
    time_zone: str = ""
    owner: str = ""
    email: str = ""
    password: str = ""


QUESTIONS: Mapping[str, str] = {
    "name": "Name of the clinic",
    "jurisdiction": f"Whose rules apply ({', '.join(JURISDICTIONS)})",
    "time_zone": "Time zone",
    "owner": "Your name (you become the owner)",
    "email": "Your e-mail, to sign in with",
    "password": "A password of at least 12 characters",
}


def setup(
    *,
    data: Path,
    answers: Answers | None = None,
    password_file: Path | None = None,
    kept: bool = False,
) -> None:
    """Set a new clinic up: ask, make the key, test its recovery sheet, make the owner.

    Parameters
    ----------
    data
        The data folder; made when it is missing.
    answers
        Answers that are known already; the rest is asked at the terminal.
    password_file
        A file whose first line is the owner's password.
    kept
        Whether somebody promises to have kept the recovery sheet, which is then
        printed and not asked back: for scripts.
    """
    answers = answers or Answers()
    if password_file is not None:
        answers = replace(answers, password=_first_line(password_file))
    missing = _missing(answers)
    if not _at_terminal() and (missing or not kept):
        raise SetupError.unanswered([*missing, *([] if kept else ["yes_i_kept_it"])])
    folder = open_folder(data, "clinic")
    server.set_up(folder)
    _refuse_second()
    _set_up(answers, kept=kept)
    print(f"\nThe clinic is set up. Start it: glabella serve --data {folder.path}")


def first_start(folder: DataFolder) -> None:
    """Set the clinic up before its first start, or say that it is not set up.

    A clinic that is set up must have its key before anybody is let in.
    """
    from django.db import connections  # noqa: PLC0415 - Django is set up by now

    from glabella.clinic.keys import ring  # noqa: PLC0415
    from glabella.clinic.practice import selectors  # noqa: PLC0415

    if selectors.setup_done():
        ring.clinic_key()
    elif _at_terminal():
        print(f"{folder.path} has no clinic yet. A few questions first.\n")
        _set_up(Answers(), kept=False)
    else:
        print(
            "Nobody can sign in yet: set the clinic up with glabella setup --data "
            f"{folder.path}",
            file=sys.stderr,
        )
    # An open SQLite file must not be carried into the workers.
    connections.close_all()


def _option(name: str) -> str:
    # A password on the command line would be seen by everybody on the machine.
    return "--password-file" if name == "password" else f"--{name.replace('_', '-')}"


def _at_terminal() -> bool:
    return sys.stdin.isatty()


def _missing(answers: Answers) -> list[str]:
    return [one.name for one in fields(Answers) if not getattr(answers, one.name)]


def _first_line(file: Path) -> str:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        message = f"{file} cannot be read: use a text file with the password"
        raise SetupError(message) from error
    if not lines or not lines[0].strip():
        message = f"{file} is empty: write the password into its first line"
        raise SetupError(message)
    return lines[0].strip()


def _refuse_second() -> None:
    from glabella.clinic.practice import selectors  # noqa: PLC0415

    if selectors.setup_done():
        message = "this clinic is set up already: its owner changes it under Settings"
        raise SetupError(message)


def _set_up(answers: Answers, *, kept: bool) -> None:
    at = datetime.now(UTC)
    answers = _complete(answers)
    # Tried without keeping anything, so that no sheet is printed for nothing.
    while refused := _make(answers, at=at, keep=False):
        if not _at_terminal():
            raise SetupError.refused(refused)
        for message in refused.values():
            print(f"  {message}")
        answers = _ask(answers, [name for name in QUESTIONS if name in refused])
    _recovery_sheet(kept=kept)
    _make(answers, at=at, keep=True)


def _complete(answers: Answers) -> Answers:
    return _ask(answers, _missing(answers))


def _ask(answers: Answers, names: list[str]) -> Answers:
    suggestions = {"jurisdiction": JURISDICTIONS[0], "time_zone": _local_time_zone()}
    for name in names:
        secret = name == "password"
        answer: str = typer.prompt(
            QUESTIONS[name],
            default=suggestions.get(name),
            hide_input=secret,
            confirmation_prompt="The same again" if secret else False,
        )
        answers = replace(answers, **{name: answer.strip()})
    return answers


def _local_time_zone() -> str:
    _, found, name = str(LOCAL_TIME.resolve()).partition("/zoneinfo/")
    return name if found else "UTC"


def _make(answers: Answers, *, at: datetime, keep: bool) -> dict[str, str]:
    """Make the clinic and its owner, or neither; return what was refused.

    Without ``keep`` everything is undone again.
    """
    from django.db import transaction  # noqa: PLC0415

    from glabella.clinic.accounts import services as accounts  # noqa: PLC0415
    from glabella.clinic.practice import services as practice  # noqa: PLC0415

    def make_clinic() -> None:
        practice.set_up(
            at=at,
            name=answers.name,
            jurisdiction=answers.jurisdiction.upper(),
            time_zone=answers.time_zone,
        )

    def make_owner() -> None:
        accounts.create_owner(
            at=at, name=answers.owner, email=answers.email, password=answers.password
        )

    with transaction.atomic():
        refused = _refused(make_clinic, {})
        refused |= _refused(make_owner, {"name": "owner"})
        transaction.set_rollback(bool(refused) or not keep)
    return refused


def _refused(step: Callable[[], None], names: Mapping[str, str]) -> dict[str, str]:
    """Run a step; return the messages by question, which may have another name."""
    from django.db import transaction  # noqa: PLC0415

    from glabella.clinic.shared.errors import Invalid  # noqa: PLC0415

    try:
        with transaction.atomic():
            step()
    except Invalid as error:
        return {names.get(name, name): text for name, text in error.fields.items()}
    return {}


def _recovery_sheet(*, kept: bool) -> None:
    """Make the clinic key, print its sheet, and have two groups read back."""
    from glabella.clinic.keys import recovery, ring  # noqa: PLC0415

    ring.make()
    sheet = recovery.sheet()
    print(f"\n{sheet}")
    if kept:
        return
    print("Print or write down this sheet now. Then read two groups back from paper.")
    groups = recovery.groups(sheet)
    places = secrets.SystemRandom().sample(sorted(groups), ASKED_BACK)
    for place in places:
        if not _read_back(place, groups[place]):
            raise SetupError.untested()
    print("The sheet is right. Lock it away, apart from the backups.")


def _read_back(place: str, group: str) -> bool:
    line, letter = place[:-1], place[-1]
    question = f"Line {line}, group {'ABCD'.index(letter) + 1}"
    for _ in range(TRIES):
        answer: str = typer.prompt(question)
        if answer.strip().upper() == group:
            return True
        print("  Not the same. Look at the paper again.")
    return False
