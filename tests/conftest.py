"""What every test may use."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.databases import race, stores

__all__ = ["race", "stores"]

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository."""
    return ROOT


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start the slow tests first, so that the last worker does not end alone."""
    items.sort(key=lambda item: "tests/browser/" not in item.nodeid)


@pytest.fixture(scope="session", autouse=True)
def clinic_key() -> None:
    """The key under which the tests seal what they store."""
    from glabella.clinic.keys import ring  # noqa: PLC0415 - after set-up

    if not settings.CLINIC_KEY_FILE.exists():
        ring.make(settings.CLINIC_KEY_FILE)
