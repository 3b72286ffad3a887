"""Vials and lots: one, those to choose from, and what a scanned code means."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet, Sum

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.patients.models import Patient
from glabella.clinic.shared.errors import NotFound
from glabella.clinic.stock.gs1 import PackCode, read_code
from glabella.clinic.stock.lawful import Wish, hindrances
from glabella.clinic.stock.ledger import wish_of, wishes_of
from glabella.clinic.stock.models import (
    Draw,
    DrawUse,
    Lot,
    StoragePlace,
    Vial,
    VialEntry,
)

__all__ = [
    "KnownPack",
    "LedgerRow",
    "VialChoice",
    "drawn",
    "find_code",
    "get_lot",
    "get_vial",
    "known_pack",
    "last_balances",
    "ledger",
    "lots_in",
    "lots_kept_in",
    "matches",
    "open_draws",
    "refusal",
    "usable_vials",
    "vials_of_lot",
    "vials_to_count",
]

MOST_CHOICES = 40


@dataclass(frozen=True, slots=True)
class VialChoice:
    """A vial to choose; ``refusal`` is empty where it may be drawn from now."""

    vial: Vial
    left: Decimal
    units_per_tenth_ml: Decimal | None
    use_by: datetime | None
    refusal: str


def get_vial(*, viewer: User, at: datetime, vial_id: UUID | str) -> Vial:
    """One vial with its lot."""
    return _first(
        viewer, at, Vial.objects.select_related("lot__place", "opened_by"), vial_id
    )


def get_lot(*, viewer: User, at: datetime, lot_id: UUID | str) -> Lot:
    """One lot."""
    return _first(viewer, at, Lot.objects.select_related("place"), lot_id)


def _first[M: (Vial, Lot)](
    viewer: User, at: datetime, rows: QuerySet[M], pk: UUID | str
) -> M:
    if not rights.may(viewer, "stock.read", at=at):
        raise NotFound
    try:
        found = rows.filter(pk=pk).first()
    except (ValidationError, ValueError):
        found = None
    if found is None:
        raise NotFound
    return found


def usable_vials(
    *, viewer: User, at: datetime, product: str, patient: Patient | None = None
) -> list[VialChoice]:
    """Vials of a product with something in them: open ones first, soonest end first.

    Those that may not be drawn from are among them, with the reason.
    """
    rights.require(viewer, "stock.read", at=at)
    states = [Vial.State.OPEN, Vial.State.UNOPENED]
    found = Vial.objects.select_related("lot").filter(
        lot__product=product, state__in=states
    )
    ordered = found.order_by("use_by", "lot__expires_on", "number")[:MOST_CHOICES]
    choices = [_choice(wish) for wish in wishes_of(ordered, now=at, patient=patient)]
    return sorted(choices, key=lambda one: one.vial.state != Vial.State.OPEN)


def _choice(wish: Wish) -> VialChoice:
    return VialChoice(
        vial=wish.vial,
        left=wish.left,
        units_per_tenth_ml=wish.vial.units_per_tenth_ml,
        use_by=wish.vial.use_by,
        refusal=" ".join(one.words for one in hindrances(wish)),
    )


def find_code(*, viewer: User, at: datetime, text: str) -> Vial | None:
    """The vial of a scanned code: our own label, or a pack with something left.

    Invalid (field ``code``) where the text is no code; None where it is of nothing
    here.
    """
    rights.require(viewer, "stock.read", at=at)
    code = read_code(text)
    vials = Vial.objects.select_related("lot")
    if isinstance(code, int):
        return vials.filter(number=code).first()
    found = vials.filter(lot__number=code.lot)
    if code.gtin:
        found = found.filter(lot__gtin__in=["", code.gtin])
    if code.serial and (one := found.filter(serial=code.serial).first()):
        return one
    return found.exclude(state=Vial.State.FINISHED).order_by("state", "number").first()


def matches(vial: Vial, text: str) -> bool:
    """Whether a scanned code is of this vial: its label, or the pack of its lot."""
    code = read_code(text)
    if isinstance(code, int):
        return code == vial.number
    if code.gtin and vial.lot.gtin and code.gtin != vial.lot.gtin:
        return False
    if code.serial and vial.serial and code.serial != vial.serial:
        return False
    return code.lot == vial.lot.number


@dataclass(frozen=True, slots=True)
class KnownPack:
    """What the clinic learnt of a product number when it was received before."""

    product: str
    units: Decimal
    supplier: str


def known_pack(*, viewer: User, at: datetime, code: PackCode) -> KnownPack | None:
    """The product of a scanned pack, where its number was received before."""
    rights.require(viewer, "stock.read", at=at)
    if not code.gtin:
        return None
    vial = (
        Vial.objects.select_related("lot")
        .filter(lot__gtin=code.gtin)
        .order_by("-number")
        .first()
    )
    if vial is None:
        return None
    return KnownPack(vial.lot.product, vial.units, vial.lot.supplier)


def open_draws(*, viewer: User, at: datetime, occasion: UUID) -> list[Draw]:
    """What was drawn for a visit and is still in syringes."""
    rights.require(viewer, "stock.read", at=at)
    found = Draw.objects.select_related("key", "patient", "entry__vial__lot")
    return list(found.filter(occasion=occasion, settled_at=None).order_by("entry_id"))


def drawn(*, occasion: UUID) -> dict[UUID, Decimal]:
    """Units still in syringes for a visit, by vial."""
    rows = (
        Draw.objects.filter(occasion=occasion, settled_at=None)
        .order_by()
        .values("entry__vial")
        .annotate(total=Sum("units"))
    )
    return {row["entry__vial"]: Decimal(row["total"]) for row in rows}


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A line of a vial with the draw that it belongs to, and where those units went."""

    entry: VialEntry
    draw: Draw | None
    given: Decimal
    wasted: Decimal


