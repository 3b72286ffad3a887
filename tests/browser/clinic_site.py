"""The clinic's pages in a browser: a database in a file, and somebody signed in.

``conftest.py`` imports the names of ``__all__``. Each test of this folder gets a fresh
copy of the migrated database; the server's threads have connections of their own, as
in a clinic, instead of sharing one in memory.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from glabella.clinic.accounts.models import User
from tests.databases import Store, _django_db_helper, database

__all__ = [
    "_django_db_helper",
    "database",
    "live_server",
    "pytest_generate_tests",
    "sign_in",
]

KIND = "sqlite"
PATIENCE_MS = 20_000


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give every test here the database of one kind; tests/clinic runs on both."""
    metafunc.parametrize("database", [KIND], indirect=True)


@pytest.fixture(scope="session")
def live_server(
    stores: Callable[[str], Store], django_db_blocker: Any
) -> Iterator[LiveServer]:
    """Run a server whose threads open the database of the test that is under way."""
    with django_db_blocker.unblock(), stores(KIND).in_use():
        server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture
def sign_in(
    page: Page, base_url: str, context: BrowserContext
) -> Callable[[User], Page]:
    """Return a function that opens the browser as somebody, without the log-in page."""

    def enter(user: User) -> Page:
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        name = settings.SESSION_COOKIE_NAME
        page.set_default_timeout(PATIENCE_MS)
        context.add_cookies([{"name": name, "value": session, "url": base_url}])
        return page

    return enter
