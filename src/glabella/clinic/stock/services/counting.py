"""Count what lies in the refrigerator, and explain what differs from the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.shared.errors import Invalid, NotFound, Stale
from glabella.clinic.stock.ledger import CENT, Line, add_line, hold_vial
from glabella.clinic.stock.models import StockCount, Vial, VialEntry
from glabella.clinic.stock.services.opening import reason_of

__all__ = ["Found", "count"]


@dataclass(frozen=True, slots=True)
class Found:
    """One vial of a count: what the page said was in it, and what was found."""

    vial_id: UUID
    expected: Decimal
    counted: Decimal
    reason: str = ""


@transaction.atomic
def count(*, actor: User, at: datetime, found: Sequence[Found]) -> StockCount:
    """Enter a count; each difference needs its reason and becomes a line."""
    rights.require(actor, "stock.write", at=at)
    if not found:
        raise Invalid.field("", "There is nothing to count.")
    order = dict(
        Vial.objects.filter(pk__in=[one.vial_id for one in found])
        .order_by("lot_id", "pk")
        .values_list("pk", "lot_id")
    )
    told = {one.vial_id: one for one in found}
    if len(order) != len(found):
        raise NotFound
    rows = [_one(actor, at, told[vial_id]) for vial_id in order]
    made = StockCount.objects.create(
        at=at, by=actor, content=sorted(rows, key=lambda row: str(row["vial"]))
    )
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="create",
        record=made,
        after={
            "vials": len(rows),
            "differences": [row for row in rows if row["reason"]],
        },
    )
    return made


def _one(actor: User, at: datetime, told: Found) -> dict[str, Any]:
    vial = hold_vial(told.vial_id)
    left = vial.left
    if left != told.expected:
        message = (
            f"Somebody drew from {vial.label} or entered it while you counted. Count "
            "this vial again and send the count once more."
        )
        raise Stale(message)
    name = f"counted_{vial.pk}"
    counted = _counted(told.counted, vial, name)
    reason = ""
    if counted != left:
        reason = reason_of(told.reason, f"reason_{vial.pk}")
        line = Line(VialEntry.Kind.COUNTED, counted - left, reason)
        add_line(actor=actor, at=at, vial=vial, line=line)
    return {
        "vial": vial.label,
        "lot": vial.lot.number,
        "books": str(left),
        "counted": str(counted),
        "reason": reason,
    }


def _counted(units: Decimal, vial: Vial, name: str) -> Decimal:
    sound = units.is_finite() and 0 <= units <= vial.units
    if not sound or units != units.quantize(CENT):
        message = f"Give 0 to {vial.units.normalize():f} units."
        raise Invalid.field(name, message)
    if vial.state == Vial.State.UNOPENED and units not in {0, vial.units}:
        message = "An unopened vial is there whole, or it is not there."
        raise Invalid.field(name, message)
    return units
