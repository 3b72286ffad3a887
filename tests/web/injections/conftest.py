"""A clinic on the treatment day, and somebody signed in."""

import pytest
from django.test import Client

from glabella.clinic.accounts.models import User
from glabella.clinic.injections.models import Session
from tests.clinic.injections.conftest import consented, session, vial
from tests.clinic.injections.test_treatment_day import given_all
from tests.web.plans.conftest import (
    approved,
    as_injector,
    as_prescriber,
    draft,
    fixed_clock,
    front_desk,
    injector,
    owner,
    patient,
    practice,
    prescriber,
    ready,
    submitted,
)

__all__ = [
    "approved",
    "as_injector",
    "as_prescriber",
    "consented",
    "draft",
    "fixed_clock",
    "front_desk",
    "injector",
    "owner",
    "patient",
    "practice",
    "prepared_session",
    "prescriber",
    "ready",
    "session",
    "submitted",
    "vial",
]


@pytest.fixture
def as_front_desk(front_desk: User) -> Client:
    client = Client()
    client.force_login(front_desk)
    return client


@pytest.fixture
def prepared_session(session: Session, injector: User) -> Session:
    """Everything is given, from a typed lot; nothing is signed."""
    given_all(session, injector)
    return session
