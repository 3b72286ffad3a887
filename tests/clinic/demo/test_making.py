"""Making a small clinic, on both kinds of database."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from glabella.clinic.audit.verification import verify
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.demo import make
from glabella.clinic.demo.today import opening
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


@pytest.mark.parametrize(
    "now",
    ["2026-11-22T01:40", "2026-11-21T22:10", "2026-11-22T12:05", "2026-11-22T18:00"],
)
def test_the_clinic_is_open_on_the_day_and_at_the_hour_at_which_it_is_made(now: str):
    local = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo("America/New_York"))
    opens, closes = opening(local)
    assert opens < local.time() < closes
    assert opens <= time(9)
    assert closes >= time(17, 30)


@pytest.mark.django_db
def test_a_clinic_made_on_a_sunday_has_visits_on_that_day():
    sunday = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
    make(at=sunday, password=PASSWORD, seed=7, progress=lambda *_: None, patients=6)
    visits = Appointment.objects.filter(starts_at__date=sunday.date())
    assert {"done", "confirmed"} <= {one.status for one in visits}
