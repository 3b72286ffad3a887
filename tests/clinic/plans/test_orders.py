"""Standing orders and their scope; the chips of the steps before a treatment."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from glabella.clinic.accounts.models import User
from glabella.clinic.patients.models import Patient
from glabella.clinic.plans import selectors, services
from glabella.clinic.plans.models import Approval, Plan
from glabella.clinic.practice.models import Practice
from glabella.clinic.shared.errors import Blocked, NotAllowed
from tests.clinic.people import AT, TODAY
from tests.clinic.plans.conftest import PROOF, answer_everything, fields_of
from tests.clinic.plans.test_approval import approve, examine, submit

pytestmark = pytest.mark.django_db

SCOPE = services.Scope(
    product="botox-cosmetic",
    techniques=("standard",),
    areas=("glabella",),
    most_units=Decimal(30),
    starts_on=TODAY,
    expires_on=TODAY + timedelta(days=90),
)


# --- standing orders ----------------------------------------------------------


@pytest.fixture
def order(prescriber: User):
    return services.sign_order(
        actor=prescriber,
        at=AT,
        name="Glabella, standard",
        scope=SCOPE,
        proof=PROOF,
    )


def under(order, plan: Plan, by: User) -> Approval:
    plan.refresh_from_db()
    return services.approve_under_order(
        actor=by, at=AT, plan=plan, version=plan.version, order=order, proof=PROOF
    )


@pytest.fixture
def in_scope(submitted: Plan, injector: User) -> Plan:
    """The plan with the product of the order."""
    services.withdraw(actor=injector, at=AT, plan=submitted, version=submitted.version)
    submitted.refresh_from_db()
    fields = fields_of(submitted) | {"product": ["botox-cosmetic"]}
    services.save_draft(
        actor=injector, at=AT, plan=submitted, version=submitted.version, answers=fields
    )
    answer_everything(injector, submitted)
    return submit(submitted, injector)


@pytest.fixture
def in_us(practice: Practice) -> None:
    practice.jurisdiction = "US"
    practice.save()


def test_an_injector_signs_under_a_standing_order(
    in_us: None, order, in_scope: Plan, injector: User, prescriber: User
):
    signed = under(order, in_scope, injector)
    assert signed.signed_by == injector
    assert signed.prescriber == prescriber
    assert signed.meaning == "order"
    in_scope.refresh_from_db()
    assert in_scope.status == "approved"


@pytest.mark.parametrize(
    ("scope", "says"),
    [
        ({"areas": ("forehead",)}, "areas not in the order: "),
        ({"techniques": ("baby",)}, "technique not in the order: standard"),
        ({"most_units": Decimal(5)}, "the order allows 5"),
        ({"product": "dysport"}, "the order is for Dysport"),
    ],
)
def test_out_of_scope_is_refused_with_what_differs(
    in_us: None,
    in_scope: Plan,
    injector: User,
    prescriber: User,
    scope: dict,
    says: str,
):
    narrow = services.sign_order(
        actor=prescriber,
        at=AT,
        name="Narrow",
        scope=replace(SCOPE, **scope),
        proof=PROOF,
    )
    with pytest.raises(Blocked, match=says):
        under(narrow, in_scope, injector)


def test_an_order_that_ended_covers_nothing(
    in_us: None, order, in_scope: Plan, injector: User, prescriber: User
):
    services.end_order(actor=prescriber, at=AT, order=order, reason="Left the clinic.")
    with pytest.raises(Blocked, match="not in force"):
        under(order, in_scope, injector)


def test_an_order_of_a_prescriber_who_may_not_approve_covers_nothing(
    in_us: None, order, in_scope: Plan, injector: User, prescriber: User
):
    prescriber.registration_expires = TODAY - timedelta(days=1)
    prescriber.save()
    with pytest.raises(Blocked, match="may not approve at present"):
        under(order, in_scope, injector)


def test_an_injector_signs_only_techniques_entered_for_them(
    in_us: None, order, in_scope: Plan, injector: User
):
    injector.techniques = ["skin"]
    injector.save()
    with pytest.raises(NotAllowed, match="technique"):
        under(order, in_scope, injector)


def test_a_clinic_without_standing_orders_signs_none(
    practice: Practice, prescriber: User
):
    practice.standing_orders_allowed = False
    practice.save()
    with pytest.raises(Blocked, match="does not use standing orders"):
        services.sign_order(
            actor=prescriber, at=AT, name="Any", scope=SCOPE, proof=PROOF
        )


# --- chips --------------------------------------------------------------------


def states(viewer: User, plan: Plan) -> dict[str, str]:
    found = selectors.gates(viewer=viewer, patient=plan.patient, plan=plan, at=AT)
    assert all(one.says for one in found)
    assert all(one.link for one in found if one.state == "missing")
    return {one.name: one.state for one in found}


def test_the_chips_follow_the_plan(draft: Plan, injector: User, prescriber: User):
    assert states(injector, draft) == {
        "history": "done",
        "screening": "done",
        "identity": "done",
        "examination": "missing",
        "approval": "missing",
        "consent": "missing",
    }
    examine(draft, prescriber)
    submit(draft, injector)
    assert states(injector, draft)["examination"] == "done"
    approve(draft, prescriber)
    draft.refresh_from_db()
    assert states(injector, draft)["approval"] == "done"


def test_a_patient_without_anything_is_told_what_is_missing(
    patient: Patient, injector: User
):
    found = selectors.gates(viewer=injector, patient=patient, at=AT)
    states = {one.name: one.state for one in found}
    assert states.pop("consent") == "later"
    assert set(states.values()) == {"missing"}
    assert len(states) == 5
