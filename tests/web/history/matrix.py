"""The addresses of the health questions, and who may open them."""

from glabella.clinic.links import services as links
from glabella.clinic.patients import services
from glabella.clinic.shared.actor import Actor
from tests.clinic.people import AT
from tests.web.permissions import Address, World

__all__ = ["ADDRESSES"]


def one(world: World):
    return {"patient_id": world.patient.id}


def answered(world: World):
    services.send_history(
        actor=Actor.patient(world.patient.id),
        at=AT,
        patient=world.patient,
        answers={"allergies": []},
    )
    return one(world)


def linked(world: World):
    patient = world.patient
    token = links.make(
        at=AT, purpose="history", key=patient.key, record_id=patient.id, days=36500
    )
    return {"token": token}


ADDRESSES = [
    Address("history:page", "patient.read_clinical", one),
    Address("history:take", "history.write", one),
    Address("history:take", "history.write", one, method="post"),
    Address("history:save", "history.write", one, method="post", good=(200,)),
    Address(
        "history:confirm",
        "history.write",
        answered,
        method="post",
        data={"number": "1"},
    ),
    Address("history:link", "history.send_link", one, method="post"),
    Address("history:by-link", "public", linked),
    Address("history:code", "public", linked, method="post", good=(200,)),
    Address("history:save-by-link", "public", linked, method="post", good=(409,)),
]
