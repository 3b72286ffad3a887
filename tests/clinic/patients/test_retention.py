"""Records whose time of keeping is over are listed for the owner, and only listed."""

from datetime import date, timedelta

import pytest

from glabella.clinic.calendar.models import Appointment
from glabella.clinic.patients.models import Patient
from glabella.clinic.patients.selectors import past_retention
from glabella.clinic.practice import services as practice_services
from glabella.clinic.treatments.models import Treatment
from tests.clinic.people import AT, TODAY, make_patient

pytestmark = pytest.mark.django_db


def treated(number: int, injector, seen_on: date, **fields) -> Patient:
    patient = make_patient(number, last_seen_on=seen_on)
    Treatment.objects.create(
        **{
            "key": patient.key,
            "patient": patient,
            "day": seen_on,
            "injector": injector,
            "entered_by": injector,
            "product": "botox-cosmetic",
            "status": "signed",
            "created_at": AT,
            "signed_at": AT,
            "signed_by": injector,
            "signed_hash": "0" * 64,
            **fields,
        }
    )
    return patient


@pytest.fixture
def ten_years(practice, owner):
    practice_services.change(
        actor=owner, at=AT, version=practice.version, record_retention_years=10
    )


def over(viewer) -> list[int]:
    return [one.number for one in past_retention(viewer=viewer, at=AT, day=TODAY)]


LAST_DAY = TODAY.replace(year=TODAY.year - 10)


def test_nobody_is_listed_until_the_clinic_has_set_its_years(practice, owner, injector):
    treated(1, injector, LAST_DAY - timedelta(days=4000))
    assert over(owner) == []


@pytest.mark.usefixtures("ten_years")
def test_those_whose_time_is_over_stand_longest_ago_first(owner, injector):
    treated(1, injector, LAST_DAY - timedelta(days=1))
    treated(2, injector, LAST_DAY - timedelta(days=900))
    treated(3, injector, LAST_DAY)
    assert over(owner) == [2, 1]


@pytest.mark.usefixtures("ten_years")
def test_who_was_never_treated_here_is_erased_or_is_to_come_is_not_listed(
    owner, injector
):
    long_ago = LAST_DAY - timedelta(days=30)
    treated(1, injector, long_ago, place="elsewhere")
    gone = treated(2, injector, long_ago)
    Patient.objects.filter(pk=gone.pk).update(erased_at=AT)
    coming = treated(3, injector, long_ago)
    Appointment.objects.create(
        key=coming.key,
        patient=coming,
        injector=injector,
        kind="review",
        areas=[],
        starts_at=AT + timedelta(days=3),
        ends_at=AT + timedelta(days=3, minutes=15),
        created_at=AT,
    )
    assert over(owner) == []


@pytest.mark.usefixtures("ten_years")
@pytest.mark.parametrize("role", ["front_desk", "injector", "prescriber"])
def test_only_the_owner_sees_the_list(request, role, injector):
    treated(1, injector, LAST_DAY - timedelta(days=1))
    assert over(request.getfixturevalue(role)) == []


@pytest.mark.usefixtures("ten_years")
def test_the_owner_finds_the_list_under_patients(owner, injector, client):
    treated(1, injector, date(1990, 1, 1))
    client.force_login(owner)
    assert "longer than the clinic" in client.get("/patients/").text
