"""Adding lines to the ledgers: lot and vial are held, the balance follows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import OuterRef, Subquery

from glabella.clinic.accounts.models import User
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.selectors import day_of, practice
from glabella.clinic.shared.errors import Invalid, NotFound
from glabella.clinic.stock.lawful import Wish
from glabella.clinic.stock.models import Deviation, Draw, Lot, Vial, VialEntry

__all__ = [
    "CENT",
    "Line",
    "add_line",
    "hold_lot",
    "hold_vial",
    "last_line",
    "positive",
    "wish_of",
    "wishes_of",
]

CENT = Decimal("0.01")
MOST_UNITS = Decimal(99_999)
Kind = VialEntry.Kind


@dataclass(frozen=True, slots=True)
class Line:
    """What a new line says, beside what it copies from vial and lot.

    ``done_at`` is when it was done, where that was before it is recorded.
    """

    kind: VialEntry.Kind
    change: Decimal
    reason: str = ""
    done_at: datetime | None = None
    deviation: Deviation | None = None


def hold_lot(lot_id: UUID) -> Lot:
    """The lot as it is now, held until the transaction ends."""
    found = Lot.objects.select_for_update().filter(pk=lot_id).first()
    if found is None:
        raise NotFound
    return found


def hold_vial(vial_id: UUID) -> Vial:
    """The vial as it is now, held with its lot until the transaction ends.

    The lot comes first, so that two who hold several never wait crosswise.
    """
    lot_id = Vial.objects.filter(pk=vial_id).values_list("lot_id", flat=True).first()
    if lot_id is None:
        raise NotFound
    lot = hold_lot(lot_id)
    vial = Vial.objects.select_for_update().get(pk=vial_id)
    vial.lot = lot
    return vial


def last_line(vial: Vial) -> VialEntry | None:
    """The newest line of a vial."""
    return VialEntry.objects.filter(vial=vial).order_by("-number").first()


def add_line(*, actor: User, at: datetime, vial: Vial, line: Line) -> VialEntry:
    """Append a line to a vial that is held; a vial without units left is finished."""
    last = last_line(vial)
    done_at = line.done_at or at
    balance = (last.balance_after if last else Decimal(0)) + line.change
    entry = VialEntry.objects.create(
        vial=vial,
        number=last.number + 1 if last else 1,
        kind=line.kind,
        change=line.change,
        balance_after=balance,
        at=done_at,
        recorded_at=at,
        by=actor,
        reason=line.reason,
        use_by=vial.use_by,
        lot_state=vial.lot.state,
        lot_expires_on=vial.lot.expires_on,
        day=day_of(done_at),
        deviation=line.deviation,
    )
    _follow_state(vial, balance)
    return entry


def _follow_state(vial: Vial, balance: Decimal) -> None:
    """A vial is finished with its last unit, and back if a count finds some."""
    if balance <= 0:
        state = Vial.State.FINISHED
    elif vial.opened_at is not None:
        state = Vial.State.OPEN
    else:
        state = Vial.State.UNOPENED
    vial.state = state
    vial.version += 1
    vial.save(update_fields=["state", "version"])


def wish_of(
    vial: Vial,
    *,
    now: datetime,
    at: datetime | None = None,
    patient: Patient | None = None,
    units: Decimal = Decimal(0),
) -> Wish:
    """A wish to draw from a vial, with what its ledger says."""
    (wish,) = wishes_of([vial], now=now, patient=patient)
    done_at = at or now
    return replace(wish, at=done_at, day=day_of(done_at), units=units)


def wishes_of(
    vials: Iterable[Vial], *, now: datetime, patient: Patient | None = None
) -> list[Wish]:
    """The same for each of some vials, in two questions however many they are."""
    wanted = list(vials)
    last, served = _newest_lines(wanted), _served(wanted)
    day, may_share = day_of(now), practice().vial_sharing_allowed
    return [
        Wish(
            vial=vial,
            at=now,
            now=now,
            day=day,
            left=line.balance_after if line else Decimal(0),
            last_recorded_at=line.recorded_at if line else None,
            patient_id=patient.pk if patient else None,
            served=frozenset(served[vial.pk]),
            may_share=may_share,
        )
        for vial in wanted
        for line in [last.get(vial.pk)]
    ]


def _newest_lines(vials: list[Vial]) -> dict[UUID, VialEntry]:
    newest = VialEntry.objects.filter(vial=OuterRef("vial")).order_by("-number")
    found = VialEntry.objects.filter(
        vial__in=vials, number=Subquery(newest.values("number")[:1])
    )
    return {line.vial_id: line for line in found}


def _served(vials: list[Vial]) -> dict[UUID, set[tuple[object, date]]]:
    """Patient and clinic day of each draw, by vial."""
    found: dict[UUID, set[tuple[object, date]]] = defaultdict(set)
    rows = Draw.objects.filter(entry__vial__in=vials)
    for vial_id, who, day in rows.values_list("entry__vial", "patient", "entry__day"):
        found[vial_id].add((who, day))
    return found


def positive(units: Decimal, field: str = "units") -> Decimal:
    """Units with two places, more than none; Invalid otherwise."""
    try:
        exact = units.quantize(CENT)
    except ArithmeticError:
        exact = Decimal(0)
    if not exact.is_finite() or exact != units or not 0 < exact <= MOST_UNITS:
        message = "Give units above 0, with two decimal places at most."
        raise Invalid.field(field, message)
    return exact
