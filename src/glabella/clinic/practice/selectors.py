"""What is known of the clinic itself; nothing here is about a person.

These reads take no viewer: name, hours and address stand on the public pages too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from glabella.clinic.practice.models import (
    Closure,
    OpeningHours,
    Practice,
    Price,
    ProductInUse,
    Room,
)
from glabella.clinic.shared.errors import Blocked
from glabella.evidence import catalogue

__all__ = [
    "authorised_products",
    "clinic_zone",
    "closures",
    "day_of",
    "find_practice",
    "fixed_price",
    "forget",
    "hours",
    "practice",
    "price_per_unit",
    "prices",
    "product_keys_in_use",
    "products",
    "products_in_use",
    "remembered",
    "rooms",
    "setup_done",
    "visit_price",
]

# One read for a whole request: the row is asked for by rights, page and frame alike.
_held: ContextVar[list[Practice] | None] = ContextVar("practice", default=None)


@contextmanager
def remembered() -> Iterator[None]:
    """Read the row once inside; outside it is read whenever it is asked for."""
    token = _held.set([])
    try:
        yield
    finally:
        _held.reset(token)


def forget() -> None:
    """Read the row anew the next time; services that change it call this."""
    if (held := _held.get()) is not None:
        held.clear()


def find_practice() -> Practice | None:
    """The clinic, or nothing before it was set up; not to be changed by the caller."""
    held = _held.get()
    if held:
        return held[0]
    found = Practice.objects.filter(pk=1).first()
    if held is not None and found is not None:
        held.append(found)
    return found


def practice() -> Practice:
    """The clinic; Blocked before it was set up."""
    found = find_practice()
    if found is None:
        message = "This clinic is not set up yet: run `glabella setup` first."
        raise Blocked(message)
    return found


def setup_done() -> bool:
    """Whether the clinic was set up."""
    return find_practice() is not None


def clinic_zone() -> ZoneInfo:
    """The clinic's own time zone; UTC before it was set up."""
    found = find_practice()
    return ZoneInfo(found.time_zone if found else "UTC")


def day_of(at: datetime) -> date:
    """The clinic's calendar day of an instant."""
    return at.astimezone(clinic_zone()).date()


def hours(weekday: int | None = None) -> list[OpeningHours]:
    """Opening hours, of one weekday (0 is Monday) or of all."""
    found = OpeningHours.objects.all()
    return list(found if weekday is None else found.filter(weekday=weekday))


def closures(first: date | None = None, last: date | None = None) -> list[Closure]:
    """Days on which the clinic is closed, those that touch ``first`` to ``last``."""
    found = Closure.objects.all()
    if first is not None:
        found = found.filter(last_day__gte=first)
    if last is not None:
        found = found.filter(first_day__lte=last)
    return list(found)


def rooms(*, in_use: bool = True) -> list[Room]:
    """The rooms by name; with ``in_use=False`` also those given up."""
    found = Room.objects.order_by("name")
    return list(found.filter(in_use=True) if in_use else found)


def authorised_products(jurisdiction: str) -> tuple[str, ...]:
    """Keys of the products that the evidence knows as authorised there."""
    return tuple(
        key
        for key in catalogue.product_keys()
        if jurisdiction in catalogue.product(key).authorised
    )


def products() -> list[ProductInUse]:
    """Every product that was ever entered, also those no longer used."""
    return list(ProductInUse.objects.order_by("product"))


def products_in_use() -> list[ProductInUse]:
    """What the clinic uses, in the order of the evidence; only what may be used here."""
    order = authorised_products(practice().jurisdiction)
    found = ProductInUse.objects.filter(in_use=True, product__in=order)
    return sorted(found, key=lambda one: order.index(one.product))


def product_keys_in_use() -> tuple[str, ...]:
    """The keys of :func:`products_in_use`."""
    return tuple(one.product for one in products_in_use())


def price_per_unit(product: str) -> Decimal | None:
    """Price of one unit in the clinic's currency; nothing where none is set."""
    found = ProductInUse.objects.filter(product=product, in_use=True).first()
    return found.price_per_unit if found else None


def prices() -> list[Price]:
    """The fixed prices: of a visit, and of areas."""
    return list(Price.objects.order_by("kind", "area", "technique"))


def visit_price() -> Decimal | None:
    """The fixed price of each visit; nothing where none is set."""
    found = Price.objects.filter(kind=Price.Kind.VISIT).first()
    return found.amount if found else None


def fixed_price(area: str, technique: str) -> Decimal | None:
    """The price of an area with a technique, or of the area with any technique."""
    found = {
        price.technique: price.amount
        for price in Price.objects.filter(
            kind=Price.Kind.AREA, area=area, technique__in=(technique, "")
        )
    }
    return found.get(technique, found.get(""))
