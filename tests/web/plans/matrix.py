"""The addresses of plans in the record, and of approvals."""

from datetime import timedelta

from glabella.clinic.plans import services
from glabella.clinic.plans.models import StandingOrder
from tests.clinic.people import AT, TODAY
from tests.web.permissions import Address, World

READ = "patient.read_clinical"


def of_patient(world: World) -> dict[str, object]:
    return {"patient_id": world.patient.pk}


def a_plan(world: World) -> dict[str, object]:

    plan = services.start(actor=world.injector, at=AT, patient=world.patient).plan
    return {"patient_id": world.patient.pk, "plan_id": plan.pk}


def a_version(world: World) -> dict[str, object]:
    return {**a_plan(world), "number": 1}


def an_order(world: World) -> dict[str, object]:

    order = StandingOrder.objects.create(
        prescriber=world.prescriber,
        name="An order",
        product="bocouture",
        techniques=["standard"],
        areas=["glabella"],
        most_units=30,
        starts_on=TODAY,
        expires_on=TODAY + timedelta(days=30),
        signed_at=AT,
        content_hash="0" * 64,
    )
    return {"order_id": order.pk}


def _post(name: str, action: str, make=a_plan) -> Address:
    return Address(name, action, make, method="post")


ADDRESSES = [
    Address("plans:new", "plan.write", of_patient),
    _post("plans:new", "plan.write", of_patient),
    Address("plans:page", READ, a_plan),
    Address("plans:version", READ, a_version),
    _post("plans:plan", "plan.write"),
    _post("plans:forecast", READ),
    _post("plans:compare", READ),
    Address("plans:pdf", READ, a_plan, good=(200, 302)),
    Address("plans:summary", READ, a_plan, good=(200, 302)),
    Address("plans:summary-pdf", READ, a_plan, good=(200, 302)),
    Address("plans:quote", READ, a_plan),
    _post("plans:submit", "plan.write"),
    _post("plans:withdraw", "plan.write"),
    _post("plans:examination", "plan.examine"),
    _post("plans:approve", "plan.approve"),
    _post("plans:return", "plan.approve"),
    _post("plans:change", "plan.write"),
    _post("plans:close", "plan.write"),
    _post("plans:save-points", "plan.write"),
    _post("plans:put-points", "plan.write"),
    Address("plans:approvals", "plan.approve"),
    Address("plans:sign-order", "plan.approve"),
    _post("plans:sign-order", "plan.approve", None),
    _post("plans:end-order", "plan.approve", an_order),
]
