"""Record what has been given already, also where the ledger would have refused it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.alerts.models import Alert
from glabella.clinic.alerts.services import raise_alert
from glabella.clinic.audit import services as audit
from glabella.clinic.patients.models import Patient
from glabella.clinic.shared.errors import Invalid
from glabella.clinic.stock.lawful import KINDS, Hindrance, hindrances, units_text
from glabella.clinic.stock.ledger import Line, add_line, hold_vial, positive, wish_of
from glabella.clinic.stock.models import Deviation, Draw, DrawUse, Vial, VialEntry
from glabella.clinic.stock.services.opening import reason_of, set_open

__all__ = ["Gift", "give_now"]

CORRECTED = "given, though the books held less"
OPENED_UNTOLD = "used before its opening was entered"


@dataclass(frozen=True, slots=True)
class Gift:
    """Units that were injected: (site id, units) each; ``given_at`` when, if earlier."""

    patient: Patient
    occasion: UUID
    treatment_id: UUID
    given: tuple[tuple[int, Decimal], ...]
    reason: str
    given_at: datetime | None = None

    @property
    def units(self) -> Decimal:
        """All of them together."""
        return sum((units for _, units in self.given), Decimal(0))


@transaction.atomic
def give_now(*, actor: User, at: datetime, vial: Vial, gift: Gift) -> Deviation | None:
    """Record units that were injected and not drawn up in the books before.

    What the ledger would have refused becomes a deviation with reason, alert and
    follow-up; a vial that held too little by the books is corrected first, so that
    the sum holds. Nothing of it is refused: it has happened.
    """
    rights.require(actor, "stock.draw", at=at)
    reason = reason_of(gift.reason)
    units = positive(gift.units)
    row = hold_vial(vial.pk)
    given_at = gift.given_at or at
    if given_at > at:
        raise Invalid.field("given_at", "This lies ahead. Give when it was injected.")
    wish = wish_of(row, now=at, at=given_at, patient=gift.patient, units=units)
    found = hindrances(wish)
    deviation = _deviate(actor, at, row, gift, found) if found else None
    if row.state == Vial.State.UNOPENED:
        set_open(row, actor, given_at)
        line = Line(
            VialEntry.Kind.OPENED, Decimal(0), OPENED_UNTOLD, given_at, deviation
        )
        add_line(actor=actor, at=at, vial=row, line=line)
    if wish.left < units:
        line = Line(
            VialEntry.Kind.COUNTED, units - wish.left, CORRECTED, given_at, deviation
        )
        add_line(actor=actor, at=at, vial=row, line=line)
    line = Line(VialEntry.Kind.DRAWN, -units, "", given_at, deviation)
    entry = add_line(actor=actor, at=at, vial=row, line=line)
    draw = _draw(at, gift, entry, units)
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="create",
        record=draw,
        subject=gift.patient.key,
        after={"vial": row.label, "given units": str(units)},
        reason=reason,
    )
    return deviation


def _draw(at: datetime, gift: Gift, entry: VialEntry, units: Decimal) -> Draw:
    draw = Draw.objects.create(
        key=gift.patient.key,
        patient=gift.patient,
        occasion=gift.occasion,
        treatment_id=gift.treatment_id,
        entry=entry,
        units=units,
        settled_at=at,
    )
    DrawUse.objects.bulk_create(
        DrawUse(draw=draw, site_id=site_id, units=part) for site_id, part in gift.given
    )
    return draw


def _deviate(
    actor: User, at: datetime, vial: Vial, gift: Gift, found: Sequence[Hindrance]
) -> Deviation:
    kinds = [one.kind for one in found]
    deviation = Deviation.objects.create(
        key=gift.patient.key, kinds=kinds, reason=gift.reason, by=actor, at=at
    )
    words = "; ".join(KINDS[kind] for kind in kinds)
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="create",
        record=deviation,
        subject=gift.patient.key,
        after={"vial": vial.label, "lot": vial.lot.number, "kinds": kinds},
        reason=gift.reason,
    )
    raise_alert(
        actor=actor.as_actor,
        at=at,
        kind=Alert.Kind.DEVIATION,
        text=(
            f"{gift.patient}: {units_text(gift.units)} were given from {vial.label} "
            f"though {words}. Follow it up under Stock, Deviations."
        ),
        key=gift.patient.key,
        link="/stock/deviations/",
    )
    return deviation