def ledger(*, viewer: User, at: datetime, vial: Vial) -> list[LedgerRow]:
    """The ledger of a vial, first line first."""
    rights.require(viewer, "stock.read", at=at)
    lines = VialEntry.objects.filter(vial=vial).select_related("by", "deviation")
    draws = {
        draw.entry_id: draw
        for draw in Draw.objects.filter(entry__vial=vial).select_related("patient")
    }
    given: dict[UUID, Decimal] = {}
    wasted: dict[UUID, Decimal] = {}
    for use in DrawUse.objects.filter(draw__in=draws.values(), replaced_at=None):
        side = wasted if use.site_id is None else given
        side[use.draw_id] = side.get(use.draw_id, Decimal(0)) + use.units
    rows = []
    for line in lines.order_by("number"):
        draw = draws.get(line.pk)
        key = draw.pk if draw else None
        zero = Decimal(0)
        rows.append(
            LedgerRow(
                line,
                draw,
                given.get(key, zero) if key else zero,
                wasted.get(key, zero) if key else zero,
            )
        )
    return rows


def vials_to_count(*, viewer: User, at: datetime) -> list[tuple[Vial, Decimal]]:
    """Every vial with something in it, and what the books say, by product and lot."""
    rights.require(viewer, "stock.read", at=at)
    found = (
        Vial.objects.select_related("lot__place")
        .exclude(state=Vial.State.FINISHED)
        .order_by("lot__product", "lot__expires_on", "number")
    )
    last = last_balances(found)
    return [(vial, last.get(vial.pk, Decimal(0))) for vial in found]


def vials_of_lot(*, viewer: User, at: datetime, lot: Lot) -> list[tuple[Vial, Decimal]]:
    """Every vial of a lot and what is left in it, finished ones last."""
    rights.require(viewer, "stock.read", at=at)
    found = Vial.objects.select_related("lot").filter(lot=lot).order_by("number")
    last = last_balances(found)
    rows = [(vial, last.get(vial.pk, Decimal(0))) for vial in found]
    return sorted(rows, key=lambda row: row[0].state == Vial.State.FINISHED)


def lots_kept_in(*, viewer: User, at: datetime, place: StoragePlace) -> list[Lot]:
    """The lots of which something is left that are kept in a place."""
    rights.require(viewer, "stock.read", at=at)
    return lots_in(place)


def lots_in(place: StoragePlace) -> list[Lot]:
    """The same for services."""
    states = [Vial.State.UNOPENED, Vial.State.OPEN]
    kept = Lot.objects.filter(place=place, vials__state__in=states)
    return list(kept.distinct())


def refusal(*, viewer: User, at: datetime, vial: Vial) -> str:
    """Why nothing may be drawn from a vial now; empty where it may, or is finished."""
    rights.require(viewer, "stock.read", at=at)
    if vial.state == Vial.State.FINISHED:
        return ""
    found = hindrances(wish_of(vial, now=at))
    return " ".join(one.words for one in found if one.kind != "not_opened")


def last_balances(vials: QuerySet[Vial]) -> dict[UUID, Decimal]:
    """What is left in each of some vials, in one question."""
    rows = VialEntry.objects.filter(vial__in=vials).order_by("vial_id", "number")
    return dict(rows.values_list("vial_id", "balance_after"))
