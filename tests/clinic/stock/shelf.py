"""Short ways to vials of the tests: received, opened, drawn from."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from glabella.clinic.accounts.models import User
from glabella.clinic.patients.models import Patient
from glabella.clinic.stock import services
from glabella.clinic.stock.models import Draw, Vial
from glabella.clinic.stock.services import Delivery, GivenUnits, Mixing, Order
from glabella.clinic.treatments.models import GivenSite, Treatment
from tests.clinic.people import AT, TODAY

__all__ = ["DELIVERY", "draw", "given", "opened", "received", "treated"]

DELIVERY: dict[str, Any] = {
    "product": "bocouture",
    "number": "ABC123",
    "expires_on": date(2027, 6, 30),
    "units": Decimal(50),
}
SALINE_ML = Decimal("1.25")
"""The labelled volume for a vial of 50 units (BO-API16)."""


def received(actor: User, **changed: Any) -> Vial:
    """The first vial of a delivery."""
    at = changed.pop("at", AT)
    delivery = Delivery(**{**DELIVERY, **changed})
    return services.receive(actor=actor, at=at, delivery=delivery)[0]


def opened(
    actor: User, at: datetime = AT, vial: Vial | None = None, **lot: Any
) -> Vial:
    """A vial, mixed at that moment."""
    found = vial or received(actor, at=at, **lot)
    mixing = Mixing(SALINE_ML, diluent_lot="NACL7", confirmed_by="tap")
    return services.open_vial(
        actor=actor, at=at, vial=found, version=found.version, mixing=mixing
    )


def draw(
    actor: User, vial: Vial, patient: Patient, units: float, **changed: Any
) -> Draw:
    """Units drawn up for a patient, a minute after the vial was mixed."""
    at = changed.pop("at", AT + timedelta(minutes=1))
    order = Order(
        patient,
        changed.pop("occasion", None) or uuid4(),
        Decimal(str(units)),
        **changed,
    )
    return services.draw_up(actor=actor, at=at, vial=vial, order=order)


def treated(
    actor: User, patient: Patient, units: Iterable[float], **site: Any
) -> Treatment:
    """A signed treatment with a site for each number of units."""
    treatment = Treatment.objects.create(
        key=patient.key,
        patient=patient,
        day=site.pop("day", TODAY),
        injector=actor,
        entered_by=actor,
        product="bocouture",
        technique="standard",
        status=site.pop("status", "signed"),
        created_at=AT,
        signed_at=AT,
        signed_by=actor,
        signed_hash="0" * 64,
    )
    for number, one in enumerate(units, 1):
        GivenSite.objects.create(
            treatment=treatment,
            number=number,
            area="glabella",
            units=Decimal(str(one)),
            product="bocouture",
            **site,
        )
    return treatment


def given(treatment: Treatment, vial: Vial) -> tuple[GivenUnits, ...]:
    """The sites of a treatment as given from one vial."""
    return tuple(
        GivenUnits(site.pk, vial.pk, site.units or Decimal(0))
        for site in treatment.sites.all()
    )
