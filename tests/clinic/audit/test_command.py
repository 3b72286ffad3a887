"""``glabella audit``: one line and an exit code, on a clinic's real folder."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from glabella.site.folder import open_folder

MAKE_ENTRIES = """
import django; django.setup()
from datetime import datetime, UTC
from django.core.management import call_command
from glabella.clinic.audit.services import record
from glabella.clinic.shared.actor import SYSTEM
call_command("migrate", verbosity=0)
for _ in range(5):
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    record(actor=SYSTEM, at=at, action="settings", after={"rooms": 2})
"""


def run(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GLABELLA_", "DJANGO_"))
    }
    return subprocess.run(
        [sys.executable, *command],
        env={**environment, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def glabella(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return run("-m", "glabella.cli.main", "audit", *map(str, words))


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    """A clinic's folder with five entries in its audit."""
    folder = open_folder(tmp_path_factory.mktemp("clinic") / "data", "clinic")
    made = run(
        "-c",
        MAKE_ENTRIES,
        GLABELLA_DATA=str(folder.path),
        DJANGO_SETTINGS_MODULE="glabella.site.settings",
    )
    assert made.returncode == 0, made.stderr
    return folder.path


@pytest.fixture
def clinic(template: Path, tmp_path: Path) -> Path:
    """A copy of that folder for one test."""
    return shutil.copytree(template, tmp_path / "data")


def by_hand(clinic: Path, *statements: str) -> None:
    """What somebody does who has the database's file."""
    with closing(sqlite3.connect(clinic / "glabella.sqlite3")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def test_a_whole_audit_is_one_line_and_exit_code_0(clinic):
    told = glabella("verify", "--data", clinic)

    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout == "The audit is whole: 5 entries\n"


def test_a_row_deleted_by_hand_is_one_line_and_exit_code_3(clinic):
    by_hand(
        clinic,
        "DROP TRIGGER audit_no_delete",
        "DELETE FROM audit_auditentry WHERE number = 3",
    )

    told = glabella("verify", "--data", clinic)

    assert (told.returncode, told.stderr) == (3, "")
    assert told.stdout == "The audit is NOT whole: entry 3 is missing\n"


def test_removed_triggers_are_put_back_and_told(clinic):
    by_hand(clinic, "DROP TRIGGER audit_no_delete")

    assert "does not refuse changes" in glabella("verify", "--data", clinic).stdout
    assert glabella("guard", "--data", clinic).returncode == 0
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        by_hand(clinic, "DELETE FROM audit_auditentry")
    assert glabella("verify", "--data", clinic).stdout.startswith(
        "The audit is whole: 6 entries"
    )


def test_a_lost_head_file_is_exit_code_3_until_it_is_kept_anew(clinic):
    (clinic / "audit-head").unlink()

    assert glabella("verify", "--data", clinic).returncode == 3
    assert glabella("keep-head", "--data", clinic).returncode == 0
    assert glabella("verify", "--data", clinic).returncode == 0


@pytest.mark.parametrize("command", ["verify", "keep-head", "guard"])
def test_a_folder_without_a_clinic_is_refused_and_left_alone(tmp_path, command):
    told = glabella(command, "--data", tmp_path / "nothing")

    assert (told.returncode, told.stdout) == (2, "")
    assert "nothing" in told.stderr
    assert len(told.stderr.splitlines()) == 1
    assert not (tmp_path / "nothing").exists()


def test_a_clinic_that_was_never_started_has_no_audit_yet(tmp_path):
    folder = open_folder(tmp_path / "data", "clinic")

    told = glabella("verify", "--data", folder.path)

    assert (told.returncode, told.stdout) == (2, "")
    assert "no audit yet" in told.stderr
