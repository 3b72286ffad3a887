"""A plan that a patient could agree to, and somebody who has signed its paper."""

from collections.abc import Callable
from typing import Any

import pytest

from glabella.clinic.accounts.models import User
from glabella.clinic.consents import services
from glabella.clinic.consents.models import Consent
from glabella.clinic.consents.scope import scope_of
from glabella.clinic.consents.services import Signature, TreatmentAsked
from glabella.clinic.patients.models import Patient
from glabella.clinic.plans.content import forecasts_in, restored
from glabella.clinic.plans.models import Plan
from glabella.clinic.plans.selectors import get_version
from glabella.printing.forecasts import outlooks_of
from glabella.printing.summary import summary_of
from tests.clinic.people import AT
from tests.clinic.plans.conftest import draft, ready

__all__ = ["asked_of", "content_with", "draft", "ready", "signature_of"]

STROKES = [[[0.1, 0.5], [0.3, 0.2], [0.6, 0.7]], [[0.8, 0.4]]]


def content_with(
    *items: tuple[str, str, str], product: str = "bocouture"
) -> dict[str, Any]:
    """What is kept of a plan: (area, technique, label status) of each line."""
    lines = [
        {"area": area, "technique": technique, "label_status": status}
        for area, technique, status in items
    ]
    return {"product": product, "lines": lines}


def asked_of(plan: Plan) -> TreatmentAsked:
    """A plan as its paper is made of it."""
    row = get_version(plan=plan)
    shown = restored(row.content, row.answers)
    assert shown is not None
    return TreatmentAsked(
        plan_id=plan.pk,
        scope=scope_of(row.content),
        told=summary_of(shown, outlooks_of(shown, forecasts_in(row.content))),
    )


def signature_of(consent: Consent, **changed: Any) -> Signature:
    """The patient signs what was shown, in full."""
    given = {
        "level": "standard",
        "seen": services.paper_digest(consent.texts["standard"]),
        "name": "Given Family1",
        "agreed": True,
        "strokes": STROKES,
    }
    return Signature(**{**given, **changed})


@pytest.fixture
def paper(draft: Plan, injector: User) -> Consent:
    """The paper for a plan of the frown lines, not signed yet."""
    return services.prepare_treatment(
        actor=injector, at=AT, patient=draft.patient, asked=asked_of(draft)
    )


@pytest.fixture
def signed(paper: Consent, injector: User) -> Consent:
    """The same, signed on the tablet."""
    return services.sign(
        actor=injector, at=AT, consent=paper, signature=signature_of(paper)
    )


@pytest.fixture
def agree(injector: User) -> Callable[[Patient, str], Consent]:
    """Let a patient agree to photographs, or to showing them."""

    def sign(patient: Patient, kind: str) -> Consent:
        consent = services.prepare(actor=injector, at=AT, patient=patient, kind=kind)
        signature = signature_of(consent)
        return services.sign(
            actor=injector, at=AT, consent=consent, signature=signature
        )

    return sign
