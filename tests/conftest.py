"""What every test may use."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from tests.databases import race, run_folder, stores
from tests.postgresql import locked
from tests.site import clinics

__all__ = ["race", "stores"]

ROOT = Path(__file__).resolve().parent.parent
SLOW = ("tests/browser/", "tests/clinic/demo/")


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def new_clinic(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Path], Path]:
    """Return a function that puts the folder of a clinic just set up where it is told.

    ``glabella setup`` makes it once in a run, for every migration takes its time; the
    tests of the set-up itself start from nothing.
    """
    template = run_folder(request.config, tmp_path_factory) / "new-clinic"
    with locked(template.with_suffix(".lock")):
        if not template.exists():
            part = template.with_suffix(".part")
            done = clinics.set_up(part)
            assert done.code == 0, done.err
            part.rename(template)
    return lambda place: Path(shutil.copytree(template, place))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start the slow tests first, so that the last worker does not end alone.

    What is long in the making is asked for by tests side by side: one worker gets them.
    """
    items.sort(key=place_in_the_run)


def place_in_the_run(item: pytest.Item) -> int:
    """Which of the slow folders a test is in; the rest comes after them."""
    inside = (n for n, folder in enumerate(SLOW) if item.nodeid.startswith(folder))
    return next(inside, len(SLOW))


@pytest.fixture(scope="session", autouse=True)
def clinic_key() -> None:
    """The key under which the tests seal what they store."""
    from glabella.clinic.keys import ring  # noqa: PLC0415 - after set-up

    if not settings.CLINIC_KEY_FILE.exists():
        ring.make(settings.CLINIC_KEY_FILE)
