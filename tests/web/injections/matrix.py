"""The addresses of the treatment day."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from glabella.clinic.accounts.models import User
from glabella.clinic.injections.models import Session
from glabella.clinic.plans import services as plans
from glabella.clinic.plans.services.rows import newest
from glabella.clinic.stock.services import Order, draw_up
from tests.clinic.people import AT
from tests.clinic.stock.shelf import opened
from tests.web.permissions import Address, World

READ = "patient.read_clinical"
PREPARE, RECORD, SIGN = "injection.prepare", "injection.record", "treatment.sign"


def a_plan(world: World) -> dict[str, Any]:
    plan = plans.start(actor=world.injector, at=AT, patient=world.patient).plan
    return {"patient_id": world.patient.pk, "plan_id": plan.pk}


def open_session(world: World) -> Session:
    """A session that is under way; how it may begin is for its own tests."""
    plan = plans.start(actor=world.injector, at=AT, patient=world.patient).plan
    return Session.objects.create(
        key=plan.key,
        patient=world.patient,
        plan=plan,
        plan_version=newest(plan),
        started_at=AT,
        started_by=world.injector,
    )


def a_session(world: World) -> dict[str, Any]:
    session = open_session(world)
    return {"patient_id": world.patient.pk, "session_id": session.pk}


def a_draw(world: World, person: User | None) -> dict[str, Any]:
    session = open_session(world)
    vial = opened(world.injector, product="botox")
    order = Order(world.patient, session.pk, Decimal(4))
    at = AT + timedelta(minutes=1)
    draw = draw_up(actor=world.injector, at=at, vial=vial, order=order)
    return {
        "patient_id": world.patient.pk,
        "session_id": session.pk,
        "draw_id": draw.pk,
    }


ADDRESSES = [
    Address("injections:begin", PREPARE, a_plan),
    Address("injections:begin", PREPARE, a_plan, method="post"),
    Address("injections:page", READ, a_session),
    Address("injections:preparation", READ, a_session),
    Address("injections:label", PREPARE, a_draw),
    Address("injections:entries", READ, a_session),
    Address("injections:entries", RECORD, a_session, method="post", good=(400,)),
    Address("injections:tap", PREPARE, a_session, method="post"),
    Address("injections:sign", SIGN, a_session, method="post"),
    Address("injections:give-up", RECORD, a_session, method="post"),
]
