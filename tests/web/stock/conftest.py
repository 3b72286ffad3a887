"""People before the stock."""

from tests.clinic.people import (
    front_desk,
    injector,
    owner,
    patient,
    practice,
    prescriber,
)

__all__ = ["front_desk", "injector", "owner", "patient", "practice", "prescriber"]
