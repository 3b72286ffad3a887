"""The addresses of recalls and of what was learned, and who may open them."""

from datetime import timedelta

from glabella.clinic.followups.models import Recall
from glabella.clinic.treatments import services
from glabella.clinic.treatments.procedures import OtherTold
from tests.clinic.people import AT, TODAY
from tests.web.patients.matrix import one, signed
from tests.web.permissions import Address, World

__all__ = ["ADDRESSES"]


def recall(world: World):
    row = Recall.objects.create(
        key=world.patient.key,
        patient=world.patient,
        due_on=TODAY + timedelta(days=5),
        created_at=AT,
    )
    return {"recall_id": row.id}


def treated(world: World):
    signed(world)
    return one(world)


def procedure(world: World):
    row = services.add_procedure(
        actor=world.injector,
        at=AT,
        patient=world.patient,
        told=OtherTold(kind="peel", day=TODAY),
    )
    return {"patient_id": world.patient.id, "procedure_id": row.id}


def token(_: World):
    return {"token": "no-such-token"}


VERSION = {"version": "1"}
ADDRESSES = [
    Address("followups:recalls", "recall.read"),
    Address(
        "followups:recalls",
        "recall.read",
        method="post",
        data={"find": "A"},
        good=(303,),
    ),
    Address("followups:recall", "recall.read", recall),
    Address(
        "followups:recall-invite", "recall.handle", recall, method="post", data=VERSION
    ),
    Address("followups:recall-snooze", "recall.handle", recall, method="post"),
    Address("followups:recall-decline", "recall.handle", recall, method="post"),
    Address(
        "followups:recall-reopen", "recall.handle", recall, method="post", data=VERSION
    ),
    Address("followups:recall-link", "public", token),
    Address("followups:recall-link", "public", token, method="post"),
    Address("followups:learned", "patient.read_clinical", treated),
    Address("followups:agree", "treatment.write", one, method="post"),
    Address("followups:doubt", "treatment.write", treated),
    Address("followups:doubt", "treatment.write", treated, method="post"),
    Address("patients:procedures", "patient.read_clinical", one),
    Address("patients:procedures", "treatment.write", one, method="post"),
    Address(
        "patients:procedure-done",
        "treatment.write",
        procedure,
        method="post",
        data={"day": TODAY.isoformat()},
    ),
    Address(
        "patients:withdraw-procedure",
        "treatment.write",
        procedure,
        method="post",
        data={"reason": "entered by mistake"},
    ),
]
