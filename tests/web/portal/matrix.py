"""The addresses of the patient's own page, and of its messages."""

import uuid

from glabella.clinic.links import services as links
from glabella.clinic.portal import services
from tests.clinic.people import AT
from tests.web.permissions import Address, World

__all__ = ["ADDRESSES"]


def of_patient(world: World) -> dict[str, object]:
    return {"patient_id": world.patient.pk}


def linked(world: World) -> dict[str, object]:
    patient = world.patient
    token = links.make(
        at=AT, purpose="portal", key=patient.key, record_id=patient.pk, days=36500
    )
    return {"token": token}


def written(world: World) -> dict[str, object]:
    services.write(at=AT, patient=world.patient, text="May I come earlier?")
    return of_patient(world)


def asked(world: World) -> dict[str, object]:
    services.ask_erasure(at=AT, patient=world.patient)
    return of_patient(world)


def paper(world: World) -> dict[str, object]:
    return {**linked(world), "consent_id": uuid.uuid4()}


def picture(world: World) -> dict[str, object]:
    return {**linked(world), "photo_id": uuid.uuid4(), "kind": "thumbnail"}


def treated(world: World) -> dict[str, object]:
    return {**linked(world), "treatment_id": uuid.uuid4()}


def _post(name: str, action: str, make=of_patient) -> Address:
    return Address(name, action, make, method="post")


ADDRESSES = [
    Address("portal:by-link", "public", linked),
    Address("portal:code", "public", linked),
    _post("portal:code", "public", linked),
    Address("portal:aftercare", "public", linked),
    Address("portal:paper", "public", paper),
    _post("portal:paper", "public", paper),
    Address("portal:paper-pdf", "public", paper),
    _post("portal:withdraw", "public", paper),
    Address("portal:photographs", "public", linked),
    Address("portal:photo", "public", picture),
    _post("portal:message", "public", linked),
    _post("portal:history", "public", linked),
    _post("portal:review", "public", treated),
    _post("portal:copy", "public", linked),
    _post("portal:ask-erasure", "public", linked),
    _post("portal:leave", "public", linked),
    Address("portal:inbox", "patient_message.read"),
    _post("portal:send", "portal.send_link"),
    Address("portal:messages", "patient_message.read", written),
    _post("portal:messages", "patient_message.read", written),
    _post("portal:put-away", "patient_message.answer", written),
    Address("portal:erasure", "patient.erase", asked),
    _post("portal:erasure", "patient.erase", asked),
]
