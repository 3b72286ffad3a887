"""Each test has a clinic key and a head file of its own, and a few entries."""

from pathlib import Path

import pytest

from glabella.clinic.audit import services
from glabella.clinic.keys import ring
from glabella.clinic.keys.services import new_key
from glabella.clinic.shared.actor import Actor
from tests.clinic.people import AT

ANN = Actor.staff(7, "Ann Injector")


@pytest.fixture(autouse=True)
def head_path(settings, tmp_path: Path):
    """The head outside the database, which is not there yet."""
    settings.CLINIC_KEY_FILE = tmp_path / "clinic-key"
    settings.AUDIT_HEAD_FILE = tmp_path / "audit-head"
    ring.forget()
    yield tmp_path / "audit-head"
    ring.forget()


@pytest.fixture
def subject(db):
    return new_key(at=AT)


@pytest.fixture
def entries(subject, django_capture_on_commit_callbacks):
    """Nine entries, written and committed as far as the head file is concerned."""
    with django_capture_on_commit_callbacks(execute=True):
        return [
            services.record(
                actor=ANN,
                at=AT,
                action="change",
                subject=subject if number % 2 else None,
                record_type="patients.patient",
                record_id=number,
                before={"n": number},
                after={"n": number + 1},
                reason="because",
            )
            for number in range(1, 10)
        ]
