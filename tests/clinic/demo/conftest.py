"""One made-up clinic for all tests of this folder: making it takes seconds."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.db.transaction import atomic, set_rollback
from django.test import override_settings

from glabella.clinic.demo import Made, make
from tests.databases import SQLiteStore

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
"""A Monday at nine in the morning in the clinic, which stands in New York."""
PASSWORD = "a-password-of-the-demonstration"  # noqa: S105 - of nothing real
PATIENTS = 24


class Told(NamedTuple):
    """The clinic, and what was shown while it was made."""

    made: Made
    shares: list[float]


@contextmanager
def clinic_of(store: SQLiteStore) -> Iterator[None]:
    """A clinic in a database of its own, which is Django's meanwhile."""
    surroundings = override_settings(
        DEMO=True,
        SITE_ADDRESS="http://127.0.0.1:8000",
        AUDIT_HEAD_FILE=store.file.with_name("audit-head"),
    )
    with surroundings, store.in_use():
        try:
            yield
        finally:
            connection.close()


def filled(patients: int) -> Told:
    """Fill the clinic that is Django's."""
    shares: list[float] = []
    # pytest-django migrates only where a test that is run asks for it.
    call_command("migrate", interactive=False, verbosity=0)
    made = make(
        at=NOW,
        password=PASSWORD,
        seed=7,
        progress=lambda share, _: shares.append(share),
        patients=patients,
    )
    return Told(made, shares)


@contextmanager
def made_in(folder: Path, patients: int) -> Iterator[Told]:
    """A clinic that was filled in a folder, for as long as it is looked at."""
    with clinic_of(SQLiteStore(folder)):
        yield filled(patients)


@contextmanager
def looked_at() -> Iterator[None]:
    """A minute later; what is looked at leaves no entry for the other tests."""
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False), atomic():
        yield
        set_rollback(True)


@pytest.fixture(scope="session")
def two_years(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup, django_db_blocker
) -> tuple[SQLiteStore, Told]:
    """The clinic of this folder's modules, which all leave it as it is."""
    with django_db_blocker.unblock():
        store = SQLiteStore(tmp_path_factory.mktemp("demonstration"))
        with clinic_of(store):
            return store, filled(PATIENTS)


@pytest.fixture(scope="module")
def demonstration(
    two_years: tuple[SQLiteStore, Told], django_db_blocker
) -> Iterator[Told]:
    store, told = two_years
    with django_db_blocker.unblock(), clinic_of(store):
        yield told


@pytest.fixture
def made(demonstration: Told) -> Made:
    return demonstration.made
