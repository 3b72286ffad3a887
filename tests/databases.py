"""Run a test on SQLite and again on PostgreSQL.

A ``conftest.py`` that imports ``_django_db_helper``, ``database`` and
``pytest_generate_tests`` runs each of its tests that uses the database twice. ``race``
and ``stores`` stand in the topmost ``conftest.py`` alone: a fixture imported in two is
two fixtures, and the second would make the same database again under the first. The databases are swapped under Django's feet: the
connection of the test's thread, and the settings from which other threads make
theirs. Migrations run once per run and kind; a test that commits gets a fresh copy of
the migrated database afterwards, so rows that migrations made are never lost and
tables that refuse deletion need no way around.
"""

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import ConnectionHandler, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase

from tests.postgresql import Cluster, locked

__all__ = ["_django_db_helper", "database", "pytest_generate_tests", "race", "stores"]

KINDS = ("sqlite", "postgresql")
ALIAS = "default"
COMMITTING = {"transactional_db", "live_server", "django_db_reset_sequences"}
USING = {"db", *COMMITTING}
MIGRATED = "migrated"
PATIENCE_SECONDS = 60


class Store:
    """One kind of database for this process: a migrated copy, made again at will."""

    def __init__(self, settings: dict[str, Any]) -> None:
        handler = ConnectionHandler({ALIAS: settings})
        self.settings = handler.settings[ALIAS]
        self.connection: BaseDatabaseWrapper = handler[ALIAS]

    def renew(self) -> None:
        """Put a fresh copy of the migrated database in place."""
        raise NotImplementedError

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Make this Django's default database."""
        before = connections.settings[ALIAS], connections[ALIAS]
        connections.settings[ALIAS] = self.settings
        connections[ALIAS] = self.connection
        _forget_cached_rows()
        try:
            yield
        finally:
            connections.settings[ALIAS], connections[ALIAS] = before
            _forget_cached_rows()


class SQLiteStore(Store):
    """A file, as a clinic has it, but without waiting for the disk."""

    def __init__(self, folder: Path) -> None:
        options = dict(connections.settings[ALIAS]["OPTIONS"])
        options["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
        self.file = folder / "clinic.sqlite3"
        self.migrated = folder / "migrated.sqlite3"
        engine = "django.db.backends.sqlite3"
        super().__init__({"ENGINE": engine, "NAME": str(self.file), "OPTIONS": options})
        # pytest-django has migrated the database in memory.
        connections[ALIAS].ensure_connection()
        copy = sqlite3.connect(self.migrated)
        connections[ALIAS].connection.backup(copy)
        copy.close()
        self.renew()

    def renew(self) -> None:
        self.connection.close()
        for old in self.file.parent.glob(f"{self.file.name}*"):
            old.unlink()
        shutil.copyfile(self.migrated, self.file)


class PostgreSQLStore(Store):
    """A database of this worker on the server of the run."""

    def __init__(self, folder: Path, host: str, worker: str) -> None:
        self.host, self.name = host, f"clinic_{worker}"
        super().__init__(self._named(self.name))
        # Of this very server: another may be started once everybody has left one.
        done = folder / f"postgresql-migrated-{Path(host).name}"
        with locked(folder / "postgresql-migrating"):
            if not done.exists():
                self._migrate()
                done.touch()
        self.renew()

    def _named(self, name: str) -> dict[str, Any]:
        engine = "django.db.backends.postgresql"
        return {"ENGINE": engine, "HOST": self.host, "USER": "postgres", "NAME": name}

    def _migrate(self) -> None:
        self._order(f"CREATE DATABASE {MIGRATED}")
        template = Store(self._named(MIGRATED))
        with template.in_use():
            call_command("migrate", interactive=False, verbosity=0, run_syncdb=True)
        template.connection.close()

    def renew(self) -> None:
        self.connection.close()
        self._order(
            f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)",
            f"CREATE DATABASE {self.name} TEMPLATE {MIGRATED} STRATEGY FILE_COPY",
        )

    def _order(self, *orders: str) -> None:
        with psycopg.connect(
            host=self.host, user="postgres", dbname="postgres", autocommit=True
        ) as admin:
            for order in orders:
                admin.execute(order)


