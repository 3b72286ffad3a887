"""The stock of the made-up clinic: deliveries, vials, counts and temperatures."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from glabella.clinic.accounts.models import User
from glabella.clinic.demo.staff import JURISDICTION, LOW_STOCK
from glabella.clinic.demo.visits import Step
from glabella.clinic.demo.world import World
from glabella.clinic.stock import labels, services
from glabella.clinic.stock.models import Lot, StoragePlace, Vial
from glabella.clinic.stock.services import Delivery, Found, Mixing, PlaceWanted

__all__ = ["LEFT_OVER", "STOCK_DAYS", "discard_rest", "mixed", "shelf"]

STOCK_DAYS: Final = 340
"""For so long the clinic has kept the books of its vials."""
LEFT_OVER: Final = "left over after the session"
_PLACE: Final = "Refrigerator, room 1"
_FRIDGE: Final = PlaceWanted(_PLACE, Decimal(2), Decimal(8))
_ORDERED_DAYS: Final = 21
"""Every three weeks the shelf is filled up again, for the last time a while ago."""
_LAST_ORDER: Final = 12
_WANTED: Final = {
    ("botox-cosmetic", 50): 5,
    ("botox-cosmetic", 100): 6,
    ("botox", 100): 2,
    ("dysport", 300): 2,
    ("xeomin", 100): 3,
}
"""Vials that lie on a full shelf, by product and size."""
_SHORT_DATED: Final = ("xeomin", 100, 2, 22)
"""Product, size, vials, and days that they can still be used."""
_LASTS: Final = (480, 720)
"""Days from delivery to the last day of a lot."""
_SUPPLIER: Final = "A made-up wholesaler"
_SALINE_LOT: Final = "MADE-UP-NaCl-7"
_WARM: Final = "The indicator of the cool box was red; the wholesaler was asked."
_BROKEN: Final = "Fell in the refrigerator and broke; seen when counting."
_READ_DAYS: Final = (56, 49, 42, 35, 28, 21, 14, 10, 7, 3, 1)


def shelf(world: World) -> Iterator[Step[None]]:
    """Everything that befalls the stock, apart from what patients are given."""
    yield _deliveries(world)
    yield _held_back(world)
    yield _count(world, days=33, broken=True)
    yield _count(world, days=4, broken=False)
    for days in _READ_DAYS:
        yield _temperature(world, days)


def mixed(world: World, user: User, product: str, units: Decimal) -> list[Vial]:
    """Open as many vials as this needs, and mix them as the label says.

    A vial serves one patient, so that an unopened one is taken each time: the one
    that expires first.
    """
    left, found = units, []
    while left > 0:
        vial = _unopened(world, product, _size(product, left))
        found.append(
            services.open_vial(
                actor=user,
                at=world.at,
                vial=vial,
                version=vial.version,
                mixing=_mixing(product, vial.units),
            )
        )
        left -= vial.units
    return found


def discard_rest(world: World, user: User, vials: list[Vial]) -> None:
    """Throw away what is left in vials that have served their patient."""
    for one in Vial.objects.filter(pk__in=[vial.pk for vial in vials]):
        if one.left > 0:
            services.discard(
                actor=user,
                at=world.at,
                vial=one,
                version=one.version,
                reason=LEFT_OVER,
            )


def _size(product: str, units: Decimal) -> Decimal:
    """The smallest vial that holds it, else the largest."""
    sizes = sorted(Decimal(size) for kind, size in _WANTED if kind == product)
    return next((size for size in sizes if size >= units), sizes[-1])


def _mixing(product: str, size: Decimal) -> Mixing:
    if labels.is_liquid(product):
        return Mixing(None, confirmed_by="scan")
    strength = labels.strengths(product, size, JURISDICTION)[0]
    return Mixing(strength.diluent_ml, diluent_lot=_SALINE_LOT, confirmed_by="scan")


def _unopened(world: World, product: str, size: Decimal) -> Vial:
    rows = Vial.objects.filter(
        state=Vial.State.UNOPENED,
        units=size,
        lot__product=product,
        lot__state=Lot.State.IN_USE,
        lot__expires_on__gte=world.today,
    )
    found = rows.order_by("lot__expires_on", "number").first()
    return found or _receive(world, product, size, vials=2)[0]


def _receive(
    world: World,
    product: str,
    size: Decimal,
    *,
    vials: int,
    expires_on: date | None = None,
) -> list[Vial]:
    """A delivery of one lot that nobody had before."""
    world.turns["lot"] += 1
    number = f"MADE-UP-{_initials(product)}{size:.0f}-{world.turns['lot']:03}"
    lasts = timedelta(days=world.chance.randint(*_LASTS))
    return services.receive(
        actor=world.staff.owner,
        at=world.at,
        delivery=Delivery(
            product=product,
            number=number,
            expires_on=expires_on or world.today + lasts,
            units=size,
            vials=vials,
            supplier=_SUPPLIER,
            place_id=_fridge(world).pk,
        ),
    )


def _initials(product: str) -> str:
    return "".join(part[0] for part in product.split("-")).upper()


def _fridge(world: World) -> StoragePlace:
    found = StoragePlace.objects.filter(name=_PLACE).first()
    return found or services.save_place(
        actor=world.staff.owner, at=world.at, wanted=_FRIDGE
    )


def _deliveries(world: World) -> Step[None]:
    days = STOCK_DAYS
    while days > _LAST_ORDER:
        yield _ago(world, days, time(9, 5))
        for (product, size), wanted in _WANTED.items():
            lying = Vial.objects.filter(
                state=Vial.State.UNOPENED,
                units=size,
                lot__product=product,
                lot__state=Lot.State.IN_USE,
            ).count()
            is_low = product in LOW_STOCK and days < 2 * _ORDERED_DAYS
            if lying < wanted and not is_low:
                _receive(world, product, Decimal(size), vials=wanted - lying)
        days -= _ORDERED_DAYS


def _held_back(world: World) -> Step[None]:
    """One lot that expires soon, and one that came in too warm."""
    product, size, vials, lasts = _SHORT_DATED
    yield _ago(world, 18, time(9, 10))
    expires_on = (world.now + timedelta(days=lasts)).astimezone(world.zone).date()
    _receive(world, product, Decimal(size), vials=vials, expires_on=expires_on)
    yield _ago(world, 6, time(9, 30))
    made = _receive(world, "botox-cosmetic", Decimal(100), vials=4)
    yield world.at + timedelta(minutes=9)
    lot = Lot.objects.get(pk=made[0].lot_id)
    services.set_state(
        actor=world.staff.injector,
        at=world.at,
        lot=lot,
        version=lot.version,
        state=Lot.State.QUARANTINED,
        reason=_WARM,
    )


def _count(world: World, *, days: int, broken: bool) -> Step[None]:
    """Count every vial that is not used up; one may be found broken."""
    yield _ago(world, days, time(16, 50))
    rows = Vial.objects.exclude(state=Vial.State.FINISHED).order_by("number")
    found = []
    for place, vial in enumerate(rows):
        whole = vial.left
        gone = broken and place == 0 and vial.state == Vial.State.UNOPENED
        found.append(
            Found(
                vial.pk,
                expected=whole,
                counted=Decimal(0) if gone else whole,
                reason=_BROKEN if gone else "",
            )
        )
    services.count(actor=world.staff.injector, at=world.at, found=found)


def _temperature(world: World, days: int) -> Step[None]:
    yield _ago(world, days, time(9, 2))
    chance = world.chance
    services.read_temperature(
        actor=world.staff.prescriber,
        at=world.at,
        place=_fridge(world),
        lowest_c=Decimal(chance.randint(28, 41)) / 10,
        highest_c=Decimal(chance.randint(52, 71)) / 10,
    )


def _ago(world: World, days: int, at: time) -> datetime:
    """An hour of a working day so many days ago."""
    day = world.working(world.now - timedelta(days=days)).astimezone(world.zone)
    return max(world.at, datetime.combine(day.date(), at, tzinfo=world.zone))
