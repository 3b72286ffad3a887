"""Draw up for a patient, and give up what was drawn and not used."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.patients.models import Patient
from glabella.clinic.shared.errors import Blocked, Invalid, NotFound
from glabella.clinic.stock.lawful import hindrances
from glabella.clinic.stock.ledger import Line, add_line, hold_vial, positive, wish_of
from glabella.clinic.stock.models import Draw, DrawUse, Vial, VialEntry
from glabella.clinic.stock.services.opening import reason_of

__all__ = ["Order", "draw_up", "held_draws", "waste_draw", "waste_occasion"]

GIVEN_UP = "the treatment was given up"
DROPPED = "given up in the syringe"


@dataclass(frozen=True, slots=True)
class Order:
    """Units for a patient's visit (``occasion``, the id of its live record).

    ``once`` is the device's own number of this order: sent again, it is done once.
    """

    patient: Patient
    occasion: UUID
    units: Decimal
    once: UUID | None = None


@transaction.atomic
def draw_up(*, actor: User, at: datetime, vial: Vial, order: Order) -> Draw:
    """Draw units from a vial ahead of an injection; refused where it is not lawful."""
    rights.require(actor, "stock.draw", at=at)
    units, patient = positive(order.units), order.patient
    row = hold_vial(vial.pk)
    if done := _done(order, row):
        return done
    found = hindrances(wish_of(row, now=at, patient=patient, units=units))
    if found:
        raise Blocked(
            " ".join(one.words for one in found), where=f"/stock/vials/{row.pk}/"
        )
    line = Line(VialEntry.Kind.DRAWN, -units)
    entry = add_line(actor=actor, at=at, vial=row, line=line)
    draw = Draw.objects.create(
        key=patient.key,
        patient=patient,
        occasion=order.occasion,
        once=order.once,
        entry=entry,
        units=units,
    )
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="create",
        record=draw,
        subject=patient.key,
        after={"vial": row.label, "lot": row.lot.number, "units": str(units)},
    )
    return draw


def _done(order: Order, vial: Vial) -> Draw | None:
    if order.once is None:
        return None
    draw = Draw.objects.select_related("entry").filter(once=order.once).first()
    if draw is None:
        return None
    same = (draw.entry.vial_id, draw.patient_id, draw.occasion, draw.units)
    if same != (vial.pk, order.patient.pk, order.occasion, order.units):
        message = "This order was done already with other units or another vial."
        raise Invalid.field("units", message)
    return draw


@transaction.atomic
def waste_draw(*, actor: User, at: datetime, draw: Draw, reason: str) -> None:
    """Give up what is in a syringe: dropped, not used; it never goes back."""
    rights.require(actor, "stock.write", at=at)
    held = Draw.objects.select_for_update(of=("self",)).filter(pk=draw.pk)
    row = held.select_related("key").first()
    if row is None:
        raise NotFound
    if row.settled_at is not None:
        message = "What became of these units is recorded already."
        raise Blocked(message)
    _waste(actor, at, row, DROPPED, reason_of(reason))


@transaction.atomic
def waste_occasion(*, actor: User, at: datetime, occasion: UUID, reason: str) -> None:
    """Give up all that was drawn for a visit that came to nothing."""
    rights.require(actor, "stock.write", at=at)
    why = reason_of(reason)
    for draw in held_draws(occasion):
        _waste(actor, at, draw, GIVEN_UP, why)


def held_draws(occasion: UUID) -> list[Draw]:
    """The draws of a visit that are still in syringes, held, oldest first."""
    held = Draw.objects.select_for_update(of=("self",)).select_related("key", "entry")
    return list(held.filter(occasion=occasion, settled_at=None).order_by("entry_id"))


def _waste(actor: User, at: datetime, draw: Draw, kind: str, reason: str) -> None:
    """The line is in clear and keeps a fixed word; what was typed is in the audit."""
    DrawUse.objects.create(draw=draw, units=draw.units, reason=kind)
    draw.settled_at = at
    draw.save(update_fields=["settled_at"])
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="change",
        record=draw,
        subject=draw.key,
        after={"wasted units": str(draw.units)},
        reason=reason,
    )
