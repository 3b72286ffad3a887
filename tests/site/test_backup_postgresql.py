"""Backups of a clinic whose records are on a PostgreSQL server."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from tests.databases import run_folder
from tests.postgresql import Cluster, programs
from tests.site import clinics
from tests.site.test_manage import manage


class Databases:
    """New databases on the server of the tests, by address."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.path = f"{programs() / 'bin'}{os.pathsep}{os.environ['PATH']}"

    def order(self, text: str) -> None:
        with psycopg.connect(
            host=self.host, user="postgres", dbname="postgres", autocommit=True
        ) as admin:
            admin.execute(text)

    def new(self, name: str) -> dict[str, str]:
        """Make a database and return the surroundings that name it."""
        self.order(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self.order(f"CREATE DATABASE {name}")
        return self.named(name)

    def named(self, name: str) -> dict[str, str]:
        url = f"postgresql://postgres@{quote(self.host, safe='')}/{name}"
        return {"DATABASE_URL": url, "PATH": self.path}


@pytest.fixture(scope="module")
def databases(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Databases]:
    folder = run_folder(request.config, tmp_path_factory)
    with Cluster(folder).joined() as host:
        yield Databases(host)


@pytest.fixture(scope="module")
def made(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clinic on the server, and a backup that was made while it wrote."""
    folder = tmp_path_factory.mktemp("clinic")
    data, there = folder / "data", databases.new("clinic_saved")
    assert clinics.set_up(data, **there).code == 0
    writer = subprocess.Popen(
        [sys.executable, "-c", clinics.RECORD, str(data), "100000"],
        stdout=subprocess.PIPE,
        text=True,
        env=clinics.surroundings(**there),
    )
    try:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "0\n"
        done = clinics.back_up(data, folder / "one.backup", **there)
        assert writer.poll() is None, "the writer must outlast the backup"
    finally:
        writer.kill()
        writer.communicate()
    assert done.code == 0, done.err
    return folder


@pytest.fixture
def bring_back(made: Path, tmp_path: Path) -> Callable[..., clinics.Done]:
    def call(there: dict[str, str]) -> clinics.Done:
        key = made / "data" / "clinic-key"
        return clinics.restore(
            made / "one.backup", tmp_path / "new", key=key, more=there
        )

    return call


def test_the_records_are_not_in_the_folder(made: Path):
    assert not (made / "data" / "glabella.sqlite3").exists()


def test_it_is_restored_into_an_empty_database_with_proof(
    databases: Databases, bring_back: Callable, tmp_path: Path
):
    there = databases.new("clinic_restored")
    done = bring_back(there)
    assert done.code == 0, done.err
    assert "The audit is whole" in done.out
    assert "triggers" not in done.out
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        "audit-head",
        "clinic-key",
        "glabella.json",
        "secret-key",
    ]
    assert clinics.record(tmp_path / "new", 1, **there).code == 0


def test_a_database_with_records_is_left_alone(
    databases: Databases, bring_back: Callable, tmp_path: Path
):
    done = bring_back(databases.named("clinic_saved"))
    assert "not empty" in done.line
    assert list(tmp_path.iterdir()) == []


def test_without_a_database_it_says_how_to_name_one(
    databases: Databases, bring_back: Callable
):
    assert "DATABASE_URL=postgresql://" in bring_back({"PATH": databases.path}).line


def test_a_server_that_does_not_answer_is_said(
    databases: Databases, bring_back: Callable, tmp_path: Path
):
    nowhere = databases.named("clinic_nowhere")
    assert "cannot be reached" in bring_back(nowhere).line
    assert list(tmp_path.iterdir()) == []


def test_without_pg_dump_it_says_what_to_install(
    databases: Databases, made: Path, tmp_path: Path
):
    there = databases.named("clinic_saved") | {"PATH": str(tmp_path)}
    done = clinics.back_up(made / "data", tmp_path / "x.backup", **there)
    assert "pg_dump" in done.line
    assert "install" in done.line
    assert list(tmp_path.iterdir()) == []


def test_what_pg_dump_refuses_is_passed_on_without_the_password(
    databases: Databases, made: Path, tmp_path: Path
):
    false = shutil.which("false")
    assert false is not None
    (tmp_path / "pg_dump").symlink_to(false)
    there = databases.named("clinic_saved") | {"PATH": str(tmp_path)}
    there["DATABASE_URL"] = there["DATABASE_URL"].replace(
        "postgres@", "postgres:topsecret@"
    )
    done = clinics.back_up(made / "data", tmp_path / "x.backup", **there)
    assert "pg_dump failed: exit code 1" in done.line
    assert "topsecret" not in done.err
    assert not (tmp_path / "x.backup").exists()


def test_manage_works_on_the_server_with_the_key_of_the_folder(
    databases: Databases, tmp_path: Path
):
    there = databases.new("clinic_managed")
    data = tmp_path / "data"
    assert clinics.set_up(data, **there).code == 0
    for order in (["check"], ["run_due", "--once"], ["rotate_clinic_key"]):
        done = manage(data, *order, **there)
        assert done.code == 0, done.err
    assert clinics.record(data, 1, **there).code == 0
    assert not (data / "glabella.sqlite3").exists()
