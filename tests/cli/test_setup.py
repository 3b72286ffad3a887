"""Setting a clinic up at a terminal, and by a script."""

import os
import pty
import re
import select
import shutil
import sqlite3
import stat
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.site import clinics

CODE = clinics.LAUNCH.format(
    code="from glabella.cli.setup import setup; setup(data=Path(sys.argv[1]))"
)
SERVE = (
    "from glabella.cli.serve import Listen, serve; "
    "serve(data=Path(sys.argv[1]), listen=Listen(port=int(sys.argv[2])))"
)
PATIENCE_SECONDS = 90
MISTAKES = [
    (("'Europe/London'", "'Europe/Londinium'"), "--time-zone: "),
    (("'UK'", "'Mars'"), "--jurisdiction: .*MARS"),
    (("'ada@clinic.example'", "'ada'"), "--email: "),
]
LINE = re.compile(r"^ ?(\d+)\.  ([0-9A-Z ]+)  \S\S\s*$", re.MULTILINE)


class Terminal:
    """A person at a terminal."""

    def __init__(self, data: Path) -> None:
        self.seen, self.read_to = "", 0
        self.ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", CODE, str(data)],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            env=clinics.surroundings(),
        )
        os.close(theirs)

    def wait_for(self, text: str) -> None:
        """Wait until the text appears after what was waited for before."""
        end = time.monotonic() + PATIENCE_SECONDS
        while text not in self.seen[self.read_to :]:
            assert time.monotonic() < end, self.seen
            if select.select([self.ours], [], [], 0.1)[0]:
                self.seen += self._more()
        self.read_to = self.seen.index(text, self.read_to) + len(text)

    def _more(self) -> str:
        try:
            return os.read(self.ours, 65536).decode()
        except OSError as error:  # Linux's way to say that the other end is closed
            raise AssertionError(self.seen) from error

    def answer(self, question: str, text: str) -> None:
        self.wait_for(question)
        os.write(self.ours, f"{text}\n".encode())

    def answer_hidden(self, question: str, text: str) -> None:
        """Type once the terminal shows no letters: what came earlier is dropped."""
        self.wait_for(question)
        end = time.monotonic() + PATIENCE_SECONDS
        while termios.tcgetattr(self.ours)[3] & termios.ECHO:
            assert time.monotonic() < end, self.seen
            time.sleep(0.01)
        os.write(self.ours, f"{text}\n".encode())

    def end(self) -> int:
        code = self.process.wait(PATIENCE_SECONDS)
        while True:
            try:
                more = os.read(self.ours, 65536)
            except OSError:
                break
            if not more:
                break
            self.seen += more.decode()
        return code


@contextmanager
def sitting_at(data: Path) -> Iterator[Terminal]:
    person = Terminal(data)
    try:
        yield person
    finally:
        person.process.kill()
        person.process.wait()
        os.close(person.ours)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    with sitting_at(tmp_path / "data") as person:
        yield person


@pytest.fixture(scope="module")
def refused(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, list[clinics.Done]]:
    """A folder in which set-up was tried in vain, and what was said each time.

    Each try finds the database of the one before, which takes long to make.
    """
    folder = tmp_path_factory.mktemp("refused")
    secret = folder / "password"
    secret.write_text(clinics.PASSWORD, encoding="utf-8")
    tries = [clinics.SETUP.replace(*change) for change, _ in MISTAKES]
    said = [clinics.command(code, folder / "data", secret) for code in tries]
    return folder / "data", said


@pytest.fixture
def terminal_again(
    refused: tuple[Path, list[clinics.Done]], tmp_path: Path
) -> Iterator[Terminal]:
    """A person who sets a clinic up where a script failed before."""
    shutil.copytree(refused[0], tmp_path / "data")
    with sitting_at(tmp_path / "data") as person:
        yield person


def introduce(terminal: Terminal, *, email: str = "ada@clinic.example") -> None:
    terminal.answer("Name of the clinic", "Clinic Made-Up")
    terminal.answer("Whose rules apply", "UK")
    terminal.answer("Time zone", "Europe/London")
    terminal.answer("Your name", "Ada Made-Up")
    terminal.answer("Your e-mail", email)


def give_password(terminal: Terminal, text: str = clinics.PASSWORD) -> None:
    terminal.answer_hidden("A password", text)
    terminal.answer_hidden("The same again", text)


def read_back(terminal: Terminal, *, rightly: bool = True) -> None:
    terminal.wait_for("Line ")
    place = re.compile(r"Line (\d+), group (\d):")
    end = time.monotonic() + PATIENCE_SECONDS
    while not (found := place.search(terminal.seen, terminal.read_to - 5)):
        assert time.monotonic() < end, terminal.seen
        terminal.seen += os.read(terminal.ours, 65536).decode()
    terminal.read_to = found.end()
    sheet = {int(number): text.split() for number, text in LINE.findall(terminal.seen)}
    group = sheet[int(found[1])][int(found[2]) - 1]
    os.write(terminal.ours, f"{group.lower() if rightly else 'WRONG'}\n".encode())


