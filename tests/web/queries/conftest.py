"""A made-up clinic whose pages are counted: some of everything, and several rows."""

from collections.abc import Iterator

import pytest

from glabella.clinic.demo import Made
from tests.clinic.demo.conftest import made_in

PATIENTS = 12


@pytest.fixture(scope="module")
def made(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup, django_db_blocker
) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("queries")
    with django_db_blocker.unblock(), made_in(folder, PATIENTS) as told:
        yield told.made
