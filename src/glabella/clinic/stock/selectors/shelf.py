"""What is there, by product, and what somebody should look at."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal
from uuid import UUID

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.practice.selectors import day_of, practice, products_in_use
from glabella.clinic.stock.labels import name_of
from glabella.clinic.stock.models import Deviation, Lot, Vial
from glabella.clinic.stock.selectors.vials import last_balances

__all__ = ["LotShelf", "OpenVial", "ProductShelf", "StockWarning", "shelf", "warnings"]

SHELF_ADDRESS = "/stock/"
State = Vial.State


@dataclass(frozen=True, slots=True)
class StockWarning:
    """Something to look at, and where; ``tone`` block stops, caution asks to look."""

    tone: Literal["block", "caution"]
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class OpenVial:
    """An open vial: units left, and whether its time is over."""

    vial: Vial
    left: Decimal
    is_over: bool


@dataclass(frozen=True, slots=True)
class LotShelf:
    """A lot with something left of it."""

    lot: Lot
    unopened: tuple[Vial, ...]
    open_vials: tuple[OpenVial, ...]
    is_expired: bool
    is_ending: bool

    @property
    def is_usable(self) -> bool:
        """Whether it may be drawn from today."""
        return self.lot.state == Lot.State.IN_USE and not self.is_expired


@dataclass(frozen=True, slots=True)
class ProductShelf:
    """All of one product; ``unopened`` counts vials of lots that may be used."""

    product: str
    name: str
    lots: tuple[LotShelf, ...]
    low_mark: int

    @property
    def unopened(self) -> int:
        """Unopened vials of lots that may be used."""
        return sum(len(lot.unopened) for lot in self.lots if lot.is_usable)

    @property
    def is_low(self) -> bool:
        """Whether there are fewer unopened vials than the clinic wants."""
        return self.unopened < self.low_mark


def shelf(*, viewer: User, at: datetime) -> list[ProductShelf]:
    """What is there by product: those in use, and those of which something is left."""
    rights.require(viewer, "stock.read", at=at)
    opened = Vial.objects.filter(state=State.OPEN)
    return _shelves(last_balances(opened), at)


def _shelves(left: dict[UUID, Decimal], at: datetime) -> list[ProductShelf]:
    vials = Vial.objects.exclude(state=State.FINISHED).select_related("lot__place")
    by_lot: dict[Lot, list[Vial]] = {}
    for vial in vials.order_by("lot__expires_on", "lot__number", "number"):
        by_lot.setdefault(vial.lot, []).append(vial)
    lots = [_lot_shelf(lot, mine, left, at) for lot, mine in by_lot.items()]
    marks = _marks()
    order = [*marks, *(one.lot.product for one in lots)]
    return [
        ProductShelf(
            product=product,
            name=name_of(product),
            lots=tuple(one for one in lots if one.lot.product == product),
            low_mark=marks.get(product, 0),
        )
        for product in dict.fromkeys(order)
    ]


def _marks() -> dict[str, int]:
    return {one.product: one.low_stock_vials for one in products_in_use()}


def _lot_shelf(
    lot: Lot, vials: list[Vial], left: dict[UUID, Decimal], at: datetime
) -> LotShelf:
    today = day_of(at)
    return LotShelf(
        lot=lot,
        unopened=tuple(vial for vial in vials if vial.state == State.UNOPENED),
        open_vials=tuple(
            OpenVial(
                vial,
                left.get(vial.pk, Decimal(0)),
                is_over=vial.use_by is not None and vial.use_by < at,
            )
            for vial in vials
            if vial.state == State.OPEN
        ),
        is_expired=lot.expires_on < today,
        is_ending=lot.expires_on < _soon(today),
    )


def _soon(today: date) -> date:
    return today + timedelta(days=practice().expiry_warning_days)


def warnings(*, viewer: User, at: datetime) -> list[StockWarning]:
    """What somebody should look at today; nothing for who has no right to the stock."""
    if not rights.may(viewer, "stock.read", at=at):
        return []
    # What is left in a vial is no warning: nothing is asked about it.
    found = [one for part in _shelves({}, at) for one in _of_product(part)]
    waiting = Deviation.objects.filter(followed_up_at=None).count()
    if waiting and rights.may(viewer, "stock.recall", at=at):
        words = (
            "One deviation waits to be followed up."
            if waiting == 1
            else f"{waiting} deviations wait to be followed up."
        )
        found.insert(0, StockWarning("block", words, "/stock/deviations/"))
    return sorted(found, key=lambda one: one.tone != "block")


def _of_product(part: ProductShelf) -> Iterator[StockWarning]:
    for one in part.lots:
        yield from _of_lot(part.name, one)
    if part.is_low:
        count = part.unopened
        have = "No unopened vial" if not count else f"Only {count} unopened"
        yield StockWarning(
            "caution", f"{have} of {part.name}: order more.", SHELF_ADDRESS
        )


def _of_lot(name: str, one: LotShelf) -> Iterator[StockWarning]:
    lot, address = one.lot, f"/stock/lots/{one.lot.pk}/"
    if lot.state != Lot.State.IN_USE:
        words = f"{name} lot {lot.number} is {lot.get_state_display()}: keep it apart."
        yield StockWarning("block", words, address)
    elif one.is_expired:
        words = f"{name} lot {lot.number} has expired: discard what is left."
        yield StockWarning("block", words, address)
    elif one.is_ending:
        words = f"{name} lot {lot.number} expires on {lot.expires_on:%-d %B %Y}."
        yield StockWarning("caution", words, address)
    for vial in one.open_vials:
        if vial.is_over:
            words = f"The time of {vial.vial.label} ({name}) is over: discard it."
            yield StockWarning("block", words, f"/stock/vials/{vial.vial.pk}/")
