"""A made-up clinic whose pages are counted: some of everything, and several rows."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine

from glabella.clinic.demo import Made
from tests.clinic.demo.conftest import NOW, made_in
from tests.web.queries.rows import Rows, add_rows

PATIENTS = 12


@dataclass(frozen=True)
class Counted:
    """The clinic of the demonstration, and what was added to it."""

    made: Made
    rows: Rows


@pytest.fixture(scope="module")
def counted(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup, django_db_blocker
) -> Iterator[Counted]:
    folder = tmp_path_factory.mktemp("queries")
    with django_db_blocker.unblock(), made_in(folder, PATIENTS) as told:
        with time_machine.travel(NOW, tick=False):
            rows = add_rows(told.made)
        yield Counted(told.made, rows)


@pytest.fixture
def made(counted: Counted) -> Made:
    return counted.made
