"""People before the audit."""

from tests.clinic.people import (
    front_desk,
    injector,
    owner,
    patient,
    practice,
    prescriber,
    room,
    stranger,
)

__all__ = [
    "front_desk",
    "injector",
    "owner",
    "patient",
    "practice",
    "prescriber",
    "room",
    "stranger",
]
