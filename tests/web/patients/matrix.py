"""The addresses of patients and treatments, and who may open them."""

from datetime import date
from decimal import Decimal

from glabella.clinic.treatments import services
from glabella.clinic.treatments.entries import Entry, Given
from tests.clinic.people import AT
from tests.web.permissions import Address, World

__all__ = ["ADDRESSES"]


def one(world: World):
    return {"patient_id": world.patient.id}


def draft(world: World):
    treatment = services.start(
        actor=world.injector,
        at=AT,
        patient=world.patient,
        entry=Entry(
            day=date(2026, 8, 3),
            product="botox-cosmetic",
            technique="standard",
            injector=world.injector,
            given=(Given("glabella", Decimal(20)),),
        ),
    )
    return {"patient_id": world.patient.id, "treatment_id": treatment.id}


def signed(world: World):
    made = draft(world)
    treatment = world.patient.treatments.select_related("key").get()
    services.sign(
        actor=world.injector,
        at=AT,
        treatment=treatment,
        version=1,
        password="a long pass phrase of the tests",  # noqa: S106 - of a made-up person
    )
    return made


ADDRESSES = [
    Address("patients:list", "patient.find"),
    Address("patients:list", "patient.find", method="post", data={"q": "family1"}),
    Address("patients:suggest", "patient.find", method="post", data={"q": "family1"}),
    Address("patients:new", "patient.write"),
    Address("patients:new", "patient.write", method="post"),
    Address("patients:page", "patient.read", one),
    Address("patients:today", "patient.read_clinical", one),
    Address("patients:edit", "patient.write", one),
    Address("patients:edit", "patient.write", one, method="post"),
    Address("patients:identity", "patient.check_identity", one),
    Address("patients:identity", "patient.check_identity", one, method="post"),
    Address("patients:next-due", "patient.write", one, method="post"),
    Address("patients:copy", "patient.export", one),
    Address(
        "patients:copy", "patient.export", one, method="post", data={"kind": "data"}
    ),
    Address("patients:erase", "patient.erase", one),
    Address("patients:erase", "patient.erase", one, method="post"),
    Address("patients:new-treatment", "treatment.write", one),
    Address("patients:new-treatment", "treatment.write", one, method="post"),
    Address("patients:treatment", "patient.read_clinical", draft),
    Address("patients:edit-treatment", "treatment.write", draft),
    Address("patients:edit-treatment", "treatment.write", draft, method="post"),
    Address("patients:sign-treatment", "treatment.sign", draft, method="post"),
    Address("patients:amend-treatment", "treatment.write", signed, method="post"),
    Address(
        "patients:discard-treatment",
        "treatment.write",
        draft,
        method="post",
        data={"version": "1"},
    ),
]
