"""A clinic with a consultation under way, and somebody signed in."""

import pytest
from django.test import Client

from glabella.clinic.accounts.models import User
from glabella.clinic.consultations import services
from glabella.clinic.consultations.grading import Grade
from glabella.clinic.consultations.models import Consultation
from glabella.clinic.patients.models import Patient
from tests.clinic.people import (
    AT,
    PASSWORD,
    front_desk,
    injector,
    owner,
    patient,
    practice,
    prescriber,
)

__all__ = ["front_desk", "injector", "owner", "patient", "practice", "prescriber"]

ENTRY = services.Entry(
    fields={"goals": "Look less tired", "skin_type": "III"},
    note="Brows level.",
    decision="plan",
    grades=[Grade("glabella", 1, 3, "high")],
)


@pytest.fixture(autouse=True)
def fixed_clock(time_machine):
    """The clock of the clinic's tests."""
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def as_injector(client: Client, injector: User) -> Client:
    client.force_login(injector)
    return client


@pytest.fixture
def draft(injector: User, patient: Patient) -> Consultation:
    begun = services.start(actor=injector, at=AT, patient=patient)
    return services.save_draft(
        actor=injector,
        at=AT,
        consultation_id=begun.pk,
        version=begun.version,
        entry=ENTRY,
    ).consultation


@pytest.fixture
def signed(injector: User, draft: Consultation) -> Consultation:
    return services.sign(
        actor=injector,
        at=AT,
        consultation_id=draft.pk,
        version=draft.version,
        password=PASSWORD,
    )


@pytest.fixture
def place(draft: Consultation) -> str:
    return f"/patients/{draft.patient_id}/consultations/{draft.pk}/"
