"""A patient on the treatment day: plan approved, consent signed, vial mixed."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from glabella.clinic.accounts.models import User
from glabella.clinic.consents import services as consents
from glabella.clinic.consents.models import Consent
from glabella.clinic.injections import services
from glabella.clinic.injections.models import Session
from glabella.clinic.injections.reading import steps_of
from glabella.clinic.injections.selectors import last_number
from glabella.clinic.injections.services import Answer, Signing, Wanted
from glabella.clinic.plans.models import Plan
from glabella.clinic.stock.models import Vial
from glabella.web.consents.asking import asked_for
from tests.clinic.people import AT, PASSWORD
from tests.clinic.plans.conftest import approved, draft, ready, submitted
from tests.clinic.stock.shelf import opened

__all__ = [
    "LATER",
    "approved",
    "consent_to",
    "draft",
    "prepared",
    "ready",
    "sent",
    "signed_with",
    "submitted",
]

LATER = AT + timedelta(minutes=30)
"""When the injections of these tests happen."""


def consent_to(plan: Plan, by: User, at: datetime = AT) -> Consent:
    """The patient signs the paper for a plan, and somebody stands by."""
    asked = asked_for(viewer=by, patient=plan.patient, plan_id=plan.pk, at=at)
    paper = consents.prepare_treatment(
        actor=by, at=at, patient=plan.patient, asked=asked
    )
    signature = consents.Signature(
        level="standard",
        seen=consents.paper_digest(paper.texts["standard"]),
        name=plan.patient.full_name,
        agreed=True,
    )
    return consents.sign(actor=by, at=at, consent=paper, signature=signature)


def sent(session: Session, by: User, kind: str, site: str = "", **told: Any) -> Answer:
    """One entry, sent by a tablet that has everything in sight."""
    at = told.pop("at", LATER)
    wanted = Wanted(
        client_id=told.pop("client_id", None) or uuid4(),
        kind=kind,
        site=site,
        seen=told.pop("seen", last_number(session)),
        device=told.pop("device", "tablet"),
        at_client=told.pop("at_client", at),
        content=told,
    )
    return services.add(actor=by, at=at, session=session, wanted=wanted)


def prepared(session: Session, by: User, at: datetime = LATER) -> None:
    """Every step of the preparation is answered."""
    for step in steps_of(session):
        answer = next(one for one in step.answers if not one.stops)
        told = {"step": step.key, "answer": answer.key}
        done = sent(session, by, "check", at=at, **told)
        assert done.result == "accepted", done.message


def signed_with(session: Session, **told: Any) -> Signing:
    """The password, under everything that was entered."""
    seen = told.pop("seen", last_number(session))
    return Signing(seen, password=told.pop("password", PASSWORD), **told)


@pytest.fixture
def consented(approved: Plan, injector: User) -> Plan:
    """An approved plan with the consent that covers it."""
    consent_to(approved, injector)
    approved.refresh_from_db()
    return approved


@pytest.fixture
def session(consented: Plan, injector: User) -> Session:
    """The treatment day has begun."""
    return services.begin(actor=injector, at=AT, plan=consented)


@pytest.fixture
def vial(injector: User) -> Vial:
    """A vial of the plan's product, mixed this morning."""
    return opened(injector, product="botox")
