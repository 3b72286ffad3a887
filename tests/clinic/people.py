"""The people of the clinic's tests: each has a role, one patient has a record."""

from datetime import UTC, date, datetime

import pytest

from glabella.clinic.accounts.models import User
from glabella.clinic.keys.services import new_key
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.models import Practice, Room

__all__ = ["AT", "PASSWORD", "TODAY", "make_patient", "make_staff"]

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday morning: the clock of these tests."""
TODAY = AT.date()
PASSWORD = "a long pass phrase of the tests"  # noqa: S105 - made up


def make_staff(name: str, *roles: str, **fields: object) -> User:
    """A member of staff whose registration holds."""
    user = User(
        email=f"{name}@clinic.test",
        name=name.replace("-", " ").title(),
        roles=list(roles),
        created_at=AT,
        profession="nurse",
        registration_number="12345",
        registration_country="GB",
        registration_expires=date(2027, 12, 31),
        techniques=["standard", "baby", "skin"],
    )
    for field, value in fields.items():
        setattr(user, field, value)
    user.set_password(PASSWORD)
    user.save()
    return user


def make_patient(number: int = 1, **fields: object) -> Patient:
    """A patient whose identity was checked at the first visit."""
    key = new_key(at=AT)
    return Patient.objects.create(
        **{
            "number": number,
            "key": key,
            "given_name": "Given",
            "family_name": f"Family{number}",
            "born_on": date(1984, 5, 17),
            "sex": "female",
            "email": f"patient{number}@mail.test",
            "created_at": AT,
            **fields,
        }
    )


@pytest.fixture
def practice(db: None) -> Practice:
    """The clinic, in the United Kingdom."""
    return Practice.objects.create(
        id=1,
        name="A clinic",
        jurisdiction="UK",
        time_zone="Europe/London",
        mfa_required=False,
    )


@pytest.fixture
def room(practice: Practice) -> Room:
    return Room.objects.create(name="Room 1")


@pytest.fixture
def front_desk(practice: Practice) -> User:
    return make_staff("front-desk", "front_desk")


@pytest.fixture
def injector(practice: Practice) -> User:
    return make_staff("injector", "injector")


@pytest.fixture
def other_injector(practice: Practice) -> User:
    return make_staff("other-injector", "injector")


@pytest.fixture
def prescriber(practice: Practice) -> User:
    return make_staff("prescriber", "prescriber", profession="doctor")


@pytest.fixture
def owner(practice: Practice) -> User:
    return make_staff("owner", "owner", registration_number="")


@pytest.fixture
def stranger(practice: Practice) -> User:
    """Somebody with an account and no role."""
    return make_staff("stranger")


@pytest.fixture
def patient(practice: Practice) -> Patient:
    return make_patient()
