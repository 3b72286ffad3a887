"""The addresses of the clinic's protocols."""

from glabella.clinic.plans import services as plans
from glabella.clinic.protocols import services
from glabella.clinic.protocols.content import from_fractions
from glabella.clinic.protocols.models import PointLibrary
from tests.clinic.people import AT
from tests.web.permissions import Address, World

WRITE, APPROVE = "protocol.write", "protocol.approve"


def a_protocol(world: World) -> dict[str, object]:

    areas = from_fractions("bocouture", "UK", [("glabella", 0.75, "")])
    row = services.create(
        actor=world.injector,
        at=AT,
        name="Soft",
        setting=services.Setting("bocouture", "UK", "standard", areas),
    )
    return {"protocol_id": row.protocol_id}


def a_plan(world: World) -> dict[str, object]:

    plan = plans.start(actor=world.injector, at=AT, patient=world.patient).plan
    return {"patient_id": world.patient.pk, "plan_id": plan.pk}


def points(world: World, person) -> dict[str, object]:

    library = PointLibrary.objects.create(
        user=person, name="Mine", unit_family="inco", created_at=AT
    )
    return {"library_id": library.pk}


ADDRESSES = [
    Address("protocols:page", WRITE),
    Address("protocols:new", WRITE),
    Address("protocols:new", WRITE, method="post"),
    Address("protocols:from-plan", WRITE, a_plan, method="post"),
    Address("protocols:one", WRITE, a_protocol),
    Address("protocols:edit", WRITE, a_protocol),
    Address("protocols:edit", WRITE, a_protocol, method="post"),
    Address("protocols:version", WRITE, a_protocol, method="post"),
    Address("protocols:approve", APPROVE, a_protocol, method="post"),
    Address("protocols:drop", WRITE, a_protocol, method="post"),
    Address("protocols:retire", APPROVE, a_protocol, method="post"),
    Address("protocols:points", "plan.write", points, method="post"),
]
