"""Making a small clinic, on both kinds of database."""

from datetime import timedelta

import pytest

from glabella.clinic.audit.verification import verify
from glabella.clinic.demo import make
from glabella.clinic.patients.models import Patient
from glabella.clinic.treatments.models import GivenSite
from tests.clinic.demo.conftest import NOW, PASSWORD


def made_people(seed: int) -> list[str]:
    make(at=NOW, password=PASSWORD, seed=seed, progress=lambda *_: None, patients=3)
    return [one.full_name for one in Patient.objects.select_related("key")]


@pytest.mark.django_db
def test_the_patients_have_names_sites_and_an_audit_that_is_whole():
    names = made_people(seed=3)
    assert len(set(names)) == len(names) >= 2
    assert GivenSite.objects.exists()
    # Nothing was committed here, so the head outside was never written.
    assert verify(without_head=True).is_whole


@pytest.mark.django_db
def test_a_clinic_made_at_night_has_its_last_steps_in_the_day():
    night = NOW - timedelta(hours=8)
    make(at=night, password=PASSWORD, seed=3, progress=lambda *_: None, patients=1)
    assert Patient.objects.count() == 1