def run_folder(config: pytest.Config, factory: pytest.TempPathFactory) -> Path:
    """Return the folder that all workers of this run share."""
    own = factory.getbasetemp()
    return own.parent if hasattr(config, "workerinput") else own


def _forget_cached_rows() -> None:
    """Rows of one database must not be remembered in another."""
    from django.apps import apps  # noqa: PLC0415 - after set-up

    for label, name in (("contenttypes", "ContentType"), ("sites", "Site")):
        if apps.is_installed(f"django.contrib.{label}"):
            apps.get_model(label, name).objects.clear_cache()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Double every test that uses the database."""
    marked = metafunc.definition.get_closest_marker("django_db")
    if marked or USING.intersection(metafunc.fixturenames):
        metafunc.parametrize("database", KINDS, indirect=True)


def _commits(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    told = marker.kwargs if marker else {}
    return bool(
        told.get("transaction")
        or told.get("reset_sequences")
        or COMMITTING.intersection(request.fixturenames)
    )


@pytest.fixture(scope="session")
def stores(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: Any,
) -> Iterator[Callable[[str], Store]]:
    """Return a store by its kind, made when it is first asked for."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    own = tmp_path_factory.getbasetemp()
    shared = run_folder(request.config, tmp_path_factory)
    made: dict[str, Store] = {}
    with ExitStack() as stack:

        def give(kind: str) -> Store:
            if kind not in made and kind == "sqlite":
                made[kind] = SQLiteStore(own)
            elif kind not in made:
                host = stack.enter_context(Cluster(shared).joined())
                made[kind] = PostgreSQLStore(shared, host, worker or "only")
            return made[kind]

        yield give
        for store in made.values():
            store.connection.close()


@pytest.fixture(autouse=True)
def database(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str | None]:
    """Return the kind of database that this test uses, if it uses one."""
    kind: str | None = getattr(request, "param", None)
    if kind is None:
        yield None
        return
    give: Callable[[str], Store] = request.getfixturevalue("stores")
    blocker = request.getfixturevalue("django_db_blocker")
    with blocker.unblock():
        store = give(kind)
    commits = _commits(request)
    with store.in_use(), monkeypatch.context() as patch:
        # A new database has a new audit, whose head must not meet an older one.
        head = request.getfixturevalue("tmp_path") / "audit-head"
        patch.setattr(settings, "AUDIT_HEAD_FILE", head)
        # The whole database is renewed instead of being emptied table by table.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _self: None)
        yield kind
        if commits:
            store.renew()


@pytest.fixture
def _django_db_helper(database: str | None, _django_db_helper: None) -> None:
    """pytest-django's own set-up, after the database was chosen."""


@pytest.fixture
def race() -> Callable[..., list[Any]]:
    """Run calls at the same moment, each in a thread; return results or errors.

    The test must be marked ``django_db(transaction=True)``.
    """

    def run(*calls: Callable[[], Any]) -> list[Any]:
        start = threading.Barrier(len(calls))
        results: list[Any] = [None] * len(calls)

        def one(place: int, call: Callable[[], Any]) -> None:
            try:
                connections[ALIAS].ensure_connection()
                start.wait(PATIENCE_SECONDS)
                results[place] = call()
            except Exception as error:  # noqa: BLE001 - the test looks at it
                results[place] = error
            finally:
                connections.close_all()

        threads = [
            threading.Thread(target=one, args=item, daemon=True)
            for item in enumerate(calls)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE_SECONDS)
        assert not any(thread.is_alive() for thread in threads), "a deadlock"
        return results

    return run