def rows(data: Path, order: str) -> list:
    with closing(sqlite3.connect(data / "glabella.sqlite3")) as records:
        return records.execute(order).fetchall()


def test_a_person_is_asked_a_few_questions_and_has_a_clinic(
    terminal: Terminal, tmp_path: Path
):
    introduce(terminal)
    give_password(terminal)
    read_back(terminal)
    read_back(terminal)
    assert terminal.end() == 0, terminal.seen
    assert "The sheet is right" in terminal.seen
    assert clinics.PASSWORD not in terminal.seen
    data = tmp_path / "data"
    assert rows(
        data, "SELECT name, jurisdiction, time_zone FROM practice_practice"
    ) == [("Clinic Made-Up", "UK", "Europe/London")]
    assert rows(data, "SELECT email, roles FROM accounts_user") == [
        ("ada@clinic.example", '["owner"]')
    ]
    assert stat.S_IMODE((data / "clinic-key").stat().st_mode) == 0o600
    assert rows(data, "SELECT action FROM audit_auditentry") == [("create",)] * 2


def test_what_cannot_be_is_asked_again_before_the_sheet_is_printed(
    terminal_again: Terminal, tmp_path: Path
):
    terminal = terminal_again
    introduce(terminal, email="ada at clinic")
    give_password(terminal, "short")
    give_password(terminal)
    terminal.answer("Your e-mail", "ada@clinic.example")
    assert "too short" in terminal.seen
    assert "GLABELLA RECOVERY SHEET" not in terminal.seen
    read_back(terminal)
    read_back(terminal)
    assert terminal.end() == 0, terminal.seen
    assert rows(tmp_path / "data", "SELECT email FROM accounts_user") == [
        ("ada@clinic.example",)
    ]


def test_without_the_sheet_there_is_no_clinic_and_a_second_try_has_the_same_key(
    terminal: Terminal, tmp_path: Path
):
    introduce(terminal)
    give_password(terminal)
    for _ in range(3):
        read_back(terminal, rightly=False)
    assert terminal.end() == 1, terminal.seen
    assert "was not confirmed" in terminal.seen
    data = tmp_path / "data"
    assert rows(data, "SELECT * FROM practice_practice") == []
    assert rows(data, "SELECT * FROM accounts_user") == []
    assert rows(data, "SELECT * FROM audit_auditentry") == []
    assert not (data / "audit-head").exists()
    key = (data / "clinic-key").read_bytes()
    assert clinics.set_up(data).code == 0
    assert (data / "clinic-key").read_bytes() == key


def test_a_script_sets_a_clinic_up_once(tmp_path: Path):
    first = clinics.set_up(tmp_path / "data")
    assert first.code == 0, first.err
    assert "GLABELLA RECOVERY SHEET" in first.out
    assert clinics.PASSWORD not in first.out
    assert "set up already" in clinics.set_up(tmp_path / "data").line


def test_a_script_is_told_what_is_missing(tmp_path: Path):
    code = "from glabella.cli.setup import setup; setup(data=Path(sys.argv[1]))"
    done = clinics.command(code, tmp_path / "data")
    for option in ("--name", "--jurisdiction", "--email", "--password-file"):
        assert option in done.line
    assert "--yes-i-kept-it" in done.line
    assert not (tmp_path / "data").exists()


def test_a_script_with_an_impossible_answer_is_refused_in_one_line(
    refused: tuple[Path, list[clinics.Done]],
):
    data, said = refused
    assert [done.code for done in said] == [1] * len(MISTAKES)
    for done, (_, complaint) in zip(said, MISTAKES, strict=True):
        assert re.search(complaint, done.line), done.line
        assert "RECOVERY" not in done.out
    assert rows(data, "SELECT * FROM practice_practice") == []


def test_an_empty_password_file_is_refused(tmp_path: Path):
    secret = tmp_path / "password"
    secret.touch()
    assert "is empty" in clinics.command(clinics.SETUP, tmp_path / "data", secret).line


def test_a_clinic_without_its_key_is_not_served(
    new_clinic: Callable[[Path], Path], tmp_path: Path
):
    data = new_clinic(tmp_path / "data")
    (data / "clinic-key").unlink()
    done = clinics.command(SERVE, data, 18_765)
    assert done.code == 1
    assert "clinic-key" in done.line
    assert "recovery sheet" in done.line
    assert not (data / "clinic-key").exists()
