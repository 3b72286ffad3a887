"""Each test has a clinic key of its own."""

from pathlib import Path

import pytest

from glabella.clinic.keys import ring


@pytest.fixture(autouse=True)
def key_path(settings, tmp_path: Path):
    """The file of the clinic key, which is not there yet."""
    settings.CLINIC_KEY_FILE = tmp_path / "clinic-key"
    settings.AUDIT_HEAD_FILE = tmp_path / "audit-head"
    ring.forget()
    yield tmp_path / "clinic-key"
    ring.forget()
