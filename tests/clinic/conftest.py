"""Every test of the clinic that uses the database runs on both kinds."""

from tests.clinic.people import (
    front_desk,
    injector,
    other_injector,
    owner,
    patient,
    practice,
    prescriber,
    room,
    stranger,
)
from tests.databases import (
    _django_db_helper,
    database,
    pytest_generate_tests,
)

__all__ = [
    "_django_db_helper",
    "database",
    "front_desk",
    "injector",
    "other_injector",
    "owner",
    "patient",
    "practice",
    "prescriber",
    "pytest_generate_tests",
    "room",
    "stranger",
]
